/* The distribution of ratings against the guideline. Every number to move is the engine's, for a whole scope. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, managers } = report.tables;
	const { scopes, levels, severity } = report.payload;
	const MOST = 20;
	const view = { kind: "department", all: false };

	const ratedOf = (scope) =>
		scope.counts.reduce((sum, [level, n]) => sum + (level === null ? 0 : n), 0);

	const parts = (counts) => {
		const by = new Map(counts);
		return [
			...levels.map((level) => ({
				label: report.levelName(level.value),
				n: by.get(level.value) ?? 0,
				tone: `tone-${level.tone}`,
			})),
			{ label: t("rating.none"), n: by.get(null) ?? 0, tone: "tone-none" },
		];
	};

	const counted = (rows) => {
		const counts = report.counted(rows, (p) => people.rating[p]);
		return [
			...levels.map((l) => [l.value, counts.get(l.value) ?? 0]),
			[null, counts.get(null) ?? 0],
		];
	};

	/** The share that the guideline allows as a bar, the share there is as a mark. */
	const gauge = (g) => {
		const width = (n) => `${g.rated ? (100 * n) / g.rated : 0}%`;
		return h(
			"span",
			{ class: "gauge", "aria-hidden": "true" },
			g.allowed_low !== null &&
				h("span", {
					class: "gauge-range",
					vars: {
						"--from": width(g.allowed_low),
						"--to": width(g.rated - g.allowed_high),
					},
				}),
			h("span", {
				class: `gauge-mark gauge-${g.state}`,
				vars: { "--from": width(g.people) },
			})
		);
	};

	const arrows = { in: "↑", out: "↓", within: "✓", few: "" };

	const verdict = (g) =>
		h(
			"div",
			{ class: `verdict verdict-${g.state}`, role: "cell", "data-label": g.short },
			g.state !== "few" && gauge(g),
			h(
				"span",
				{ class: "verdict-text" },
				h(
					"span",
					{ class: "verdict-share" },
					t("ratings.share", {
						n: report.count(g.people),
						share: report.share(g.people, g.rated),
					})
				),
				h("b", {}, h("span", { "aria-hidden": "true" }, `${arrows[g.state]} `), g.message)
			)
		);

	/** How far a scope is from its guidelines: the fewest people that would have to move. */
	const distance = (scope) =>
		Math.max(
			0,
			...scope.guidelines.map((g) =>
				g.state === "in" ? g.move_low : g.state === "out" ? -g.move_high : 0
			)
		);

	const inside = {
		all: () => !filters.active(),
		company: (scope, kept) => kept.companies.has(scope.scope),
		department: (scope, kept) => kept.departments.has(scope.scope),
		manager: (scope, kept) => kept.managers.has(scope.scope),
	};

	const kept = () => {
		const rows = filters.people();
		return {
			companies: new Set(rows.map((p) => people.company[p])),
			departments: new Set(rows.map((p) => people.department[p])),
			managers: new Set(rows.map((p) => managers.id[people.manager[p]])),
		};
	};

	const row = (scope) =>
		h(
			"div",
			{ class: "spread", role: "row" },
			h(
				"div",
				{ class: "spread-name", role: "rowheader" },
				report.bdi(scope.name || t("ratings.everybody")),
				h("small", {}, tn("ratings.rated", ratedOf(scope)))
			),
			h("div", { class: "spread-bar", role: "cell" }, report.stacked(parts(scope.counts))),
			scope.guidelines.every((g) => g.state === "few")
				? h(
						"div",
						{ class: "verdict-none", role: "cell" },
						scope.guidelines[0]?.message ?? ""
					)
				: scope.guidelines.map(verdict)
		);

	const headings = () => {
		const first = scopes.find((s) => s.guidelines.length);
		return h(
			"div",
			{ class: "spread spread-head", role: "row" },
			h("div", { role: "columnheader" }, t(`ratings.kind.${view.kind}`)),
			h("div", { role: "columnheader" }, t("ratings.people")),
			(first?.guidelines ?? []).map((g) => h("div", { role: "columnheader" }, g.title))
		);
	};

	const kinds = () => {
		const known = ["department", "company", "manager"].filter((k) =>
			scopes.some((s) => s.kind === k)
		);
		return h(
			"div",
			{ class: "switch screen", role: "group", "aria-label": t("ratings.by") },
			known.map((kind) =>
				h(
					"button",
					{
						type: "button",
						"aria-pressed": String(kind === view.kind),
						on: {
							click: () => {
								Object.assign(view, { kind, all: false });
								report.draw("ratings");
							},
						},
					},
					t(`ratings.kind.${kind}`)
				)
			)
		);
	};

	const legend = () => report.legend(parts([]).map(({ label, tone }) => ({ label, tone })));

	const everybody = () => {
		const found = filters.active()
			? { name: filters.named(), counts: counted(filters.people()), guidelines: [] }
			: scopes.find((s) => s.kind === "all");
		if (!found) return null;
		const rated = ratedOf(found);
		const most = Math.max(1, ...found.counts.map(([level, n]) => (level === null ? 0 : n)));
		return h(
			"figure",
			{ class: "columns" },
			h(
				"figcaption",
				{},
				found.name || t("ratings.everybody"),
				" ",
				h("small", {}, tn("ratings.rated", rated))
			),
			h(
				"ol",
				{ class: "bars" },
				levels.map((level) => {
					const n = new Map(found.counts).get(level.value) ?? 0;
					return h(
						"li",
						{},
						h(
							"span",
							{ class: "bar-n" },
							h("b", {}, report.count(n)),
							" ",
							report.share(n, rated)
						),
						h("span", {
							class: `column tone-${level.tone}`,
							"aria-hidden": "true",
							vars: { "--height": rated ? n / most : 0 },
						}),
						h(
							"span",
							{ class: "bar-label" },
							h("b", {}, report.plain(level.value)),
							" ",
							h("span", {}, level.label)
						)
					);
				})
			),
			h("div", { class: "narrow" }, legend()),
			found.guidelines.length > 0 &&
				h(
					"div",
					{ class: "columns-verdicts" },
					found.guidelines.map((g) => h("div", {}, h("h4", {}, g.title), verdict(g)))
				)
		);
	};

	const more = (left) =>
		left > 0 &&
		!report.printing &&
		h(
			"button",
			{
				type: "button",
				class: "quiet screen",
				on: {
					click: () => {
						view.all = true;
						report.draw("ratings");
					},
				},
			},
			tn("ratings.more", left)
		);

	/** Notes on managers, for everybody at once: a filter would choose the people whom they were found among. */
	const notes = () =>
		severity &&
		!filters.active() && [
			h("h3", {}, t("ratings.severity")),
			h("p", { class: "note" }, t("ratings.severity.how")),
			severity.length
				? h(
						"ul",
						{ class: "severity" },
						severity.map((each) =>
							h(
								"li",
								{ class: each.high ? "severity-high" : "severity-low" },
								h("b", {}, report.bdi(each.name)),
								" ",
								each.message
							)
						)
					)
				: h("p", { class: "note" }, t("ratings.severity.none")),
		];

	report.sections.ratings = () => {
		const keep = kept();
		const found = scopes
			.filter((s) => s.kind === view.kind && inside[s.kind](s, keep))
			.sort((a, b) => distance(b) - distance(a) || report.text.compare(a.name, b.name));
		const shown = view.all || report.printing ? found : found.slice(0, MOST);
		return [
			everybody(),
			h("div", { class: "tools" }, h("h3", {}, t("ratings.scopes")), kinds()),
			h("p", { class: "note" }, filters.active() ? t("ratings.whole") : t("ratings.how")),
			h("div", { class: "broad" }, legend()),
			found.length
				? h(
						"div",
						{
							class: `spreads guidelines-${scopes.find((s) => s.guidelines.length)?.guidelines.length ?? 0}`,
							role: "table",
							"aria-label": t("ratings.scopes"),
						},
						headings(),
						shown.map(row)
					)
				: h("p", { class: "note" }, t("table.empty")),
			more(found.length - shown.length),
			notes(),
		];
	};
})();
