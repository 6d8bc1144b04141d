// The side of the board: what is known about one person, what the figures say of managers, and who moved whom.
frappe.provide("talent_performance.calibration");

{
	const { html, link, number, percent, day } = talent_performance;
	const parts = talent_performance.calibration;

	const fact = (label, value) =>
		html`<div class="tp-cal-fact">
			<dt>${label}</dt>
			<dd>${value}</dd>
		</div>`;

	const head = (title) =>
		html`<div class="tp-cal-side-head">
			<h5>${title}</h5>
			<button
				type="button"
				class="btn btn-xs btn-default icon-btn"
				data-side=""
				aria-label="${__("Close")}"
				title="${__("Close")}"
			>
				${talent_performance.trusted(frappe.utils.icon("close", "sm"))}
			</button>
		</div>`;

	const levels = (model, person) =>
		html`<div class="tp-cal-to" role="group" aria-label="${__("Move to")}">
			${model.levels.map(
				(level) =>
					html`<button
						type="button"
						class="btn btn-xs btn-default ${level.value === person.rating ? "active" : ""}"
						data-to="${level.value}"
						title="${level.label}"
						aria-pressed="${level.value === person.rating}"
					>
						${level.value}
					</button>`
			)}
		</div>`;

	const moving = (model, person, may) => {
		if (!person.movable) {
			return html`<p class="tp-cal-why">${person.why_not || __("Can't be moved")}</p>`;
		}
		return may.move
			? html`<h6>${__("Move to")}</h6>
					${levels(model, person)}`
			: "";
	};

	// The figures behind a rating, as they are called.
	const FACTS = [
		["manager_rating", () => __("Rating of Record"), number],
		["calculated_score", () => __("Calculated Score"), number],
		["attainment", () => __("Objectives"), (value) => percent(value)],
		["service_days", () => __("Days in the Period"), (value) => number(value, 0)],
		["joined", () => __("Joined"), day],
		["no_rating_reason", () => __("Why No Rating"), (value) => value],
	];

	const figures = ({ facts = {} }) =>
		FACTS.filter(([field]) => ![null, undefined, ""].includes(facts[field])).map(
			([field, label, drawn]) => fact(label(), drawn(facts[field]))
		);

	const of_cycles = (model, person) =>
		(person.cycles || []).map(({ cycle, rating }) => {
			const found = model.board.session.cycles.find((each) => each.cycle === cycle);
			return fact(found ? found.title : cycle, parts.level_value(model, rating));
		});

	const person_side = (model, person, rows, may) => html`
		${head(__("Person"))}
		<div class="tp-cal-asked">
			${parts.initials(person)}
			<div>
				<b
					>${frappe.model.can_read("Employee") ? link("Employee", person.employee, person.name) : person.name}</b
				>
				<div class="text-muted">${parts.where(person)}</div>
			</div>
		</div>
		<div>${parts.flags_of(person).map((flag) => html`${parts.flag_pill(flag)} `)}</div>
		${moving(model, person, may)}
		<dl class="tp-cal-facts">
			${fact(__("Rating"), parts.drawn_rating(model, person))}
			${
				model.boxes.size
					? html`${fact(__("Potential"), parts.drawn_potential(person))}
						${fact(__("Box"), parts.drawn_box(person))}`
					: ""
			}
			${of_cycles(model, person)}
			${fact(__("Last Rating"), parts.level_value(model, person.last_rating))}
			${person.last_box ? fact(__("Last Box"), person.last_box) : ""} ${figures(person)}
			${fact(__("Manager"), person.manager_name || "–")}
			${person.grade ? fact(__("Level"), person.grade) : ""}
			${fact(__("Tenure"), person.tenure || "–")}
		</dl>
		<h6>${__("Moves")}</h6>
		${
			rows.length
				? ledger(rows, may)
				: html`<p class="text-muted">${__("Not moved in this session.")}</p>`
		}
	`;

	const ledger = (rows, may, named = false) => {
		const first = new Map([...rows].reverse().map((row) => [row.lot, row.move]));
		const lots = rows.filter((row) => row.lot && row.kept);
		const of = (row) => lots.filter((each) => each.lot === row.lot).length;
		return html`<ol class="tp-cal-ledger">
			${rows.map((row) => moved(row, may, named, named && row.lot ? of(row) : 0, first))}
		</ol>`;
	};

	const moved = (row, may, named, together, first) =>
		html`<li class="${row.kept ? "" : "tp-cal-undone"}">
			${named ? who(row) : ""}
			<div class="tp-cal-change">${parts.changed(row)}</div>
			<div>${row.reason}</div>
			<div class="text-muted small tp-cal-by">
				${row.by_name} · ${frappe.datetime.prettyDate(row.at)}
				${may_undo(row, may) ? undo(row) : ""}
				${
					together > 1 && may_undo(row, may) && first.get(row.lot) === row.move
						? undo_lot(row, together)
						: ""
				}
			</div>
		</li>`;

	const may_undo = (row, may) =>
		row.kept &&
		!row.undoes &&
		(may.undo_others || (may.undo && row.by === frappe.session.user));

	const undo = (row) =>
		html`<button type="button" class="btn btn-xs btn-default" data-undo="${row.move}">
			${__("Undo")}
		</button>`;

	const undo_lot = (row, together) =>
		html`<button type="button" class="btn btn-xs btn-default" data-undo-lot="${row.lot}">
			${__("Undo All {0}", [together])}
		</button>`;

	const who = (row) =>
		html`<button type="button" class="btn-reset tp-link" data-person="${row.employee}">
			${row.name}
		</button>`;

	// From where to where a move led.
	const changed = (row) =>
		[
			[row.before_rating, row.after_rating, row.before_label, row.after_label],
			[row.before_potential, row.after_potential],
		]
			.filter(([was, is]) => was !== is)
			.map(
				([was, is, was_called = __(was || "–"), is_called = __(is || "–")]) =>
					html`<del>${was_called}</del><span class="tp-cal-arrow">→</span
						><b>${is_called}</b> `
			);

	const moves_side = (rows, may) => html`
		${head(__("Moves"))}
		${
			rows.length
				? ledger(rows, may, true)
				: html`<p class="text-muted">
						${__("Nobody has been moved yet. Each move stands here with who, when and why.")}
					</p>`
		}
	`;

	const notes_side = (notes, held_against) => html`
		${head(__("Notes on Severity"))}
		<p class="text-muted small">
			${__("How a manager's ratings lie beside what that manager doesn't control. A note to talk about; it changes no rating.")}
		</p>
		${
			notes.length
				? html`<ul class="tp-cal-notes">
						${notes.map(note)}
					</ul>`
				: html`<p class="text-muted">
						${__("No manager stands out: rater and team can't be told apart.")}
					</p>`
		}
		${held_against ? html`<p class="text-muted small">${held_against}</p>` : ""}
	`;

	const note = (each) =>
		html`<li>
			<button type="button" class="btn-reset" data-manager="${each.manager_name}">
				<b>${each.manager_name}</b>
				<span>${each.message}</span>
			</button>
		</li>`;

	Object.assign(talent_performance.calibration, {
		changed,
		person_side,
		moves_side,
		notes_side,
	});
}
