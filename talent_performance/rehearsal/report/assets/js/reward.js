/* Pay rounds: what ratings suggest within a budget. It suggests; what is paid, people decide. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, merit, rounds } = report.tables;
	const { levels } = report.payload;

	const columns = [
		{
			key: "name",
			label: t("person.name"),
			value: (row) => (merit.person[row] < 0 ? null : report.personName(merit.person[row])),
			cell: (row) => [
				report.personLink(merit.person[row]),
				h("small", {}, report.bdi(people.department[merit.person[row]])),
			],
		},
		{
			key: "rating",
			label: t("person.rating"),
			fallsFirst: true,
			value: (row) => merit.rating[row],
			cell: (row) => report.levelName(merit.rating[row]),
		},
		{
			key: "position",
			label: t("reward.position"),
			number: true,
			value: (row) => merit.position[row],
			cell: (row) => report.percent(merit.position[row]),
		},
		{
			key: "share",
			label: t("reward.share"),
			number: true,
			value: (row) => merit.share[row],
			cell: (row) => report.percent(merit.share[row]),
		},
		{
			key: "salary",
			label: t("reward.salary"),
			number: true,
			fallsFirst: true,
			value: (row) => merit.salary[row],
			cell: (row) => report.plain(merit.salary[row]),
		},
		{
			key: "percent",
			label: t("reward.percent"),
			number: true,
			fallsFirst: true,
			value: (row) => merit.percent[row],
			cell: (row) => report.percent(merit.percent[row]),
		},
		{
			key: "merit",
			label: t("reward.merit"),
			number: true,
			fallsFirst: true,
			value: (row) => merit.merit[row],
			cell: (row) =>
				merit.merit[row] === null
					? h("small", {}, merit.reason[row])
					: h("b", {}, report.plain(merit.merit[row])),
		},
	];

	const fact = (label, value) =>
		h("div", { class: "figure" }, h("dt", {}, label), h("dd", {}, value));

	const money = (value) => h("span", { class: "value" }, report.plain(value));

	/** The whole round as the engine summed it: no filter reaches a budget. */
	const totals = (round) =>
		h(
			"dl",
			{ class: "round-totals" },
			fact(t("reward.rules"), money(rounds.guideline[round])),
			fact(
				t("reward.budget"),
				h(
					"span",
					{ class: "value" },
					rounds.budget[round] === null
						? t("reward.no_budget")
						: report.plain(rounds.budget[round])
				)
			),
			fact(t("reward.suggested"), [
				money(rounds.suggested[round]),
				rounds.factor[round] < 100 && [
					" ",
					h(
						"small",
						{},
						t("reward.scaled", { share: report.percent(rounds.factor[round]) })
					),
				],
			])
		);

	const byLevel = (rows) => {
		const counts = report.counted(rows, (row) => merit.rating[row]);
		const parts = levels.map((level) => ({
			label: report.levelName(level.value),
			n: counts.get(level.value) ?? 0,
			tone: report.levelTone(level.value),
		}));
		const rated = parts.filter((part) => part.n);
		return [report.stacked(rated, { label: t("reward.levels") }), report.legend(rated)];
	};

	const round = (at, rows) => {
		const given = rows.filter((row) => merit.merit[row] !== null);
		return [
			h("h3", {}, report.bdi(rounds.round[at])),
			totals(at),
			...(given.length ? byLevel(given) : []),
			h(
				"p",
				{ class: "note" },
				tn("reward.people", given.length, { of: report.count(rows.length) })
			),
			report.table({
				caption: t("reward.caption", { round: rounds.round[at] }),
				columns,
				rows,
				sort: "merit",
				falling: true,
				paper: 60,
			}),
		];
	};

	report.sections.reward = () => {
		const by = report.grouped(
			report.rows(merit, filters.about(merit)),
			(row) => merit.round[row]
		);
		return [
			filters.active() && h("p", { class: "note" }, t("reward.unfiltered")),
			...report.rows(rounds).map((at) => round(at, by.get(at) ?? [])),
		];
	};
})();
