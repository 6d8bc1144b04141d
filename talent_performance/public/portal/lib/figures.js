// Figures that somebody adds up by hand: with as many decimals as they enter the calculation with.
import { boot } from "./boot";

const language = boot.language.replace("_", "-");

/** A figure with a fixed number of decimals; a dash where there is none. */
export function figure(value, places = 2) {
	if (value === null || value === undefined) return "–";
	return new Intl.NumberFormat(language, {
		minimumFractionDigits: places,
		maximumFractionDigits: places,
	}).format(value);
}

/** A weight as it stands: with the decimals that it has. */
export function weight(value) {
	if (value === null || value === undefined) return "–";
	return new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
}

/** An achievement, of which 1 is the whole, in percent. */
export function share(value, places = 0) {
	if (value === null || value === undefined) return "–";
	return new Intl.NumberFormat(language, {
		style: "percent",
		minimumFractionDigits: places,
		maximumFractionDigits: places,
	}).format(value);
}
