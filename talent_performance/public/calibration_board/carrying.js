// Somebody is picked up, carried to another place and put down: with the mouse, with a finger that rests a moment, with the keyboard.
frappe.provide("talent_performance.calibration");

{
	const FAR_ENOUGH = 6;
	const RESTING = 350;
	const EDGE = 60;

	// The board says who may be moved, which places there are and what a drop does.
	talent_performance.calibration.Carrier = class Carrier {
		constructor(board) {
			this.board = board;
			this.carried = null;
			const { body } = board;
			body.addEventListener("pointerdown", (event) => this.touched(event));
			body.addEventListener("touchmove", (event) => this.carried && event.preventDefault(), {
				passive: false,
			});
			body.addEventListener(
				"contextmenu",
				(event) => this.carried && event.preventDefault()
			);
			this.on_move = (event) => this.moved(event);
			this.on_up = (event) => this.let_go(event);
			this.on_cancel = () => this.cancel();
			this.on_key = (event) => this.pressed(event);
		}

		get person() {
			return this.carried?.person;
		}

		has(person) {
			return Boolean(this.carried?.all.has(person.employee));
		}

		// With the pointer ----------------------------------------------------------------------------------

		touched(event) {
			const node = event.target.closest(".tp-cal-item:not(.tp-cal-gone)");
			if (!node || event.button !== 0 || this.carried || this.board.is_replaying()) return;
			const { clientX: x, clientY: y, pointerType: by } = event;
			this.start = { node, x, y, by };
			if (by === "touch") this.resting = setTimeout(() => this.lift_from_start(), RESTING);
			document.addEventListener("pointermove", this.on_move);
			document.addEventListener("pointerup", this.on_up);
			document.addEventListener("pointercancel", this.on_cancel);
		}

		moved(event) {
			const { start } = this;
			if (!this.carried) {
				const far = Math.hypot(event.clientX - start.x, event.clientY - start.y);
				if (far < FAR_ENOUGH) return;
				if (start.by === "touch") {
					this.forget();
					return;
				}
				if (!this.lift_from_start()) return;
			}
			event.preventDefault();
			this.follow(event.clientX, event.clientY);
		}

		lift_from_start() {
			const { node, x, y } = this.start;
			const person = this.board.person(node.dataset.key);
			if (!this.board.may_lift(person)) {
				this.forget();
				return false;
			}
			const box = node.getBoundingClientRect();
			this.shadow = node.cloneNode(true);
			this.shadow.classList.add("tp-cal-shadow");
			this.shadow.removeAttribute("data-key");
			this.shadow.setAttribute("aria-hidden", "true");
			const { length } = this.board.chooser.with(person);
			if (length > 1) this.shadow.dataset.many = length;
			Object.assign(this.shadow.style, {
				width: `${box.width}px`,
				height: `${box.height}px`,
			});
			this.grip = { x: x - box.left, y: y - box.top };
			document.body.append(this.shadow);
			document.body.classList.add("tp-cal-dragging");
			document.addEventListener("keydown", this.on_key, true);
			this.take(person, "pointer");
			this.follow(x, y);
			return true;
		}

		follow(x, y) {
			this.shadow.style.transform = `translate(${x - this.grip.x}px, ${y - this.grip.y}px) rotate(1.5deg)`;
			const under = document.elementFromPoint(x, y)?.closest("[data-place]");
			this.over(under?.dataset.place ?? null);
			const stage = this.board.stage;
			const { left, right } = stage.getBoundingClientRect();
			if (x > right - EDGE) stage.scrollLeft += 12;
			else if (x < left + EDGE) stage.scrollLeft -= 12;
		}

		let_go() {
			const { carried } = this;
			this.forget();
			if (!carried) return;
			this.ended = Date.now();
			this.board.put_down(carried);
		}

		// A drag ends with a click on what is below it.
		get just_ended() {
			return this.ended && Date.now() - this.ended < 50;
		}

		pressed(event) {
			if (event.key !== "Escape") return;
			event.preventDefault();
			event.stopPropagation();
			this.cancel();
		}

		// With the keyboard ---------------------------------------------------------------------------------

		lift(person) {
			if (!this.board.may_lift(person)) return;
			this.take(person, "keyboard");
			this.over(this.board.place_of(person));
			this.board.say(
				this.carried.people.length > 1
					? __(
							"{0} people are picked up. Arrows choose a place, Space puts down, Escape leaves everything as it was.",
							[this.carried.people.length]
						)
					: __(
							"{0} is picked up, from {1}. Arrows choose a place, Space puts down, Escape leaves everything as it was.",
							[person.name, this.board.place_name(this.carried.from)]
						)
			);
		}

		// What a key does while somebody is carried; whether it did anything.
		key(event) {
			if (this.carried?.by !== "keyboard") return false;
			const { carried } = this;
			if (["Escape", "Tab"].includes(event.key)) {
				this.cancel();
				return event.key === "Escape";
			}
			if ([" ", "Enter"].includes(event.key)) {
				this.forget();
				this.board.put_down(carried);
				return true;
			}
			const next = this.board.next_place(carried.target, event.key);
			if (next && next !== carried.target) {
				this.over(next);
				this.board.say(
					next === carried.from
						? __("{0}, where it came from", [this.board.place_name(next)])
						: this.board.place_name(next)
				);
			}
			return true;
		}

		// Both ----------------------------------------------------------------------------------------------

		take(person, by) {
			const people = this.board.chooser.with(person);
			const all = new Set(people.map((each) => each.employee));
			this.carried = { person, people, all, by, from: this.board.place_of(person) };
			this.board.lifted(this.carried);
		}

		over(place) {
			if (!this.carried) return;
			this.carried.target = place;
			this.board
				.targets()
				.forEach((each) =>
					each.classList.toggle("tp-cal-over", each.dataset.place === place)
				);
		}

		cancel() {
			const { carried } = this;
			this.forget();
			if (carried) this.board.put_back(carried.person, carried.people);
		}

		forget() {
			clearTimeout(this.resting);
			document.removeEventListener("pointermove", this.on_move);
			document.removeEventListener("pointerup", this.on_up);
			document.removeEventListener("pointercancel", this.on_cancel);
			document.removeEventListener("keydown", this.on_key, true);
			document.body.classList.remove("tp-cal-dragging");
			this.shadow?.remove();
			this.shadow = null;
			const held = this.carried;
			this.carried = null;
			if (!held) return;
			this.board.targets().forEach((each) => each.classList.remove("tp-cal-over"));
			this.board.laid_down(held);
		}
	};
}
