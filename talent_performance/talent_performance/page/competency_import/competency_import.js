(() => {
	const PATH = "page.competency_import.competency_import";
	const DEFAULTS = {
		importance_from: 3,
		essential_from: 4,
		essential_level: 3,
		optional_level: 0,
	};

	class CompetencyImport {
		constructor(page) {
			const { html } = talent_performance;
			this.page = page;
			this.files = [];
			this.choice = { designations: {}, ...DEFAULTS };
			this.titles = {};
			this.body = $(
				html`<div class="competency-import">
					<p class="text-muted">
						${__(
							"Competencies and what roles require come in from O*NET's text files, ESCO's CSV files or a workbook of your own. Everything is checked first; nothing is written while anything is wrong, and what is there is never taken away."
						)}
					</p>
					<div class="ci-look"></div>
				</div>`.toString()
			).appendTo(page.main);
			page.set_primary_action(__("Choose Files"), () => this.upload(), "upload");
			page.add_menu_item(__("Template for Excel"), () =>
				window.open(`/api/method/talent_performance.talent_performance.${PATH}.template`)
			);
			page.add_menu_item(__("Begin Again"), () => this.begin());
			this.body.on("click", ".tp-empty .btn", () => this.upload());
			this.body.on("click", ".ci-add", () => this.add_occupation());
			this.body.on("click", ".ci-drop", (event) => {
				delete this.choice.designations[event.currentTarget.dataset.code];
				this.check();
			});
			this.body.on("change", ".ci-number", (event) => {
				this.choice[event.currentTarget.name] = flt(event.currentTarget.value);
				this.check();
			});
			this.body.on("click", ".ci-import", () => this.confirm());
			this.begin();
		}

		begin() {
			this.files = [];
			this.choice = { designations: {}, ...DEFAULTS };
			this.body
				.find(".ci-look")
				.html(
					talent_performance
						.empty(
							__("No files yet"),
							__(
								"O*NET: Skills.txt, Knowledge.txt or Abilities.txt, with Occupation Data.txt and Content Model Reference.txt. ESCO: skills, occupations and occupationSkillRelations. Or the template from the menu, filled in."
							),
							__("Choose Files")
						)
						.toString()
				);
		}

		upload() {
			const chosen = [];
			const uploader = new frappe.ui.FileUploader({
				folder: "Home",
				make_attachments_public: false,
				restrictions: { allowed_file_types: [".csv", ".tsv", ".txt", ".xlsx"] },
				allow_multiple: true,
				allow_web_link: false,
				allow_google_drive: false,
				allow_take_photo: false,
				on_success: (file) => {
					chosen.push(file.name);
					this.files = [...new Set([...this.files, ...chosen])];
					this.check_soon(uploader);
				},
			});
		}

		// Several files are uploaded one after the other: they are looked at together. The dialog doesn't always notice that
		// small ones have arrived.
		check_soon(uploader) {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => {
				uploader.dialog?.hide();
				this.check();
			}, 600);
		}

		sent() {
			return { files: JSON.stringify(this.files), choice: JSON.stringify(this.choice) };
		}

		async check() {
			frappe.dom.freeze(__("Checking…"));
			try {
				this.look = await talent_performance.call(`${PATH}.look_at`, this.sent());
				this.draw();
			} finally {
				frappe.dom.unfreeze();
			}
		}

		draw() {
			const { html } = talent_performance;
			const { look } = this;
			this.body.find(".ci-look").html(
				html`<div class="frappe-card ci-card">
					<div class="ci-verdict">${this.verdict()}</div>
					<p class="text-muted">
						${look.files
							.map((each) =>
								__("{0}: {1} rows", [each.file, format_number(each.rows, null, 0)])
							)
							.join(" · ")}
					</p>
					${look.occupations ? this.occupations() : ""} ${this.counts()}
					${this.problems()} ${this.rows()}
					<div class="ci-actions">
						<button
							class="btn btn-primary btn-sm ci-import"
							${look.writes && !look.errors ? "" : "disabled"}
						>
							${__("Import")}
						</button>
					</div>
				</div>`.toString()
			);
		}

		verdict() {
			const { pill } = talent_performance;
			const { look } = this;
			if (look.errors)
				return [
					pill(
						look.errors === 1 ? __("1 problem") : __("{0} problems", [look.errors]),
						"red"
					),
					" ",
					__("Nothing has been written. Mend what stands below, or choose other files."),
				];
			if (look.writes) return pill(__("Nothing is wrong"), "green");
			if (look.occupations && !look.chosen.length)
				return pill(__("Say which occupations your designations are"), "blue");
			return pill(__("There is nothing new in these files"), "gray");
		}

		occupations() {
			const { html } = talent_performance;
			const { look, choice } = this;
			const onet = look.sources.includes("O*NET");
			const field = (name, label, most) =>
				html`<label class="ci-field"
					><span>${label}</span>
					<input
						class="form-control input-sm ci-number"
						type="number"
						step="0.5"
						min="0"
						max="${most}"
						name="${name}"
						value="${choice[name]}"
				/></label>`;
			return html`<h5>${__("Occupations")}</h5>
				<table class="table ci-occupations">
					<tbody>
						${look.chosen.map(
							(each) =>
								html`<tr>
									<td>
										${each.title} <span class="text-muted">${each.code}</span>
									</td>
									<td>→ ${each.designation}</td>
									<td class="text-right">
										<button
											class="btn btn-default btn-xs ci-drop"
											data-code="${each.code}"
										>
											${__("Remove")}
										</button>
									</td>
								</tr>`
						)}
					</tbody>
				</table>
				<button class="btn btn-default btn-sm ci-add">${__("Add an Occupation")}</button>
				<div class="ci-fields">
					${
						onet
							? [
									field("importance_from", __("Taken over from importance"), 5),
									field("essential_from", __("Essential from importance"), 5),
								]
							: [
									field(
										"essential_level",
										__("Level required of essentials"),
										5
									),
									field(
										"optional_level",
										__("Level required of optionals (0: left out)"),
										5
									),
								]
					}
				</div>`;
		}

		counts() {
			const { html } = talent_performance;
			return html`<div class="ci-counts">
				${this.look.counts.map(
					([label, count]) =>
						html`<div class="ci-count">
							<div class="ci-figure">${format_number(count, null, 0)}</div>
							<div class="text-muted">${label}</div>
						</div>`
				)}
			</div>`;
		}

		problems() {
			const { html } = talent_performance;
			if (!this.look.problems.length) return "";
			return html`<div class="ci-table">
				<table class="table table-bordered">
					<thead>
						<tr>
							<th>${__("File")}</th>
							<th>${__("Row")}</th>
							<th>${__("Column")}</th>
							<th>${__("Value")}</th>
							<th>${__("What is wrong")}</th>
							<th>${__("What is expected")}</th>
						</tr>
					</thead>
					<tbody>
						${this.look.problems.map(
							(each) =>
								html`<tr>
									<td>${each.file}</td>
									<td class="text-right">${each.row || ""}</td>
									<td>${each.column}</td>
									<td>${each.value}</td>
									<td>${each.message}</td>
									<td>${each.expected}</td>
								</tr>`
						)}
					</tbody>
				</table>
			</div>`;
		}

		rows() {
			const { html, pill } = talent_performance;
			const { competencies, profiles } = this.look;
			const colours = { New: "green", Changed: "blue", There: "gray" };
			if (!competencies.length) return "";
			return html`${
					profiles.length
						? html`<h5>${__("Role profiles")}</h5>
								<table class="table">
									<tbody>
										${profiles.map(
											(each) =>
												html`<tr>
													<td>${each.title}</td>
													<td>
														${pill(__(each.state), colours[each.state])}
													</td>
													<td class="text-right">
														${__("{0} lines new, {1} changed", [
															each.added,
															each.changed,
														])}
													</td>
												</tr>`
										)}
									</tbody>
								</table>`
						: ""
				}
				<details class="ci-list">
					<summary>${__("Competencies: {0}", [competencies.length])}</summary>
					<table class="table">
						<tbody>
							${competencies.map(
								(each) =>
									html`<tr>
										<td>${each.name}</td>
										<td>${each.values.category || ""}</td>
										<td>${pill(__(each.state), colours[each.state])}</td>
									</tr>`
							)}
						</tbody>
					</table>
				</details>`;
		}

		async find(text) {
			const found = await talent_performance.call(`${PATH}.occupations`, {
				files: JSON.stringify(this.files),
				text: text || "",
			});
			return found.map(([code, title]) => ({
				value: code,
				label: title,
				description: code,
			}));
		}

		add_occupation() {
			const dialog = new frappe.ui.Dialog({
				title: __("Which Occupation Is Which Designation?"),
				fields: [
					{
						fieldname: "occupation",
						fieldtype: "Autocomplete",
						label: __("Occupation"),
						reqd: 1,
						ignore_validation: true,
						get_query: (text) => this.find(text),
						description: __("Type a word of its title."),
					},
					{
						fieldname: "designation",
						fieldtype: "Link",
						options: "Designation",
						label: __("Designation"),
						reqd: 1,
					},
				],
				primary_action_label: __("Add"),
				primary_action: (values) => {
					this.choice.designations[values.occupation] = values.designation;
					dialog.hide();
					this.check();
				},
			});
			const field = dialog.get_field("occupation");
			field.$input.on(
				"input",
				frappe.utils.debounce(
					async () => field.set_data(await this.find(field.$input.val())),
					300
				)
			);
			this.find("").then((found) => field.set_data(found));
			dialog.show();
		}

		confirm() {
			frappe.confirm(
				__("Write {0} competencies and role profiles?", [this.look.writes]),
				async () => {
					frappe.dom.freeze(__("Importing…"));
					try {
						const done = await talent_performance.call(
							`${PATH}.run_import`,
							this.sent()
						);
						frappe.show_alert({
							message: __("{0} competencies and {1} role profiles written.", [
								done.competencies,
								done.profiles,
							]),
							indicator: "green",
						});
					} finally {
						frappe.dom.unfreeze();
					}
					this.check();
				}
			);
		}
	}

	frappe.pages["competency-import"].on_page_load = (wrapper) => {
		const page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Import Competencies"),
			single_column: true,
		});
		wrapper.competency_import = new CompetencyImport(page);
	};
})();
