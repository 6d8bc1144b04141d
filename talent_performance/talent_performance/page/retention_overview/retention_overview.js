{
	const { html, link, day, empty, call, pill } = talent_performance;
	const PAGE = "page.retention_overview.retention_overview";
	const LEVELS = [
		["low", "Low"],
		["mid", "Medium"],
		["high", "High"],
	];
	const COLOURS = { Low: "green", Medium: "orange", High: "red" };
	// From low in both to high in both.
	const HEAT = ["green", "light-green", "yellow", "orange", "red"];

	class RetentionOverview {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Retention Overview"),
				single_column: true,
			});
			this.$body = $('<div class="tp-overview tp-retention"></div>').appendTo(
				this.page.main
			);
			this.asked = { company: "", department: "", cell: "", start: 0 };
			this.page.set_primary_action(__("Judge Somebody"), () =>
				frappe.new_doc("Retention Assessment")
			);
			this.page.set_secondary_action(__("Refresh"), () => this.show());
			["Retention Assessment", "Stay Plan", "Retention Score"].forEach((doctype) =>
				this.page.add_menu_item(__(doctype), () => frappe.set_route("List", doctype))
			);
			this.listen();
		}

		async show() {
			this.$body.html(
				`${html`<div class="tp-skeleton">
					<div></div>
					<div></div>
				</div>`}`
			);
			this.board = await call(`${PAGE}.board`, this.asked);
			this.offer_filters();
			this.draw();
		}

		offer_filters() {
			if (this.filters || !this.board.companies.length) return;
			this.filters = ["company", "department"].map((fieldname) =>
				this.page.add_field({
					fieldtype: "Link",
					fieldname,
					options: fieldname === "company" ? "Company" : "Department",
					label:
						fieldname === "company"
							? __("Company")
							: __("Department (with all below)"),
					change: () => {
						const value = this.page.fields_dict[fieldname].get_value() || "";
						if (value !== this.asked[fieldname]) this.ask({ [fieldname]: value });
					},
				})
			);
		}

		ask(more) {
			Object.assign(this.asked, { start: 0 }, more);
			return this.show();
		}

		listen() {
			this.$body.on("click", "[data-cell]", ({ currentTarget }) => {
				const { cell } = currentTarget.dataset;
				this.ask({ cell: cell === this.asked.cell ? "" : cell });
			});
			this.$body.on("click", "[data-turn]", ({ currentTarget }) =>
				this.ask({ start: Number(currentTarget.dataset.turn) })
			);
			this.$body.on("click", "[data-judge]", ({ currentTarget }) =>
				frappe.new_doc("Retention Assessment", { employee: currentTarget.dataset.judge })
			);
			this.$body.on("click", "[data-score]", ({ currentTarget }) =>
				this[currentTarget.dataset.score]()
			);
			this.$body.on("click", "[data-plan]", ({ currentTarget }) =>
				frappe.new_doc("Stay Plan", { employee: currentTarget.dataset.plan })
			);
		}

		async compute() {
			const run = await call(`${PAGE}.score`);
			frappe.show_alert({
				message: `${link("Talent Run", run, __("Scores are being computed"))}`,
				indicator: "blue",
			});
		}

		async back_test() {
			const told = await this.slowly("back_test");
			show_dialog(__("Back-test"), back_test(told));
		}

		async audit() {
			const told = await this.slowly("audit");
			show_dialog(__("Four-Fifths Check"), audit(told));
		}

		async slowly(method) {
			frappe.dom.freeze(__("Looking at what was known on earlier days …"));
			try {
				return await call(`${PAGE}.${method}`);
			} finally {
				frappe.dom.unfreeze();
			}
		}

		draw() {
			const { totals, rows, plans } = this.board;
			if (!totals.people) {
				this.$body.html(
					`${empty(
						__("Nobody to look after here"),
						__(
							"HR sees its companies; a manager the people below, where Talent Settings let managers see talent data."
						)
					)}`
				);
				return;
			}
			this.$body.html(
				`${html`
					<div class="tp-tiles">${tiles(this.board)}</div>
					<div class="tp-retention-top">
						<section class="tp-card">${grid(this.board, this.asked.cell)}</section>
						<section class="tp-card">${plans_table(plans)}</section>
					</div>
					<section class="tp-card">${people(this.board, this.asked.cell, rows)}</section>
					${this.board.hr ? html`<section class="tp-card">${computed(this.board)}</section>` : ""}
				`}`
			);
		}
	}

	const tile = (value, label, colour) =>
		html`<div class="tp-tile ${value && colour ? `tp-${colour}` : ""}">
			<div class="tp-tile-number">${value}</div>
			<div class="text-muted">${label}</div>
		</div>`;

	const tiles = ({ totals, overdue }) => [
		tile(__("{0} of {1}", [totals.judged, totals.people]), __("Judged")),
		tile(totals.pressing, __("High Risk and High Impact"), "red"),
		tile(totals.without_plan, __("of Them without a Stay Plan"), "red"),
		tile(totals.stale, __("Judgements out of Date"), ""),
		tile(overdue, __("Stay Plans Overdue"), "red"),
	];

	const grid = ({ grid: cells }, chosen) => {
		const of = Object.fromEntries(cells.map((each) => [`${each.risk}|${each.impact}`, each]));
		const row = ([risk, risk_label], at) =>
			html`<div class="tp-retention-band">${__(risk_label)}</div>
				${LEVELS.map(([impact, impact_label], place) => {
					const key = `${risk}|${impact}`;
					const { people: count } = of[key];
					const said = __("Risk {0}, impact {1}: {2} people", [
						__(risk_label),
						__(impact_label),
						count,
					]);
					return html`<button
						type="button"
						class="tp-retention-cell tp-heat-${HEAT[2 - at + place]}"
						data-cell="${key}"
						aria-pressed="${key === chosen}"
						aria-label="${said}"
						title="${said}"
					>
						${count}
					</button>`;
				})}`;
		return html`<h5>${__("Risk and Impact")}</h5>
			<div class="tp-retention-grid" role="group" aria-label="${__("Risk and Impact")}">
				${[...LEVELS].reverse().map(row)}
				<div></div>
				${LEVELS.map(([, label]) => html`<div class="tp-retention-band">${__(label)}</div>`)}
			</div>
			<p class="text-muted tp-retention-axes">
				${__("Upwards: risk of leaving. To the right: impact of the loss.")}
			</p>`;
	};

	const plans_table = (plans) => {
		if (!plans.length)
			return html`<h5>${__("Stay Plans Due")}</h5>
				<p class="text-muted">
					${__("No plan is open. Make one for whoever is at high risk: what is done, by whom, until when.")}
				</p>`;
		return html`<h5>${__("Stay Plans Due")}</h5>
			<div class="tp-scroll">
				<table class="table table-sm tp-table">
					<thead>
						<tr>
							<th>${__("Name")}</th>
							<th>${__("Who Sees to It")}</th>
							<th>${__("Due")}</th>
						</tr>
					</thead>
					<tbody>
						${plans.map(
							(plan) =>
								html`<tr>
									<td>${link("Stay Plan", plan.name, plan.employee_name)}</td>
									<td>${plan.owner_name}</td>
									<td>
										${day(plan.due)}
										${
											plan.days_late
												? pill(
														__("{0} days late", [plan.days_late]),
														"red"
													)
												: ""
										}
									</td>
								</tr>`
						)}
					</tbody>
				</table>
			</div>`;
	};

	const person = (row, score_on) =>
		html`<tr>
			<td>
				<b>${row.employee_name}</b>
				<div class="text-muted">
					${[row.designation, row.department].filter(Boolean).join(" · ")}
				</div>
			</td>
			<td>${row.risk ? pill(__(row.risk), COLOURS[row.risk]) : "–"}</td>
			<td>${row.impact ? pill(__(row.impact), COLOURS[row.impact]) : "–"}</td>
			<td class="text-right">${row.exposure ?? "–"}</td>
			<td>
				${row.source === "Score" ? __("Score, nobody has judged") : day(row.on)}
				${row.stale ? pill(__("Out of date"), "orange") : ""}
			</td>
			${score_on ? html`<td class="text-right">${row.score ?? "–"}</td>` : ""}
			<td class="text-right tp-retention-deeds">
				${
					row.plan
						? link("Stay Plan", row.plan, __("Stay Plan"))
						: html`<button class="btn btn-xs btn-default" data-plan="${row.employee}">
								${__("Make a Stay Plan")}
							</button>`
				}
				<button class="btn btn-xs btn-default" data-judge="${row.employee}">
					${__("Judge")}
				</button>
			</td>
		</tr>`;

	const pager = ({ start, rows, total, page }) => {
		if (total <= page) return "";
		const turn = (label, at, off) =>
			html`<button class="btn btn-xs btn-default" data-turn="${at}" ${off ? "disabled" : ""}>
				${label}
			</button>`;
		return html`<div class="tp-pager">
			${turn(__("Previous"), Math.max(0, start - page), start === 0)}
			<span class="text-muted"
				>${__("{0} to {1} of {2}", [start + 1, start + rows.length, total])}</span
			>
			${turn(__("Next"), start + page, start + rows.length >= total)}
		</div>`;
	};

	const people = (board, chosen, rows) => {
		const title = chosen ? __("People in This Cell") : __("People by Exposure");
		if (!rows.length) {
			const text = chosen
				? __("Nobody stands in this cell.")
				: __("Nobody's risk has been judged yet. Begin with those whom you'd miss most.");
			return html`<h5>${title}</h5>
				${empty(__("Nobody yet"), text)}`;
		}
		const { score_on } = board;
		return html`<h5>${title}</h5>
			<div class="tp-retention-wide">
				<table class="table table-sm tp-table">
					<thead>
						<tr>
							<th>${__("Name")}</th>
							<th>${__("Risk of Leaving")}</th>
							<th>${__("Impact of Loss")}</th>
							<th class="text-right">${__("Exposure")}</th>
							<th>${__("Judged On")}</th>
							${score_on ? html`<th class="text-right">${__("Computed Score")}</th>` : ""}
							<th></th>
						</tr>
					</thead>
					<tbody>
						${rows.map((row) => person(row, score_on))}
					</tbody>
				</table>
			</div>
			${pager(board)}`;
	};

	const computed = ({ score_on, scored_on }) =>
		html`<h5>${__("Computed Score")}</h5>
			<p class="text-muted">
				${
					score_on
						? __(
								"A score stands beside each judgement, out of promotion, pay position, manager, tenure, objectives and training. It decides nothing. Computed on {0}.",
								[scored_on ? day(scored_on) : "–"]
							)
						: __(
								"No score is computed. Test it against your own leavers before you switch it on in Talent Settings."
							)
				}
			</p>
			<button class="btn btn-sm btn-default" data-score="back_test">
				${__("Test It on Own Leavers")}
			</button>
			${
				score_on
					? html`<button class="btn btn-sm btn-default" data-score="compute">
							${__("Compute Now")}
						</button>`
					: ""
			}
			${
				score_on && frappe.user.has_role("Talent Manager")
					? html`<button class="btn btn-sm btn-default" data-score="audit">
							${__("Check for Unequal Treatment")}
						</button>`
					: ""
			}`;

	const show_dialog = (title, body) => {
		const dialog = new frappe.ui.Dialog({
			title,
			size: "large",
			fields: [{ fieldname: "body", fieldtype: "HTML" }],
		});
		dialog.get_field("body").$wrapper.html(`${body}`);
		dialog.show();
	};

	const share = (value) =>
		typeof value === "number" ? talent_performance.percent(value * 100, 1) : "–";

	const table = (heads, lines) =>
		html`<table class="table table-sm tp-table">
			<thead>
				<tr>
					${heads.map((head, at) => html`<th class="${at ? "text-right" : ""}">${head}</th>`)}
				</tr>
			</thead>
			<tbody>
				${lines.map(
					(cells) =>
						html`<tr>
							${cells.map((cell, at) => html`<td class="${at ? "text-right" : ""}">${cell}</td>`)}
						</tr>`
				)}
			</tbody>
		</table>`;

	const back_test = (told) => {
		const about = html`<p class="text-muted">
			${__(
				"{0} scores of {1} earlier days, against {2} people who left of their own will within {3} months. Of {4} more too little was known.",
				[told.people, told.days, told.leavers, told.months, told.unscored]
			)}
		</p>`;
		if (told.reason)
			return html`<p>${told.reason}.</p>
				${about}`;
		return html`<p>
				${__(
					"AUC {0}: so often somebody who left had a higher score than somebody who stayed. 0.5 is chance.",
					[talent_performance.number(told.auc, 2)]
				)}
			</p>
			${about}
			<h5>${__("Fifths of the People, the Highest Scores First")}</h5>
			${table(
				[__("Fifth"), __("People"), __("Left"), __("Share"), __("Times the Share of All")],
				told.lift.map((row) => [
					row.fifth,
					row.people,
					talent_performance.number(row.leavers, 1),
					share(row.rate),
					talent_performance.number(row.lift, 2),
				])
			)}
			<h5>${__("What a Band Said, and What Came True")}</h5>
			${table(
				[
					__("Band"),
					__("People Earlier"),
					__("Share That Left"),
					__("People Later"),
					__("Share That Left"),
				],
				told.calibration.map((row) => [
					__(row.band),
					row.earlier_people,
					share(row.earlier_rate),
					row.later_people,
					share(row.later_rate),
				])
			)}`;
	};

	const audit = (told) => {
		const part = (title, lines) =>
			html`<h5>${title}</h5>
				${table(
					[
						__("Group"),
						__("People"),
						__("Scored High"),
						__("Share"),
						__("Ratio to the Highest"),
					],
					lines.map((row) => [
						row.group,
						row.people ?? __("fewer than {0}", [told.fewest]),
						row.flagged ?? "–",
						share(row.share),
						row.under
							? pill(talent_performance.number(row.ratio, 2), "red")
							: talent_performance.number(row.ratio, 2),
					])
				)}`;
		return html`<p class="text-muted">
				${__(
					"Of {0} people with a score {1} are scored high. A ratio under 0.80 asks for a look at the weights. No attribute here goes into a score.",
					[told.people, told.flagged]
				)}
			</p>
			${part(__("Gender"), told.gender)} ${part(__("Age"), told.age)}`;
	};

	frappe.pages["retention-overview"].on_page_load = (wrapper) => {
		wrapper.overview = new RetentionOverview(wrapper);
	};

	frappe.pages["retention-overview"].on_page_show = (wrapper) => wrapper.overview.show();
}
