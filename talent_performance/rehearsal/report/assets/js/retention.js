/* Who might leave, and what that would mean: what people judged comes first, the computed score stands beside it. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, retention } = report.tables;
	const RISKS = ["high", "mid", "low"];
	const IMPACTS = ["low", "mid", "high"];

	const judged = (row) => retention.risk[row] !== null && retention.impact[row] !== null;

	/** The further up and to the right a cell lies, the stronger it is drawn. */
	const shade = (risk, impact) => IMPACTS.indexOf(risk) + IMPACTS.indexOf(impact) + 1;

	/** Risk upwards, impact across: the corner on the upper right asks first. */
	const grid = (rows) => {
		const key = (risk, impact) => `${risk}>${impact}`;
		const counts = report.counted(rows.filter(judged), (row) =>
			key(retention.risk[row], retention.impact[row])
		);
		const cell = (risk, impact) => {
			const n = counts.get(key(risk, impact)) ?? 0;
			const words = t("retention.cell", {
				n: report.count(n),
				risk: report.word(risk),
				impact: report.word(impact),
			});
			return h(
				"td",
				{ class: n ? `shade-${shade(risk, impact)}` : "nil", title: words },
				report.count(n)
			);
		};
		return h(
			"div",
			{ class: "scroll", tabindex: "0", role: "region", "aria-label": t("retention.grid") },
			h(
				"table",
				{ class: "matrix heat risk-grid", vars: { "--columns": IMPACTS.length } },
				h("caption", { class: "unseen" }, t("retention.grid")),
				h(
					"thead",
					{},
					h(
						"tr",
						{},
						h(
							"th",
							{ scope: "col", class: "matrix-corner" },
							t("retention.risk"),
							" ↓ ",
							t("retention.impact"),
							" →"
						),
						IMPACTS.map((impact) => h("th", { scope: "col" }, report.word(impact)))
					)
				),
				h(
					"tbody",
					{},
					RISKS.map((risk) =>
						h(
							"tr",
							{},
							h("th", { scope: "row" }, report.word(risk)),
							IMPACTS.map((impact) => cell(risk, impact))
						)
					)
				)
			)
		);
	};

	const number = (key, label) => ({
		key,
		label,
		number: true,
		fallsFirst: true,
		value: (row) => retention[key][row],
		cell: (row) => report.fixed(retention[key][row], 0),
	});

	const word = (key, label) => ({
		key,
		label,
		value: (row) => (retention[key][row] ? 3 - RISKS.indexOf(retention[key][row]) : null),
		fallsFirst: true,
		cell: (row) => report.word(retention[key][row]) || t("none"),
	});

	const columns = [
		{
			key: "name",
			label: t("person.name"),
			value: (row) =>
				retention.person[row] < 0 ? null : report.personName(retention.person[row]),
			cell: (row) => [
				report.personLink(retention.person[row]),
				h("small", {}, report.bdi(people.department[retention.person[row]])),
			],
		},
		word("risk", t("retention.risk")),
		word("impact", t("retention.impact")),
		number("exposure", t("retention.exposure")),
		{
			...number("score", t("retention.score")),
			cell: (row) =>
				retention.score[row] === null
					? h("small", {}, retention.reason[row] ?? t("none"))
					: [
							report.fixed(retention.score[row], 0),
							" ",
							h("small", {}, report.word(retention.band[row])),
						],
		},
		{
			key: "coverage",
			label: t("retention.coverage"),
			number: true,
			fallsFirst: true,
			value: (row) => retention.coverage[row],
			cell: (row) => report.percent(retention.coverage[row]),
		},
		number("score_exposure", t("retention.score_exposure")),
	];

	report.sections.retention = () => {
		const rows = report.rows(retention, filters.about(retention));
		const told = rows.filter(judged);
		const scored = rows.filter((row) => retention.score[row] !== null);
		const shown = rows.filter(
			(row) => retention.exposure[row] !== null || retention.score[row] !== null
		);
		return [
			h(
				"p",
				{ class: "note" },
				tn("retention.judged", told.length, { of: report.count(rows.length) })
			),
			told.length > 0 && grid(rows),
			h(
				"p",
				{ class: "note" },
				tn("retention.scored", scored.length),
				" ",
				scored.length > 0 && t("retention.no_probability")
			),
			report.table({
				caption: t("retention.caption"),
				columns,
				rows: shown,
				sort: told.length ? "exposure" : "score",
				falling: true,
				paper: 60,
			}),
		];
	};
})();
