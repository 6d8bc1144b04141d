// A list or a grid of cards that draws only those in sight, so that ten thousand people scroll as smoothly as ten.
frappe.provide("talent_performance.calibration");

{
	const MARGIN = 400;

	talent_performance.calibration.Lane = class Lane {
		// draw(item) makes the markup of a card, dress(node, item) what it says of itself to those who can't see it.
		constructor(element, { height, width = 0, gap = 8, draw, dress, role = "option" }) {
			Object.assign(this, { element, height, width, gap, draw, dress, role });
			this.items = [];
			this.at = new Map();
			this.nodes = new Map();
			this.space = document.createElement("div");
			this.space.className = "tp-cal-space";
			this.space.setAttribute("role", "presentation");
			element.append(this.space);
			this.render = this.render.bind(this);
			element.addEventListener("scroll", () => this.soon(), { passive: true });
			this.watch = new ResizeObserver(() => this.soon());
			this.watch.observe(element);
		}

		end() {
			this.watch.disconnect();
		}

		set(items) {
			this.items = items;
			this.those_here = null;
			this.at = new Map(items.map((item, at) => [item.key, at]));
			if (!this.at.has(this.current)) this.current = null;
			this.render();
		}

		soon() {
			if (this.waiting) return;
			this.waiting = requestAnimationFrame(() => {
				this.waiting = null;
				this.render();
			});
		}

		measure() {
			const inside = this.element.clientWidth - 2 * this.gap;
			const fit = this.width ? Math.floor((inside + this.gap) / (this.width + this.gap)) : 1;
			this.columns = Math.max(1, fit);
			this.each = (inside - (this.columns - 1) * this.gap) / this.columns;
			this.step = this.height + this.gap;
		}

		// As high as all cards need; a scroll bar that comes or goes by that leaves another width.
		make_room() {
			for (let width; width !== this.element.clientWidth;) {
				width = this.element.clientWidth;
				this.measure();
				const rows = Math.ceil(this.items.length / this.columns);
				const height = `${rows * this.step + this.gap}px`;
				if (this.space.style.height === height) return;
				this.space.style.height = height;
			}
		}

		render() {
			if (!this.element.isConnected || !this.element.clientWidth) return;
			this.make_room();
			const { scrollTop, clientHeight } = this.element;
			const first = Math.max(0, Math.floor((scrollTop - MARGIN) / this.step)) * this.columns;
			const end = Math.ceil((scrollTop + clientHeight + MARGIN) / this.step) * this.columns;
			const wanted = new Set(this.items.slice(first, end).map((item) => item.key));
			const now = this.current ?? this.standing()[0]?.key;
			if (now !== undefined) wanted.add(now);
			this.nodes.forEach((node, key) => {
				if (wanted.has(key)) return;
				node.remove();
				this.nodes.delete(key);
			});
			const keys = [...wanted].sort((one, other) => this.at.get(one) - this.at.get(other));
			keys.forEach((key) => this.put(key, key === now));
			this.line_up(keys.map((key) => this.nodes.get(key)));
		}

		// Those who hear the page meet the cards in the order in which the others see them.
		line_up(nodes) {
			const focused = document.activeElement;
			nodes.forEach((node, at) => {
				const there = this.space.children[at];
				if (there !== node) this.space.insertBefore(node, there || null);
			});
			if (focused !== document.activeElement && this.space.contains(focused)) {
				focused.focus({ preventScroll: true });
			}
		}

		put(key, is_current) {
			const at = this.at.get(key);
			const item = this.items[at];
			let node = this.nodes.get(key);
			if (!node) {
				node = document.createElement("div");
				node.dataset.key = key;
				node.setAttribute("role", this.role);
				this.nodes.set(key, node);
				this.space.append(node);
			}
			const markup = String(this.draw(item));
			if (node.markup !== markup) {
				node.innerHTML = markup;
				node.markup = markup;
			}
			this.dress(node, item, at);
			node.tabIndex = is_current && !item.gone ? 0 : -1;
			const [row, column] = [Math.floor(at / this.columns), at % this.columns];
			node.style.transform = `translate(${this.turned(column * (this.each + this.gap) + this.gap)}px, ${
				row * this.step + this.gap
			}px)`;
			node.style.width = `${this.each}px`;
			node.style.height = `${this.height}px`;
			node.setAttribute("aria-setsize", this.items.length);
			node.setAttribute("aria-posinset", at + 1);
		}

		// From the other side where people read from right to left.
		turned(across) {
			return frappe.utils.is_rtl() ? -across : across;
		}

		// The neighbour of a card: the next one that way that isn't only the trace of somebody.
		neighbour(key, way) {
			const standing = this.standing();
			if (way === "first") return standing[0];
			if (way === "last") return standing.at(-1);
			const by = { next: this.columns, previous: -this.columns, right: 1, left: -1 }[way];
			for (let at = this.at.get(key), item; ;) {
				const column = at % this.columns;
				if (way === "right" && column === this.columns - 1) return null;
				if (way === "left" && column === 0) return null;
				at += by;
				item = this.items[at];
				if (!item || !item.gone) return item || null;
			}
		}

		standing() {
			this.those_here ||= this.items.filter((item) => !item.gone);
			return this.those_here;
		}

		// Scroll to a card and put the focus on it.
		focus(key) {
			if (!this.at.has(key)) return false;
			this.current = key;
			this.reveal(key);
			this.render();
			this.nodes.get(key)?.focus({ preventScroll: true });
			return true;
		}

		reveal(key) {
			this.measure();
			const top = Math.floor(this.at.get(key) / this.columns) * this.step;
			const { scrollTop, clientHeight } = this.element;
			if (top < scrollTop) this.element.scrollTop = top;
			else if (top + this.step > scrollTop + clientHeight) {
				this.element.scrollTop = top + this.step + this.gap - clientHeight;
			}
		}
	};
}
