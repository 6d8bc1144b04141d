/* A person's card: what the results say about one person, and why where they say nothing. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t } = report;
	const { people, managers, objectives, gaps, development, candidates, bench } = report.tables;

	report.personLink = (person, fallback) =>
		person < 0
			? report.bdi(fallback)
			: h(
					"button",
					{
						type: "button",
						class: "person",
						on: { click: () => report.openPerson(person) },
					},
					report.bdi(report.personName(person))
				);

	const pair = (label, value, note) =>
		h("div", {}, h("dt", {}, label), h("dd", {}, value, note && h("small", {}, note)));

	const ratingPair = (person, key, source) => {
		const counts = people.source[person] === source;
		const value = people[key][person];
		return h(
			"div",
			{ class: counts ? "counts" : null },
			h("dt", {}, t(`card.${source}`)),
			h("dd", {}, report.fixed(value, 2)),
			counts && h("small", {}, t("card.counts"))
		);
	};

	const heading = (person) => {
		const place = [people.department[person], people.company[person]]
			.filter(Boolean)
			.join(" · ");
		return h(
			"header",
			{},
			h("h2", { id: "card-name", tabindex: "-1" }, report.bdi(report.personName(person))),
			h(
				"p",
				{},
				report.bdi(
					[people.designation[person], people.grade[person]].filter(Boolean).join(" · ")
				)
			),
			h(
				"p",
				{ class: "soft" },
				report.bdi(place),
				" · ",
				report.bdi(people.employee[person])
			),
			manager(person)
		);
	};

	const manager = (person) => {
		const row = people.manager[person];
		if (row < 0) return h("p", { class: "soft" }, t("card.no_manager"));
		const known = managers.person[row];
		return h(
			"p",
			{ class: "soft" },
			t("card.reports_to"),
			" ",
			report.personLink(known === null ? -1 : known, managers.name[row])
		);
	};

	const badges = (person) =>
		h(
			"ul",
			{ class: "badges" },
			["high potential", "emerging"].includes(people.high_potential[person]) &&
				h("li", { class: "badge strong" }, report.word(people.high_potential[person])),
			people.aim_higher[person] ? h("li", { class: "badge" }, t("card.aim_higher")) : null,
			people.needs_reason[person]
				? h("li", { class: "badge alert" }, t("card.needs_reason"))
				: null
		);

	const box = (person) => {
		const now = people.box[person];
		const before = people.previous_box[person];
		const note =
			before === null
				? t("card.no_box_before")
				: t("card.box_before", {
						box: report.boxName(before),
						movement: report.word(people.movement[person]),
					});
		return pair(t("card.box"), report.boxName(now), note);
	};

	const reasons = (person) => {
		const found = [people.not_rated[person], people.not_placed[person]].filter(Boolean);
		return [...new Set(found)].map((reason) => h("p", { class: "reason" }, reason));
	};

	const facts = (person) => {
		const potential = people.potential[person];
		const rated =
			people.rating[person] === null
				? t("rating.none")
				: report.levelName(people.rating[person]);
		return h(
			"dl",
			{ class: "facts" },
			pair(t("card.rating"), rated),
			box(person),
			pair(
				t("card.potential"),
				potential === null
					? t("none")
					: `${report.fixed(potential, 2)} · ${report.word(people.potential_band[person])}`,
				people.potential_on[person] &&
					t("card.assessed", { day: people.potential_on[person] })
			),
			pair(t("card.attainment"), report.percent(people.attainment[person])),
			pair(
				t("card.fit"),
				report.percent(people.fit[person]),
				people.fit[person] === null
					? people.no_fit[person]
					: t("card.fit_coverage", {
							share: report.percent(people.fit_coverage[person]),
						})
			),
			pair(
				t("card.coverage"),
				report.percent(people.coverage[person]),
				people.days[person] !== null &&
					t("card.days", { n: report.count(people.days[person]) })
			)
		);
	};

	const list = (title, items) =>
		items.length ? [h("h3", {}, title), h("ul", { class: "lines" }, items)] : [];

	const objectiveLines = (person) =>
		report
			.ofPerson("objectives", person, "owner")
			.map((row) =>
				h(
					"li",
					{},
					report.sign(objectives.grade[row] ?? "unknown"),
					h("span", {}, report.bdi(objectives.title[row])),
					h("strong", {}, report.percent(objectives.attainment[row]))
				)
			);

	const gapLine = (row) =>
		h(
			"li",
			{},
			h(
				"span",
				{},
				report.bdi(gaps.competency[row]),
				gaps.essential[row] ? h("em", {}, ` ${t("competencies.essential")}`) : null
			),
			h(
				"strong",
				{},
				t("competencies.level_of", {
					level: report.plain(gaps.level[row]),
					required: report.plain(gaps.required[row]),
				})
			)
		);

	const gapLines = (person) => {
		const rows = report.ofPerson("gaps", person);
		const open = rows.filter((row) => gaps.below[row] === 1);
		const unknown = rows
			.filter((row) => gaps.gap[row] === null)
			.map((row) => gaps.competency[row]);
		return [
			...open.map(gapLine),
			...(unknown.length
				? [
						h(
							"li",
							{ class: "soft" },
							h(
								"span",
								{},
								t("card.unassessed"),
								" ",
								report.bdi(unknown.join(", "))
							)
						),
					]
				: []),
		];
	};

	const developmentLines = (person) =>
		report.ofPerson("development", person).map((row) =>
			h(
				"li",
				{},
				h("span", {}, report.bdi(development.competency[row])),
				h(
					"strong",
					{},
					development.reason[row] ??
						t("development.closed", {
							share: report.percent(development.closed[row]),
						})
				)
			)
		);

	const successionLines = (person) =>
		report
			.ofPerson("candidates", person)
			.map((row) =>
				h(
					"li",
					{},
					h("span", {}, report.bdi(bench.title[candidates.position[row]] ?? t("none"))),
					h("strong", {}, report.word(candidates.human[row]))
				)
			);

	const body = (person) => [
		heading(person),
		badges(person),
		h(
			"dl",
			{ class: "three" },
			ratingPair(person, "calculated", "calculated"),
			ratingPair(person, "manager_rating", "manager"),
			ratingPair(person, "calibrated", "calibrated")
		),
		reasons(person),
		facts(person),
		list(t("card.objectives"), objectiveLines(person)),
		list(t("card.gaps"), gapLines(person)),
		list(t("card.development"), developmentLines(person)),
		list(t("card.succession"), successionLines(person)),
	];

	const dialog = document.getElementById("person-card");
	const content = dialog.querySelector(".card-body");

	report.openPerson = (person) => {
		report.replace(content, body(person));
		content.scrollTop = 0;
		if (!dialog.open) dialog.showModal();
		content.querySelector("h2").focus();
	};
	dialog.querySelector(".card-close").addEventListener("click", () => dialog.close());
	dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
})();
