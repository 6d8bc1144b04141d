/* Who has no rating or no box, by reason. Nobody is dropped without a word. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people } = report.tables;
	const { reasons } = report.payload;
	const MOST = 60;
	const MOST_PRINTED = 400;

	const names = (rows, column) => {
		const most = report.printing ? MOST_PRINTED : MOST;
		const sorted = [...rows].sort(report.byName);
		const same = new Set(rows.map((p) => people[column][p])).size === 1;
		return h(
			"ul",
			{ class: "names" },
			sorted
				.slice(0, most)
				.map((p) =>
					h(
						"li",
						{},
						report.personLink(p),
						h(
							"small",
							{},
							report.bdi(people.department[p]),
							!same && ` · ${people[column][p]}`
						)
					)
				),
			sorted.length > most &&
				h(
					"li",
					{ class: "note" },
					tn(report.printing ? "table.left" : "ninebox.more", sorted.length - most)
				)
		);
	};

	const group = (label, rows, column, most) => {
		const details = h(
			"details",
			{ class: "reason-group" },
			h(
				"summary",
				{},
				h("span", { class: "reason-label" }, report.bdi(label)),
				h(
					"span",
					{ class: "reason-bar", "aria-hidden": "true" },
					h("i", { vars: { "--width": `${(100 * rows.length) / most}%` } })
				),
				h("b", {}, report.count(rows.length))
			)
		);
		const fill = () => details.childElementCount === 1 && details.append(names(rows, column));
		details.addEventListener("toggle", () => details.open && fill());
		if (report.printing) {
			fill();
			details.open = true;
		}
		return details;
	};

	const part = (title, column) => {
		const { codes, labels } = reasons[column];
		const inside = filters.anybody().filter((p) => codes[p] >= 0);
		const groups = [...report.grouped(inside, (p) => codes[p])].sort(
			(a, b) => b[1].length - a[1].length
		);
		const most = Math.max(1, ...groups.map(([, rows]) => rows.length));
		return [
			h("h3", {}, title, " ", h("span", { class: "tally" }, report.count(inside.length))),
			groups.length
				? h(
						"div",
						{ class: "reasons" },
						groups.map(([code, rows]) => group(labels[code], rows, column, most))
					)
				: h("p", { class: "note" }, t("unplaced.nobody")),
		];
	};

	report.sections.unplaced = () => [
		h(
			"div",
			{ class: "pair" },
			h("div", {}, part(t("unplaced.not_rated"), "not_rated")),
			h("div", {}, part(t("unplaced.not_placed"), "not_placed"))
		),
		filters.anybody().length > filters.people().length &&
			h("p", { class: "note below" }, t("unplaced.outside")),
	];
})();
