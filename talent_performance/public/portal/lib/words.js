// Texts, days and figures in the reader's language.
import { boot } from "./boot";

/** A text in the reader's language; {0}, {1} … are filled in. */
export function __(text, values = []) {
	const said = boot.words[text] || text;
	return said.replace(/\{(\d+)\}/g, (whole, at) => (at in values ? String(values[at]) : whole));
}

const language = boot.language.replace("_", "-");

/** A day as "1 Jul 2026"; accepts a date or a moment as the server writes it. */
export function day(text) {
	if (!text) return "";
	const [year, month, date] = String(text).slice(0, 10).split("-").map(Number);
	return new Intl.DateTimeFormat(language, {
		day: "numeric",
		month: "short",
		year: "numeric",
		timeZone: "UTC",
	}).format(Date.UTC(year, month - 1, date));
}

/** A month as "July 2026", of a text that begins with 2026-07. */
export function month(text) {
	const [year, number] = text.split("-").map(Number);
	return new Intl.DateTimeFormat(language, {
		month: "long",
		year: "numeric",
		timeZone: "UTC",
	}).format(Date.UTC(year, number - 1, 1));
}

/** The time of day of a JavaScript Date. */
export function time(moment) {
	return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(
		moment
	);
}

/** A figure with at most two decimals. */
export function number(value) {
	if (value === null || value === undefined || value === "") return "–";
	return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

/** A share of a hundred, as "73%". */
export function percent(value) {
	if (value === null || value === undefined || value === "") return "–";
	return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(
		value / 100
	);
}
