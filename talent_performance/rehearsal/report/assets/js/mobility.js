/* Own people for other roles: who is ready for the next step, and who comes into question for the role that he wishes for. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, mobility, promotion } = report.tables;
	const STEPS = { ready: "tone-high-3", nearly: "tone-high-1", "not yet": "tone-none" };
	const order = Object.keys(STEPS);

	const name = (table) => ({
		key: "name",
		label: t("person.name"),
		value: (row) => (table.person[row] < 0 ? null : report.personName(table.person[row])),
		cell: (row) => [
			report.personLink(table.person[row]),
			h("small", {}, report.bdi(people.designation[table.person[row]])),
		],
	});

	const promotions = [
		name(promotion),
		{
			key: "department",
			label: t("person.department"),
			value: (row) => people.department[promotion.person[row]],
			cell: (row) => report.bdi(people.department[promotion.person[row]]),
		},
		{
			key: "step",
			label: t("mobility.step"),
			value: (row) => order.indexOf(promotion.promotion[row]),
			cell: (row) => report.word(promotion.promotion[row]),
		},
		{
			key: "met",
			label: t("mobility.met"),
			number: true,
			fallsFirst: true,
			value: (row) => promotion.met[row],
			cell: (row) =>
				t("figure.plain_of", {
					n: report.count(promotion.met[row]),
					of: report.count(promotion.asked[row]),
				}),
		},
		{
			key: "open",
			label: t("mobility.open"),
			value: (row) => promotion.reason[row],
			cell: (row) => promotion.reason[row] ?? t("none"),
		},
	];

	const next = () => {
		const rows = report.rows(promotion, filters.about(promotion));
		const counts = report.counted(rows, (row) => promotion.promotion[row]);
		const parts = order.map((step) => ({
			label: report.word(step),
			n: counts.get(step) ?? 0,
			tone: STEPS[step],
		}));
		const near = rows.filter((row) => promotion.promotion[row] !== "not yet");
		return [
			h("h3", {}, t("mobility.next")),
			h(
				"figure",
				{},
				h("figcaption", {}, tn("people", rows.length)),
				report.stacked(parts, { label: t("mobility.next") }),
				report.legend(parts)
			),
			report.table({
				caption: t("mobility.next"),
				columns: promotions,
				rows: near,
				sort: "step",
				empty: t("mobility.nobody_near"),
				paper: 60,
			}),
		];
	};

	const share = (key, label) => ({
		key,
		label,
		number: true,
		fallsFirst: true,
		value: (row) => mobility[key][row],
		cell: (row) => report.percent(mobility[key][row]),
	});

	const wishes = [
		{
			key: "role",
			label: t("mobility.role"),
			value: (row) => mobility.designation[row],
			cell: (row) => report.bdi(mobility.designation[row]),
		},
		name(mobility),
		{
			key: "place",
			label: t("mobility.place"),
			number: true,
			value: (row) => mobility.place[row],
			cell: (row) =>
				mobility.place[row] === null
					? h("small", {}, report.word(mobility.standing[row]))
					: report.count(mobility.place[row]),
		},
		share("fit", t("mobility.fit")),
		share("readiness", t("mobility.readiness")),
		{
			key: "gap",
			label: t("mobility.gap"),
			number: true,
			value: (row) => mobility.gap[row],
			cell: (row) => report.fixed(mobility.gap[row], 2),
		},
		{
			key: "wish",
			label: t("mobility.wish"),
			number: true,
			value: (row) => mobility.wish[row],
			cell: (row) => report.fixed(mobility.wish[row], 0),
		},
		{
			key: "reach",
			label: t("mobility.reach"),
			value: (row) => mobility.reach[row],
			cell: (row) => [
				report.word(mobility.reach[row]),
				mobility.reason[row] && h("small", {}, report.bdi(mobility.reason[row])),
			],
		},
	];

	const wished = () => {
		const rows = report.rows(mobility, filters.about(mobility));
		const ranked = rows.filter((row) => mobility.place[row] !== null).length;
		return [
			h("h3", {}, t("mobility.wished")),
			h(
				"p",
				{ class: "note" },
				tn("mobility.ranked", ranked, { of: report.count(rows.length) })
			),
			report.table({
				caption: t("mobility.wished"),
				columns: wishes,
				rows,
				sort: "place",
				paper: 60,
			}),
		];
	};

	report.sections.mobility = () => [
		promotion.rows > 0 && next(),
		mobility.rows > 0 ? wished() : h("p", { class: "note" }, t("mobility.no_wishes")),
	];
})();
