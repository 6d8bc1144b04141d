{
	const { html, link, percent, pill, call } = talent_performance;
	const PAGE = "page.first_cycle.first_cycle";
	const LAUNCHED = 6;
	const UNDER_WAY = ["Queued", "Running"];
	const LOOK_AGAIN = 2000;
	const STEPS = () => [
		[
			__("Rating Scale and Boxes"),
			__("How results are called, and where people stand by them."),
		],
		[__("Template"), __("What an appraisal is made of, and how much each part weighs.")],
		[
			__("Cycle and Dates"),
			__("Who is appraised for which period, and when each step is due."),
		],
		[
			__("Who Takes Part"),
			__("Nobody gets an appraisal by surprise, and nobody is forgotten."),
		],
		[__("Launch"), __("Everybody who takes part gets an appraisal, and goal setting opens.")],
	];

	class FirstCycle {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Your First Cycle"),
				single_column: true,
			});
			this.$body = $('<div class="tp-first"></div>').appendTo(this.page.main);
			this.page.add_menu_item(__("Begin Anew"), () =>
				frappe.confirm(
					__(
						"Forget what was chosen here? A draft that was made stays in the list of cycles."
					),
					() => this.go(call(`${PAGE}.begin_anew`))
				)
			);
		}

		show() {
			return this.go(call(`${PAGE}.path`));
		}

		go(answer) {
			clearTimeout(this.looking_again);
			return answer.then((path) => {
				this.path = path;
				this.at = path.step;
				this.draw();
			});
		}

		draw() {
			const shown = Math.min(this.at, 5);
			this.$body.html(
				`${html`
					<nav class="tp-first-steps" aria-label="${__("Steps")}">
						${STEPS().map(([title], index) =>
							step_link(index + 1, title, shown, this.path.step)
						)}
					</nav>
					<section class="tp-first-content">
						<h4>${this.at === LAUNCHED ? __("Launched") : STEPS()[shown - 1][0]}</h4>
						<p class="text-muted">
							${this.at === LAUNCHED ? "" : STEPS()[shown - 1][1]}
						</p>
						<div data-part="content"></div>
						<div class="tp-first-buttons"></div>
					</section>
				`}`
			);
			this.$content = this.$body.find('[data-part="content"]');
			this.$buttons = this.$body.find(".tp-first-buttons");
			this.$body.find("[data-step]").on("click", (event) => {
				this.at = Number(event.currentTarget.dataset.step);
				this.draw();
			});
			const draw = [
				null,
				() => this.draw_scale(),
				() => this.draw_template(),
				() => this.draw_cycle(),
				() => this.draw_people(),
				() => this.draw_launch(),
				() => this.draw_launched(),
			];
			draw[this.at]();
		}

		button(label, act, kind = "btn-primary") {
			return $(`<button class="btn btn-sm ${kind}"></button>`)
				.text(label)
				.on("click", act)
				.appendTo(this.$buttons);
		}

		save(method, values = {}) {
			frappe.dom.freeze(__("Please wait"));
			return this.go(call(`${PAGE}.${method}`, values)).finally(() => frappe.dom.unfreeze());
		}

		draw_scale() {
			const { scale, boxes } = this.path;
			const levels = scale
				? html`<h6>${__("Rating scale: {0}", [scale.name])}</h6>
						<table class="table table-sm tp-first-levels">
							<tbody>
								${scale.levels.map(
									(level) =>
										html`<tr>
											<td>${level.value}</td>
											<td>${level.label}</td>
											<td class="text-muted">${__(level.band)}</td>
										</tr>`
								)}
							</tbody>
						</table>`
				: html`<p>${__("Talent Settings name no rating scale yet.")}</p>`;
			this.$content.html(
				`${html`<div class="tp-first-two">
					<div>${levels}</div>
					<div>
						<h6>${__("Boxes: potential upwards, performance to the right")}</h6>
						${nine_boxes(boxes)}
					</div>
				</div>`}`
			);
			this.button(__("That Is Fine"), () => this.save("confirm_scale")).prop(
				"disabled",
				!scale
			);
			this.button(
				__("Change in Talent Settings"),
				() => frappe.set_route("Form", "Talent Settings"),
				"btn-default"
			);
		}

		draw_template() {
			const { templates, chosen } = this.path;
			const offered = templates.find((each) => each.offered);
			const picked = chosen.template || (offered || {}).name || "";
			const rows = templates.map((each) =>
				choice("template", each.name, each.name, shares(each), picked)
			);
			if (!offered) {
				const made = __("It is made for you.");
				rows.unshift(
					choice("template", "", __("70 % Objectives, 30 % Competencies"), made, picked)
				);
			}
			const letters = chosen.predicates ? "1" : "0";
			this.$content.html(
				`${html` <div class="tp-first-choices">${rows}</div>
					<p class="text-muted small">
						${__("Other people can get another template by the cycle's rules, for example managers by their designation.")}
					</p>
					<h6>${__("What the levels are called")}</h6>
					<div class="tp-first-choices">
						${choice("predicates", "0", __("1 to 5"), __("Five levels by number, as in the first step"), letters)}
						${choice("predicates", "1", __("A to E"), __("The same five levels with predicates: A is the best"), letters)}
					</div>`}`
			);
			this.button(__("Continue"), () => {
				const value = (name) => this.$content.find(`input[name="${name}"]:checked`).val();
				this.save("choose_template", {
					template: value("template") || "",
					predicates: value("predicates"),
				});
			});
		}

		draw_cycle() {
			const { cycle, companies, kinds } = this.path;
			const year = Number(frappe.datetime.get_today().slice(0, 4));
			const usual = {
				title: __("Annual Review {0}", [year]),
				kind: "Annual",
				start_date: `${year}-01-01`,
				end_date: `${year}-12-31`,
				companies: companies.length === 1 ? companies : [],
			};
			const values = { ...usual, ...(cycle || {}) };
			this.phases = cycle ? cycle.phases : null;
			this.fields = new frappe.ui.FieldGroup({
				fields: [
					{ fieldname: "title", fieldtype: "Data", label: __("Title"), reqd: 1 },
					{
						fieldname: "kind",
						fieldtype: "Select",
						label: __("Kind"),
						options: kinds.map((value) => ({ value, label: __(value) })),
						reqd: 1,
						change: () => this.propose(),
					},
					{
						fieldname: "companies",
						fieldtype: "MultiSelectPills",
						label: __("Companies"),
						get_data: () => companies.map((value) => ({ value, description: "" })),
						reqd: 1,
					},
					{ fieldtype: "Column Break" },
					{
						fieldname: "start_date",
						fieldtype: "Date",
						label: __("First Day"),
						reqd: 1,
						change: () => this.propose(),
					},
					{
						fieldname: "end_date",
						fieldtype: "Date",
						label: __("Last Day"),
						reqd: 1,
						change: () => this.propose(),
					},
					{
						fieldname: "joined_from",
						fieldtype: "Date",
						label: __("Joined From"),
						depends_on: "eval:doc.kind=='Probation'",
					},
					{
						fieldname: "joined_until",
						fieldtype: "Date",
						label: __("Joined Until"),
						depends_on: "eval:doc.kind=='Probation'",
					},
					{
						fieldname: "project",
						fieldtype: "Link",
						options: "Project",
						label: __("Project"),
						depends_on: "eval:doc.kind=='Project'",
					},
				],
				body: this.$content[0],
			});
			this.fields.make();
			this.$dates = $('<div class="tp-first-dates"></div>').appendTo(this.$content);
			this.fields.set_values(values).then(() => {
				this.proposed_for = cycle ? this.basis() : null;
				if (this.phases) this.draw_dates();
				return this.propose();
			});
			this.button(__("Save and Continue"), () => {
				const said = this.fields.get_values();
				if (said)
					this.save("save_cycle", {
						values: JSON.stringify({ ...said, phases: this.read_dates() }),
					});
			});
		}

		basis() {
			return ["kind", "start_date", "end_date"]
				.map((name) => this.fields.get_value(name))
				.join();
		}

		// Another kind or period proposes other dates; what was typed for the same ones stays.
		propose() {
			const [kind, start_date, end_date] = this.basis().split(",");
			if (!kind || !start_date || !end_date || end_date < start_date) return null;
			if (this.proposed_for === this.basis()) return null;
			this.proposed_for = this.basis();
			return call(`${PAGE}.proposal`, { kind, start_date, end_date }).then((phases) => {
				this.phases = phases;
				this.draw_dates();
			});
		}

		draw_dates() {
			this.$dates.html(
				`${html`<h6>${__("When each step begins and is due")}</h6>
					<p class="text-muted small">
						${__("Proposed for this kind of cycle; change whatever you like, now or later on the cycle's form.")}
					</p>
					<table class="table table-sm">
						<thead>
							<tr>
								<th>${__("Step")}</th>
								<th>${__("From")}</th>
								<th>${__("Due")}</th>
							</tr>
						</thead>
						<tbody></tbody>
					</table>`}`
			);
			const $rows = this.$dates.find("tbody");
			this.dates = this.phases.map((each) => {
				const $row = $("<tr></tr>").attr("data-phase", each.phase).appendTo($rows);
				$("<td></td>").text(__(each.phase)).appendTo($row);
				const control = (fieldname, label) => {
					const made = frappe.ui.form.make_control({
						parent: $("<td></td>").appendTo($row),
						df: { fieldtype: "Date", fieldname, label },
						only_input: true,
						render_input: true,
					});
					made.set_value(each[fieldname]);
					made.$input.attr("aria-label", `${__(each.phase)}: ${label}`);
					return made;
				};
				return {
					phase: each.phase,
					start: control("start", __("From")),
					due: control("due", __("Due")),
				};
			});
		}

		read_dates() {
			return (this.dates || []).map(({ phase, start, due }) => ({
				phase,
				start: start.get_value(),
				due: due.get_value(),
			}));
		}

		draw_people() {
			this.$content.html(
				`${html`<p class="text-muted">${__("Looking at everybody …")}</p>`}`
			);
			return call(`${PAGE}.people`).then((found) => {
				this.$content.html(
					`${html`
						${found.problems.map((each) => html`<div class="alert alert-danger">${each}</div>`)}
						<div class="tp-tiles">
							<div class="tp-tile">
								<div class="tp-tile-number">${found.taking_part}</div>
								<div class="text-muted">${__("Take Part")}</div>
							</div>
							<div class="tp-tile">
								<div class="tp-tile-number">${found.left_out_count}</div>
								<div class="text-muted">${__("Don't Take Part")}</div>
							</div>
						</div>
						<table class="table table-sm">
							<tbody>
								${found.counts
									.filter(([, count]) => count)
									.map(
										([label, count]) =>
											html`<tr>
												<td>${label}</td>
												<td class="text-right">${count}</td>
											</tr>`
									)}
							</tbody>
						</table>
						${names(__("Without a manager: nobody could appraise them"), found.without_manager)}
						${names(__("Without a user: they read and write nothing themselves"), found.without_user)}
						${found.left_out.map((each) => names(each.reason, each))}
					`}`
				);
				this.button(__("These Take Part"), () => this.save("confirm_people")).prop(
					"disabled",
					found.problems.length > 0
				);
				this.button(
					__("Change Rules on the Cycle"),
					() => frappe.set_route("Form", "Performance Cycle", this.path.cycle.name),
					"btn-default"
				);
			});
		}

		draw_launch() {
			const { cycle, run } = this.path;
			const busy = run && UNDER_WAY.includes(run.state);
			const failed = run && run.state === "Failed";
			const facts = [
				[__("Cycle"), link("Performance Cycle", cycle.name, cycle.title)],
				[
					__("Period"),
					`${talent_performance.day(cycle.start_date)} – ${talent_performance.day(cycle.end_date)}`,
				],
				[__("Companies"), cycle.companies.join(", ")],
				[__("Template"), cycle.default_template],
				[__("Rating Scale"), cycle.rating_scale],
			];
			this.$content.html(
				`${html` <table class="table table-sm">
						<tbody>
							${facts.map(
								([label, value]) =>
									html`<tr>
										<td class="text-muted">${label}</td>
										<td>${value}</td>
									</tr>`
							)}
						</tbody>
					</table>
					${
						busy
							? html`<p>
										${__("Appraisals made: {0} of {1}.", [run.rows_done, run.rows_total || "…"])}
									</p>
									${talent_performance.bar(run.progress, percent(run.progress))}`
							: ""
					}
					${failed ? html`<div class="alert alert-danger">${run.error || __("The launch has failed.")} ${link("Talent Run", run.name, __("Open the Run"))}</div>` : ""}
					<p class="text-muted small">
						${__("The policy of this moment is kept with the cycle: later changes of settings and templates don't touch it.")}
					</p>`}`
			);
			if (busy) {
				this.looking_again = setTimeout(() => {
					if (frappe.get_route()[0] === "first-cycle") this.show();
				}, LOOK_AGAIN);
				return;
			}
			this.button(__("Launch"), () => this.save("start"));
		}

		draw_launched() {
			const { cycle, run } = this.path;
			const refused = run && run.rows_refused;
			this.$content.html(
				`${html` <p>
						${pill(__("Launched"), "green")} ${__("{0} is under way.", [cycle.title])}
						${run ? __("Appraisals made: {0}.", [run.rows_done]) : ""}
					</p>
					${refused ? html`<div class="alert alert-warning">${__("Refused: {0}.", [refused])} ${link("Talent Run", run.name, __("Look at the reasons"))}</div>` : ""}
					<h6>${__("Where to go on")}</h6>`}`
			);
			this.button(__("Cycle Overview"), () =>
				frappe.set_route("cycle-overview", cycle.name)
			);
			this.button(
				__("Appraisals"),
				() => frappe.set_route("List", "Performance Appraisal", { cycle: cycle.name }),
				"btn-default"
			);
			this.button(
				__("Objectives"),
				() => frappe.set_route("List", "Objective", { cycle: cycle.name }),
				"btn-default"
			);
			this.button(
				__("The Cycle"),
				() => frappe.set_route("Form", "Performance Cycle", cycle.name),
				"btn-default"
			);
		}
	}

	const step_link = (number, title, shown, furthest) => {
		const done = number < furthest;
		const reachable = number <= Math.min(furthest, 5) && furthest < LAUNCHED;
		const mark = done ? html`✓` : number;
		return html`<button
			class="btn-reset tp-first-step ${number === shown ? "tp-now" : ""} ${done ? "tp-done" : ""}"
			data-step="${number}"
			${reachable ? "" : "disabled"}
			${number === shown ? html`aria-current="step"` : ""}
		>
			<span class="tp-first-number">${mark}</span> ${title}
		</button>`;
	};

	const shares = ({ components }) =>
		components.map((each) => `${percent(each.share * 100)} ${__(each.component)}`).join(", ");

	const choice = (name, value, title, text, picked) =>
		html`<label class="tp-first-choice">
			<input
				type="radio"
				name="${name}"
				value="${value}"
				${value === picked ? "checked" : ""}
			/>
			<span><b>${title}</b><br /><span class="text-muted">${text}</span></span></label
		>`;

	const nine_boxes = (boxes) => {
		const bands = ["Low", "Mid", "High"];
		const found = (performance, potential) =>
			boxes.find((box) => box.performance === performance && box.potential === potential);
		return html`<table class="tp-first-boxes">
			<tbody>
				${[...bands].reverse().map(
					(potential) =>
						html`<tr>
							${bands.map((performance) => html`<td>${(found(performance, potential) || {}).label || "–"}</td>`)}
						</tr>`
				)}
			</tbody>
		</table>`;
	};

	const names = (title, { count, people }) => {
		if (!count) return "";
		const shown = people.map(
			(each) =>
				html`<li>
					${link("Employee", each.employee, each.employee_name)}
					<span class="text-muted">${each.department || ""}</span>
				</li>`
		);
		const more =
			count > people.length
				? html`<li class="text-muted">${__("and {0} more", [count - people.length])}</li>`
				: "";
		return html`<details class="tp-first-names" ${count <= people.length ? "open" : ""}>
			<summary>${title} <b>${count}</b></summary>
			<ul>
				${shown}${more}
			</ul>
		</details>`;
	};

	frappe.pages["first-cycle"].on_page_load = (wrapper) => {
		wrapper.first_cycle = new FirstCycle(wrapper);
	};

	frappe.pages["first-cycle"].on_page_show = (wrapper) => wrapper.first_cycle.show();
}
