// The session again, move by move: a slider over the ledger, and the board as it stood then.
frappe.provide("talent_performance.calibration");

{
	const { html } = talent_performance;
	const PAUSE = 1400;

	talent_performance.calibration.Replay = class Replay {
		// fetch(seq) answers with the people as they stood after that move; show(people, row) draws them.
		constructor(element, { rows, fetch, show, end }) {
			Object.assign(this, { element, rows, fetch, show, end });
			this.known = new Map();
			this.at = 0;
			this.draw();
			this.go(0);
		}

		draw() {
			const icon = (name) => talent_performance.trusted(frappe.utils.icon(name, "sm"));
			const button = (deed, label, sign) =>
				html`<button
					type="button"
					class="btn btn-sm btn-default"
					data-replay="${deed}"
					title="${label}"
					aria-label="${label}"
				>
					${sign}
				</button>`;
			this.element.innerHTML = `${html`
				${button("back", __("Previous Move"), icon("left"))}
				${button("play", __("Play"), "▶")} ${button("on", __("Next Move"), icon("right"))}
				<input
					type="range"
					min="0"
					max="${this.rows.length}"
					value="0"
					step="1"
					aria-label="${__("Replay")}"
				/>
				<div class="tp-cal-replayed" role="status"></div>
				${button("end", __("End Replay"), __("End Replay"))}
			`}`;
			this.slider = this.element.querySelector("input");
			this.text = this.element.querySelector(".tp-cal-replayed");
			this.slider.oninput = () => this.go(Number(this.slider.value));
			this.element.onclick = (event) => {
				const deed = event.target.closest("[data-replay]")?.dataset.replay;
				if (deed === "back") this.go(this.at - 1);
				if (deed === "on") this.go(this.at + 1);
				if (deed === "play") this.play(!this.playing);
				if (deed === "end") this.close();
			};
		}

		play(playing) {
			clearTimeout(this.playing);
			this.playing = null;
			const button = this.element.querySelector("[data-replay=play]");
			button.textContent = playing ? "❚❚" : "▶";
			button.title = playing ? __("Pause") : __("Play");
			button.setAttribute("aria-label", button.title);
			if (!playing) return;
			const next = this.at < this.rows.length ? this.at + 1 : 0;
			this.playing = setTimeout(
				() =>
					this.go(next).then(
						() => this.playing && this.play(this.at < this.rows.length)
					),
				next ? PAUSE : 0
			);
		}

		async go(at) {
			this.at = Math.max(0, Math.min(this.rows.length, at));
			this.slider.value = this.at;
			const row = this.at ? this.rows[this.at - 1] : null;
			this.slider.setAttribute("aria-valuetext", told(row, this.at, this.rows.length));
			this.text.innerHTML = told_drawn(row, this.at, this.rows.length);
			const wanted = this.at;
			const people = await this.people(row ? row.seq : 0);
			if (wanted === this.at && this.element.isConnected && !this.closed) {
				this.show(people, row);
			}
		}

		async people(seq) {
			if (!this.known.has(seq)) this.known.set(seq, this.fetch(seq));
			return this.known.get(seq);
		}

		close() {
			this.play(false);
			this.closed = true;
			this.element.innerHTML = "";
			this.end();
		}
	};

	const told = (row, at, all) =>
		row
			? __("Move {0} of {1}: {2}, {3}", [at, all, row.name, row.reason])
			: __("Before the first of {0} moves", [all]);

	const told_drawn = (row, at, all) =>
		`${
			row
				? html`<b>${__("{0} of {1}", [at, all])}</b> ${row.name}
						${talent_performance.calibration.changed(row)}
						<span class="text-muted">${row.by_name}: ${row.reason}</span>`
				: html`<b>${told(row, at, all)}</b>`
		}`;
}
