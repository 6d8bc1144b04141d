{
	const { html, link, percent, number, pill, empty, call } = talent_performance;
	const PAGE = "page.succession_map.succession_map";
	const { cards, chain } = talent_performance.succession;
	const COLOURS = {
		red: () => __("Nobody"),
		amber: () => __("Later"),
		green: () => __("Ready Now"),
	};

	class SuccessionMap {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Succession Map"),
				single_column: true,
			});
			this.$body = $('<div class="tp-succession"></div>').appendTo(this.page.main);
			this.asked = { company: "", department: "", colour: "", start: 0 };
			this.listen();
		}

		show() {
			return this.open();
		}

		offer() {
			if (this.company) return;
			const options = [{ value: "", label: __("All Companies") }].concat(
				this.map.companies.map((each) => ({ value: each, label: each }))
			);
			this.company = this.page.add_field({
				fieldtype: "Select",
				fieldname: "company",
				label: __("Company"),
				options,
				change: () => this.ask("company", this.company.get_value()),
			});
			this.department = this.page.add_field({
				fieldtype: "Link",
				fieldname: "department",
				label: __("Department (with all below)"),
				options: "Department",
				change: () => this.ask("department", this.department.get_value()),
			});
			this.page.set_secondary_action(__("Refresh"), () => this.open());
			this.page.add_menu_item(__("Compute Figures of Lists Again"), () => this.compute());
			this.page.add_menu_item(__("All Succession Plans"), () =>
				frappe.set_route("List", "Succession Plan")
			);
			if (this.map.may_change) {
				this.page.set_primary_action(__("New Critical Position"), () =>
					frappe.new_doc("Critical Position")
				);
			}
		}

		ask(what, value) {
			if ((value || "") === this.asked[what]) return null;
			this.asked = { ...this.asked, start: 0, [what]: value || "" };
			return this.open();
		}

		open() {
			if (!this.map) this.$body.html(`${skeleton()}`);
			return call(`${PAGE}.overview_of`, this.asked).then((map) => {
				this.map = map;
				this.offer();
				this.draw();
			});
		}

		draw() {
			const { map } = this;
			if (!map.figures.critical) {
				const text = __(
					"Name the positions that mustn't stay empty. Each gets a plan, and for each you say who could succeed."
				);
				const button = map.may_change ? __("New Critical Position") : null;
				this.$body.html(`${empty(__("No critical positions here"), text, button)}`);
				this.$body
					.find(".tp-empty button")
					.on("click", () => frappe.new_doc("Critical Position"));
				return;
			}
			this.$body.html(
				`${html`
					<div class="tp-tiles">${tiles(map.figures)}</div>
					${legend(map.figures.colours, this.asked.colour)} ${notes(map)}
					${map.positions.map((each) => position(each, map.may_change))} ${pager(map)}
				`}`
			);
		}

		compute() {
			return call(`${PAGE}.refresh`).then((run) =>
				frappe.set_route("Form", "Talent Run", run)
			);
		}

		listen() {
			const on = (selector, act) =>
				this.$body.on("click", selector, (event) => act(event.currentTarget.dataset));
			on("[data-colour]", ({ colour }) =>
				this.ask("colour", colour === this.asked.colour ? "" : colour)
			);
			on("[data-turn]", ({ turn }) => {
				this.asked.start = Number(turn);
				return this.open();
			});
			on("[data-nominate]", ({ nominate }) =>
				frappe.new_doc("Succession Candidate", { plan: nominate })
			);
		}
	}

	const skeleton = () =>
		html`<div class="tp-skeleton" aria-busy="true">
			${[1, 2, 3].map(() => html`<div></div>`)}
		</div>`;

	const tile = (label, value, text) =>
		html`<div class="tp-tile">
			<div class="text-muted">${label}</div>
			<div class="tp-tile-number">${value}</div>
			<div class="small text-muted">${text}</div>
		</div>`;

	const tiles = ({ critical, covered, at_once, colours }) => [
		tile(
			__("Covered"),
			__("{0} of {1}", [covered, critical]),
			__("Critical positions for which somebody is ready now")
		),
		tile(
			__("At Once"),
			at_once,
			__("Positions that different people could take at the same moment")
		),
		tile(__("Nobody"), colours.red, __("Positions without a successor on the bench")),
	];

	const legend = (colours, chosen) =>
		html`<div class="tp-succession-legend" role="group" aria-label="${__("Show")}">
			${Object.entries(COLOURS).map(
				([colour, label]) =>
					html`<button
						type="button"
						class="btn btn-xs btn-default ${chosen === colour ? "active" : ""}"
						aria-pressed="${chosen === colour}"
						data-colour="${colour}"
					>
						<span class="tp-succession-dot ${colour}"></span> ${label()}:
						${colours[colour]}
					</button>`
			)}
		</div>`;

	const notes = ({ figures, shared, circles }) => {
		const lines = [...(figures.note ? [figures.note] : []), ...circles];
		if (!lines.length && !shared.length) return "";
		return html`<section class="tp-card tp-succession-notes">
			<h5>${__("Who Counts Twice, What Stays Empty")}</h5>
			<ul>
				${lines.map((line) => html`<li>${line}</li>`)}
				${shared.map(
					(each) =>
						html`<li>
							<b>${each.candidate_name}</b> ${__("is confirmed for {0} positions", [
								each.plans,
							])}:
							${each.positions.join(", ")}
						</li>`
				)}
			</ul>
		</section>`;
	};

	const dots = (criticality) =>
		html`<span
			class="tp-succession-dots"
			role="img"
			aria-label="${__("Criticality {0} of 5", [criticality])}"
			title="${__("Criticality {0} of 5", [criticality])}"
			>${"●".repeat(criticality)}${"○".repeat(5 - criticality)}</span
		>`;

	const facts = (seat) => {
		const found = [
			[__("Role risk"), percent(seat.risk)],
			[__("Falls empty within a year"), percent(seat.loss)],
			[__("Shared bench"), number(seat.shared_bench)],
		];
		return found.map(
			([label, value]) =>
				html`<span><span class="text-muted">${label}</span> <b>${value}</b></span>`
		);
	};

	const flags = (seat) => [
		seat.short && seat.required_band
			? pill(__("Needs {0}", [seat.required_band]), "orange")
			: "",
		seat.emergency_cover ? pill(__("Emergency Cover"), "blue") : "",
		seat.closed ? pill(__("Plan Closed"), "gray") : "",
		seat.owner ? "" : pill(__("Nobody looks after it"), "yellow"),
	];

	const position = (seat, may_change) =>
		html`<section
			class="tp-card tp-succession-seat ${seat.colour}"
			data-position="${seat.position}"
		>
			<div class="tp-head">
				<div>
					<h5>
						${link("Succession Plan", seat.plan, seat.title)} ${dots(seat.criticality)}
					</h5>
					<div class="text-muted small">
						${[
							seat.incumbent_name || __("Vacant"),
							seat.designation,
							seat.department,
							seat.company,
						]
							.filter(Boolean)
							.join(" · ")}
					</div>
				</div>
				<div class="tp-succession-state">
					<span class="tp-succession-dot ${seat.colour}"></span>
					<b>${COLOURS[seat.colour]()}</b>
				</div>
			</div>
			<div class="tp-succession-facts">
				${facts(seat)} <span class="text-muted small">${seat.loss_reason || ""}</span>
				${flags(seat)}
			</div>
			${
				seat.competes_with
					? html`<p class="small">${__("Competes")}: ${seat.competes_with}</p>`
					: ""
			}
			${cards(seat)}
			<div class="tp-succession-foot">
				${chain(seat)}
				${
					may_change
						? html`<button
								type="button"
								class="btn btn-xs btn-default"
								data-nominate="${seat.plan}"
							>
								${__("Add Candidate")}
							</button>`
						: ""
				}
			</div>
		</section>`;

	const pager = ({ start, positions, total, page }) => {
		if (total <= page) return "";
		const turn = (label, at, off) =>
			html`<button class="btn btn-xs btn-default" data-turn="${at}" ${off ? "disabled" : ""}>
				${label}
			</button>`;
		return html`<div class="tp-pager">
			${turn(__("Previous"), Math.max(0, start - page), start === 0)}
			<span class="text-muted"
				>${__("{0} to {1} of {2}", [start + 1, start + positions.length, total])}</span
			>
			${turn(__("Next"), start + page, start + page >= total)}
		</div>`;
	};

	frappe.pages["succession-map"].on_page_load = (wrapper) => {
		wrapper.map = new SuccessionMap(wrapper);
	};

	frappe.pages["succession-map"].on_page_show = (wrapper) => wrapper.map.show();
}
