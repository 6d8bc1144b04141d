/* Headline figures: the engine's own for everybody or one company, counts of rows under any other filter. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, filters } = report;
	const { people, objectives } = report.tables;

	const figure = (label, value, note) =>
		h(
			"div",
			{ class: "figure" },
			h("dt", {}, label),
			h("dd", {}, h("span", { class: "value" }, value), " ", note && h("small", {}, note))
		);

	const group = (name, figures) =>
		h(
			"div",
			{ class: "figure-group" },
			h("h3", {}, t(`figure.group.${name}`)),
			h("dl", {}, figures)
		);

	const given = () => {
		const company = filters.onlyCompany() || null;
		const rows = report.payload.figures.filter((f) => f.company === company);
		return [...report.grouped(rows, (f) => f.group)].map(([name, found]) =>
			group(
				name,
				found.map((f) => figure(f.label, f.value, f.note))
			)
		);
	};

	const counts = () => {
		const inside = filters.people();
		const all = inside.length;
		const of = (n) => t("figure.of", { of: report.count(all), share: report.share(n, all) });
		const some = (label, keep) => {
			const n = inside.filter(keep).length;
			return figure(label, report.count(n), of(n));
		};
		return group("counted", [
			figure(t("figure.counted.people"), report.count(all)),
			some(t("figure.counted.rated"), (p) => people.rating[p] !== null),
			some(t("figure.counted.placed"), (p) => people.box[p] !== null),
			some(t("figure.counted.high"), (p) => people.high_potential[p] === "high potential"),
			figure(
				t("figure.counted.objectives"),
				report.count(report.rows(objectives, filters.objective).length)
			),
		]);
	};

	report.sections.overview = () => {
		const engine = !filters.active() || filters.onlyCompany();
		const shown = engine ? given() : [];
		return [
			filters.active() &&
				h("p", { class: "note" }, t("figure.filtered", { filter: filters.named() })),
			h(
				"div",
				{ class: shown.length ? "figures" : "figures counted" },
				shown.length ? shown : counts()
			),
		];
	};
})();
