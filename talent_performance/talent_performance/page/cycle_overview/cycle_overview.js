{
	const { html, link, day, percent, empty, call } = talent_performance;
	const { next_steps, next_dates, tiles, funnel } = talent_performance.cycle;
	const PAGE = "page.cycle_overview.cycle_overview";
	const UNDER_WAY = ["Queued", "Running"];
	const LOOK_AGAIN = 5000;
	const COLUMNS = [
		["label", () => __("Name")],
		["total", () => __("All")],
		["done", () => __("Done for Now")],
		["open", () => __("Open")],
		["overdue", () => __("Overdue")],
		["share", () => __("Share Done")],
		["days_late", () => __("Days Late")],
	];

	class CycleOverview {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Cycle Overview"),
				single_column: true,
			});
			this.$body = $('<div class="tp-overview"></div>').appendTo(this.page.main);
			this.sorted = { manager: ["overdue", -1], department: ["overdue", -1] };
			this.chosen = new Set();
			this.group = null;
			this.start = 0;
			this.listen();
		}

		show() {
			const asked = (frappe.route_options || {}).cycle || frappe.get_route()[1];
			frappe.route_options = null;
			return call(`${PAGE}.cycles`).then((cycles) => {
				this.cycles = cycles;
				if (!cycles.length) return this.show_nothing();
				const known = cycles.map((each) => each.name);
				const wanted = [asked, this.cycle, known[0]].find((each) => known.includes(each));
				this.offer(wanted);
				return this.open(wanted);
			});
		}

		show_nothing() {
			const may_begin = frappe.user.has_role(["HR Manager", "Talent Manager"]);
			const text = may_begin
				? __("In five steps your first cycle is launched.")
				: __("As soon as HR has launched one in which your people take part, it is here.");
			const button = may_begin ? __("Begin") : null;
			this.$body.html(`${empty(__("There is no cycle yet"), text, button)}`);
			this.$body.find("button").on("click", () => frappe.set_route("first-cycle"));
		}

		offer(wanted) {
			const options = this.cycles.map((each) => ({
				value: each.name,
				label: `${each.title} (${__(each.state)})`,
			}));
			if (!this.field) {
				this.field = this.page.add_field({
					fieldtype: "Select",
					fieldname: "cycle",
					label: __("Cycle"),
					options,
					change: () => {
						const cycle = this.field.get_value();
						if (cycle && cycle !== this.cycle) this.open(cycle);
					},
				});
				this.field.$wrapper.addClass("tp-overview-cycle");
				this.page.set_secondary_action(__("Refresh"), () => this.open(this.cycle));
				this.page.add_menu_item(__("Open the Cycle"), () =>
					frappe.set_route("Form", "Performance Cycle", this.cycle)
				);
			}
			this.field.df.options = options;
			this.field.refresh();
			this.cycle = wanted;
			this.field.set_value(wanted);
		}

		open(cycle) {
			this.cycle = cycle;
			this.group = null;
			this.start = 0;
			this.chosen.clear();
			clearTimeout(this.looking_again);
			this.$body.html(`${skeleton()}`);
			const refused = () => {
				const text = __("This cycle's people aren't yours to look after.");
				this.$body.html(`${empty(__("Nothing to show here"), text)}`);
			};
			return call(`${PAGE}.board`, { cycle }).then((board) => this.draw(board), refused);
		}

		draw(board) {
			this.board = board;
			const anybody = board.totals.total > 0;
			this.$body.html(
				`${html`
					<div class="tp-overview-top">
						<section class="tp-card" data-part="steps">${next_steps(board)}</section>
						<section class="tp-card" data-part="dates">${next_dates(board)}</section>
					</div>
					${anybody ? counted(board) : nobody()}
					<section class="tp-card" data-part="runs">${runs(board)}</section>
				`}`
			);
			this.part("runs").toggle(board.runs.length > 0);
			this.look_again();
			if (!anybody) return null;
			["manager", "department"].forEach((column) => this.draw_group(column));
			return this.fetch_overdue();
		}

		part(name) {
			return this.$body.find(`[data-part="${name}"]`);
		}

		draw_group(column) {
			const { rows, more } = this.board.groups[column];
			const [by, direction] = this.sorted[column];
			const order = [...rows].sort((a, b) => {
				const [one, other] = [a[by], b[by]];
				const found = typeof one === "string" ? one.localeCompare(other) : one - other;
				return direction * found || String(a.label).localeCompare(String(b.label));
			});
			const title = column === "manager" ? __("By Manager") : __("By Department");
			this.part(column).html(
				`${html`<h5>${title}</h5>
					<div class="tp-scroll">
						<table class="table table-sm tp-table">
							<thead>
								<tr>
									${COLUMNS.map(([key, label]) => heading(key, label(), by, direction))}
									<th></th>
								</tr>
							</thead>
							<tbody>
								${order.map((row) => group_row(column, row, this.board.mine))}
							</tbody>
						</table>
					</div>
					${more ? html`<p class="text-muted small">${__("and {0} more with fewer overdue", [more])}</p>` : ""}`}`
			);
		}

		fetch_overdue() {
			const group = JSON.stringify(
				this.group ? { [this.group.column]: this.group.value } : {}
			);
			return call(`${PAGE}.overdue`, { cycle: this.cycle, start: this.start, group }).then(
				(found) => {
					this.late = found;
					this.draw_overdue();
				}
			);
		}

		draw_overdue() {
			const { rows, total, page } = this.late;
			const title = this.group
				? __("Overdue: {0}", [this.group.label || __("None")])
				: __("Overdue");
			const body = rows.length
				? html`<div class="tp-scroll">
							<table class="table table-sm tp-table">
								<thead>
									<tr>
										<th class="tp-check">
											<input
												type="checkbox"
												data-all
												aria-label="${__("All of This Page")}"
											/>
										</th>
										<th>${__("Who Has to Act")}</th>
										<th>${__("Whose Appraisal")}</th>
										<th>${__("Department")}</th>
										<th>${__("Step")}</th>
										<th>${__("Due")}</th>
										<th class="text-right">${__("Days Late")}</th>
									</tr>
								</thead>
								<tbody>
									${rows.map((row) => overdue_row(row, this.chosen))}
								</tbody>
							</table>
						</div>
						${pager(this.start, rows.length, total, page)}`
				: empty(__("Nobody is late"), __("Whoever is late with a step is named here."));
			const back = this.group
				? html`<button class="btn btn-xs btn-default" data-everybody>
						${__("Show All")}
					</button>`
				: "";
			this.part("overdue").html(
				`${html`<div class="tp-head">
						<h5>${title} <span class="text-muted">${total || ""}</span></h5>
						<div>${back} ${rows.length ? deeds(this.board.mine, this.group) : ""}</div>
					</div>
					${body}`}`
			);
			this.mark_chosen();
		}

		mark_chosen() {
			const number = this.chosen.size;
			this.part("overdue")
				.find("[data-deed]")
				.each((_at, button) => {
					const { label, all } = button.dataset;
					button.textContent = number ? `${label} (${number})` : all;
				});
		}

		listen() {
			const on = (event, selector, act) => this.$body.on(event, selector, act);
			on("click", "[data-step]", (event) => this.follow(event.currentTarget.dataset.step));
			on("click", "th[data-key]", (event) => this.sort(event.currentTarget));
			on("keydown", "th[data-key]", (event) => {
				if (["Enter", " "].includes(event.key)) {
					event.preventDefault();
					this.sort(event.currentTarget);
				}
			});
			on("click", "[data-group]", (event) => this.show_group(event.currentTarget));
			on("click", "[data-remind]", (event) => this.remind_group(event.currentTarget));
			on("click", "[data-everybody]", () => this.show_only(null));
			on("click", "[data-turn]", (event) => {
				this.start = Number(event.currentTarget.dataset.turn);
				this.fetch_overdue();
			});
			on("change", "input[data-name]", ({ currentTarget: box }) => {
				this.chosen[box.checked ? "add" : "delete"](box.dataset.name);
				this.mark_chosen();
			});
			on("change", "input[data-all]", ({ currentTarget: box }) => {
				this.late.rows.forEach((row) =>
					this.chosen[box.checked ? "add" : "delete"](row.appraisal)
				);
				this.$body.find("input[data-name]").prop("checked", box.checked);
				this.mark_chosen();
			});
			on("click", "[data-deed]", (event) => this.ask(event.currentTarget.dataset.deed));
		}

		follow(at) {
			const step = this.board.steps[at];
			if (step.route) {
				talent_performance.cycle.follow(step);
				return;
			}
			const part = step.anchor === "groups" ? "manager" : step.anchor;
			this.part(part)[0].scrollIntoView({ behavior: "smooth" });
		}

		sort(cell) {
			const column = cell.closest("[data-part]").dataset.part;
			const { key } = cell.dataset;
			const [by, direction] = this.sorted[column];
			this.sorted[column] = [key, by === key ? -direction : key === "label" ? 1 : -1];
			this.draw_group(column);
		}

		show_group(button) {
			const { group: value, label } = button.dataset;
			const column = button.closest("[data-part]").dataset.part;
			this.show_only({ column, value, label });
			this.part("overdue")[0].scrollIntoView({ behavior: "smooth" });
		}

		show_only(group) {
			this.group = group;
			this.start = 0;
			this.chosen.clear();
			return this.fetch_overdue();
		}

		remind_group(button) {
			const column = button.closest("[data-part]").dataset.part;
			const { remind: value, label } = button.dataset;
			const question = __("Remind everybody who is late there: {0}?", [
				frappe.utils.escape_html(label || __("None")),
			]);
			frappe.confirm(question, () =>
				this.chase("nudge", { group: JSON.stringify({ [column]: value }) })
			);
		}

		selection() {
			if (this.chosen.size) return { names: JSON.stringify([...this.chosen]) };
			const group = this.group ? { [this.group.column]: this.group.value } : {};
			return { group: JSON.stringify(group) };
		}

		ask(deed) {
			const number = this.chosen.size || this.late.total;
			const selection = this.selection();
			const { title, fields, button } = DIALOGS[deed](number);
			if (!fields.length) {
				frappe.confirm(title, () => this.chase(deed, selection));
				return;
			}
			frappe.prompt(
				fields,
				(values) => this.chase(deed, { ...selection, ...values }),
				title,
				button
			);
		}

		chase(deed, values) {
			frappe.dom.freeze(__("Please wait"));
			return call(`${PAGE}.chase`, { cycle: this.cycle, deed, ...values })
				.finally(() => frappe.dom.unfreeze())
				.then((outcome) => {
					if (outcome.run) {
						frappe.set_route("Form", "Talent Run", outcome.run);
						return null;
					}
					tell(outcome);
					return this.open(this.cycle);
				});
		}

		look_again() {
			const busy = this.board.runs.some(
				(run) => UNDER_WAY.includes(run.state) && !run.dry_run
			);
			if (!busy) return;
			this.looking_again = setTimeout(() => {
				if (frappe.get_route()[0] === "cycle-overview") this.open(this.cycle);
			}, LOOK_AGAIN);
		}
	}

	const REASON = () => ({
		fieldtype: "Small Text",
		fieldname: "reason",
		label: __("Reason"),
		description: __("It is kept with each appraisal, and its people read it."),
		reqd: 1,
	});

	const DIALOGS = {
		nudge: (number) => ({
			title: __(
				"Remind whoever has to act? Appraisals: {0}. Everybody gets one reminder, at most once a day.",
				[number]
			),
			fields: [],
		}),
		extend: (number) => ({
			title: __("Extend Appraisals: {0}", [number]),
			button: __("Extend"),
			fields: [
				{
					fieldtype: "Date",
					fieldname: "due_date",
					label: __("New Due Date"),
					reqd: 1,
				},
				REASON(),
			],
		}),
		reassign: (number) => ({
			title: __("Reassign Appraisals: {0}", [number]),
			button: __("Reassign"),
			fields: [
				{
					fieldtype: "Link",
					fieldname: "to",
					options: "Employee",
					label: __("New Manager of Record"),
					description: __(
						"Until the employee's Reports To changes, this one appraises."
					),
					reqd: 1,
				},
				REASON(),
			],
		}),
		exempt: (number) => ({
			title: __("Exempt Appraisals: {0}", [number]),
			button: __("Exempt"),
			fields: [REASON()],
		}),
	};

	const skeleton = () =>
		html`<div class="tp-skeleton" aria-busy="true">
			${[1, 2, 3].map(() => html`<div></div>`)}
		</div>`;

	const nobody = () =>
		html`<section class="tp-card">
			${empty(
				__("Nobody has an appraisal yet"),
				__("Once the cycle is launched, everybody who takes part is counted here.")
			)}
		</section>`;

	const counted = (board) =>
		html`<div class="tp-tiles">${tiles(board)}</div>
			<section class="tp-card" data-part="funnel">${funnel(board)}</section>
			<div class="tp-overview-groups">
				<section class="tp-card" data-part="manager"></section>
				<section class="tp-card" data-part="department"></section>
			</div>
			<section class="tp-card" data-part="overdue"></section>`;

	const heading = (key, label, by, direction) => {
		const mark = by === key ? (direction < 0 ? "descending" : "ascending") : "none";
		const arrow = { descending: " ↓", ascending: " ↑", none: "" }[mark];
		const side = key === "label" ? "" : "text-right";
		return html`<th
			class="${side} tp-sortable"
			data-key="${key}"
			tabindex="0"
			aria-sort="${mark}"
		>
			${label}${arrow}
		</th>`;
	};

	const group_row = (column, row, mine) => {
		const label = row.label || __("None");
		const name = row.overdue
			? html`<button
					type="button"
					class="btn-reset tp-link"
					data-group="${row.group}"
					data-label="${label}"
				>
					${label}
				</button>`
			: label;
		const remind =
			row.overdue && mine
				? html`<button
						class="btn btn-xs btn-default"
						data-remind="${row.group}"
						data-label="${label}"
					>
						${__("Remind")}
					</button>`
				: "";
		return html`<tr>
			<td>${name}</td>
			<td class="text-right">${row.total}</td>
			<td class="text-right">${row.done}</td>
			<td class="text-right">${row.open}</td>
			<td class="text-right">
				${row.overdue ? html`<b class="tp-red">${row.overdue}</b>` : "0"}
			</td>
			<td class="text-right">${percent(row.share * 100)}</td>
			<td class="text-right">${row.days_late || ""}</td>
			<td class="text-right">${remind}</td>
		</tr>`;
	};

	const overdue_row = (row, chosen) =>
		html`<tr>
			<td class="tp-check">
				<input
					type="checkbox"
					data-name="${row.appraisal}"
					aria-label="${row.employee_name}"
					${chosen.has(row.appraisal) ? "checked" : ""}
				/>
			</td>
			<td>
				${row.actor_name || html`<span class="tp-red">${__("Nobody is named")}</span>`}
			</td>
			<td>${link("Performance Appraisal", row.appraisal, row.employee_name)}</td>
			<td>${row.department || ""}</td>
			<td>${__(row.state)}</td>
			<td>${day(row.due)}</td>
			<td class="text-right"><b class="tp-red">${row.days_late}</b></td>
		</tr>`;

	const pager = (start, shown, total, page) => {
		if (total <= page) return "";
		const turn = (label, at, off) =>
			html`<button class="btn btn-xs btn-default" data-turn="${at}" ${off ? "disabled" : ""}>
				${label}
			</button>`;
		return html`<div class="tp-pager">
			${turn(__("Previous"), Math.max(0, start - page), start === 0)}
			<span class="text-muted"
				>${__("{0} to {1} of {2}", [start + 1, start + shown, total])}</span
			>
			${turn(__("Next"), start + page, start + shown >= total)}
		</div>`;
	};

	const deeds = (mine, group) => {
		const offered =
			{ all: ["nudge", "extend", "reassign", "exempt"], nudge: ["nudge"] }[mine] || [];
		const labels = {
			nudge: [__("Remind"), group ? __("Remind All of These") : __("Remind All")],
			extend: [__("Extend"), __("Extend All")],
			reassign: [__("Reassign"), __("Reassign All")],
			exempt: [__("Exempt"), __("Exempt All")],
		};
		return offered.map(
			(deed) =>
				html`<button
					class="btn btn-xs ${deed === "nudge" ? "btn-primary" : "btn-default"}"
					data-deed="${deed}"
					data-label="${labels[deed][0]}"
					data-all="${labels[deed][1]}"
				></button> `
		);
	};

	const runs = ({ runs: latest }) =>
		html`<h5>${__("Runs")}</h5>
			<table class="table table-sm tp-table">
				<tbody>
					${latest.map(
						(run) =>
							html`<tr>
								<td>${link("Talent Run", run.name, run.title)}</td>
								<td>${__(run.state)}</td>
								<td style="width: 40%">
									${
										UNDER_WAY.includes(run.state)
											? talent_performance.bar(
													run.progress,
													percent(run.progress)
												)
											: ""
									}
								</td>
							</tr>`
					)}
				</tbody>
			</table>`;

	const tell = ({ done, refused }) => {
		frappe.show_alert({ message: __("Done: {0}", [done]), indicator: "green" });
		if (!refused.length) return;
		const rows = refused.map(
			(each) =>
				html`<tr>
					<td>${each.employee_name}</td>
					<td>${each.why}</td>
				</tr>`
		);
		frappe.msgprint({
			title: __("Not Done: {0}", [refused.length]),
			message: `${html`<table class="table table-sm">
				<tbody>
					${rows}
				</tbody>
			</table>`}`,
			indicator: "orange",
		});
	};

	frappe.pages["cycle-overview"].on_page_load = (wrapper) => {
		wrapper.overview = new CycleOverview(wrapper);
	};

	frappe.pages["cycle-overview"].on_page_show = (wrapper) => wrapper.overview.show();
}
