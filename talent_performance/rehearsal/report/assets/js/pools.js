/* Talent pools: whom the criteria suggest, and of whom too little is known. A suggestion is nobody's decision. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, pools } = report.tables;

	const fits = (row) => pools.fits[row] === 1;

	const about = (key, label, value, cell) => ({
		key,
		label,
		value: (row) => (pools.person[row] < 0 ? null : value(pools.person[row])),
		cell: (row) => cell(pools.person[row]),
	});

	const columns = [
		about("name", t("person.name"), report.personName, (p) => [
			report.personLink(p),
			h("small", {}, report.bdi(people.designation[p])),
		]),
		about(
			"department",
			t("person.department"),
			(p) => people.department[p],
			(p) => report.bdi(people.department[p])
		),
		about(
			"box",
			t("person.box"),
			(p) => people.box[p],
			(p) => report.boxName(people.box[p] ?? null)
		),
		{
			key: "met",
			label: t("pools.met"),
			value: (row) => pools.met[row],
			cell: (row) => pools.met[row] ?? t("none"),
		},
	];
	const unknown = {
		key: "unknown",
		label: t("pools.unknown"),
		value: (row) => pools.unknown[row],
		cell: (row) => pools.unknown[row] ?? t("none"),
	};

	const pool = (name, rows) => {
		const fitting = rows.filter(fits);
		const open = rows.filter((row) => !fits(row));
		return [
			h("h3", {}, report.bdi(name)),
			h("p", { class: "note" }, tn("pools.fit", fitting.length)),
			fitting.length > 0 &&
				report.table({
					caption: t("pools.suggested", { pool: name }),
					columns,
					rows: fitting,
					sort: "name",
					paper: 60,
				}),
			open.length > 0 &&
				h(
					"details",
					{ class: "more", open: report.printing },
					h("summary", {}, tn("pools.open", open.length)),
					report.table({
						caption: t("pools.not_known", { pool: name }),
						columns: [...columns, unknown],
						rows: open,
						sort: "name",
						paper: 30,
					})
				),
		];
	};

	report.sections.pools = () => {
		const rows = report.rows(pools, filters.about(pools));
		const names = [...new Set(pools.pool)];
		const by = report.grouped(rows, (row) => pools.pool[row]);
		return names.map((name) => pool(name, by.get(name) ?? []));
	};
})();
