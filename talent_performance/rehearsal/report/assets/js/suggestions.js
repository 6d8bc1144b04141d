/* What development plans might hold: each suggestion with its reasons. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { suggestions, people } = report.tables;

	const about = (row) => suggestions.competency[row] ?? suggestions.objective[row];

	const way = (row) =>
		suggestions.wanted[row] === null
			? t("none")
			: `${report.plain(suggestions.before[row])} → ${report.plain(suggestions.wanted[row])}`;

	const columns = [
		{
			key: "name",
			label: t("person.name"),
			value: (r) =>
				suggestions.person[r] < 0 ? null : report.personName(suggestions.person[r]),
			cell: (r) => [
				report.personLink(suggestions.person[r]),
				h("small", {}, report.bdi(people.department[suggestions.person[r]])),
			],
		},
		{
			key: "about",
			label: t("suggestions.about"),
			value: about,
			cell: (r) => report.bdi(about(r)),
		},
		{
			key: "how",
			label: t("suggestions.how"),
			value: (r) => t(`suggestions.${suggestions.how[r]}`),
			cell: (r) => t(`suggestions.${suggestions.how[r]}`),
		},
		{ key: "levels", label: t("suggestions.levels"), cell: way },
		{
			key: "days",
			label: t("suggestions.days"),
			number: true,
			value: (r) => suggestions.days[r],
			cell: (r) => report.count(suggestions.days[r]),
		},
		{
			key: "reason",
			label: t("suggestions.reason"),
			cell: (r) => h("small", {}, report.bdi(suggestions.reason[r])),
		},
	];

	const TONES = { experience: "tone-high-3", exposure: "tone-high-1", education: "tone-none" };

	report.sections.suggestions = () => {
		const rows = report.rows(suggestions, filters.about(suggestions));
		const counts = report.counted(rows, (row) => suggestions.how[row]);
		const parts = Object.entries(TONES).map(([how, tone]) => ({
			label: t(`suggestions.${how}`),
			n: counts.get(how) ?? 0,
			tone,
		}));
		const meant = new Set(rows.map((row) => suggestions.person[row])).size;
		return [
			report.stacked(parts),
			report.legend(parts),
			h(
				"p",
				{ class: "note" },
				tn("suggestions.people", rows.length, { people: report.count(meant) })
			),
			report.table({
				caption: t("suggestions.caption"),
				columns,
				rows,
				sort: "name",
			}),
		];
	};
})();
