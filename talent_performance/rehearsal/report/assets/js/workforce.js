/* People per role a year from now. Roles span departments, so the filter doesn't reach them. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, filters } = report;
	const { supply } = report.tables;

	const bar = (row, most) => {
		const width = (n) => `${(100 * (n ?? 0)) / most}%`;
		return h(
			"span",
			{ class: "supply", "aria-hidden": "true" },
			h(
				"span",
				{ class: "supply-next" },
				["stay", "arrive", "hires"].map((key) =>
					h("i", {
						class: `supply-${key}`,
						vars: { "--width": width(supply[key][row]) },
					})
				)
			),
			h("span", { class: "supply-now", vars: { "--width": width(supply.now[row]) } })
		);
	};

	const number = (key, label, places = 0) => ({
		key,
		label,
		number: true,
		fallsFirst: true,
		value: (row) => supply[key][row],
		cell: (row) => report.fixed(supply[key][row], places),
	});

	report.sections.workforce = () => {
		const rows = report.rows(supply);
		const most = report.most(rows, (r) => Math.max(supply.now[r], supply.next[r]));
		const columns = [
			{
				key: "role",
				label: t("workforce.role"),
				value: (r) => supply.role[r],
				cell: (r) => [
					report.bdi(supply.role[r]),
					supply.pooled[r] === 1 && h("small", {}, t("workforce.pooled")),
				],
			},
			{ key: "picture", label: t("workforce.picture"), cell: (r) => bar(r, most) },
			number("now", t("workforce.now")),
			number("stay", t("workforce.stay"), 1),
			number("arrive", t("workforce.arrive"), 1),
			number("leave", t("workforce.leave"), 1),
			number("hires", t("workforce.hires")),
			number("next", t("workforce.next")),
			{
				...number("change", t("workforce.change")),
				cell: (r) =>
					h("b", {}, supply.change[r] > 0 ? "+" : "", report.fixed(supply.change[r], 0)),
			},
		];
		return [
			filters.active() && h("p", { class: "note" }, t("workforce.unfiltered")),
			report.legend(
				["stay", "arrive", "hires"]
					.map((key) => ({ label: t(`workforce.${key}`), tone: `supply-${key}` }))
					.concat({ label: t("workforce.now"), tone: "supply-now-swatch" })
			),
			report.table({
				caption: t("workforce.caption"),
				columns,
				rows,
				size: 25,
				sort: "now",
				falling: true,
				kind: "supply-table",
			}),
		];
	};
})();
