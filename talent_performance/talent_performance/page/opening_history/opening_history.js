(() => {
	const PATH = "page.opening_history.opening_history";
	const WAIT = 2000;

	class OpeningHistory {
		constructor(page) {
			const { html } = talent_performance;
			this.page = page;
			this.body = $(
				html`<div class="opening-history">
					<p class="text-muted">
						${__(
							"Ratings and potential of earlier years come in from a CSV or Excel file, one row a person and cycle. The file is checked first; nothing is written while anything is wrong."
						)}
					</p>
					<div class="oh-check"></div>
					<h5 class="oh-heading">${__("Imports so far")}</h5>
					<div class="oh-imports"></div>
				</div>`.toString()
			).appendTo(page.main);
			this.page.set_primary_action(__("Choose a File"), () => this.choose(), "upload");
			this.page.add_menu_item(__("Template for Excel"), () =>
				this.download("template", { kind: "xlsx" })
			);
			this.page.add_menu_item(__("Template as CSV"), () =>
				this.download("template", { kind: "csv" })
			);
			this.body.on("click", ".oh-again", () => this.check(this.chosen()));
			this.body.on("click", ".oh-import", () => this.confirm());
			this.body.on("click", ".oh-problems", () =>
				this.download("problems", {
					file: this.file,
					columns: JSON.stringify(this.columns),
				})
			);
			this.body.on("click", ".oh-back", (event) =>
				this.take_back($(event.currentTarget).data("run"))
			);
			this.body.on("click", ".tp-empty .btn", () => this.choose());
			this.draw_empty();
		}

		download(method, values) {
			const query = new URLSearchParams(values).toString();
			window.open(
				`/api/method/talent_performance.talent_performance.${PATH}.${method}?${query}`
			);
		}

		draw_empty() {
			this.body
				.find(".oh-check")
				.html(
					talent_performance
						.empty(
							__("No file yet"),
							__(
								"Choose a file, or download the template from the menu and fill it in."
							),
							__("Choose a File")
						)
						.toString()
				);
		}

		choose() {
			new frappe.ui.FileUploader({
				folder: "Home",
				make_attachments_public: false,
				restrictions: { allowed_file_types: [".csv", ".tsv", ".txt", ".xlsx", ".xlsm"] },
				allow_multiple: false,
				allow_web_link: false,
				allow_google_drive: false,
				allow_take_photo: false,
				on_success: (file) => {
					this.file = file.name;
					this.file_name = file.file_name;
					this.check({});
				},
			});
		}

		chosen() {
			const columns = {};
			this.body.find("select[data-column]").each((_at, select) => {
				columns[select.dataset.column] = select.value;
			});
			return columns;
		}

		async check(columns) {
			this.columns = columns;
			frappe.dom.freeze(__("Checking…"));
			try {
				const look = await talent_performance.call(`${PATH}.look_at`, {
					file: this.file,
					columns: JSON.stringify(columns),
				});
				this.draw(look);
			} finally {
				frappe.dom.unfreeze();
			}
		}

		draw(look) {
			const { html } = talent_performance;
			this.look = look;
			const verdict = look.errors
				? html`<span class="indicator-pill red">${__("{0} problems", [look.errors])}</span>
						${__("Mend the file and choose it again. Nothing has been written.")}`
				: look.new
					? html`<span class="indicator-pill green">${__("Nothing is wrong")}</span>`
					: html`<span class="indicator-pill gray"
							>${__("There is nothing new in this file")}</span
						>`;
			const ready = !look.errors && look.new;
			this.body.find(".oh-check").html(
				html`<div class="frappe-card oh-card">
					<div class="oh-verdict"><b>${this.file_name}</b> ${verdict}</div>
					${this.counts(look)} ${this.mapping(look)} ${this.problems(look)}
					<div class="oh-actions">
						<button class="btn btn-default btn-sm oh-again">
							${__("Check Again")}
						</button>
						<button
							class="btn btn-primary btn-sm oh-import"
							${ready ? "" : "disabled"}
						>
							${__("Import {0} Rows", [look.new])}
						</button>
					</div>
				</div>`.toString()
			);
		}

		counts(look) {
			const { html } = talent_performance;
			return html`<div class="oh-counts">
				${look.counts.map(
					([label, count]) =>
						html`<div class="oh-count">
							<div class="oh-number">${format_number(count, null, 0)}</div>
							<div class="text-muted">${label}</div>
						</div>`
				)}
			</div>`;
		}

		mapping(look) {
			const { html } = talent_performance;
			const options = (heading) => [
				html`<option value=""></option>`,
				...look.header.map((name) =>
					name === heading
						? html`<option value="${name}" selected>${name}</option>`
						: html`<option value="${name}">${name}</option>`
				),
			];
			return html`<details class="oh-mapping">
				<summary>${__("Which heading is which")}</summary>
				<div class="oh-columns">
					${look.columns.map(
						(column) =>
							html`<label class="oh-column">
								<span class="${column.required ? "reqd" : ""}"
									>${column.label}</span
								>
								<select class="form-control input-xs" data-column="${column.name}">
									${options(column.heading)}
								</select>
							</label>`
					)}
				</div>
			</details>`;
		}

		problems(look) {
			const { html } = talent_performance;
			if (!look.problems.length) return "";
			const colours = { error: "red", warning: "orange", info: "blue" };
			const words = { error: __("Error"), warning: __("Warning"), info: __("Note") };
			return html`<div class="oh-table">
					<table class="table table-bordered">
						<thead>
							<tr>
								<th></th>
								<th>${__("Row")}</th>
								<th>${__("Column")}</th>
								<th>${__("Value")}</th>
								<th>${__("What is wrong")}</th>
								<th>${__("What is expected")}</th>
							</tr>
						</thead>
						<tbody>
							${look.problems.map(
								(each) =>
									html`<tr>
										<td>
											${talent_performance.pill(words[each.severity], colours[each.severity])}
										</td>
										<td class="text-right">${each.row}</td>
										<td>${each.column}</td>
										<td>${each.value}</td>
										<td>${each.message}</td>
										<td>${each.expected}</td>
									</tr>`
							)}
						</tbody>
					</table>
				</div>
				<div class="oh-more">
					${look.more ? __("and {0} more", [look.more]) : ""}
					<button class="btn btn-default btn-xs oh-problems">
						${__("All Problems as CSV")}
					</button>
				</div>`;
		}

		confirm() {
			const { new: rows } = this.look;
			frappe.confirm(
				__(
					"Import {0} rows? The people concerned can read their own past ratings afterwards.",
					[rows]
				),
				() => this.start()
			);
		}

		async start() {
			await talent_performance.call(`${PATH}.start_import`, {
				file: this.file,
				columns: JSON.stringify(this.columns),
			});
			frappe.show_alert({ message: __("The import has begun."), indicator: "blue" });
			this.draw_empty();
			this.show_imports();
		}

		take_back(run) {
			frappe.confirm(
				__(
					"Take back everything that this import brought? Results, potential and places go."
				),
				async () => {
					await talent_performance.call(`${PATH}.take_back`, { run });
					this.show_imports();
				}
			);
		}

		async show_imports() {
			clearTimeout(this.timer);
			const found = await talent_performance.call(`${PATH}.imports`);
			this.body.find(".oh-imports").html(this.imports(found).toString());
			if (found.some((each) => ["Queued", "Running"].includes(each.state)))
				this.timer = setTimeout(
					() => this.page.main.is(":visible") && this.show_imports(),
					WAIT
				);
		}

		imports(found) {
			const { html, link, bar, pill } = talent_performance;
			if (!found.length)
				return html`<p class="text-muted">${__("Nothing has been imported yet.")}</p>`;
			const colours = {
				Completed: "green",
				Failed: "red",
				Running: "blue",
				Queued: "gray",
				"Completed with Refusals": "orange",
			};
			const button = (each) =>
				each.kind === "Import Opening History" &&
				each.state === "Completed" &&
				!each.taken_back
					? html`<button class="btn btn-default btn-xs oh-back" data-run="${each.run}">
							${__("Take Back")}
						</button>`
					: each.taken_back
						? pill(__("Taken back"), "gray")
						: "";
			return html`<table class="table">
				<tbody>
					${found.map(
						(each) =>
							html`<tr>
								<td>
									${link("Talent Run", each.run, `${__(each.title)} ${each.run}`)}
								</td>
								<td>${frappe.datetime.str_to_user(each.started_at)}</td>
								<td>
									${pill(__(each.state), colours[each.state] || "gray")}
									${each.error}
								</td>
								<td class="oh-bar">
									${bar(each.progress, __("{0} %", [Math.round(each.progress)]))}
								</td>
								<td class="text-right">${__("{0} people", [each.rows])}</td>
								<td class="text-right">${button(each)}</td>
							</tr>`
					)}
				</tbody>
			</table>`;
		}
	}

	frappe.pages["opening-history"].on_page_load = (wrapper) => {
		const page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Opening History"),
			single_column: true,
		});
		wrapper.opening_history = new OpeningHistory(page);
	};

	frappe.pages["opening-history"].on_page_show = (wrapper) => {
		wrapper.opening_history.show_imports();
	};
})();
