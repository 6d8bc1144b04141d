{
	const { html, link, bar, percent, number, pill, empty, call } = talent_performance;
	const PAGE = "page.internal_mobility.internal_mobility";
	const TABS = {
		role: () => __("People for a Role"),
		person: () => __("Roles for a Person"),
		outside: () => __("People from Outside"),
	};
	const STANDINGS = {
		ranked: () => [__("In This Order"), "green"],
		"essential unmet": () => [__("An Essential Is Unmet"), "orange"],
		"not ranked": () => [__("Too Little Assessed"), "gray"],
	};
	const REACHES = {
		"within reach": () => [__("Within Reach"), "green"],
		"with development": () => [__("With Development"), "blue"],
		"further away": () => [__("Further Away"), "gray"],
		"not known": () => [__("Too Little Assessed"), "gray"],
	};
	const LEADING = () => [
		{ value: "fit", label: __("Fit") },
		{ value: "readiness", label: __("Readiness") },
		{ value: "performance", label: __("Performance") },
		{ value: "wish", label: __("Own Wish") },
	];

	class InternalMobility {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Internal Mobility"),
				single_column: true,
			});
			this.$tabs = $('<div class="tp-mobility-tabs" role="tablist"></div>').appendTo(
				this.page.main
			);
			this.$fields = $('<div class="tp-mobility-fields"></div>').appendTo(this.page.main);
			this.values = { leading: "fit" };
			this.$body = $('<div class="tp-mobility" aria-live="polite"></div>').appendTo(
				this.page.main
			);
			this.people = [];
			this.turn = 0;
			this.listen();
		}

		show() {
			const asked = frappe.route_options || {};
			frappe.route_options = null;
			return call(`${PAGE}.choices`).then((choices) => {
				this.choices = choices;
				if (asked.designation) this.values.role = `designation:${asked.designation}`;
				if (asked.position) this.values.role = `position:${asked.position}`;
				this.values.employee = asked.employee || this.values.employee;
				this.choose(asked.employee ? "person" : this.tab || "role");
			}, ignore);
		}

		choose(tab) {
			this.tab = tab;
			this.$tabs.html(
				Object.entries(TABS)
					.map(([name, label]) => String(tab_button(name, label(), name === tab)))
					.join("")
			);
			this.$fields.html(`${fields_of(tab, this.values, this.choices)}`);
			this.refresh();
		}

		listen() {
			const on = (selector, act) =>
				this.page.main.on("click", selector, (event) => act(event.currentTarget.dataset));
			on("[data-tab]", ({ tab }) => this.choose(tab));
			on("[data-more]", () => this.more());
			on("[data-reach]", ({ reach }) => {
				this.values.employee = reach;
				this.choose("person");
			});
			on("[data-find]", ({ find }) => {
				this.values.role = `designation:${find}`;
				this.choose("role");
			});
			on("[data-deed]", ({ deed }) => this[deed]());
			this.$fields.on("change", "[data-field]", ({ currentTarget: field }) => {
				const { type, checked, value, dataset } = field;
				this.values[dataset.field] = type === "checkbox" ? checked : value;
				if (dataset.field === "company") this.values.department = "";
				this.choose(this.tab);
				this.$fields.find(`[data-field="${dataset.field}"]`).trigger("focus");
			});
			this.$fields.on(
				"input",
				"[data-search]",
				frappe.utils.debounce(() => this.propose(), 250)
			);
		}

		propose() {
			const text = this.$fields.find("[data-search]").val();
			return call(`${PAGE}.find`, { text }).then((people) =>
				this.$fields.find("[data-found]").html(`${proposed(text, people)}`)
			);
		}

		refresh() {
			const asked = {
				role: this.for_role,
				person: this.for_person,
				outside: this.from_outside,
			};
			return asked[this.tab].call(this);
		}

		role() {
			const [kind, ...name] = (this.values.role || "").split(":");
			const role = { designation: "", position: "", company: this.values.company || "" };
			return kind ? { ...role, [kind]: name.join(":") } : role;
		}

		has_role() {
			return Boolean(this.values.role);
		}

		ask_for_role() {
			const text = __(
				"Choose a designation, or one of the critical positions. What it requires is said in its Role Competency Profile."
			);
			this.$body.html(`${empty(__("For which role?"), text)}`);
		}

		// Of two questions the later one is answered, whichever answer comes first.
		ask(method, values) {
			const turn = ++this.turn;
			this.$body.html(`${skeleton()}`);
			return call(`${PAGE}.${method}`, values).then(
				(found) => (turn === this.turn ? found : new Promise(() => {})),
				(failure) => {
					if (turn === this.turn)
						this.$body.html(
							`${empty(__("Nothing to show here"), __("The message says what is missing."))}`
						);
					throw failure;
				}
			);
		}

		// People for a role

		asked(start) {
			const { department, level, leading, holders } = this.values;
			return {
				...this.role(),
				department: department || "",
				level: level || "",
				leading,
				holders: holders ? 1 : 0,
				start,
			};
		}

		for_role() {
			if (!this.has_role()) return this.ask_for_role();
			return this.ask("people", this.asked(0)).then((answer) => {
				this.rows = answer.rows;
				this.answer = answer;
				this.draw_people();
			}, ignore);
		}

		more() {
			const { turn } = this;
			return call(`${PAGE}.people`, this.asked(this.rows.length)).then((answer) => {
				if (turn !== this.turn) return;
				this.rows = [...this.rows, ...answer.rows];
				this.draw_people();
			});
		}

		draw_people() {
			const { role, required, counts, people } = this.answer;
			if (!people) {
				const text = __("Nobody fits these filters. Take one away.");
				this.$body.html(
					`${needs(role.title, required)}${empty(__("Nobody found"), text)}`
				);
				return;
			}
			const left = people - this.rows.length;
			const groups = Object.keys(STANDINGS).filter((each) => counts[each]);
			this.$body.html(
				`${html`${needs(role.title, required)}
				${groups.map((each) => group_of(each, counts[each], this.rows))}
				${
					left
						? html`<button type="button" class="btn btn-default btn-sm" data-more>
								${__("Show More ({0} left)", [left])}
							</button>`
						: ""
				}`}`
			);
		}

		// Roles for a person

		for_person() {
			const { employee } = this.values;
			if (!employee) {
				const text = __(
					"Every role with a Role Competency Profile is compared with this person."
				);
				this.$body.html(`${empty(__("For whom?"), text)}`);
				return null;
			}
			return this.ask("reach", { employee }).then(({ person, rows }) => {
				this.$body.html(`${roles_of(person, rows)}`);
			}, ignore);
		}

		// People from outside

		from_outside() {
			if (!this.has_role()) return this.ask_for_role();
			return this.ask("required", this.role()).then((required) => {
				const key = JSON.stringify(this.role());
				if (key !== this.compared_for) this.people = [];
				this.compared_for = key;
				this.required = required;
				return this.compare();
			}, ignore);
		}

		compare() {
			if (!this.people.length) return this.draw_outside([]);
			const people = JSON.stringify(this.people);
			return call(`${PAGE}.compare`, { ...this.role(), people }).then((rows) =>
				this.draw_outside(rows)
			);
		}

		draw_outside(rows) {
			const { designation, position } = this.role();
			const seat = this.choices.positions.find((each) => each.name === position);
			this.$body.html(`${outside(seat?.title || designation, this.required, rows)}`);
		}

		add_person() {
			const fields = this.required.map((each, at) => ({
				fieldname: `level_${at}`,
				fieldtype: "Float",
				label: each.competency,
				description: __("Required: {0}. Empty: not assessed.", [each.required_level]),
			}));
			const name = { fieldname: "name", fieldtype: "Data", label: __("Name"), reqd: 1 };
			const dialog = new frappe.ui.Dialog({
				title: __("Candidate from Outside"),
				fields: [name, { fieldtype: "Section Break" }, ...columns(fields)],
				primary_action_label: __("Compare"),
				primary_action: () => {
					const levels = this.required
						.map(({ competency }, at) => [
							competency,
							dialog.get_field(`level_${at}`).get_input_value(),
						])
						.filter(([, typed]) => typed !== "")
						.map(([skill, typed]) => [skill, flt(typed)]);
					this.people.push({
						name: dialog.get_value("name"),
						levels: Object.fromEntries(levels),
					});
					dialog.hide();
					this.compare();
				},
			});
			dialog.show();
		}

		download_template() {
			open_url_post(
				`/api/method/talent_performance.talent_performance.${PAGE}.template`,
				this.role()
			);
		}

		upload_file() {
			const input = $('<input type="file" accept=".xlsx">')[0];
			input.addEventListener("change", async () => {
				this.read(await base64_of(input.files[0]));
			});
			input.click();
		}

		read(file) {
			frappe.dom.freeze(__("Please wait"));
			return call(`${PAGE}.read_file`, { file })
				.then((people) => {
					const before = this.people;
					this.people = [...before, ...people];
					return this.compare().catch((failure) => {
						this.people = before;
						throw failure;
					});
				})
				.finally(() => frappe.dom.unfreeze());
		}

		clear_people() {
			this.people = [];
			this.draw_outside([]);
		}
	}

	// The message has been shown by Frappe.
	const ignore = () => {};

	const base64_of = (file) =>
		new Promise((resolve) => {
			const reader = new FileReader();
			reader.onload = () => resolve(reader.result.split(",")[1]);
			reader.readAsDataURL(file);
		});

	const columns = (fields) => {
		const half = Math.ceil(fields.length / 2);
		return [...fields.slice(0, half), { fieldtype: "Column Break" }, ...fields.slice(half)];
	};

	const tab_button = (name, label, here) =>
		html`<button
			type="button"
			class="btn btn-sm ${here ? "btn-primary" : "btn-default"}"
			role="tab"
			aria-selected="${here ? "true" : "false"}"
			data-tab="${name}"
		>
			${label}
		</button>`;

	const option = (value, label, chosen) =>
		html`<option value="${value}" ${chosen === value ? "selected" : ""}>${label}</option>`;

	const select = (field, label, options, values, first) =>
		html`<label class="tp-mobility-field">
			<span class="control-label">${label}</span>
			<select class="form-control" data-field="${field}">
				${first === undefined ? "" : option("", first, values[field] || "")} ${options}
			</select>
		</label>`;

	const simple = (names, chosen) => names.map((each) => option(each, each, chosen));

	const role_field = (values, { designations, positions }) => {
		const roles = designations.map((each) => option(`designation:${each}`, each, values.role));
		const seats = positions.map((each) =>
			option(`position:${each.name}`, `${each.title} (${each.company})`, values.role)
		);
		const groups = html`<optgroup label="${__("Designations")}">${roles}</optgroup>
			${
				seats.length
					? html`<optgroup label="${__("Critical Positions")}">${seats}</optgroup>`
					: ""
			}`;
		return select("role", __("Role"), groups, values, __("Choose a role"));
	};

	const fields_of = (tab, values, choices) => {
		if (tab === "person")
			return html`<div class="tp-mobility-field">
				<label class="control-label" for="tp-mobility-person"
					>${__("Name or Number")}</label
				>
				<input
					type="search"
					id="tp-mobility-person"
					class="form-control"
					autocomplete="off"
					data-search
				/>
				<div data-found aria-live="polite"></div>
			</div>`;
		const company = values.company || "";
		const companies = select(
			"company",
			__("Company"),
			simple(choices.companies, company),
			values,
			__("All")
		);
		if (tab === "outside") return html`${role_field(values, choices)} ${companies}`;
		const departments = choices.departments
			.filter((each) => !company || each.company === company)
			.map((each) => each.department);
		return html`${role_field(values, choices)} ${companies}
			${select(
				"department",
				__("Department (with all below)"),
				simple(departments, values.department),
				values,
				__("All")
			)}
			${select("level", __("Level"), simple(choices.levels, values.level), values, __("All"))}
			${select(
				"leading",
				__("First Decides"),
				LEADING().map((each) => option(each.value, each.label, values.leading)),
				values
			)}
			<label class="tp-mobility-tick">
				<input type="checkbox" data-field="holders" ${values.holders ? "checked" : ""} />
				${__("Also who has the role already")}
			</label>`;
	};

	const proposed = (text, people) => {
		if (text.trim().length < 2) return "";
		if (!people.length) return html`<p class="text-muted small">${__("Nobody found")}</p>`;
		return html`<ul class="tp-mobility-found">
			${people.map(
				(each) =>
					html`<li>
						<button
							type="button"
							class="btn btn-xs btn-default"
							data-reach="${each.employee}"
						>
							${each.employee_name}
						</button>
						<span class="text-muted small">${each.designation || each.company}</span>
					</li>`
			)}
		</ul>`;
	};

	const skeleton = () =>
		html`<div class="tp-skeleton" aria-busy="true">
			${[1, 2, 3].map(() => html`<div></div>`)}
		</div>`;

	const needs = (title, required) =>
		html`<section class="tp-card tp-mobility-needs">
			<h5>${__("What {0} Requires", [title])}</h5>
			<div>
				${required.map(
					(each) =>
						html`<span class="tp-mobility-need">
							${each.competency} <b>${number(each.required_level, 0)}</b> ${
								each.essential ? pill(__("Essential"), "orange") : ""
							}
						</span>`
				)}
			</div>
		</section>`;

	const heading = (label, right) =>
		html`<th class="${right ? "text-right" : ""}" scope="col">${label}</th>`;

	const group_of = (standing, count, rows) => {
		const here = rows.filter((row) => row.standing === standing);
		const [title, colour] = STANDINGS[standing]();
		const ranked = standing === "ranked";
		return html`<section class="tp-card" data-standing="${standing}">
			<h5>${title} ${pill(String(count), colour)}</h5>
			${
				here.length
					? html`<div class="tp-mobility-scroll">
							<table class="table table-sm tp-mobility-table tp-mobility-even">
								<thead>
									<tr>
										${heading(ranked ? __("Place") : "", true)}
										${heading(__("Name"))} ${heading(__("Fit"))}
										${heading(__("Assessed"), true)}
										${heading(__("Readiness"), true)}
										${heading(__("Performance"), true)}
										${heading(__("Own Wish"))}
										${heading(__("Levels Missing"), true)}
										${heading(__("What Is Missing"))}
									</tr>
								</thead>
								<tbody>
									${here.map((row) => person_row(row))}
								</tbody>
							</table>
						</div>`
					: html`<p class="text-muted">${__("They come with “Show More”.")}</p>`
			}
		</section>`;
	};

	const person_row = (row) =>
		html`<tr>
			<td class="text-right tp-mobility-place">${row.place || ""}</td>
			<td class="tp-mobility-name">
				${link("Employee", row.employee, row.employee_name)}
				<div class="text-muted small">
					${[row.designation, row.department || row.company].filter(Boolean).join(" · ")}
				</div>
				<button type="button" class="btn btn-xs btn-default" data-reach="${row.employee}">
					${__("Other Roles")}
				</button>
			</td>
			<td>${fit(row)}</td>
			<td class="text-right">${percent(row.coverage)}</td>
			<td class="text-right">${percent(row.readiness)}</td>
			<td class="text-right">${percent(row.performance)}</td>
			<td>${wish(row)}</td>
			<td class="text-right">${number(row.open_gap)}</td>
			<td>${missing(row)}</td>
		</tr>`;

	const level = (value) => number(value, Number.isInteger(value) ? 0 : 1);

	const fit = (row) =>
		html`<div class="tp-mobility-fit">
			<span class="tp-mobility-bar">
				${bar(row.fit, percent(row.fit), row.standing === "ranked" ? "green" : "gray")}
			</span>
			<b>${percent(row.fit)}</b>
		</div>`;

	const wish = (row) => {
		const { relocate, locations, travel, timeframe } = row.mobility || {};
		const moves = relocate === "To Named Places" ? locations : relocate && __(relocate);
		const said = [
			timeframe && __(timeframe),
			moves && __("Relocate: {0}", [moves]),
			travel && __("Travel: {0}", [__(travel)]),
		].filter(Boolean);
		return html`${row.wish ? pill(__("Wish {0}", [row.wish]), "blue") : ""}
		${said.map((each) => html`<div class="small text-muted">${each}</div>`)}`;
	};

	// Unmet essentials first: they decide. The rest opens on demand.
	const missing = (row) => {
		const gaps = row.gaps || [];
		const reason = row.reason ? html`<div class="small">${row.reason}</div>` : "";
		if (!gaps.length) return html`${reason}<span class="text-muted">${__("Nothing")}</span>`;
		return html`${reason}
			<details>
				<summary>
					${__("Below: {0}, not assessed: {1}", [row.short || 0, row.unassessed || 0])}
				</summary>
				<ul class="tp-mobility-gaps">
					${gaps.map(
						(each) =>
							html`<li>
								${each.competency}:
								${
									each.level === null
										? __("not assessed, {0} required", [level(each.required)])
										: __("{0} of {1}", [
												level(each.level),
												level(each.required),
											])
								}
								${each.essential ? pill(__("Essential"), "orange") : ""}
							</li>`
					)}
				</ul>
			</details>`;
	};

	const roles_of = (person, rows) => {
		if (!rows.length)
			return empty(
				__("No role to compare with"),
				__("Say in Role Competency Profiles what roles require.")
			);
		return html`<section class="tp-card">
			<h5>${person.employee_name}</h5>
			<p class="text-muted">
				${[person.designation, person.department, person.company].filter(Boolean).join(" · ")}
			</p>
			<div class="tp-mobility-scroll">
				<table class="table table-sm tp-mobility-table">
					<thead>
						<tr>
							${heading(__("Role"))} ${heading(__("Reach"))} ${heading(__("Fit"))}
							${heading(__("Assessed"), true)} ${heading(__("Own Wish"))}
							${heading(__("Levels Missing"), true)}
							${heading(__("What Is Missing"))}
						</tr>
					</thead>
					<tbody>
						${rows.map(
							(row) =>
								html`<tr>
									<td>
										<button
											type="button"
											class="btn-reset tp-link"
											data-find="${row.designation}"
										>
											${row.designation}
										</button>
									</td>
									<td>${pill(...REACHES[row.reach]())}</td>
									<td>
										${fit({ ...row, standing: row.reach === "within reach" && "ranked" })}
									</td>
									<td class="text-right">${percent(row.coverage)}</td>
									<td>
										${row.wish ? pill(__("Wish {0}", [row.wish]), "blue") : ""}
									</td>
									<td class="text-right">${number(row.open_gap)}</td>
									<td>${missing(row)}</td>
								</tr>`
						)}
					</tbody>
				</table>
			</div>
		</section>`;
	};

	const outside = (title, required, rows) =>
		html`${needs(title, required)}
			<section class="tp-card">
				<div class="tp-mobility-deeds">
					<button type="button" class="btn btn-sm btn-primary" data-deed="add_person">
						${__("Enter a Candidate")}
					</button>
					<button
						type="button"
						class="btn btn-sm btn-default"
						data-deed="download_template"
					>
						${__("Download Template")}
					</button>
					<button type="button" class="btn btn-sm btn-default" data-deed="upload_file">
						${__("Load a File")}
					</button>
					${
						rows.length
							? html`<button
									type="button"
									class="btn btn-sm btn-default"
									data-deed="clear_people"
								>
									${__("Clear")}
								</button>`
							: ""
					}
				</div>
				<p class="text-muted small">
					${__("Nothing of what you enter here is kept: it is gone when you leave the page.")}
				</p>
				${
					rows.length
						? html`<div class="tp-mobility-scroll">
								<table class="table table-sm tp-mobility-table">
									<thead>
										<tr>
											${heading(__("Place"), true)} ${heading(__("Name"))}
											${heading(__("Fit"))} ${heading(__("Assessed"), true)}
											${heading(__("Levels Missing"), true)}
											${heading(__("What Is Missing"))}
										</tr>
									</thead>
									<tbody>
										${rows.map(
											(row) =>
												html`<tr>
													<td class="text-right tp-mobility-place">
														${row.place || ""}
													</td>
													<td class="tp-mobility-name">
														${row.employee_name}
													</td>
													<td>${fit(row)}</td>
													<td class="text-right">
														${percent(row.coverage)}
													</td>
													<td class="text-right">
														${number(row.open_gap)}
													</td>
													<td>${missing(row)}</td>
												</tr>`
										)}
									</tbody>
								</table>
							</div>`
						: empty(
								__("Nobody from outside yet"),
								__(
									"Enter somebody, or fill in the template: one row a person, one column a competency."
								)
							)
				}
			</section>`;

	frappe.pages["internal-mobility"].on_page_load = (wrapper) => {
		wrapper.mobility = new InternalMobility(wrapper);
	};
	frappe.pages["internal-mobility"].on_page_show = (wrapper) => wrapper.mobility.show();
}
