// How people look on the board: a card in a bin, a small one in a box, a row in the list; and the same said in words.
frappe.provide("talent_performance.calibration");

{
	const { html, day, pill } = talent_performance;
	// The parts come in any order, and find each other when they are needed.
	const parts = talent_performance.calibration;

	const initials = (person) => {
		const [paper] = frappe.get_palette(person.name);
		return html`<span class="tp-cal-face" style="background: var(${paper})" aria-hidden="true"
			>${frappe.get_abbr(person.name)}</span
		>`;
	};

	// On a card the face of whoever may be moved is also what chooses him.
	const face = (person) => {
		if (!person.movable) return initials(person);
		const [paper] = frappe.get_palette(person.name);
		return html`<span
			class="tp-cal-face"
			style="background: var(${paper})"
			data-choose
			title="${__("Choose {0}", [person.name])}"
			aria-hidden="true"
			><span class="tp-cal-tick"></span>${frappe.get_abbr(person.name)}</span
		>`;
	};

	const value = (model, rating) => {
		if (rating === null || rating === undefined)
			return html`<span class="text-muted">–</span>`;
		const level = model.level(rating);
		return html`<span class="tp-cal-level" data-band="${level ? level.band : ""}"
			>${level ? level.value : format_number(rating, null, 2)}</span
		>`;
	};

	// What was, struck out, and what is; what was alone where nothing has changed.
	const moved_from = (was, is, changed) =>
		changed ? html`<del>${was}</del><span class="tp-cal-arrow">→</span>${is}` : is;

	const rating = (model, person) =>
		moved_from(
			value(model, person.before_rating),
			value(model, person.rating),
			person.rating !== person.before_rating
		);

	const potential = (person) =>
		moved_from(
			person.before_potential ? __(person.before_potential) : "–",
			person.potential ? __(person.potential) : "–",
			person.potential !== person.before_potential
		);

	const box = (person) =>
		moved_from(person.before_box || "–", person.box || "–", person.box !== person.before_box);

	const lock = (person) =>
		person.movable
			? ""
			: html`<span class="tp-cal-fixed" title="${person.why_not || ""}"
					>${talent_performance.trusted(frappe.utils.icon("lock", "xs"))}</span
				>`;

	// The server's words; what is to be looked after stands out.
	const flag_pill = (flag) => {
		if ([__("Left"), __("Reason missing")].includes(flag)) return pill(flag, "orange");
		const promises = [__("High potential"), __("Emerging potential")].includes(flag);
		return pill(flag, promises ? "green" : "gray");
	};

	const flags = (person, most = 2) => {
		const all = parts.flags_of(person);
		const more =
			all.length > most
				? html`<span title="${all.join(", ")}">+${all.length - most}</span>`
				: "";
		const drawn = all.slice(0, most).map(flag_pill);
		return html`<span class="tp-cal-flags">${drawn}${more}</span>`;
	};

	const where = (person) => [person.designation, person.department].filter(Boolean).join(" · ");

	// In a bin.
	const card = (model, { person, gone }) =>
		gone
			? ghost(person, value(model, person.rating))
			: html`${face(person)}
					<span class="tp-cal-who">
						<span class="tp-cal-name">${person.name}${lock(person)}</span>
						<span class="tp-cal-where">${where(person)}</span>
						<span class="tp-cal-line">
							<span class="tp-cal-change">${rating(model, person)}</span>
							${person.potential ? html`<span>${potential(person)}</span>` : ""}
							${
								person.last_rating
									? html`<span class="text-muted"
											>${__("last {0}", [person.last_rating])}</span
										>`
									: ""
							}
							${flags(person, 1)}
						</span>
					</span>`;

	// In a box.
	const chip = (model, { person, gone }) =>
		gone
			? ghost(person, person.box || "–")
			: html`${face(person)}<span class="tp-cal-name">${person.name}</span> ${
						person.before_box !== person.box
							? html`<span class="tp-cal-change"
									><del>${person.before_box || "–"}</del></span
								>`
							: ""
					}${lock(person)}`;

	// Where somebody stood who has been moved, and where to.
	const ghost = (person, to) =>
		html`${initials(person)}<span class="tp-cal-name"><del>${person.name}</del></span
			><span class="tp-cal-to-where">→ ${to}</span>`;

	const cell = (name, content) =>
		html`<span class="tp-cal-cell tp-cal-cell-${name}">${content}</span>`;

	// In the list.
	const row = (model, { person }) =>
		html`${cell(
			"name",
			html`${face(person)}<span class="tp-cal-who"
					><span class="tp-cal-name">${person.name}${lock(person)}</span
					><span class="tp-cal-where">${person.designation || ""}</span></span
				>`
		)}
		${cell("department", person.department || "")}
		${cell("manager", person.manager_name || "")} ${cell("grade", person.grade || "")}
		${cell("last_rating", value(model, person.last_rating))}
		${(model.board.session.cycles || []).length > 1 ? cell("cycles", cycles(model, person)) : ""}
		${cell("rating", rating(model, person))}
		${model.boxes.size ? html`${cell("potential", potential(person))}${cell("box", box(person))}` : ""}
		${cell("flags", flags(person, 2))}`;

	const cycles = (model, person) =>
		(person.cycles || []).map(
			(each) => html`<span title="${each.cycle}">${value(model, each.rating)}</span> `
		);

	// What a card's signs mean, for those who hear the board.
	const in_words = (model, person) => {
		const said = [
			parts.is_moved(person)
				? __("Rating {0}, before {1}", [
						model.level_name(person.rating),
						model.level_name(person.before_rating),
					])
				: __("Rating {0}", [model.level_name(person.rating)]),
		];
		if (person.box) said.push(__("Box {0}", [model.place_name("boxes", String(person.box))]));
		said.push(...parts.flags_of(person));
		if (!person.movable) said.push(person.why_not || __("Can't be moved"));
		return `${said.join(". ")}.`;
	};

	// What a drawn card says of itself.
	const dress = (kind, model, lifted, chosen) => (node, item) => {
		const { person, gone } = item;
		node.className = [
			"tp-cal-item",
			`tp-cal-${kind}`,
			gone ? "tp-cal-gone" : "",
			!gone && parts.is_moved(person) ? "tp-cal-moved" : "",
			person.left ? "tp-cal-left" : "",
			!person.movable ? "tp-cal-unmovable" : "",
			person.pending ? "tp-cal-pending" : "",
			person.arrived && !gone ? "tp-cal-arrived" : "",
			!gone && lifted(person) ? "tp-cal-lifted" : "",
			!gone && chosen(person) ? "tp-cal-picked" : "",
		]
			.filter(Boolean)
			.join(" ");
		if (gone) {
			node.setAttribute("aria-disabled", "true");
			node.setAttribute("aria-description", __("{0} stood here before", [person.name]));
			return;
		}
		node.setAttribute("aria-selected", lifted(person) || chosen(person) ? "true" : "false");
		node.setAttribute("aria-description", in_words(model, person));
	};

	Object.assign(talent_performance.calibration, {
		card,
		chip,
		row,
		dress,
		initials,
		flag_pill,
		in_words,
		level_value: value,
		drawn_rating: rating,
		drawn_potential: potential,
		drawn_box: box,
		where,
		day,
	});
}
