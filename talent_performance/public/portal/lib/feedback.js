// Figures of feedback in words, as paper says them too.
import { __, number } from "./words";

/** What a group's figure is: a number, a band, or why it isn't shown; with how many answered where that says something. */
export function told(cell, scale) {
	if (!cell.shown) return cell.reason;
	const said = cell.band ? banded(cell.band, scale) : number(cell.mean);
	return cell.n > 1 ? `${said} (${cell.n})` : said;
}

function banded({ from, to }, scale) {
	return to === scale.high
		? __("{0} and above", [number(from)])
		: __("{0} and below", [number(to)]);
}

/** A difference with its sign. */
export function signed(value) {
	if (!value) return `±${number(0)}`;
	return `${value > 0 ? "+" : "−"}${number(Math.abs(value))}`;
}
