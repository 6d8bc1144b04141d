// Figures of feedback in words, as paper says them too.
import { figure } from "./figures";
import { __ } from "./words";

/** What a group's figure is: a number, a band, or why it isn't shown; with how many answered where that says something. */
export function told(cell, scale) {
	if (!cell.shown) return cell.reason;
	const said = cell.band ? banded(cell.band, scale) : figure(cell.mean, 1);
	return cell.n > 1 ? `${said} (${cell.n})` : said;
}

function banded({ from, to }, scale) {
	return to === scale.high
		? __("{0} and above", [figure(from, 1)])
		: __("{0} and below", [figure(to, 1)]);
}

/** A difference with its sign. */
export function signed(value) {
	if (!value) return `±${figure(0, 1)}`;
	return `${value > 0 ? "+" : "−"}${figure(Math.abs(value), 1)}`;
}
