/* Development goals: the level before, now, and wanted. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, svg, filters } = report;
	const { development, people } = report.tables;

	/** Before as a ring, now as a disc, the target as a line, on one scale for all. */
	const track = (row, most) => {
		const at = (level) => 6 + (108 * level) / most;
		const { before, after, target } = development;
		if (before[row] === null || after[row] === null) return null;
		return svg(
			"svg",
			{ class: "track", viewBox: "0 0 120 16", "aria-hidden": "true" },
			svg("line", { x1: 6, x2: 114, y1: 8, y2: 8, class: "track-base" }),
			svg("line", {
				x1: at(before[row]),
				x2: at(after[row]),
				y1: 8,
				y2: 8,
				class: "track-way",
			}),
			svg("line", {
				x1: at(target[row]),
				x2: at(target[row]),
				y1: 2,
				y2: 14,
				class: "track-goal",
			}),
			svg("circle", { cx: at(before[row]), cy: 8, r: 3.5, class: "track-before" }),
			svg("circle", { cx: at(after[row]), cy: 8, r: 4.5, class: "track-now" })
		);
	};

	const columns = (most) => [
		{
			key: "name",
			label: t("person.name"),
			value: (r) =>
				development.person[r] < 0 ? null : report.personName(development.person[r]),
			cell: (r) => [
				report.personLink(development.person[r]),
				h("small", {}, report.bdi(people.department[development.person[r]])),
			],
		},
		{
			key: "competency",
			label: t("development.competency"),
			value: (r) => development.competency[r],
			cell: (r) => report.bdi(development.competency[r]),
		},
		{
			key: "levels",
			label: t("development.levels"),
			cell: (r) => [
				track(r, most),
				h(
					"small",
					{},
					t("development.way", {
						before: report.plain(development.before[r]),
						after: report.plain(development.after[r]),
						target: report.plain(development.target[r]),
					})
				),
			],
		},
		{
			key: "closed",
			label: t("development.gap"),
			number: true,
			fallsFirst: true,
			value: (r) => development.closed[r],
			cell: (r) =>
				development.closed[r] === null
					? h("small", {}, development.reason[r] ?? t("none"))
					: report.percent(development.closed[r]),
		},
	];

	const STATES = {
		reached: "tone-high-3",
		partly: "tone-high-1",
		not: "tone-low-1",
		unmeasured: "tone-none",
	};

	report.sections.development = () => {
		const rows = report.rows(development, filters.about(development));
		const counts = report.counted(rows, (row) => development.state[row]);
		const parts = Object.entries(STATES).map(([state, tone]) => ({
			label: t(`development.${state}`),
			n: counts.get(state) ?? 0,
			tone,
		}));
		const measured = rows.length - (counts.get("unmeasured") ?? 0);
		const most = report.most(rows, (r) =>
			Math.max(development.target[r], development.after[r], 1)
		);
		return [
			report.stacked(parts),
			report.legend(parts),
			h(
				"p",
				{ class: "note" },
				tn("development.measured", measured, { of: report.count(rows.length) })
			),
			report.table({
				caption: t("development.caption"),
				columns: columns(most),
				rows,
				sort: "closed",
				falling: true,
			}),
		];
	};
})();
