/* The succession map: critical positions, the emptiest first, and who stands behind each. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { candidates, bench } = report.tables;
	const STATES = ["none", "future", "shared", "ready"];
	const PAGE = 30;
	const view = { all: false };
	const bands = [...report.payload.readiness, "none"].filter(
		(band, i) => i < report.payload.readiness.length || candidates.human.includes(band)
	);

	const dots = (n) =>
		h(
			"span",
			{
				class: "dots",
				role: "img",
				"aria-label": t("succession.criticality", { n: n ?? 0 }),
			},
			[1, 2, 3, 4, 5].map((i) => h("i", { class: i <= n ? "on" : null }))
		);

	const notes = (c) =>
		[
			candidates.status[c] === "proposed" &&
				!candidates.reason[c] &&
				t("succession.proposed"),
			candidates.computed[c] &&
				candidates.disagrees[c] === 1 &&
				t("succession.computed", { band: report.word(candidates.computed[c]) }),
			candidates.capped[c] === 1 && t("succession.capped"),
			candidates.plans[c] > 1 && tn("succession.plans", candidates.plans[c]),
			candidates.emergency[c] === 1 && t("succession.emergency"),
			candidates.reason[c],
		].filter(Boolean);

	const candidate = (c) =>
		h(
			"li",
			{
				class: `candidate ${candidates.counts[c] ? "counts" : "aside"} ${candidates.disagrees[c] ? "disagrees" : ""}`,
			},
			h(
				"span",
				{ class: "candidate-name" },
				report.personLink(candidates.person[c], candidates.name[c]),
				candidates.readiness[c] !== null &&
					h(
						"b",
						{ title: t("succession.readiness") },
						t("format.percent", { n: report.fixed(candidates.readiness[c], 1) })
					)
			),
			notes(c).map((note) => h("small", {}, report.bdi(report.sentence(note))))
		);

	const lane = (band, found) => {
		const inside = found.filter((c) => (candidates.human[c] ?? "none") === band);
		return h(
			"div",
			{
				class: `lane ${inside.length ? "" : "lane-empty"}`,
				role: "cell",
				"data-label": report.word(band === "none" ? "not ready" : band),
			},
			inside.length
				? h("ul", {}, inside.map(candidate))
				: h("span", { class: "soft", "aria-label": t("succession.nobody") }, "–")
		);
	};

	const verdict = (row) => {
		const words = [t(`succession.state.${bench.state[row]}`)];
		if (bench.competes[row])
			words.push(t("succession.competes", { positions: bench.competes[row] }));
		if (bench.vacates[row])
			words.push(t("succession.vacates", { positions: bench.vacates[row] }));
		if (bench.emergency[row]) words.push(t("succession.has_emergency"));
		return words;
	};

	const holder = (row) =>
		bench.incumbent[row] >= 0 || bench.incumbent_name[row]
			? report.personLink(bench.incumbent[row], bench.incumbent_name[row])
			: h("b", { class: "vacant" }, t("succession.vacant"));

	const position = (row) => {
		const found = report.candidatesOf(row);
		const place = bench.department[row] ?? bench.company[row];
		return h(
			"div",
			{ class: `position position-${bench.state[row]}`, role: "row" },
			h(
				"div",
				{ class: "position-head", role: "rowheader" },
				report.sign(bench.state[row]),
				h(
					"div",
					{},
					h("strong", {}, report.bdi(bench.title[row] ?? bench.id[row])),
					h(
						"span",
						{},
						t("succession.held_by"),
						" ",
						holder(row),
						place && [" · ", h("span", { class: "soft" }, report.bdi(place))]
					),
					h(
						"span",
						{ class: "position-facts" },
						dots(bench.criticality[row]),
						h(
							"span",
							{},
							t("succession.risk", { risk: report.fixed(bench.risk[row], 2) })
						)
					),
					h(
						"span",
						{ class: "soft" },
						t("succession.loss", {
							share: report.percent(bench.loss[row]),
							reason: report.word(bench.loss_reason[row]),
						})
					),
					verdict(row).map((words, i) =>
						h(i ? "small" : "em", {}, report.bdi(report.sentence(words)))
					)
				)
			),
			bands.map((band) => lane(band, found))
		);
	};

	const summary = (rows) => {
		const counts = report.counted(rows, (row) => bench.state[row]);
		const parts = STATES.map((s) => ({
			label: t(`succession.state.${s}`),
			n: counts.get(s) ?? 0,
			tone: `bench-${s}`,
			sign: s,
		}));
		return h(
			"figure",
			{},
			h("figcaption", {}, tn("succession.positions", rows.length)),
			report.stacked(parts),
			report.legend(parts)
		);
	};

	const contested = (rows) => {
		const sets = new Map();
		for (const row of rows) if (bench.competes[row]) sets.set(bench.competes[row], row);
		const empty = rows.filter((row) => bench.always_empty[row] === 1);
		const lines = [
			...[...sets].map(([positions]) => t("succession.one_of", { positions })),
			...(empty.length
				? [
						t("succession.stay_empty", {
							positions: empty
								.map((row) => bench.title[row] ?? bench.id[row])
								.join(", "),
						}),
					]
				: []),
		];
		return (
			lines.length > 0 &&
			h(
				"ul",
				{ class: "callout" },
				lines.map((line) => h("li", {}, report.bdi(report.sentence(line))))
			)
		);
	};

	const worst = (a, b) =>
		STATES.indexOf(bench.state[a]) - STATES.indexOf(bench.state[b]) ||
		(bench.risk[b] ?? -1) - (bench.risk[a] ?? -1) ||
		report.text.compare(bench.title[a] ?? "", bench.title[b] ?? "");

	const headings = () =>
		h(
			"div",
			{ class: "position position-labels", role: "row" },
			h("div", { role: "columnheader" }, t("succession.position")),
			bands.map((band) =>
				h(
					"div",
					{ role: "columnheader" },
					report.word(band === "none" ? "not ready" : band)
				)
			)
		);

	report.sections.succession = () => {
		const rows = report.rows(bench, filters.position).sort(worst);
		const shown = view.all || report.printing ? rows : rows.slice(0, PAGE);
		const left = rows.length - shown.length;
		if (!rows.length) return h("p", { class: "note" }, t("succession.none_here"));
		return [
			summary(rows),
			contested(rows),
			h("p", { class: "note" }, t("succession.reading")),
			h(
				"div",
				{
					class: "positions",
					vars: { "--lanes": bands.length },
					role: "table",
					"aria-label": t("succession.map"),
				},
				headings(),
				shown.map(position)
			),
			left > 0 &&
				h(
					"button",
					{
						type: "button",
						class: "quiet screen",
						on: {
							click: () => {
								view.all = true;
								report.draw("succession");
							},
						},
					},
					tn("succession.more", left)
				),
		];
	};
})();
