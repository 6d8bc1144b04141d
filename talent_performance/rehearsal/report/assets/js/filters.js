/* The filter: a company, a department, a manager with everybody below. Sections ask it which rows to show. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { people, managers, objectives, bench, candidates } = report.tables;
	const state = { company: "", department: "", manager: -1 };
	const NONE = "\u0000none";
	let mask = new Uint8Array(people.rows).fill(1);
	let team = null;

	const managerOf = new Map(report.rows(managers).map((m) => [managers.person[m], m]));
	const direct = report.grouped(report.rows(people), (p) => people.manager[p]);

	/** Everybody below a manager, all levels down; a loop in the reporting lines ends where it closes. */
	const below = (manager) => {
		const found = new Uint8Array(people.rows);
		const asked = new Set();
		const open = [manager];
		while (open.length) {
			const next = open.pop();
			if (asked.has(next)) continue;
			asked.add(next);
			for (const person of direct.get(next) ?? []) {
				found[person] = 1;
				if (managerOf.has(person)) open.push(managerOf.get(person));
			}
		}
		return found;
	};

	const fits = (value, wanted) => !wanted || (value ?? NONE) === wanted;

	const apply = () => {
		team = state.manager < 0 ? null : below(state.manager);
		mask = new Uint8Array(people.rows);
		for (let p = 0; p < people.rows; p++) {
			const inside =
				fits(people.company[p], state.company) &&
				fits(people.department[p], state.department);
			mask[p] = inside && (!team || team[p]) ? 1 : 0;
		}
	};

	const place = (table, row) =>
		fits(table.company[row], state.company) && fits(table.department[row], state.department);

	const filters = {
		NONE,
		state,
		active: () => Boolean(state.company || state.department || state.manager >= 0),
		onlyCompany: () => state.company && !state.department && state.manager < 0,
		has: (person) => person >= 0 && mask[person] === 1,
		/** Those who count: in the cycle and inside the filter. */
		people: () => report.rows(people, (p) => mask[p] === 1 && people.in_cycle[p] === 1),
		/** Also those who left or weren't employed in the cycle. */
		anybody: () => report.rows(people, (p) => mask[p] === 1),
		everybody: report.rows(people, (p) => people.in_cycle[p] === 1).length,
		team: () => team,
		/** Whether a company and department are inside, where no person is meant. */
		place: (company, department) =>
			fits(company, state.company) && fits(department, state.department),
		/** An objective belongs to a place, or under a manager to the people below. */
		objective: (row) => {
			if (!filters.active()) return true;
			const owner = objectives.owner[row];
			if (team) return owner >= 0 && mask[owner] === 1;
			return owner >= 0 ? mask[owner] === 1 : place(objectives, row);
		},
		/** Of a table about people: those inside; without a filter also people who aren't in the cycle. */
		about: (table) => (row) => !filters.active() || filters.has(table.person[row]),
		position: (row) => {
			if (!place(bench, row)) return false;
			if (!team) return true;
			return (
				Boolean(team[bench.incumbent[row]]) ||
				candidatesOf(row).some((c) => team[candidates.person[c]])
			);
		},
		set: (change) => {
			Object.assign(state, change);
			apply();
			report.draw();
		},
		clear: () => filters.set({ company: "", department: "", manager: -1 }),
		/** The filter in words: "Sales · everybody below Rina". */
		named: () => {
			const parts = [state.company, state.department].filter(Boolean);
			const words = parts.map((part) => (part === NONE ? report.t("filter.nothing") : part));
			if (state.manager >= 0) {
				words.push(report.t("filter.below", { name: managers.name[state.manager] }));
			}
			return words.join(" · ");
		},
		below,
		managerOf: (person) => managerOf.get(person),
	};

	let byPosition = null;
	const candidatesOf = (row) => {
		byPosition ??= report.grouped(report.rows(candidates), (c) => candidates.position[c]);
		return byPosition.get(row) ?? [];
	};
	report.candidatesOf = candidatesOf;
	report.filters = filters;
})();
