/* From box to box since the cycle before. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, transitions } = report.tables;
	const { boxes } = report.payload;
	const KINDS = ["up", "same", "sideways", "down", "new"];

	/** Unfiltered the engine's own transitions; else the people inside, counted. */
	const pairs = (rows) => {
		const found = new Map();
		const key = (from, to) => `${from}>${to}`;
		if (!filters.active()) {
			for (const row of report.rows(transitions)) {
				found.set(
					key(transitions.from[row], transitions.to[row]),
					transitions.people[row]
				);
			}
			return (from, to) => found.get(key(from, to)) ?? 0;
		}
		for (const p of rows) {
			if (people.box[p] === null || people.previous_box[p] === null) continue;
			const at = key(people.previous_box[p], people.box[p]);
			found.set(at, (found.get(at) ?? 0) + 1);
		}
		return (from, to) => found.get(key(from, to)) ?? 0;
	};

	const shade = (n, most) => (n ? Math.min(5, Math.ceil((5 * n) / most)) : 0);

	const matrix = (count) => {
		const numbers = boxes.map((box) => box.number);
		const most = Math.max(
			1,
			...numbers.flatMap((a) => numbers.map((b) => (a === b ? 0 : count(a, b))))
		);
		const sum = (from) => numbers.reduce((total, to) => total + count(from, to), 0);
		return h(
			"div",
			{ class: "scroll", tabindex: "0", role: "region", "aria-label": t("movement.matrix") },
			h(
				"table",
				{ class: "matrix" },
				h("caption", { class: "unseen" }, t("movement.matrix")),
				h(
					"thead",
					{},
					h(
						"tr",
						{},
						h(
							"th",
							{ scope: "col", class: "matrix-corner" },
							t("movement.from"),
							" ↓ ",
							t("movement.to"),
							" →"
						),
						boxes.map((box) =>
							h(
								"th",
								{ scope: "col", title: box.label },
								h("b", {}, box.number),
								h("span", {}, box.label)
							)
						),
						h("th", { scope: "col" }, t("movement.sum"))
					)
				),
				h(
					"tbody",
					{},
					boxes.map((from) =>
						h(
							"tr",
							{},
							h("th", { scope: "row" }, h("b", {}, from.number), " ", from.label),
							boxes.map((to) => {
								const n = count(from.number, to.number);
								const stays = from.number === to.number;
								return h(
									"td",
									{
										class: `${stays ? "stays" : `shade-${shade(n, most)}`} ${n ? "" : "nil"}`,
										title: t("movement.cell", {
											from: from.label,
											to: to.label,
											n: report.count(n),
										}),
									},
									n ? report.count(n) : "·"
								);
							}),
							h("td", { class: "sum" }, report.count(sum(from.number)))
						)
					)
				)
			)
		);
	};

	const parts = (rows) => {
		const counts = report.counted(rows, (p) => people.movement[p]);
		return KINDS.map((kind) => ({
			label: report.word(kind),
			n: counts.get(kind) ?? 0,
			tone: `move-${kind}`,
		}));
	};

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
			key: "from",
			label: t("movement.from"),
			value: (p) => people.previous_box[p],
			cell: (p) => report.boxName(people.previous_box[p]),
		},
		{
			key: "to",
			label: t("movement.to"),
			value: (p) => people.box[p],
			cell: (p) => report.boxName(people.box[p]),
		},
		{
			key: "movement",
			label: t("movement.direction"),
			value: (p) => KINDS.indexOf(people.movement[p]),
			cell: (p) =>
				h(
					"span",
					{ class: `direction direction-${people.movement[p]}` },
					report.word(people.movement[p])
				),
		},
	];

	report.sections.movement = () => {
		const rows = filters.people().filter((p) => people.movement[p] !== null);
		const moved = rows.filter((p) => ["up", "down", "sideways"].includes(people.movement[p]));
		const found = parts(rows);
		return [
			h(
				"figure",
				{},
				h("figcaption", {}, tn("movement.people", rows.length)),
				report.stacked(found),
				report.legend(found)
			),
			h("h3", {}, t("movement.matrix")),
			h("p", { class: "note" }, t("movement.reading")),
			matrix(pairs(rows)),
			h(
				"h3",
				{},
				t("movement.who"),
				" ",
				h("span", { class: "tally" }, report.count(moved.length))
			),
			report.table({
				caption: t("movement.who"),
				columns,
				rows: moved,
				sort: "movement",
				empty: t("movement.nobody"),
			}),
		];
	};
})();
