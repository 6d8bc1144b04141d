/* Objectives: how much is reached, at what pace, and whether the alignment is healthy. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { objectives } = report.tables;
	const GRADES = ["green", "amber", "red"];
	const PACES = ["on track", "behind", "at risk", "too early", "n/a"];
	const ISSUES = ["orphan", "stale", "no key results", "overloaded", "loop"];
	const view = { chosen: "" };

	const issues = (row) => (objectives.issues[row] ?? "").split(", ").filter(Boolean);

	const choices = {
		...Object.fromEntries(
			ISSUES.map((issue) => [issue, (row) => issues(row).includes(issue)])
		),
		red: (row) => objectives.grade[row] === "red",
		"at risk": (row) => objectives.pace[row] === "at risk",
		disagrees: (row) => objectives.disagrees[row] === 1,
		post_mortem: (row) => objectives.post_mortem[row] === 1,
	};

	const parts = (rows, column, values, prefix) => {
		const counts = report.counted(rows, (row) => objectives[column][row]);
		return [
			...values.map((v) => ({
				label: report.word(v),
				n: counts.get(v) ?? 0,
				tone: `${prefix}-${v.replace(/\W/g, "-")}`,
				sign: prefix === "grade" ? v : undefined,
			})),
			{ label: t("objectives.no_value"), n: counts.get(null) ?? 0, tone: "tone-none" },
		].filter((part) => part.n || !part.tone.includes("none"));
	};

	const figure = (title, found) =>
		h("figure", {}, h("figcaption", {}, title), report.stacked(found), report.legend(found));

	const departments = (rows) => {
		const groups = [
			...report.grouped(
				rows,
				(row) => objectives.department[row] ?? objectives.company[row] ?? ""
			),
		];
		groups.sort(([a], [b]) => report.text.compare(a, b));
		return h(
			"div",
			{ class: "rows" },
			groups.map(([name, found]) =>
				h(
					"div",
					{ class: "bar-row" },
					h("span", { class: "bar-row-name" }, report.bdi(name || t("none"))),
					report.stacked(parts(found, "grade", GRADES, "grade"), { label: name })
				)
			)
		);
	};

	const chip = (key, label, n) =>
		h(
			"button",
			{
				type: "button",
				class: "chip",
				"aria-pressed": String(view.chosen === key),
				disabled: n === 0 && view.chosen !== key,
				on: {
					click: () => {
						view.chosen = view.chosen === key ? "" : key;
						report.draw("objectives");
					},
				},
			},
			label,
			" ",
			h("b", {}, report.count(n))
		);

	const chips = (rows) =>
		h(
			"div",
			{ class: "chips", role: "group", "aria-label": t("objectives.show") },
			chip("", t("objectives.all"), rows.length),
			Object.entries(choices).map(([key, keep]) =>
				chip(key, t(`objectives.choice.${key}`), rows.filter(keep).length)
			)
		);

	const owner = (row) => {
		if (objectives.owner[row] >= 0) return report.personLink(objectives.owner[row]);
		return report.bdi(
			objectives.owner_id[row] ?? objectives.department[row] ?? objectives.company[row]
		);
	};

	const columns = [
		{
			key: "title",
			label: t("objectives.title"),
			value: (row) => objectives.title[row],
			cell: (row) => [
				report.bdi(objectives.title[row]),
				issues(row).length > 0 &&
					h("small", { class: "issues" }, issues(row).map(report.word).join(", ")),
				objectives.reason[row] && h("small", {}, objectives.reason[row]),
			],
		},
		{
			key: "owner",
			label: t("objectives.owner"),
			value: (row) =>
				objectives.owner[row] >= 0
					? report.personName(objectives.owner[row])
					: (objectives.department[row] ?? objectives.company[row]),
			cell: (row) => [owner(row), h("small", {}, report.word(objectives.level[row]))],
		},
		{
			key: "attainment",
			label: t("objectives.attainment"),
			number: true,
			value: (row) => objectives.attainment[row],
			cell: (row) => [
				report.meter(objectives.attainment[row], objectives.grade[row]),
				report.sign(objectives.grade[row] ?? "unknown"),
				" ",
				report.percent(objectives.attainment[row]),
				objectives.grade[row] &&
					h("span", { class: "unseen" }, ` ${report.word(objectives.grade[row])}`),
			],
		},
		{
			key: "pace",
			label: t("objectives.pace"),
			value: (row) => objectives.pace[row],
			cell: (row) => [
				report.word(objectives.pace[row]) || t("none"),
				objectives.expected[row] !== null &&
					h(
						"small",
						{},
						t("objectives.expected", {
							share: report.percent(objectives.expected[row]),
						})
					),
			],
		},
		{
			key: "confidence",
			label: t("objectives.confidence"),
			number: true,
			value: (row) => objectives.confidence[row],
			cell: (row) => [
				objectives.confidence[row] === null
					? t("none")
					: report.plain(objectives.confidence[row]),
				objectives.disagrees[row] === 1 &&
					h("small", { class: "issues" }, t("objectives.disagrees")),
			],
		},
	];

	report.sections.objectives = () => {
		const all = report.rows(objectives, filters.objective);
		const rows = all.filter((row) => objectives.archived[row] !== "approved");
		const archived = all.length - rows.length;
		const keep = choices[view.chosen] ?? (() => true);
		return [
			h(
				"div",
				{ class: "pair" },
				figure(
					tn("objectives.grades", rows.length),
					parts(rows, "grade", GRADES, "grade")
				),
				figure(t("objectives.paces"), parts(rows, "pace", PACES, "pace"))
			),
			archived > 0 && h("p", { class: "note" }, tn("objectives.archived", archived)),
			h("h3", {}, t("objectives.departments")),
			departments(rows),
			h("h3", {}, t("objectives.health")),
			chips(rows),
			report.table({
				caption: t("objectives.caption"),
				columns,
				rows: rows.filter(keep),
				sort: "attainment",
				kind: "objectives",
				paper: 60,
			}),
		];
	};
})();
