/* The payload's columns as arrays, and the questions asked of them often. */
(() => {
	"use strict";
	const report = window.TalentReport;

	const decoded = (column) =>
		Array.isArray(column)
			? column
			: column.codes.map((code) => (code < 0 ? null : column.texts[code]));

	const tables = {};
	for (const [name, table] of Object.entries(report.payload.tables)) {
		tables[name] = { rows: table.rows };
		for (const [column, values] of Object.entries(table.columns)) {
			tables[name][column] = decoded(values);
		}
	}
	report.tables = tables;

	/** Row numbers of a table; those that `keep` accepts. */
	report.rows = (table, keep = () => true) => {
		const found = [];
		for (let row = 0; row < table.rows; row++) if (keep(row)) found.push(row);
		return found;
	};

	/** Map from a key to the rows that have it, in the order of first appearance. */
	report.grouped = (rows, key) => {
		const groups = new Map();
		for (const row of rows) {
			const value = key(row);
			if (groups.has(value)) groups.get(value).push(row);
			else groups.set(value, [row]);
		}
		return groups;
	};

	report.counted = (rows, key) => {
		const counts = new Map();
		for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
		return counts;
	};

	/** The largest value of some rows, at least 1. */
	report.most = (rows, value) => rows.reduce((most, row) => Math.max(most, value(row) ?? 0), 1);

	/** Rows by person, made once and only for the tables that somebody looks at. */
	const indexes = {};
	report.ofPerson = (name, person, column = "person") => {
		indexes[name] ??= report.grouped(
			report.rows(tables[name]),
			(row) => tables[name][column][row]
		);
		return indexes[name].get(person) ?? [];
	};

	const boxes = new Map(report.payload.boxes.map((box) => [box.number, box]));
	report.box = (number) => boxes.get(number);
	report.boxName = (number) =>
		number === null
			? report.t("box.none")
			: `${number}\u00a0${boxes.get(number)?.label ?? ""}`;

	const levels = new Map(report.payload.levels.map((level) => [level.value, level]));
	report.level = (value) => levels.get(value);
	report.levelName = (value) => {
		if (value === null) return report.t("rating.none");
		return `${report.plain(value)}\u00a0${levels.get(value)?.label ?? ""}`;
	};
	report.levelTone = (value) => `tone-${levels.get(value)?.tone ?? "none"}`;

	report.text = new Intl.Collator(report.payload.language, { numeric: true });
	const people = tables.people;
	report.personName = (person) => people.name[person] ?? people.employee[person];
	report.byName = (a, b) => report.text.compare(report.personName(a), report.personName(b));
})();
