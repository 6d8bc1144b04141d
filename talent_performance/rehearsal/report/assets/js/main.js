/* Starts the page: draws the sections, wires the filter, the search, the navigation and printing. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people, managers } = report.tables;
	const roots = [...document.querySelectorAll("[data-draw]")];
	const by = (id) => document.getElementById(id);

	report.draw = (only) => {
		for (const root of roots) {
			if (only && root.dataset.draw !== only) continue;
			const kept = document.activeElement;
			const spot = root.contains(kept)
				? [...root.querySelectorAll("button")].indexOf(kept)
				: -1;
			report.replace(root, report.sections[root.dataset.draw](root));
			if (spot >= 0) root.querySelectorAll("button")[spot]?.focus({ preventScroll: true });
		}
		if (!only) said();
	};

	const said = () => {
		const inside = filters.people().length;
		const active = filters.active();
		by("filter-said").textContent = active
			? report.sentence(
					t("filter.said", {
						filter: filters.named(),
						n: report.count(inside),
						of: report.count(filters.everybody),
					})
				)
			: tn("filter.everybody", filters.everybody);
		by("filter-clear").hidden = !active;
		by("filter-mark").hidden = !active;
		document.documentElement.classList.toggle("filtered", active);
	};

	const options = (select, column, keep) => {
		const values = new Set();
		for (let p = 0; p < people.rows; p++)
			if (keep(p)) values.add(people[column][p] ?? filters.NONE);
		const sorted = [...values].sort(report.text.compare);
		const chosen = select.value;
		report.replace(
			select,
			h("option", { value: "" }, t("filter.all")),
			sorted.map((value) =>
				h("option", { value }, value === filters.NONE ? t("filter.nothing") : value)
			)
		);
		select.value = values.has(chosen) ? chosen : "";
		return select.value;
	};

	const company = by("filter-company");
	const department = by("filter-department");
	const manager = by("filter-manager");
	const everybody = () => true;

	const departments = () =>
		options(
			department,
			"department",
			(p) => !company.value || (people.company[p] ?? filters.NONE) === company.value
		);

	options(company, "company", everybody);
	departments();
	company.addEventListener("change", () =>
		filters.set({ department: departments(), company: company.value })
	);
	department.addEventListener("change", () => filters.set({ department: department.value }));

	const offers = (rows, label, detail) =>
		rows
			.map((value) => ({
				value,
				label: label(value),
				detail: detail(value),
				key: report.lower(`${label(value)} ${detail(value)}`),
			}))
			.sort((a, b) => report.text.compare(a.label, b.label));

	const about = (p) =>
		[people.designation[p], people.department[p], people.employee[p]]
			.filter(Boolean)
			.join(" · ");

	let managerOffers = null;
	report.combobox({
		input: manager,
		whenEmpty: true,
		options: () => {
			managerOffers ??= offers(
				report.rows(managers),
				(m) => managers.name[m],
				(m) => (managers.person[m] < 0 ? managers.id[m] : about(managers.person[m]))
			);
			return managerOffers;
		},
		pick: (option) => {
			manager.value = option.label;
			filters.set({ manager: option.value });
		},
	});
	manager.addEventListener("input", () => {
		if (!manager.value.trim() && filters.state.manager >= 0) filters.set({ manager: -1 });
	});
	manager.addEventListener("blur", () => {
		manager.value = filters.state.manager < 0 ? "" : managers.name[filters.state.manager];
	});

	let personOffers = null;
	const search = by("search");
	report.combobox({
		input: search,
		options: () => {
			personOffers ??= offers(report.rows(people), report.personName, about);
			return personOffers;
		},
		pick: (option) => {
			search.value = option.label;
			report.found = option.value;
			report.draw("ninebox");
			report.openPerson(option.value);
		},
	});

	by("filter-clear").addEventListener("click", () => {
		company.value = "";
		departments();
		department.value = "";
		manager.value = "";
		filters.clear();
	});

	const follow = () => {
		const links = new Map(
			[...document.querySelectorAll("#sections a")].map((a) => [a.hash.slice(1), a])
		);
		const watch = new IntersectionObserver(
			(entries) => {
				for (const entry of entries) {
					if (!entry.isIntersecting) continue;
					links.forEach((a) => a.removeAttribute("aria-current"));
					links.get(entry.target.id)?.setAttribute("aria-current", "true");
				}
			},
			{ rootMargin: "-15% 0px -75% 0px" }
		);
		document
			.querySelectorAll("main > section[id]")
			.forEach((section) => watch.observe(section));
	};

	const menus = () => {
		for (const button of document.querySelectorAll("[data-opens]")) {
			const panel = by(button.dataset.opens);
			const set = (open) => {
				button.setAttribute("aria-expanded", String(open));
				panel.classList.toggle("open", open);
			};
			button.addEventListener("click", () =>
				set(button.getAttribute("aria-expanded") !== "true")
			);
			panel.addEventListener("click", (event) => event.target.closest("a") && set(false));
			document.addEventListener("keydown", (event) => event.key === "Escape" && set(false));
		}
	};

	let width = window.innerWidth;
	let waiting = 0;
	window.addEventListener("resize", () => {
		clearTimeout(waiting);
		waiting = setTimeout(() => {
			if (window.innerWidth === width || report.printing) return;
			width = window.innerWidth;
			["alignment", "change"].forEach(
				(id) => roots.some((r) => r.dataset.draw === id) && report.draw(id)
			);
		}, 200);
	});

	window.addEventListener("beforeprint", () => {
		report.printing = true;
		report.draw();
	});
	window.addEventListener("afterprint", () => {
		report.printing = false;
		report.draw();
	});
	by("print").addEventListener("click", () => window.print());

	report.draw();
	follow();
	menus();
	document.documentElement.classList.add("drawn");
})();
