/* High potentials, and who may become one. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, candidates, bench } = report.tables;

	const plans = (person) =>
		report
			.ofPerson("candidates", person)
			.map((row) => bench.title[candidates.position[row]])
			.filter(Boolean);

	const columns = [
		{
			key: "name",
			label: t("person.name"),
			value: (p) => report.personName(p),
			cell: (p) => [report.personLink(p), h("small", {}, report.bdi(people.designation[p]))],
		},
		{
			key: "department",
			label: t("person.department"),
			value: (p) => people.department[p],
			cell: (p) => [
				report.bdi(people.department[p]),
				h("small", {}, report.bdi(people.company[p])),
			],
		},
		{
			key: "box",
			label: t("person.box"),
			value: (p) => people.box[p],
			cell: (p) => report.boxName(people.box[p]),
		},
		{
			key: "score",
			label: t("person.score"),
			number: true,
			fallsFirst: true,
			value: (p) => people.score[p],
			cell: (p) => report.fixed(people.score[p], 2),
		},
		{
			key: "potential",
			label: t("person.potential"),
			number: true,
			fallsFirst: true,
			value: (p) => people.potential[p],
			cell: (p) => report.fixed(people.potential[p], 2),
		},
		{
			key: "plans",
			label: t("potentials.plans"),
			value: (p) => plans(p).length || null,
			cell: (p) =>
				plans(p).length
					? report.bdi(plans(p).join(", "))
					: h("span", { class: "soft" }, t("potentials.no_plan")),
		},
	];

	const roster = (kind) => {
		const rows = filters.people().filter((p) => people.high_potential[p] === kind);
		return [
			h(
				"h3",
				{},
				report.word(kind),
				" ",
				h("span", { class: "tally" }, report.count(rows.length))
			),
			h("p", { class: "note" }, t(`potentials.${kind}`)),
			report.table({
				caption: report.word(kind),
				columns,
				rows,
				sort: "potential",
				falling: true,
				empty: t("potentials.nobody"),
			}),
		];
	};

	report.sections.potentials = () => {
		const unknown = filters.people().filter((p) => people.high_potential[p] === null).length;
		return [
			roster("high potential"),
			roster("emerging"),
			unknown > 0 && h("p", { class: "note" }, tn("potentials.unknown", unknown)),
		];
	};
})();
