// How a cycle stands, drawn: for the page Cycle Overview, and smaller for the workspace.
frappe.provide("talent_performance.cycle");

(() => {
	const { html, day, percent, pill, empty, call } = talent_performance;
	const STYLES = "/assets/talent_performance/css/desk.css";
	const COLOURS = {
		"Goal Setting": "gray",
		"Goals Approved": "blue",
		"Mid-year Review": "cyan",
		"Self Review": "yellow",
		"Manager Review": "orange",
		"Second-Level Review": "orange",
		Calibration: "purple",
		Appealed: "red",
		Exempt: "gray",
	};

	const next_steps = ({ steps }) =>
		html`<h5>${__("What to Do Next")}</h5>
			${
				steps.length
					? html`<ol class="tp-steps">
							${steps.map(
								(step, at) =>
									html`<li>
										<span class="indicator ${step.colour}"></span>
										<span class="tp-step-text">${step.text}</span>
										<button class="btn btn-xs btn-default" data-step="${at}">
											${step.label}
										</button>
									</li>`
							)}
						</ol>`
					: empty(
							__("Nothing to do now"),
							__("Nobody is late, and nothing waits for you.")
						)
			}`;

	const next_dates = ({ dates }) =>
		html`<h5>${__("Next Dates")}</h5>
			${
				dates.length
					? html`<table class="table table-sm tp-table tp-dates">
							<tbody>
								${dates.map(
									(each) =>
										html`<tr class="${each.over ? "text-muted" : ""}">
											<td>
												${each.label}
												${each.now ? pill(__("Now"), "blue") : ""}
											</td>
											<td class="text-right">
												${each.start ? `${day(each.start)} – ` : ""}${day(each.due)}
											</td>
										</tr>`
								)}
							</tbody>
						</table>`
					: html`<p class="text-muted">
							${__("The cycle has no dates: add them on its form.")}
						</p>`
			}`;

	const tiles = ({ totals, as_of }) => {
		const tile = (number, label, colour = "") =>
			html`<div class="tp-tile ${colour}">
				<div class="tp-tile-number">${number}</div>
				<div class="text-muted">${label}</div>
			</div>`;
		return [
			tile(totals.total, __("Appraisals")),
			tile(totals.done, __("Done for Now")),
			tile(totals.open, __("Open")),
			tile(totals.overdue, __("Overdue"), totals.overdue ? "tp-red" : ""),
			tile(totals.late_people, __("People Late"), totals.late_people ? "tp-red" : ""),
			html`<div class="tp-as-of text-muted small">
				${__("As of {0}", [frappe.datetime.str_to_user(as_of)])}
			</div>`,
		];
	};

	const funnel = ({ funnel: states }) =>
		html`<h5>${__("How Far They Are")}</h5>
			<div class="tp-funnel">
				${states
					.filter((each) => each.count)
					.map(
						(each) =>
							html`<div>${__(each.state)}</div>
								${talent_performance.bar(each.share * 100, `${each.count}`, COLOURS[each.state] || "green")}
								<div class="text-right">${each.count}</div>
								<div class="text-right text-muted">
									${percent(each.share * 100)}
								</div>`
					)}
			</div>`;

	function follow(step) {
		const [kind, doctype, more] = step.route;
		if (kind === "List") frappe.route_options = more;
		frappe.set_route(kind, doctype, ...(kind === "Form" ? [more] : []));
	}

	const first_of_all = () =>
		html`<section class="tp-card">
			${empty(
				__("There is no cycle yet"),
				__("In five steps your first cycle is launched."),
				__("Begin")
			)}
		</section>`;

	const nearest = (board) =>
		html`<div class="tp-glance-head">
				<b>${board.cycle.title}</b>
				<span class="text-muted">${__(board.cycle.state)}</span>
				<button class="btn btn-xs btn-default" data-whole>${__("Cycle Overview")}</button>
			</div>
			<div class="tp-overview-top">
				<section class="tp-card">${next_steps(board)}</section>
				<section class="tp-card">${next_dates(board)}</section>
			</div>
			${
				board.totals.total ? html`<section class="tp-card">${funnel(board)}</section>` : ""
			}`;

	function open(board, step) {
		if (step?.route) {
			follow(step);
			return;
		}
		frappe.set_route("cycle-overview", ...(board.cycle ? [board.cycle.name] : []));
	}

	// The nearest cycle in a block of the workspace, which styles of the desk don't reach; nothing for whom it isn't.
	async function glance(root) {
		const board = await call("page.cycle_overview.cycle_overview.glance");
		if (!board) return;
		const drawn = board.cycle ? nearest(board) : first_of_all();
		$(root).append(
			`${html`<link rel="stylesheet" href="${STYLES}" />
				<div class="tp-overview tp-glance">${drawn}</div>`}`
		);
		$(root)
			.find(".tp-glance")
			.on("click", "[data-step]", (event) =>
				open(board, board.steps[event.currentTarget.dataset.step])
			)
			.on("click", "[data-whole]", () => open(board))
			.on("click", ".tp-empty button", () => frappe.set_route("first-cycle"));
	}

	Object.assign(talent_performance.cycle, {
		next_steps,
		next_dates,
		tiles,
		funnel,
		follow,
		glance,
	});
})();
