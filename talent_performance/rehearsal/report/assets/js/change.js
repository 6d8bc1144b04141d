/* Another policy beside this one: who moves, from where to where. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { changes, people } = report.tables;
	const NONE = "none";
	const view = { by: "box", from: null, to: null };

	const side = (by) => {
		const nothing = { key: NONE, label: t(`${by}.none`) };
		const [before, after] = ["before", "after"].map((when) => [
			...report.payload.sides[by][when],
			nothing,
		]);
		const labels = [before, after].map((nodes) => new Map(nodes.map((n) => [n.key, n.label])));
		return {
			left: before,
			right: after,
			before: (row) => changes[`${by}_before`][row] ?? NONE,
			after: (row) => changes[`${by}_after`][row] ?? NONE,
			from: (key) => labels[0].get(key),
			to: (key) => labels[1].get(key),
		};
	};
	const sides = { box: side("box"), rating: side("rating") };

	const links = (rows, side) => {
		const found = new Map();
		for (const row of rows) {
			const [from, to] = [side.before(row), side.after(row)];
			const key = `${from}>${to}`;
			const link = found.get(key) ?? {
				from,
				to,
				n: 0,
				kind: from === to ? "stays" : "moves",
			};
			link.n += 1;
			found.set(key, link);
		}
		return [...found.values()];
	};

	const choose = (change) => {
		Object.assign(view, change);
		report.draw("change");
	};

	const modes = () =>
		h(
			"div",
			{ class: "switch screen", role: "group", "aria-label": t("change.by") },
			["box", "rating"].map((by) =>
				h(
					"button",
					{
						type: "button",
						"aria-pressed": String(view.by === by),
						on: { click: () => choose({ by, from: null, to: null }) },
					},
					t(`change.by.${by}`)
				)
			)
		);

	const counts = (moves, side) =>
		report.table({
			caption: t("change.counts"),
			columns: [
				{ key: "from", label: t("change.from"), value: (l) => side.from(l.from) },
				{ key: "to", label: t("change.to"), value: (l) => side.to(l.to) },
				{
					key: "n",
					label: t("change.people"),
					number: true,
					fallsFirst: true,
					value: (l) => l.n,
					cell: (l) =>
						h(
							"button",
							{
								type: "button",
								class: "person",
								on: { click: () => choose({ from: l.from, to: l.to }) },
								"aria-label": t("change.show", {
									from: side.from(l.from),
									to: side.to(l.to),
									n: report.count(l.n),
								}),
							},
							report.count(l.n)
						),
				},
			],
			rows: moves,
			sort: "n",
			falling: true,
			size: 8,
			kind: "plain",
			empty: t("change.nobody"),
		});

	/** Before → after, faint where nothing changed. */
	const arrow = (same, before, after) =>
		same
			? h("span", { class: "soft" }, before)
			: [before, h("span", { class: "to" }, " → "), h("b", {}, after)];

	const moved = (by) => (row) => {
		const { before, after, from, to } = sides[by];
		return arrow(before(row) === after(row), from(before(row)), to(after(row)));
	};

	const number = (value) => report.fixed(value, 2);
	const reason = (value) => value ?? t("change.placed");

	const columns = () => [
		{
			key: "name",
			label: t("person.name"),
			value: (r) => changes.name[r],
			cell: (r) => [
				report.personLink(changes.person[r], changes.name[r]),
				h("small", {}, report.bdi(people.department[changes.person[r]])),
			],
		},
		{
			key: "score",
			label: t("person.score"),
			number: true,
			value: (r) => changes.score_after[r],
			cell: (r) =>
				arrow(
					changes.score_before[r] === changes.score_after[r],
					number(changes.score_before[r]),
					number(changes.score_after[r])
				),
		},
		{
			key: "rating",
			label: t("person.rating"),
			value: (r) => changes.rating_after[r],
			cell: moved("rating"),
		},
		{
			key: "box",
			label: t("person.box"),
			value: (r) => changes.box_after[r],
			cell: moved("box"),
		},
		{
			key: "reason",
			label: t("change.reason"),
			value: (r) => changes.reason_after[r],
			cell: (r) =>
				arrow(
					changes.reason_before[r] === changes.reason_after[r],
					reason(changes.reason_before[r]),
					reason(changes.reason_after[r])
				),
		},
	];

	const picture = (root, side, all) =>
		h(
			"figure",
			{},
			h(
				"figcaption",
				{},
				h("span", {}, t("change.before", { policy: report.payload.compared.before })),
				h("span", {}, t("change.after", { policy: report.payload.compared.after }))
			),
			report.flow({
				title: t("change.title"),
				left: side.left,
				right: side.right,
				links: all,
				pick: (link) => choose({ from: link.from, to: link.to }),
				width: report.drawingWidth(root),
			})
		);

	const only = (side) =>
		view.from !== null &&
		h(
			"p",
			{ class: "note" },
			t("change.chosen", { from: side.from(view.from), to: side.to(view.to) }),
			" ",
			h(
				"button",
				{
					type: "button",
					class: "quiet",
					on: { click: () => choose({ from: null, to: null }) },
				},
				t("change.everybody")
			)
		);

	const headline = (moved, rows) =>
		tn("change.moved", moved.length, {
			of: report.count(rows.length),
			share: report.share(moved.length, rows.length),
		});

	const inside = () => {
		const about = filters.about(changes);
		const counts = (row) => people.in_cycle[changes.person[row]] === 1;
		return report.rows(changes, (row) => about(row) && counts(row));
	};

	report.sections.change = (root) => {
		const side = sides[view.by];
		const rows = inside();
		const movers = rows.filter((row) => changes.moved[row] === 1);
		const all = links(rows, side);
		const chosen = (row) =>
			view.from === null || (side.before(row) === view.from && side.after(row) === view.to);
		return [
			h("p", { class: "big" }, headline(movers, rows)),
			h("div", { class: "tools" }, h("h3", {}, t("change.flow")), modes()),
			picture(root, side, all),
			counts(
				all.filter((link) => link.kind === "moves"),
				side
			),
			h(
				"h3",
				{},
				t("change.who"),
				" ",
				h("span", { class: "tally" }, report.count(movers.length))
			),
			only(side),
			report.table({
				caption: t("change.who"),
				columns: columns(),
				rows: movers.filter(chosen),
				sort: "name",
				empty: t("change.nobody"),
			}),
		];
	};
})();
