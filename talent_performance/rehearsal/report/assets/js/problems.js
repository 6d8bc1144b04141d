/* What was found in the data: nothing is silently dropped or guessed. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn } = report;
	const { problems } = report.tables;

	const place = (r) =>
		[problems.file[r], problems.sheet[r]].filter(Boolean).join(" · ") || problems.table[r];

	const plain = (key) => ({
		key,
		label: t(`data.${key}`),
		value: (r) => problems[key][r],
		cell: (r) => report.bdi(problems[key][r]),
	});

	report.sections.problems = () => {
		const rows = report.rows(problems);
		const errors = rows.filter((r) => problems.severity[r] === "error").length;
		if (!rows.length) return h("p", { class: "note" }, t("data.no_problems"));
		return [
			h(
				"p",
				{},
				tn("data.problems", rows.length),
				" ",
				errors > 0 && tn("data.errors", errors)
			),
			report.table({
				caption: t("data.caption"),
				columns: [
					{
						...plain("message"),
						label: t("data.message"),
						cell: (r) => report.bdi(report.sentence(problems.message[r])),
					},
					{
						key: "severity",
						label: t("data.severity"),
						value: (r) => report.word(problems.severity[r]),
					},
					{ ...plain("table"), value: place, cell: (r) => report.bdi(place(r)) },
					{
						...plain("row"),
						value: (r) => (problems.row[r] === null ? null : Number(problems.row[r])),
					},
					plain("column"),
					plain("value"),
				],
				rows,
				sort: "severity",
			}),
		];
	};
})();
