/* Competency gaps by department, and how people fit their roles. Counts only: how many of how many are below. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, gaps } = report.tables;

	const SHARED_FROM = 3;
	const FEW = 5;

	const department = (row) => people.department[gaps.person[row]] ?? "";

	const tally = (rows) => {
		const assessed = rows.filter((row) => gaps.gap[row] !== null);
		return {
			assessed: assessed.length,
			below: assessed.filter((row) => gaps.below[row] === 1).length,
			unknown: rows.length - assessed.length,
		};
	};

	const words = (n) =>
		t("competencies.cell", {
			below: report.count(n.below),
			assessed: report.count(n.assessed),
			unknown: report.count(n.unknown),
		});

	const cell = (rows) => {
		const n = tally(rows);
		if (!n.assessed) {
			const why = rows.length
				? t("competencies.unassessed")
				: t("competencies.not_required");
			return h(
				"td",
				{ class: rows.length ? "blank" : "nil", title: why },
				h("span", { class: "unseen" }, why),
				rows.length ? "?" : ""
			);
		}
		if (n.assessed < FEW) return h("td", { title: words(n) }, `${n.below}/${n.assessed}`);
		const shade = n.below ? Math.min(5, Math.ceil((5 * n.below) / n.assessed)) : 0;
		return h(
			"td",
			{ class: `shade-${shade}`, title: words(n) },
			report.share(n.below, n.assessed),
			h("small", {}, `${n.below}/${n.assessed}`)
		);
	};

	const heat = (rows, names) => {
		const groups = [...report.grouped(rows, department)].sort(([a], [b]) =>
			report.text.compare(a, b)
		);
		const cells = (name, found) => {
			const by = report.grouped(found, (row) => gaps.competency[row]);
			return [
				h("th", { scope: "row" }, report.bdi(name || t("none"))),
				names.map((n) => cell(by.get(n) ?? [])),
			];
		};
		return h(
			"div",
			{
				class: "scroll",
				tabindex: "0",
				role: "region",
				"aria-label": t("competencies.heat"),
			},
			h(
				"table",
				{ class: "matrix heat", vars: { "--columns": names.length } },
				h("caption", { class: "unseen" }, t("competencies.heat")),
				h(
					"thead",
					{},
					h(
						"tr",
						{},
						h("th", { scope: "col" }, t("person.department")),
						names.map((n) => h("th", { scope: "col" }, report.bdi(n)))
					)
				),
				h(
					"tbody",
					{},
					groups.map(([name, found]) => h("tr", {}, cells(name, found))),
					h("tr", { class: "total" }, cells(t("competencies.all"), rows))
				)
			)
		);
	};

	/** Competencies that few departments require would leave a matrix empty: they are a list. */
	const special = (rows) => {
		const groups = [...report.grouped(rows, (row) => gaps.competency[row])].map(
			([name, found]) => ({
				name,
				places: [...new Set(found.map(department))]
					.filter(Boolean)
					.sort(report.text.compare)
					.join(", "),
				...tally(found),
			})
		);
		const number = (key) => ({
			key,
			label: t(`competencies.${key}`),
			number: true,
			fallsFirst: true,
		});
		return report.table({
			caption: t("competencies.special"),
			columns: [
				{
					key: "competency",
					label: t("competencies.competency"),
					value: (g) => g.name,
					cell: (g) => report.bdi(g.name),
				},
				{
					key: "departments",
					label: t("competencies.departments"),
					value: (g) => g.places,
					cell: (g) => report.bdi(g.places),
				},
				{
					...number("below"),
					value: (g) => g.below,
					cell: (g) =>
						t("figure.plain_of", {
							n: report.count(g.below),
							of: report.count(g.assessed),
						}),
				},
				{
					...number("share"),
					value: (g) => (g.assessed ? g.below / g.assessed : null),
					cell: (g) => report.share(g.below, g.assessed),
				},
				{
					...number("open"),
					value: (g) => g.unknown,
					cell: (g) => report.count(g.unknown),
				},
			],
			rows: groups,
			sort: "below",
			falling: true,
			size: 10,
		});
	};

	const wide = (rows) => {
		const places = new Map();
		for (const [name, found] of report.grouped(rows, (row) => gaps.competency[row])) {
			places.set(name, new Set(found.map(department)).size);
		}
		return places;
	};

	const scale = () =>
		h(
			"ul",
			{ class: "legend" },
			[0, 1, 2, 3, 4, 5].map((i) =>
				h(
					"li",
					{},
					h("span", { class: `swatch shade-${i}`, "aria-hidden": "true" }),
					t(`competencies.shade.${i}`)
				)
			)
		);

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
			cell: (p) => report.bdi(people.department[p]),
		},
		{
			key: "fit",
			label: t("competencies.fit"),
			number: true,
			value: (p) => people.fit[p],
			cell: (p) => [
				report.percent(people.fit[p]),
				!people.ranked[p] && h("small", {}, t("competencies.not_ranked")),
			],
		},
		{
			key: "coverage",
			label: t("competencies.coverage"),
			number: true,
			value: (p) => people.fit_coverage[p],
			cell: (p) => report.percent(people.fit_coverage[p]),
		},
		{
			key: "unmet",
			label: t("competencies.unmet"),
			value: (p) => people.unmet[p],
			cell: (p) => report.bdi(people.unmet[p]),
		},
		{
			key: "unknown",
			label: t("competencies.unknown"),
			value: (p) => people.unknown[p],
			cell: (p) => report.bdi(people.unknown[p]),
		},
	];

	const required = (rows) => {
		if (!rows.length) return [h("p", { class: "note" }, t("competencies.none_here"))];
		const places = wide(rows);
		const shared = [...places]
			.filter(([, n]) => n >= SHARED_FROM)
			.map(([name]) => name)
			.sort(report.text.compare);
		const rest = rows.filter((row) => places.get(gaps.competency[row]) < SHARED_FROM);
		return [
			shared.length > 0 && [
				h("h3", {}, t("competencies.heat")),
				h(
					"p",
					{ class: "note" },
					t("competencies.heat_note", { n: SHARED_FROM, few: FEW })
				),
				scale(),
				heat(
					rows.filter((row) => places.get(gaps.competency[row]) >= SHARED_FROM),
					shared
				),
			],
			rest.length > 0 && [
				h("h3", {}, t("competencies.special")),
				shared.length > 0 && h("p", { class: "note" }, t("competencies.special_note")),
				special(rest),
			],
		];
	};

	report.sections.competencies = () => {
		const rows = report.rows(gaps, (row) => gaps.person[row] >= 0 && filters.about(gaps)(row));
		const fitted = filters.people().filter((p) => people.fit[p] !== null);
		const ranked = fitted.filter((p) => people.ranked[p]);
		const unranked = fitted.length - ranked.length;
		return [
			...required(rows),
			h("h3", {}, t("competencies.fits")),
			h(
				"p",
				{ class: "note" },
				tn("competencies.ranked", ranked.length),
				" ",
				unranked > 0 && tn("competencies.unranked", unranked)
			),
			report.table({
				caption: t("competencies.fits"),
				columns,
				rows: [...ranked, ...fitted.filter((p) => !people.ranked[p])],
				sort: "fit",
				paper: 60,
			}),
		];
	};
})();
