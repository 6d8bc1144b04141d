/* One namespace, the messages, numbers, and the few ways to make an element. Data only ever becomes text nodes. */
(() => {
	"use strict";

	const payload = JSON.parse(document.getElementById("report-data").textContent);
	const plural = new Intl.PluralRules(payload.language);
	const report = { payload, sections: {}, printing: false };
	window.TalentReport = report;

	const group = (n) =>
		String(n).replace(/\B(?=(\d{3})+(?!\d))/g, payload.messages["format.group"]);

	report.t = (key, values = {}) =>
		(payload.messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) =>
			name in values ? String(values[name]) : whole
		);

	/** A sentence about n things; the messages hold a form for every plural that the language has. */
	report.tn = (key, n, values = {}) => {
		const form = `${key}.${plural.select(n)}`;
		const found = form in payload.messages ? form : `${key}.other`;
		return report.t(found, { n: report.count(n), ...values });
	};

	/** A value that the results speak in a word ("at risk"), as the reader's language says it. */
	report.word = (value) =>
		value === null || value === undefined ? "" : (payload.messages[`value.${value}`] ?? value);

	report.count = (n) => group(Math.trunc(n));

	/** A number that was rounded before it came here, with fixed decimals. */
	report.fixed = (value, places) => {
		if (value === null || value === undefined) return report.t("none");
		const [whole, rest] = Math.abs(value).toFixed(places).split(".");
		const sign = value < 0 ? "−" : "";
		return sign + group(whole) + (rest ? payload.messages["format.decimal"] + rest : "");
	};

	/** A number as short as it is: 3 stays "3", 3.5 "3.5". */
	report.plain = (value) => {
		if (value === null || value === undefined) return report.t("none");
		const places = (String(value).split(".")[1] ?? "").length;
		return report.fixed(value, places);
	};

	report.percent = (value) =>
		value === null || value === undefined
			? report.t("none")
			: report.t("format.percent", { n: report.plain(value) });

	/** part of whole in whole percents, half-up in integers: no binary fraction comes near it. */
	report.share = (part, whole) => {
		if (!whole) return report.t("none");
		const rounded = Math.floor((200 * part + whole) / (2 * whole));
		return part > 0 && rounded === 0
			? report.t("format.under_percent")
			: report.percent(rounded);
	};

	report.sentence = (text) => (text ? text[0].toUpperCase() + text.slice(1) : text);

	report.lower = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

	const append = (parent, children) => {
		for (const child of children.flat(3)) {
			if (child === null || child === undefined || child === false) continue;
			parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
		}
		return parent;
	};

	const setters = {
		on: (element, handlers) => {
			for (const [name, handler] of Object.entries(handlers))
				element.addEventListener(name, handler);
		},
		vars: (element, vars) => {
			for (const [name, value] of Object.entries(vars))
				element.style.setProperty(name, value);
		},
	};

	const dress = (element, props) => {
		for (const [name, value] of Object.entries(props)) {
			if (value === null || value === undefined || value === false) continue;
			if (name in setters) setters[name](element, value);
			else element.setAttribute(name, value === true ? "" : value);
		}
		return element;
	};

	/** h("p", {class: "lead"}, "text", node, [more]) → element */
	report.h = (tag, props = {}, ...children) =>
		append(dress(document.createElement(tag), props), children);

	report.svg = (tag, props = {}, ...children) =>
		append(
			dress(document.createElementNS("http://www.w3.org/2000/svg", tag), props),
			children
		);

	/** What people wrote: set apart so that Arabic or Hebrew doesn't turn the sentence around it. */
	report.bdi = (text) => report.h("bdi", {}, text ?? report.t("none"));

	const shapes = {
		none: "M8 1.5 14.8 14H1.2z",
		future: "M8 1.2 14.8 8 8 14.8 1.2 8z",
		shared: "M1.5 1.5h13v13h-13z",
		ready: "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2z",
	};
	const alike = { red: "none", amber: "future", green: "ready" };

	/** Red is a triangle, amber a diamond, green a disc: the shape says it where the colour doesn't. */
	report.sign = (state) =>
		report.svg(
			"svg",
			{ class: `sign sign-${state}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
			report.svg("path", { d: shapes[alike[state] ?? state] ?? shapes.ready })
		);

	report.replace = (element, ...children) => {
		element.replaceChildren();
		return append(element, children);
	};
})();
