/* The nine-box with names. Pointing at a box, tapping it or reaching it by keyboard lists its people. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { people } = report.tables;
	const { boxes } = report.payload;
	const NAMES = 14;
	const NAMES_PRINTED = 150;
	const LISTED = 200;
	const DELAY = 140;
	const LINGER = 260;
	const open = { list: null, cell: null, pinned: false, timer: 0 };

	const close = () => {
		clearTimeout(open.timer);
		open.list?.remove();
		open.cell?.querySelector(".box-open").setAttribute("aria-expanded", "false");
		Object.assign(open, { list: null, cell: null, pinned: false });
	};

	const later = (wait, action) => {
		clearTimeout(open.timer);
		open.timer = setTimeout(action, wait);
	};

	const place = (list, cell, grid) => {
		const room = grid.clientWidth;
		const width = Math.min(400, room);
		const middle = cell.offsetLeft + cell.offsetWidth / 2;
		const left = Math.max(0, Math.min(middle - width / 2, room - width));
		list.style.setProperty("--width", `${width}px`);
		const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
		const origin = grid.getBoundingClientRect().top;
		const lowest = window.innerHeight - list.offsetHeight - 12 - origin;
		const highest = bar + 8 - origin;
		const top = Math.max(Math.min(cell.offsetTop + 58, lowest), highest);
		list.style.setProperty("--left", `${left}px`);
		list.style.setProperty("--top", `${top}px`);
	};

	const listed = (box, members) => {
		const found = h("ul", { class: "box-list" });
		const fill = (typed) => {
			const words = report.lower(typed).split(/\s+/).filter(Boolean);
			const kept = members.filter((p) =>
				words.every((w) => report.lower(report.personName(p)).includes(w))
			);
			report.replace(
				found,
				kept
					.slice(0, LISTED)
					.map((p) =>
						h(
							"li",
							{},
							report.personLink(p),
							h(
								"small",
								{},
								report.bdi(
									[people.designation[p], people.department[p]]
										.filter(Boolean)
										.join(" · ")
								)
							),
							h("b", {}, report.fixed(people.score[p], 2))
						)
					),
				kept.length > LISTED &&
					h("li", { class: "note" }, tn("ninebox.more", kept.length - LISTED))
			);
		};
		fill("");
		const search =
			members.length > NAMES &&
			h("input", {
				type: "search",
				"aria-label": t("ninebox.search", { box: box.label }),
				placeholder: t("ninebox.search_short"),
				on: { input: (event) => fill(event.target.value) },
			});
		return [search, found];
	};

	const show = (box, members, cell, grid, pinned) => {
		if (open.cell === cell && open.list) {
			open.pinned ||= pinned;
			return;
		}
		close();
		const list = h(
			"div",
			{
				class: "box-pop",
				role: "dialog",
				"aria-label": t("ninebox.people_of", { box: box.label }),
				on: {
					pointerenter: () => clearTimeout(open.timer),
					pointerleave: () => !open.pinned && later(LINGER, close),
				},
			},
			h(
				"header",
				{},
				h("strong", {}, `${box.number} ${box.label}`),
				h("span", {}, tn("people", members.length)),
				h(
					"button",
					{
						type: "button",
						class: "box-close",
						"aria-label": t("close"),
						on: { click: () => leave(cell) },
					},
					"×"
				)
			),
			listed(box, members)
		);
		cell.after(list);
		place(list, cell, grid);
		cell.querySelector(".box-open").setAttribute("aria-expanded", "true");
		Object.assign(open, { list, cell, pinned });
	};

	const leave = (cell) => {
		const button = cell.querySelector(".box-open");
		button.dataset.quiet = "1";
		button.focus();
		close();
		delete button.dataset.quiet;
	};

	const ordered = (members) => {
		const found = report.found ?? -1;
		return members.sort((a, b) => (b === found) - (a === found) || report.byName(a, b));
	};

	const box = (it, members, total, grid) => {
		const most = report.printing ? NAMES_PRINTED : NAMES;
		const sorted = ordered(members);
		const cell = h("div", {
			class: `box strength-${it.strength}`,
			"data-box": it.number,
			vars: { "--column": it.across + 2, "--row": 3 - it.up },
		});
		const button = h(
			"button",
			{
				type: "button",
				class: "box-open",
				"aria-haspopup": "dialog",
				"aria-expanded": "false",
				on: {
					click: () => {
						show(it, sorted, cell, grid, true);
						open.pinned = true;
					},
					focus: () =>
						!button.dataset.quiet &&
						button.matches(":focus-visible") &&
						show(it, sorted, cell, grid, false),
				},
			},
			h("span", { class: "box-number", "aria-hidden": "true" }, it.number),
			h("span", { class: "box-label" }, it.label),
			h("span", { class: "box-count" }, report.count(members.length)),
			h("small", {}, report.share(members.length, total))
		);
		cell.append(
			button,
			h(
				"ul",
				{ class: "box-names" },
				...sorted
					.slice(0, most)
					.map((p) =>
						h(
							"li",
							{ class: p === report.found ? "found" : null },
							report.personLink(p)
						)
					),
				members.length > most
					? h(
							"li",
							{ class: "more" },
							tn(
								report.printing ? "table.left" : "ninebox.and_more",
								members.length - most
							)
						)
					: ""
			)
		);
		cell.addEventListener("pointerenter", (event) => {
			if (event.pointerType === "mouse" && members.length)
				later(DELAY, () => show(it, sorted, cell, grid, false));
		});
		cell.addEventListener("pointerleave", () => !open.pinned && later(LINGER, close));
		return cell;
	};

	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && open.list && !document.querySelector("dialog[open]"))
			leave(open.cell);
	});
	document.addEventListener("pointerdown", (event) => {
		const inside = open.list?.contains(event.target) || open.cell?.contains(event.target);
		if (open.list && !inside && !event.target.closest("dialog")) close();
	});
	document.addEventListener("focusin", (event) => {
		const inside = open.list?.contains(event.target) || open.cell?.contains(event.target);
		if (open.list && !inside && !event.target.closest("dialog")) close();
	});

	report.sections.ninebox = () => {
		close();
		const placed = filters.people().filter((p) => people.box[p] !== null);
		const members = report.grouped(placed, (p) => people.box[p]);
		const grid = h("div", { class: "grid" });
		const reading = [...boxes].sort((a, b) => b.up - a.up || a.across - b.across);
		grid.append(
			h(
				"div",
				{ class: "axis axis-up", "aria-hidden": "true" },
				"↑ ",
				t("ninebox.potential")
			),
			...["high", "mid", "low"].map((band, i) =>
				h(
					"div",
					{ class: "tick tick-up", "aria-hidden": "true", vars: { "--row": i + 1 } },
					report.word(band)
				)
			),
			...reading.map((it) => box(it, members.get(it.number) ?? [], placed.length, grid)),
			...["low", "mid", "high"].map((band, i) =>
				h(
					"div",
					{
						class: "tick tick-across",
						"aria-hidden": "true",
						vars: { "--column": i + 2 },
					},
					report.word(band)
				)
			),
			h(
				"div",
				{ class: "axis axis-across", "aria-hidden": "true" },
				t("ninebox.performance"),
				" →"
			)
		);
		const left = filters.people().length - placed.length;
		return [
			h(
				"p",
				{ class: "note" },
				tn("ninebox.placed", placed.length),
				" ",
				left > 0 && h("a", { href: "#unplaced" }, tn("ninebox.unplaced", left))
			),
			grid,
		];
	};
})();
