// The board of a calibration session: everybody in it as a list, by rating or in the nine-box, and moved with a reason.
{
	const PARTS = [
		"model",
		"lane",
		"cards",
		"carrying",
		"choosing",
		"dialogs",
		"panel",
		"replay",
		"deeds",
	];
	const FILES = PARTS.map((name) => `/assets/talent_performance/calibration_board/${name}.js`);
	const DOCTYPE = "Calibration Session";
	const CHANGED = "talent_calibration_changed";
	const LOOK_AGAIN = 5000;
	const VIEWS = ["list", "bins", "boxes"];
	const STATES = {
		Draft: "gray",
		Open: "blue",
		Locked: "orange",
		Closed: "green",
		Cancelled: "red",
	};
	const SIZES = {
		list: { height: 52, gap: 0 },
		bins: { height: 78, gap: 8 },
		boxes: { height: 34, width: 176, gap: 6 },
	};
	const DRAWN = { list: "row", bins: "card", boxes: "chip" };
	const WAYS = {
		ArrowDown: "next",
		ArrowUp: "previous",
		ArrowRight: "right",
		ArrowLeft: "left",
		Home: "first",
		End: "last",
	};
	const { html, empty, pill, day, link } = talent_performance;
	// Loaded when the page is, and found here from then on.
	const parts = frappe.provide("talent_performance.calibration");

	class CalibrationBoard {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Calibration Board"),
				single_column: true,
			});
			this.body = $('<div class="tp-cal"></div>').appendTo(this.page.main)[0];
			this.lanes = new Map();
			this.rows = null;
			this.loaded = frappe.require(FILES);
			this.skeleton();
			this.resized = new ResizeObserver(() => this.fit());
			this.resized.observe(document.body);
		}

		// Which session, which view ---------------------------------------------------------------------------

		async show() {
			const [, name, view] = frappe.get_route();
			await this.loaded;
			this.view = VIEWS.includes(view) ? view : this.view || "bins";
			if (!name) return this.offer_sessions();
			if (name === this.session && this.model?.board) {
				this.live();
				return this.draw();
			}
			this.session = name;
			this.leave();
			this.skeleton();
			return this.open();
		}

		async open() {
			this.model = new parts.Model();
			this.side = "";
			try {
				this.model.take(await this.fetch());
			} catch (problem) {
				this.page.set_title(__("Calibration Board"));
				this.page.clear_indicator();
				this.body.innerHTML = `${empty(__("Nothing to show here"), problem.text)}`;
				return;
			}
			this.frame();
			this.carrier = new parts.Carrier(this);
			this.chooser = new parts.Chooser(this);
			this.draw();
			this.live();
		}

		fetch() {
			return parts.ask("board", { session: this.session });
		}

		async offer_sessions() {
			this.leave();
			this.session = null;
			this.model = null;
			this.page.set_title(__("Calibration Board"));
			this.page.clear_indicator();
			this.page.clear_actions();
			this.page.clear_menu();
			const sessions = frappe.model.can_read(DOCTYPE)
				? await frappe.db.get_list(DOCTYPE, {
						fields: ["name", "title", "company", "state", "scheduled_on", "deadline"],
						order_by: "creation desc, name desc",
						limit: 50,
					})
				: [];
			this.body.innerHTML = `${sessions.length ? choose(sessions) : no_sessions()}`;
			$(this.body)
				.find(".tp-empty button")
				.on("click", () => frappe.new_doc(DOCTYPE));
		}

		skeleton() {
			this.body.innerHTML = `<div class="tp-cal-skeleton" aria-busy="true">${"<div></div>".repeat(5)}</div>`;
		}

		// The frame -------------------------------------------------------------------------------------------

		frame() {
			this.lanes.forEach((lane) => lane.end());
			this.lanes.clear();
			this.drawn = null;
			this.body.innerHTML = `${html`
				<div class="tp-cal-top"></div>
				<div class="tp-cal-banner" hidden></div>
				<div class="tp-cal-second">
					<div class="tp-cal-guides" role="group" aria-label="${__("Guidelines")}"></div>
					<div class="tp-cal-tools"></div>
				</div>
				<div class="tp-cal-main">
					<div class="tp-cal-stage"></div>
					<aside class="tp-cal-side" hidden></aside>
				</div>
				<div
					class="tp-cal-chosen-bar"
					role="region"
					aria-label="${__("Chosen people")}"
					hidden
				></div>
				<div class="tp-cal-dock" hidden></div>
				<div class="tp-cal-replay" hidden></div>
				<div class="sr-only" aria-live="assertive" data-part="said"></div>
			`}`;
			this.top = this.body.querySelector(".tp-cal-top");
			this.tools = this.body.querySelector(".tp-cal-tools");
			this.stage = this.body.querySelector(".tp-cal-stage");
			this.aside = this.body.querySelector(".tp-cal-side");
			this.dock = this.body.querySelector(".tp-cal-dock");
			this.bar = this.body.querySelector(".tp-cal-replay");
			this.picks = this.body.querySelector(".tp-cal-chosen-bar");
			this.draw_top();
			this.listen();
			this.actions();
		}

		draw_top() {
			const { asked } = this.model;
			const names = { list: __("List"), bins: __("Ratings"), boxes: __("Nine-Box") };
			const filter = (field, label) =>
				html`<select
					class="form-control input-xs"
					data-filter="${field}"
					aria-label="${label}"
				></select>`;
			this.top.innerHTML = `${html`
				<div class="btn-group tp-cal-views" role="group" aria-label="${__("View")}">
					${VIEWS.map(
						(view, at) =>
							html`<button
								type="button"
								class="btn btn-sm btn-default"
								data-view="${view}"
								title="Alt+${at + 1}"
							>
								${names[view]}
							</button>`
					)}
				</div>
				<input
					type="search"
					class="form-control input-xs tp-cal-search"
					placeholder="${__("Search")}  /"
					aria-label="${__("Search")}"
					value="${asked.search}"
				/>
				${filter("department", __("Department"))} ${filter("manager", __("Manager"))}
				${filter("grade", __("Level"))} ${filter("flag", __("Flag"))}
				<button type="button" class="btn btn-xs btn-default" data-moved>
					${__("Moved")}
				</button>
				<button type="button" class="btn btn-xs btn-default" data-clear hidden>
					${__("Clear Filters")}
				</button>
				<select
					class="form-control input-xs"
					data-sort
					aria-label="${__("Sort By")}"
				></select>
				<span class="tp-cal-count text-muted" role="status"></span>
			`}`;
			this.tools.innerHTML = `${html`
				<button type="button" class="btn btn-xs btn-default" data-deed="undo">
					${__("Undo")}
				</button>
				<button type="button" class="btn btn-xs btn-default" data-side="notes"></button>
				<button type="button" class="btn btn-xs btn-default" data-side="moves"></button>
				<button type="button" class="btn btn-xs btn-default" data-deed="replay">
					${__("Replay")}
				</button>
			`}`;
		}

		// Drawing ---------------------------------------------------------------------------------------------

		draw() {
			const { session } = this.model.board;
			const title = frappe.utils.escape_html(session.title);
			this.page.set_title(title, null, false, session.title);
			this.page.set_indicator(__(session.state), STATES[session.state]);
			if (this.view === "boxes" && !this.model.boxes.size) this.view = "bins";
			this.draw_controls();
			this.draw_banner();
			this.draw_guides();
			this.draw_stage();
			this.draw_side();
			this.fit();
		}

		draw_controls() {
			const { model, top } = this;
			const find = (selector) => top.querySelector(selector);
			top.querySelectorAll("[data-view]").forEach((button) => {
				const { view } = button.dataset;
				button.classList.toggle("active", view === this.view);
				button.setAttribute("aria-pressed", view === this.view);
				button.hidden = view === "boxes" && !model.boxes.size;
			});
			const labels = {
				department: __("Department"),
				manager: __("Manager"),
				grade: __("Level"),
				flag: __("Flag"),
			};
			Object.entries(labels).forEach(([field, label]) => {
				const choices = model.choices(field);
				const select = find(`[data-filter=${field}]`);
				select.hidden = !choices.length;
				fill(
					select,
					[
						["", label],
						...choices.map(([value, count]) => [value, `${value} (${count})`]),
					],
					model.asked[field]
				);
			});
			const orders = Object.entries(parts.ORDERS).map(([key, { label }]) => [
				key,
				__("Sort: {0}", [label()]),
			]);
			fill(find("[data-sort]"), orders, model.order);
			find("[data-sort]").hidden = this.view === "list";
			const { moved } = model;
			const moved_button = find("[data-moved]");
			moved_button.textContent = `${__("Moved")} ${moved || ""}`;
			moved_button.classList.toggle("active", model.asked.moved);
			moved_button.setAttribute("aria-pressed", model.asked.moved);
			find("[data-clear]").hidden = !model.narrowed;
			this.draw_count();
			this.draw_tools();
		}

		draw_count() {
			const { model } = this;
			const [shown, all] = [model.shown().length, model.people.length];
			const count =
				shown === all
					? __("{0} people", [format_number(all, null, 0)])
					: __("{0} of {1} people", [
							format_number(shown, null, 0),
							format_number(all, null, 0),
						]);
			const { hidden } = model.board;
			const apart = hidden ? ` · ${__("{0} aren't yours to see", [hidden])}` : "";
			this.top.querySelector(".tp-cal-count").textContent = count + apart;
		}

		draw_tools() {
			const { board } = this.model;
			const may = board.session.may || {};
			const find = (selector) => this.tools.querySelector(selector);
			const notes = board.notes || [];
			const undo = find("[data-deed=undo]");
			undo.hidden = !may.undo && !may.move;
			undo.disabled = !may.undo || !board.moves || this.is_replaying();
			const side = find("[data-side=notes]");
			side.textContent = `${__("Notes")} ${notes.length || ""}`;
			side.setAttribute("aria-pressed", this.side === "notes");
			const moves = find("[data-side=moves]");
			moves.textContent = `${__("Moves")} ${board.moves || ""}`;
			moves.setAttribute("aria-pressed", this.side === "moves");
			find("[data-deed=replay]").disabled = !board.moves || this.is_replaying();
		}

		draw_banner() {
			const banner = this.body.querySelector(".tp-cal-banner");
			const { session } = this.model.board;
			const said = this.is_replaying() ? null : BANNERS[session.state]?.(session);
			banner.hidden = !said;
			banner.innerHTML = said ? `${said}` : "";
		}

		draw_guides() {
			const guides = this.body.querySelector(".tp-cal-guides");
			const { guidelines } = this.model.board;
			guides.hidden = !(guidelines || []).length || this.is_replaying();
			guides.innerHTML = (guidelines || []).map((each) => `${guide(each)}`).join("");
		}

		draw_stage() {
			const places = this.view === "list" ? [] : this.model.places(this.view);
			const looks = [
				this.view,
				...places.map((place) => `${place.key}:${place.nowhere && !place.items.length}`),
			];
			if (this.drawn !== looks.join()) {
				this.drawn = looks.join();
				this.build(places);
			}
			if (this.view === "list") this.draw_list();
			else this.draw_places(places);
			const nobody = this.model.people.length ? "" : nobody_here(this.model.board.session);
			const none = !nobody && !this.model.shown().length ? nobody_found() : "";
			const note = this.stage.querySelector(".tp-cal-none");
			note.innerHTML = `${nobody || none}`;
			note.hidden = !nobody && !none;
			this.chooser.keep();
			this.chooser.draw();
		}

		build(places) {
			const build = { list: build_list, bins: build_bins, boxes: build_boxes }[this.view];
			this.lanes.forEach((lane) => lane.end());
			this.lanes.clear();
			this.stage.className = `tp-cal-stage tp-cal-stage-${this.view}`;
			this.stage.innerHTML = `${html`${build(places, this.model)}
				<div class="tp-cal-none" hidden></div>`}`;
			const kind = DRAWN[this.view];
			this.stage.querySelectorAll("[data-lane]").forEach((element) => {
				const lane = new parts.Lane(element, {
					...SIZES[this.view],
					draw: (item) => parts[kind](this.model, item),
					dress: parts.dress(
						kind,
						this.model,
						(person) => this.carrier.has(person),
						(person) => this.chooser.has(person)
					),
				});
				this.lanes.set(element.dataset.lane, lane);
			});
		}

		draw_list() {
			const items = this.model.shown().map((person) => ({ key: person.employee, person }));
			this.lanes.get("list").set(items);
			this.stage.querySelectorAll("[data-order]").forEach((button) => {
				const sorted = button.dataset.order === this.model.order;
				button.dataset.way = sorted ? (this.model.downwards ? "down" : "up") : "";
				button.setAttribute("aria-pressed", sorted);
			});
		}

		draw_places(places) {
			places.forEach((place) => {
				const lane = this.lanes.get(place.key);
				if (!lane) return;
				lane.set(place.items);
				const count = lane.element.closest("[data-place]").querySelector(".tp-cal-number");
				count.textContent = format_number(place.count, null, 0);
			});
		}

		draw_side() {
			const { model, aside } = this;
			const person = this.side.startsWith("person:") && this.person(this.side.slice(7));
			if (this.side.startsWith("person:") && !person) this.side = "";
			aside.hidden = !this.side || this.is_replaying();
			if (aside.hidden) return;
			if (this.side === "notes") {
				const { notes = [], held_against } = model.board;
				aside.innerHTML = `${parts.notes_side(notes, held_against)}`;
				return;
			}
			const { may } = model.board.session;
			const rows = [...(this.rows || [])].reverse();
			aside.innerHTML = person
				? `${parts.person_side(
						model,
						person,
						rows.filter((row) => row.employee === person.employee),
						may
					)}`
				: `${parts.moves_side(rows, may)}`;
		}

		// The board is as high as the window.
		fit() {
			const main = this.body.querySelector(".tp-cal-main");
			if (!main || !main.offsetParent) return;
			const top = main.getBoundingClientRect().top + window.scrollY;
			const below = this.bar.offsetHeight + this.picks.offsetHeight;
			const room = window.innerHeight - top - below - 16;
			main.style.height = `${Math.max(360, room)}px`;
		}

		// What is done ----------------------------------------------------------------------------------------

		listen() {
			const on = (event, selector, act) => $(this.body).on(event, selector, act);
			$(this.body).off();
			on("click", "[data-view]", ({ currentTarget: button }) =>
				this.look(button.dataset.view)
			);
			on("input", ".tp-cal-search", ({ currentTarget: input }) =>
				this.narrow({ search: input.value })
			);
			on("change", "[data-filter]", ({ currentTarget: select }) =>
				this.narrow({ [select.dataset.filter]: select.value })
			);
			on("click", "[data-moved]", () => this.narrow({ moved: !this.model.asked.moved }));
			on("click", "[data-clear]", () => {
				this.model.forget_filters();
				this.top.querySelector(".tp-cal-search").value = "";
				this.narrow({});
			});
			on("change", "[data-sort]", ({ currentTarget: select }) => this.sort(select.value));
			on("click", "[data-order]", ({ currentTarget: button }) =>
				this.sort(button.dataset.order)
			);
			on("click", "[data-side]", ({ currentTarget: button }) =>
				this.open_side(button.dataset.side)
			);
			on("click", "[data-person]", ({ currentTarget: button }) =>
				this.find(button.dataset.person)
			);
			on("click", "[data-manager]", ({ currentTarget: button }) =>
				this.narrow({ manager: button.dataset.manager })
			);
			on("click", "[data-deed]", ({ currentTarget: button }) =>
				this.do(button.dataset.deed)
			);
			on("click", "[data-undo]", ({ currentTarget: button }) =>
				this.undo({ move: button.dataset.undo })
			);
			on("click", "[data-undo-lot]", ({ currentTarget: button }) =>
				this.undo({ lot: button.dataset.undoLot })
			);
			on("click", "[data-to]", ({ currentTarget: button }) =>
				this.move_to(button.dataset.to)
			);
			on("click", ".tp-cal-item:not(.tp-cal-gone)", (event) => this.clicked(event));
			on("focusin", ".tp-cal-item", ({ currentTarget: node }) => {
				this.lane_of(node).current = node.dataset.key;
			});
			on("keydown", ".tp-cal-item", (event) => this.key(event));
			on("keydown", ".tp-cal-side", (event) => {
				if (event.key === "Escape") this.open_side("");
			});
		}

		clicked(event) {
			const { currentTarget: node } = event;
			if (this.carrier.just_ended || this.is_replaying()) return;
			const lane = this.lane_of(node);
			const person = this.person(node.dataset.key);
			lane.current = node.dataset.key;
			const picks = event.target.closest("[data-choose]") || event.ctrlKey || event.metaKey;
			if (this.may_move() && event.shiftKey) this.chooser.reach(person, lane);
			else if (this.may_move() && picks) this.chooser.toggle(person);
			else this.open_side(`person:${node.dataset.key}`);
		}

		key(event) {
			if (event.ctrlKey || event.metaKey || event.altKey) return;
			const { key: employee } = event.currentTarget.dataset;
			let done = this.carrier.key(event);
			if (!done && !this.carrier.person) done = this.walk(event, employee);
			if (!done) return;
			event.preventDefault();
			event.stopPropagation();
		}

		walk(event, employee) {
			const lane = this.lane_of(event.currentTarget);
			if (event.key === " ") {
				this.carrier.lift(this.person(employee));
				return true;
			}
			if (event.key === "Enter") {
				this.open_side(`person:${employee}`);
				return true;
			}
			if (this.may_move() && event.key.toLowerCase() === "x") {
				this.chooser.toggle(this.person(employee));
				return true;
			}
			if (event.key === "Escape" && this.chooser.chosen.size) {
				this.chooser.clear();
				return true;
			}
			const way = WAYS[event.key];
			if (!way) return false;
			const found = lane.neighbour(employee, way);
			if (event.shiftKey && this.may_move()) {
				this.chooser.add([this.person(employee), ...(found ? [found.person] : [])]);
				this.chooser.anchor ||= employee;
				if (found) lane.focus(found.key);
				return true;
			}
			if (found && (lane.columns > 1 || !["left", "right"].includes(way))) {
				lane.focus(found.key);
				return true;
			}
			this.walk_over(lane, employee, way);
			return true;
		}

		// To the next place that way in which somebody stands.
		walk_over(lane, employee, way) {
			let place = lane.element.dataset.lane;
			const row = Math.floor(lane.at.get(employee) / lane.columns);
			for (;;) {
				const next = this.beside(place, way);
				if (!next || next === place) return;
				place = next;
				const other = this.lanes.get(place);
				const there = other ? other.standing() : [];
				if (!there.length) continue;
				const at = { next: 0, previous: there.length - 1 }[way] ?? row * other.columns;
				other.focus(there[Math.min(at, there.length - 1)].key);
				return;
			}
		}

		// The place next to another one in this view.
		beside(place, way) {
			if (this.view !== "boxes") {
				if (["next", "previous"].includes(way) && this.view === "bins") return null;
				const keys = [...this.lanes.keys()];
				return keys[keys.indexOf(place) + (["right", "next"].includes(way) ? 1 : -1)];
			}
			const grid = box_grid(this.model);
			const at = grid.flat().indexOf(place);
			if (at < 0) return way === "previous" ? grid[2][0] : null;
			const [row, column] = [Math.floor(at / 3), at % 3];
			const [down, across] = {
				next: [1, 0],
				previous: [-1, 0],
				right: [0, 1],
				left: [0, -1],
			}[way] || [0, 0];
			if (row + down === 3) return parts.NOWHERE;
			return grid[row + down]?.[column + across];
		}

		// For the carrier -------------------------------------------------------------------------------------

		person(employee) {
			return this.model.of.get(employee);
		}

		place_of(person) {
			return this.model.place_of(person, this.view);
		}

		place_name(key) {
			return this.model.place_name(this.view, key);
		}

		is_replaying() {
			return Boolean(this.replay);
		}

		may_move() {
			return Boolean(this.model.board.session.may?.move) && !this.is_replaying();
		}

		may_lift(person) {
			if (this.may_move() && person.movable) return true;
			const { state } = this.model.board.session;
			const why = person.why_not || (WHY_NOT[state] || WHY_NOT.Open)();
			this.say(why);
			frappe.show_alert({
				message: frappe.utils.escape_html(`${person.name}: ${why}`),
				indicator: "orange",
			});
			return false;
		}

		targets() {
			return [...this.body.querySelectorAll("[data-place]")];
		}

		next_place(place, key) {
			const keys =
				this.view === "boxes"
					? box_grid(this.model).flat()
					: this.model.levels.map((level) => String(level.value));
			if (keys.includes(key)) return key;
			const way = WAYS[key];
			if (!way) return null;
			if (place === parts.NOWHERE || !place) return keys[0];
			if (way === "first") return keys[0];
			if (way === "last") return keys.at(-1);
			if (this.view === "boxes") {
				const next = this.beside(place, way);
				return next === parts.NOWHERE ? null : next;
			}
			const up =
				["right", "previous"].includes(way) ===
				!(this.view === "bins" && way === "previous");
			const by = this.view === "bins" ? { right: 1, left: -1 }[way] || 0 : up ? 1 : -1;
			return keys[keys.indexOf(place) + by];
		}

		lifted({ person, people }) {
			this.redress(people);
			if (this.view !== "list") return;
			this.picks.hidden = true;
			const who = people.length > 1 ? __("{0} people", [people.length]) : person.name;
			this.dock.hidden = false;
			this.dock.innerHTML = `${html`<span class="text-muted"
					>${__("Move {0} to", [who])}</span
				>
				${this.model.levels.map(
					(level) =>
						html`<div class="tp-cal-dock-place" data-place="${level.value}">
							${level.value} ${level.label}
						</div>`
				)}`}`;
		}

		laid_down({ people }) {
			this.dock.hidden = true;
			this.dock.innerHTML = "";
			this.picks.hidden = !this.chooser.chosen.size;
			this.redress(people);
			if (this.waiting_board) this.take(this.waiting_board);
		}

		redress(people) {
			this.lanes.forEach(
				(lane) => people.some((person) => lane.nodes.has(person.employee)) && lane.render()
			);
		}

		put_back(person, people = [person]) {
			this.say(
				people.length > 1
					? __("{0} people stay where they were.", [people.length])
					: __("{0} stays where it was.", [person.name])
			);
			this.focus(person.employee);
		}

		put_down({ person, people, target }) {
			if (people.length === 1) return this.drop(person, target);
			if (!target || target === parts.NOWHERE) return this.put_back(person, people);
			return this.move_together(people, { view: this.view, key: target });
		}

		drop(person, key) {
			const now = this.person(person.employee);
			if (key && now && this.view === "boxes" && !now.potential) {
				this.alert(
					__(
						"{0} has no potential that holds, and so no box. Assess potential first, or move the rating.",
						[now.name]
					),
					"orange"
				);
				this.focus(now.employee);
				return null;
			}
			const change = key && now && this.model.change(now, this.view, key);
			if (!change) {
				this.put_back(person);
				return null;
			}
			const seen =
				person.seq === now.seq
					? ""
					: __("Somebody else has moved {0} meanwhile: this is where {0} stands now.", [
							now.name,
						]);
			return this.move(now, { view: this.view, key }, { problem: seen });
		}

		move_to(value) {
			const person = this.person(this.side.slice(7));
			if (!person || !this.may_lift(person)) return null;
			const wish = { view: "bins", key: String(value) };
			return this.model.change(person, wish.view, wish.key) && this.move(person, wish);
		}

		// Asks why, shows it moved at once, and lets the server decide.
		async move(person, wish, said = {}) {
			const change = this.model.change(person, wish.view, wish.key);
			const answer = await parts.ask_reason({ model: this.model, person, change, ...said });
			if (!answer) {
				this.put_back(person);
				return;
			}
			const { rating, potential, reason } = answer;
			const before = { ...person };
			const values = {
				session: this.session,
				employee: person.employee,
				reason,
				seq: person.seq,
			};
			if (rating !== null) values.rating = rating;
			if (potential) values.potential = potential;
			this.model.put({
				employee: person.employee,
				pending: true,
				...(rating === null ? {} : { rating }),
				...(potential ? { potential } : {}),
				...(wish.view === "boxes" ? { box: Number(wish.key) } : {}),
			});
			this.draw_stage();
			this.focus(person.employee);
			try {
				this.moved(person, await parts.tell("move", values));
			} catch (problem) {
				this.model.put({ ...before, pending: false });
				await this.refused(person, wish, reason, problem);
			}
		}

		moved(person, answer) {
			const { board } = this.model;
			const missed = answer.version > board.session.version + 1;
			this.model.put({ ...answer.person, pending: false, arrived: true });
			Object.assign(board.session, { version: answer.version });
			board.guidelines = answer.guidelines || board.guidelines;
			board.moves += 1;
			this.rows = null;
			const there = this.place_name(this.place_of(this.person(person.employee)));
			this.say(__("{0} stands at {1} now.", [person.name, there]));
			this.draw();
			this.focus(person.employee);
			if (this.side) this.fetch_rows();
			if (missed) this.refresh();
			setTimeout(() => this.model?.put({ employee: person.employee, arrived: false }), 1500);
		}

		// Nothing of what was typed is lost: it stands in the question that is asked again, or in the message.
		async refused(person, wish, reason, problem) {
			this.draw_stage();
			if (problem.type !== "Offline") await this.refresh();
			const now = this.person(person.employee);
			if (!now || !this.may_move() || !now.movable) {
				const kept = __("Your reason was: {0}", [reason]);
				parts.show_problem({ text: `${problem.text} ${kept}` });
				return;
			}
			if (!this.model.change(now, wish.view, wish.key)) {
				this.alert(
					`${problem.text} ${__("{0} stands there already.", [now.name])}`,
					"orange"
				);
				this.focus(now.employee);
				return;
			}
			await this.move(now, wish, { reason, problem: problem.text });
		}

		// Several people for one reason. They are shown moved at once, and the server decides about each.
		async move_together(people, wish) {
			const now = people.map((each) => this.person(each.employee)).filter(Boolean);
			const seen = new Map(people.map((each) => [each.employee, each.seq]));
			const view = wish.view === "list" ? "bins" : wish.view;
			const crowd = this.model.changes(now, { ...wish, view });
			const { going, change } = crowd;
			if (!going.length) {
				this.alert(__("Nobody moves: {0}.", [whys(crowd.staying)]), "orange");
				return;
			}
			const problem = now.some((each) => seen.get(each.employee) !== each.seq)
				? __(
						"Somebody else has moved some of them meanwhile: this is where they stand now."
					)
				: "";
			const answer = await parts.ask_reason({ model: this.model, crowd, change, problem });
			if (!answer) {
				this.put_back(going[0].person, now);
				return;
			}
			const before = going.map(({ person }) => ({ ...person, pending: false }));
			const asked = this.show_moved(going, answer, wish);
			try {
				const done = await parts.tell("move_many", {
					session: this.session,
					people: JSON.stringify(asked),
					reason: answer.reason,
					...(answer.rating === null ? {} : { rating: answer.rating }),
					...(answer.potential ? { potential: answer.potential } : {}),
				});
				await this.moved_together(done, before);
			} catch (problem) {
				before.forEach((person) => this.model.put(person));
				this.draw_stage();
				if (problem.type !== "Offline") await this.refresh();
				const kept = __("Your reason was: {0}", [answer.reason]);
				parts.show_problem({ text: `${problem.text} ${kept}` });
			}
		}

		// Draws them where they are to stand, and answers with what the server is asked for each.
		show_moved(going, { rating, potential }, wish) {
			const asked = going.map(({ person, change }) => {
				const moves = rating !== null && change.levels.length > 0;
				const entry = { employee: person.employee, seq: person.seq };
				this.model.put({
					employee: person.employee,
					pending: true,
					...(moves ? { rating } : {}),
					...(change.potential ? { potential } : {}),
					...(wish.view === "boxes" ? { box: Number(wish.key) } : {}),
				});
				return moves || rating === null ? entry : { ...entry, rating: person.rating };
			});
			this.draw_stage();
			return asked;
		}

		async moved_together(done, before) {
			const { board } = this.model;
			before.forEach((person) => this.model.put(person));
			done.people.forEach((person) => this.model.put({ ...person, arrived: true }));
			const missed = done.version > board.session.version + 1;
			Object.assign(board.session, { version: done.version });
			board.guidelines = done.guidelines || board.guidelines;
			board.moves += done.people.length;
			this.rows = null;
			this.chooser.only(done.refused.map((each) => each.employee));
			this.draw();
			if (this.side) this.fetch_rows();
			if (done.people.length) this.offer_undo(done);
			if (done.refused.length) {
				const counts = [done.people.length, done.refused.length];
				parts.show_refused(__("{0} moved, {1} not", counts), done.refused);
			} else this.focus(done.people[0].employee);
			if (missed || done.refused.length) await this.refresh();
		}

		offer_undo({ people, lot }) {
			const [first] = people;
			const text =
				people.length > 1
					? __("{0} people moved.", [people.length])
					: __("{0} stands at {1} now.", [
							first.name,
							this.place_name(this.place_of(first)),
						]);
			this.say(text);
			const button = html`<button
				type="button"
				class="btn btn-xs btn-default tp-cal-undo-all"
				data-action="undo"
			>
				${people.length > 1 ? __("Undo All {0}", [people.length]) : __("Undo")}
			</button>`;
			frappe.show_alert(
				{ message: frappe.utils.escape_html(text), body: `${button}`, indicator: "green" },
				10,
				{
					undo: () => this.undo({ lot }),
				}
			);
		}

		do(name) {
			const deeds = {
				undo: () => this.undo(),
				replay: () => this.begin_replay(),
				open: () => this.deed("open_session"),
				lock: () => this.deed("lock"),
				unlock: () => this.deed("unlock"),
				cancel: () => parts.cancel_session(this.session, () => this.refresh()),
				close: () =>
					parts.close_session(
						this.session,
						() => this.refresh(),
						this.model.board.guidelines
					),
				minutes: () => parts.print_minutes(this.session),
				export: () => parts.export_excel(this.session),
				load: () => parts.load_excel(this.session, () => this.refresh()),
				invite: () => parts.invite(this.session, () => this.refresh()),
				form: () => frappe.set_route("Form", DOCTYPE, this.session),
				keys: () => parts.show_keys(),
			};
			return deeds[name]();
		}

		async deed(method) {
			if (await parts.deed(method, { session: this.session })) await this.refresh();
		}

		async undo(which = {}) {
			if (!this.model?.board.session.may?.undo || this.is_replaying() || this.carrier.person)
				return;
			try {
				const done = await parts.tell("undo", { session: this.session, ...which });
				await this.refresh();
				this.say_undone(done.people || [done.person]);
				if (done.refused?.length)
					parts.show_refused(__("Not Everything Was Undone"), done.refused);
			} catch (problem) {
				await this.refresh();
				parts.show_problem(problem);
			}
		}

		say_undone(people) {
			const found = people.map((each) => each && this.person(each.employee)).filter(Boolean);
			if (!found.length) return;
			const [first] = found;
			const place = this.place_name(this.place_of(first));
			this.alert(
				found.length > 1
					? __("Undone: {0} people stand where they stood before.", [found.length])
					: __("Undone: {0} stands at {1} again.", [first.name, place]),
				"blue"
			);
			this.focus(first.employee);
		}

		look(view) {
			frappe.set_route("calibration-board", this.session, view);
		}

		narrow(values) {
			this.model.ask(values);
			this.draw_controls();
			this.draw_stage();
		}

		sort(order) {
			this.model.sort_by(order);
			this.draw_controls();
			this.draw_stage();
		}

		open_side(side) {
			const from = this.side;
			this.side = side === this.side && !side.startsWith("person:") ? "" : side;
			this.draw_side();
			this.draw_tools();
			if (this.side && this.side !== "notes") this.fetch_rows();
			if (!this.side && from.startsWith("person:")) this.focus(from.slice(7));
		}

		async fetch_rows() {
			if (this.rows) return this.rows;
			this.rows = await parts.ask("moves", { session: this.session });
			this.draw_side();
			return this.rows;
		}

		// Show somebody, whatever the filters say.
		find(employee) {
			const person = this.person(employee);
			if (!person) return;
			if (!this.model.shown().includes(person)) this.model.forget_filters();
			this.narrow({});
			this.open_side(`person:${employee}`);
			this.focus(employee);
		}

		focus(employee) {
			const person = this.person(employee);
			const place = this.view === "list" ? "list" : person && this.place_of(person);
			this.lanes.get(place)?.focus(employee);
		}

		lane_of(node) {
			return this.lanes.get(node.closest("[data-lane]").dataset.lane);
		}

		say(text) {
			this.body.querySelector("[data-part=said]").textContent = text;
		}

		alert(text, indicator) {
			this.say(text);
			frappe.show_alert({ message: frappe.utils.escape_html(text), indicator });
		}

		// Others move too -------------------------------------------------------------------------------------

		live() {
			if (this.listening) return;
			this.listening = (said) => {
				if (
					said?.session === this.session &&
					said.version !== this.model?.board?.session.version
				)
					this.soon();
			};
			frappe.realtime.on(CHANGED, this.listening);
			this.subscribe = () => frappe.realtime.emit("doc_subscribe", DOCTYPE, this.session);
			const { socket } = frappe.realtime;
			if (socket) {
				this.subscribe();
				socket.on("connect", this.subscribe);
			}
			this.looking = setInterval(() => this.look_again(), LOOK_AGAIN);
		}

		leave() {
			if (!this.listening) return;
			frappe.realtime.off(CHANGED, this.listening);
			frappe.realtime.socket?.off("connect", this.subscribe);
			clearInterval(this.looking);
			this.listening = null;
		}

		// Where no message comes through, it is looked whether anything has changed.
		async look_again() {
			if (frappe.realtime.socket?.connected || document.hidden || !this.model?.board) return;
			if (!this.body.offsetParent) return;
			const found = await parts.version_of(this.session).catch(() => null);
			const now = this.model?.board?.session;
			if (!found || !now) return;
			if (cint(found.version) !== now.version || found.state !== now.state) this.soon();
		}

		soon() {
			clearTimeout(this.coming);
			this.coming = setTimeout(() => this.refresh().catch(() => null), 200);
		}

		async refresh() {
			const board = await this.fetch();
			if (this.session !== board.session.name) return;
			if (this.carrier.person && board.session.may?.move) this.waiting_board = board;
			else this.take(board);
		}

		take(board) {
			this.waiting_board = null;
			const stood = new Map(
				this.model.people.map((person) => [person.employee, person.seq])
			);
			const version = this.model.board.session.version;
			const was_movable = this.may_move();
			this.rows = board.session.version === version ? this.rows : null;
			this.people_now = null;
			const interrupted = this.carrier.person;
			if (this.is_replaying()) {
				this.after_replay = board;
				return;
			}
			this.model.take(board);
			board.people.forEach((person) => {
				person.arrived =
					stood.has(person.employee) && stood.get(person.employee) !== person.seq;
			});
			if (interrupted) this.carrier.cancel();
			this.draw();
			this.actions();
			if (this.side && this.side !== "notes") this.fetch_rows();
			if (was_movable && !this.may_move()) this.stopped(interrupted);
		}

		stopped(interrupted) {
			const { session } = this.model.board;
			const why = (WHY_NOT[session.state] || WHY_NOT.Open)();
			const kept = interrupted ? __("{0} stays where it was.", [interrupted.name]) : "";
			this.alert(`${why} ${kept}`, "orange");
		}

		// The session again -----------------------------------------------------------------------------------

		async begin_replay() {
			if (this.is_replaying()) return;
			const rows = await this.fetch_rows();
			this.people_now = this.model.people;
			this.chooser.clear();
			this.side = "";
			this.bar.hidden = false;
			this.replay = new parts.Replay(this.bar, {
				rows,
				fetch: (seq) => parts.ask("state_at", { session: this.session, seq }),
				show: (people, row) => this.show_then(people, row),
				end: () => this.end_replay(),
			});
			this.draw();
			this.bar.querySelector("input").focus();
		}

		show_then(people, row) {
			if (!this.is_replaying()) return;
			this.model.take_people(
				people.map((person) => ({ ...person, arrived: row?.employee === person.employee }))
			);
			this.draw_stage();
			this.draw_count();
			const lane =
				row &&
				this.lanes.get(
					this.view === "list" ? "list" : this.place_of(this.person(row.employee) || {})
				);
			if (lane?.at.has(row.employee)) {
				lane.reveal(row.employee);
				lane.render();
			}
		}

		end_replay() {
			this.replay = null;
			this.bar.hidden = true;
			if (this.after_replay || !this.people_now) {
				const board = this.after_replay;
				this.after_replay = null;
				if (board) this.model.take(board);
			} else this.model.take_people(this.people_now);
			this.people_now = null;
			this.draw();
		}

		// The page's buttons ----------------------------------------------------------------------------------

		actions() {
			const { page } = this;
			const { session } = this.model.board;
			const may = session.may || {};
			page.clear_actions();
			page.clear_menu();
			const [deed, label] = may.open
				? ["open", __("Open Session")]
				: ["close", __("Close Session")];
			if (may[deed]) page.set_primary_action(label, () => this.do(deed));
			page.set_secondary_action(__("Minutes"), () => this.do("minutes"));
			const item = (allowed, label, name) =>
				allowed && page.add_menu_item(label, () => this.do(name));
			item(may.lock, __("Lock Session"), "lock");
			item(may.unlock, __("Unlock Session"), "unlock");
			item(true, __("Download as Excel"), "export");
			item(may.move, __("Load an Excel File"), "load");
			item(may.invite, __("Invite"), "invite");
			item(true, __("The Session"), "form");
			item(true, __("Keyboard Help"), "keys");
			item(may.cancel, __("Cancel Session"), "cancel");
		}

		shortcuts() {
			const add = (shortcut, description, action) =>
				frappe.ui.keys.add_shortcut({
					shortcut,
					description,
					page: this.page,
					action: () => {
						if (!this.model?.board) return false;
						action();
						return true;
					},
				});
			add("alt+1", __("List"), () => this.look("list"));
			add("alt+2", __("Ratings"), () => this.look("bins"));
			add("alt+3", __("Nine-Box"), () => this.look("boxes"));
			$(document).on("keydown", (event) => {
				const typing = $(event.target).is(
					"input, textarea, select, [contenteditable=true]"
				);
				if (
					typing ||
					!this.body.offsetParent ||
					frappe.ui.open_dialogs?.length ||
					!this.model?.board
				)
					return;
				const undo = (event.ctrlKey || event.metaKey) && event.key === "z";
				if (undo) this.undo();
				else if (event.key === "/") this.top.querySelector(".tp-cal-search").focus();
				else if (event.key === "?") this.do("keys");
				else if ((event.ctrlKey || event.metaKey) && event.key === "a" && this.may_move())
					this.chooser.add(this.model.shown());
				else return;
				event.preventDefault();
			});
		}
	}

	const whys = (staying) =>
		[...new Set(staying.map((each) => each.why))].join(", ") || __("nobody is chosen");

	// Drawn pieces ------------------------------------------------------------------------------------------

	const fill = (select, choices, chosen) => {
		const markup = `${choices
			.map(([value, label]) => html`<option value="${value}">${label}</option>`)
			.join("")}`;
		if (select.markup !== markup) {
			select.innerHTML = markup;
			select.markup = markup;
		}
		select.value = chosen;
		select.classList.toggle("tp-cal-chosen", Boolean(chosen) && !("sort" in select.dataset));
	};

	const WHY_NOT = {
		Draft: () => __("The session isn't open yet."),
		Open: () => __("You look on in this session: others move."),
		Locked: () => __("The session is locked."),
		Closed: () => __("The session is closed."),
		Cancelled: () => __("The session is cancelled."),
	};

	const do_button = (deed, label, allowed) =>
		allowed
			? html`<button type="button" class="btn btn-xs btn-default" data-deed="${deed}">
					${label}
				</button>`
			: "";

	const BANNERS = {
		Draft: (session) =>
			html`<span>${__("A draft: look who is in it. Moves begin when it is opened.")}</span>
				${do_button("open", __("Open Session"), session.may?.open)}`,
		Locked: (session) =>
			html`<span>${session.ended || __("Locked: nobody moves anybody now.")}</span>
				${do_button("unlock", __("Unlock Session"), session.may?.unlock)}`,
		Closed: () =>
			html`<span
					>${__("Closed: the ratings have gone back to the appraisals. The minutes and the replay tell how it came to them.")}</span
				>
				${do_button("minutes", __("Minutes"), true)}
				${do_button("replay", __("Replay"), true)}`,
		Cancelled: () => html`<span>${__("Cancelled: none of its moves counts.")}</span>`,
	};

	const guide = (each) =>
		html`<div
			class="tp-cal-guide ${each.fine ? "tp-cal-fine" : each.message ? "tp-cal-off" : ""}"
		>
			<b>${each.label}</b>
			<span>${__("{0}, allowed {1}", [each.have, each.allowed])}</span>
			<span class="tp-cal-guide-said">${each.fine ? "✓" : each.message || ""}</span>
		</div>`;

	const COLUMNS = (model) =>
		[
			["name", __("Name"), "minmax(190px, 2.4fr)"],
			["department", __("Department"), "minmax(90px, 1.3fr)"],
			["manager", __("Manager"), "minmax(90px, 1.3fr)"],
			["grade", __("Level"), "minmax(60px, .8fr)"],
			["last_rating", __("Last"), "64px"],
			(model.board.session.cycles || []).length > 1 && ["cycles", __("Cycles"), "90px"],
			["rating", __("Rating"), "110px"],
			model.boxes.size && ["potential", __("Potential"), "130px"],
			model.boxes.size && ["box", __("Box"), "80px"],
			["flags", __("Flags"), "minmax(120px, 1.4fr)"],
		].filter(Boolean);

	const build_list = (_places, model) => {
		const columns = COLUMNS(model);
		const template = columns.map(([, , width]) => width).join(" ");
		return html`<div class="tp-cal-list" style="--tp-cal-columns: ${template}">
			<div class="tp-cal-list-head">
				${columns.map(([field, label]) =>
					parts.ORDERS[field]
						? html`<button type="button" class="btn-reset" data-order="${field}">
								${label}
							</button>`
						: html`<span>${label}</span>`
				)}
			</div>
			${lane("list", __("People"))}
		</div>`;
	};

	const lane = (key, label) =>
		html`<div
			class="tp-cal-lane"
			data-lane="${key}"
			role="listbox"
			aria-label="${label}"
		></div>`;

	const build_bins = (places) =>
		html`${places
			.filter((place) => !place.nowhere || place.items.length)
			.map(
				(place) =>
					html`<section
						class="tp-cal-bin"
						data-place="${place.key}"
						data-band="${place.band || ""}"
					>
						<header>
							<span class="tp-cal-level" data-band="${place.band || ""}"
								>${place.nowhere ? "–" : place.value}</span
							>
							<b>${place.label}</b>
							<span class="tp-cal-number"></span>
						</header>
						${lane(place.key, place.nowhere ? place.label : `${place.value} ${place.label}`)}
					</section>`
			)}`;

	// Potential downwards, performance to the right.
	const box_grid = (model) =>
		[...parts.BANDS].reverse().map((potential) =>
			parts.BANDS.map((performance) => {
				const found = [...model.boxes].find(
					([, box]) => box.performance === performance && box.potential === potential
				);
				return found ? found[0] : null;
			})
		);

	const COLOURS = ["red", "orange", "yellow", "light-green", "green"];

	const build_boxes = (places, model) => {
		const of = new Map(places.map((place) => [place.key, place]));
		const none = of.get(parts.NOWHERE);
		const rows = box_grid(model).map(
			(keys, row) => html`
				<div class="tp-cal-axis tp-cal-axis-up">
					${__([...parts.BANDS].reverse()[row])}
				</div>
				${keys.map((key, column) => box_markup(of.get(key), COLOURS[2 - row + column]))}
			`
		);
		return html`<div class="tp-cal-up">${__("Potential")}</div>
			<div class="tp-cal-grid">
				${rows}
				<div></div>
				${parts.BANDS.map((band) => html`<div class="tp-cal-axis">${__(band)}</div>`)}
			</div>
			<div class="tp-cal-across">${__("Performance")}</div>
			${none.items.length ? unplaced(none) : ""}`;
	};

	const box_markup = (place, colour) =>
		html`<section class="tp-cal-box tp-box-${colour}" data-place="${place.key}">
			<header>
				<b>${place.number} ${place.label}</b>
				<span class="tp-cal-number"></span>
			</header>
			${lane(place.key, `${place.number} ${place.label}`)}
		</section>`;

	const unplaced = (place) =>
		html`<section class="tp-cal-unplaced" data-place="${place.key}">
			<header>
				<b>${place.label}</b>
				<span class="tp-cal-number"></span>
			</header>
			${lane(place.key, place.label)}
		</section>`;

	const nobody_here = (session) =>
		empty(
			__("Nobody is in this session"),
			session.state === "Draft"
				? __(
						"Nobody of its company, department and level has a result in its cycles that is still to be calibrated. Change the session, or close the cycle first."
					)
				: __("Nobody whom you may see is in it.")
		);

	const nobody_found = () =>
		html`<div class="tp-empty">
			<h5>${__("Nobody is like that")}</h5>
			<button type="button" class="btn btn-primary btn-sm" data-clear>
				${__("Clear Filters")}
			</button>
		</div>`;

	const no_sessions = () => {
		const may = frappe.model.can_create(DOCTYPE);
		return empty(
			__("There is no calibration session yet"),
			may
				? __(
						"Choose the cycles and the people, invite who decides, and ratings are compared side by side before anybody is told."
					)
				: __("As soon as you are invited to one, it is here."),
			may ? __("New Session") : null
		);
	};

	const choose = (sessions) =>
		html`<h5>${__("Which session?")}</h5>
			<ul class="tp-cal-sessions">
				${sessions.map(
					(each) =>
						html`<li>
							<a href="${board_link(each.name)}"><b>${each.title}</b></a>
							${pill(__(each.state), STATES[each.state])}
							<span class="text-muted"
								>${each.company}${each.scheduled_on ? ` · ${day(each.scheduled_on)}` : ""}</span
							>
							<span class="small">${link(DOCTYPE, each.name, each.name)}</span>
						</li>`
				)}
			</ul>`;

	const board_link = (name) => frappe.router.make_url(["calibration-board", name]);

	frappe.pages["calibration-board"].on_page_load = (wrapper) => {
		wrapper.board = new CalibrationBoard(wrapper);
		wrapper.board.shortcuts();
		$(wrapper).on("hide", () => wrapper.board.leave());
	};

	frappe.pages["calibration-board"].on_page_show = (wrapper) => wrapper.board.show();
}
