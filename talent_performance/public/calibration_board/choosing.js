// Several people at once: chosen by the face, with Shift or with the keyboard, and moved for one reason.
frappe.provide("talent_performance.calibration");

{
	const { html } = talent_performance;
	const parts = talent_performance.calibration;

	// The board says who is shown and who may be moved; which of them are chosen is kept here.
	talent_performance.calibration.Chooser = class Chooser {
		constructor(board) {
			this.board = board;
			this.chosen = new Set();
			this.anchor = null;
			this.bar = board.body.querySelector(".tp-cal-chosen-bar");
			this.listen();
		}

		listen() {
			const on = (selector, act) => $(this.bar).on("click", selector, act);
			on("[data-all-to]", ({ currentTarget: button }) =>
				this.board.move_together(this.people, { view: "bins", key: button.dataset.allTo })
			);
			on("[data-all-potential]", ({ currentTarget: button }) =>
				this.board.move_together(this.people, {
					view: "potential",
					key: button.dataset.allPotential,
				})
			);
			on("[data-choose-all]", () => this.add(this.board.model.shown()));
			on("[data-choose-none]", () => this.clear());
			$(this.bar).on("keydown", (event) => event.key === "Escape" && this.clear());
		}

		get people() {
			return this.board.model.people.filter((person) => this.has(person));
		}

		has(person) {
			return this.chosen.has(person.employee);
		}

		// Who goes along when somebody is picked up.
		with(person) {
			return this.has(person) && this.chosen.size > 1 ? this.people : [person];
		}

		toggle(person) {
			this.anchor = person.employee;
			if (this.has(person)) this.chosen.delete(person.employee);
			else if (this.board.may_lift(person)) this.chosen.add(person.employee);
			this.changed();
		}

		// All from the last chosen one to this one, where both stand in one place.
		reach(person, lane) {
			const [from, to] = [lane.at.get(this.anchor), lane.at.get(person.employee)];
			if (from === undefined) {
				this.toggle(person);
				return;
			}
			const between = lane.items.slice(Math.min(from, to), Math.max(from, to) + 1);
			this.add(between.filter((item) => !item.gone).map((item) => item.person));
		}

		add(people) {
			people
				.filter((person) => person.movable)
				.forEach((person) => this.chosen.add(person.employee));
			this.changed();
		}

		only(employees) {
			this.chosen = new Set(employees);
			this.keep();
			this.draw();
		}

		clear() {
			if (!this.chosen.size) return;
			const within = this.bar.contains(document.activeElement);
			const [first] = this.chosen;
			this.chosen.clear();
			this.changed();
			if (within) this.board.focus(first);
		}

		// Whoever can't be moved any more isn't chosen any more.
		keep() {
			const { board } = this;
			const stays = (employee) => board.may_move() && board.person(employee)?.movable;
			this.chosen = new Set([...this.chosen].filter(stays));
		}

		changed() {
			this.draw();
			this.board.say(
				this.chosen.size > 1
					? __("{0} people chosen.", [this.chosen.size])
					: this.chosen.size
						? __("One person chosen.")
						: __("Nobody is chosen.")
			);
		}

		draw() {
			const { board, bar } = this;
			const may = board.may_move();
			board.stage.classList.toggle("tp-cal-may-choose", may);
			board.stage.classList.toggle("tp-cal-choosing", this.chosen.size > 0);
			board.stage
				.querySelectorAll("[data-lane]")
				.forEach((lane) => lane.setAttribute("aria-multiselectable", may));
			board.lanes.forEach((lane) => lane.render());
			const hidden = !this.chosen.size;
			if (!hidden) this.draw_bar();
			if (bar.hidden !== hidden) {
				bar.hidden = hidden;
				board.fit();
			}
		}

		draw_bar() {
			const { model } = this.board;
			const shown = model.shown().filter((person) => person.movable).length;
			const focused = this.bar.contains(document.activeElement);
			this.bar.innerHTML = `${html`
				<b>${__("{0} chosen", [this.chosen.size])}</b>
				<span aria-hidden="true">${__("Rating")}</span>
				<div class="btn-group" role="group" aria-label="${__("Move all to a rating")}">
					${model.levels.map(
						(level) =>
							html`<button
								type="button"
								class="btn btn-sm btn-default"
								data-all-to="${level.value}"
								title="${level.label}"
								aria-label="${__("Move all to {0}", [model.level_name(level.value)])}"
							>
								${level.value}
							</button>`
					)}
				</div>
				${model.boxes.size ? potentials() : ""}
				<span class="tp-cal-chosen-hint"
					>${__("or drag one of them, and all go along")}</span
				>
				<button
					type="button"
					class="btn btn-sm btn-default"
					data-choose-all
					${this.chosen.size >= shown ? "disabled" : ""}
				>
					${__("Choose all {0} shown", [shown])}
				</button>
				<button type="button" class="btn btn-sm btn-default" data-choose-none>
					${__("Choose Nobody")}
				</button>
			`}`;
			if (focused) this.bar.querySelector("[data-choose-none]").focus();
		}
	};

	const potentials = () =>
		html`<span aria-hidden="true">${__("Potential")}</span>
			<div class="btn-group" role="group" aria-label="${__("Move all to a potential")}">
				${parts.BANDS.map(
					(band) =>
						html`<button
							type="button"
							class="btn btn-sm btn-default"
							data-all-potential="${band}"
							aria-label="${__("Move all to potential {0}", [__(band)])}"
						>
							${__(band)}
						</button>`
				)}
			</div>`;
}
