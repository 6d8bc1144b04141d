(() => {
	// What the engine calls a problem → what people read, its colour, and what it means.
	const MARKS = {
		orphan: {
			label: () => __("Aligned to nothing"),
			colour: "orange",
			means: () => __("The company has objectives, and this one hangs on none of them."),
		},
		stale: {
			label: () => __("Stale"),
			colour: "yellow",
			means: ({ stale_after_days }) =>
				__("Nothing was recorded for more than {0} days.", [stale_after_days]),
		},
		"no key results": {
			label: () => __("Not measured"),
			colour: "gray",
			means: () => __("No key result, and no objective that counts in it."),
		},
		overloaded: {
			label: () => __("Overloaded"),
			colour: "red",
			means: ({ overloaded_above }) =>
				__("The owner has more than {0} objectives.", [overloaded_above]),
		},
		loop: {
			label: () => __("In a circle"),
			colour: "red",
			means: () => __("It hangs, by way of others, on itself."),
		},
	};

	frappe.pages["alignment"].on_page_load = (wrapper) => {
		const page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Alignment"),
			single_column: true,
		});
		wrapper.alignment = new Alignment(page);
	};

	frappe.pages["alignment"].on_page_show = (wrapper) => wrapper.alignment.shown();

	class Alignment {
		constructor(page) {
			this.page = page;
			this.turn = 0;
			this.rules = {};
			this.nodes = new Map();
			this.body = $(`<div class="tp-alignment">
				<div class="tp-health" role="group"></div>
				<div class="tp-found hide" role="listbox"></div>
				<div class="tp-tree" role="tree"></div>
			</div>`).appendTo(page.main);
			this.health = this.body.find(".tp-health");
			this.found = this.body.find(".tp-found");
			this.tree = this.body.find(".tp-tree").attr("aria-label", __("Alignment"));
			this.listen();
			this.ready = this.call("cycles").then((cycles) => this.add_filters(cycles));
		}

		call(method, values = {}) {
			return talent_performance.call(`page.alignment.alignment.${method}`, values);
		}

		ask(method, values = {}) {
			return this.call(method, { ...this.scope(), ...values });
		}

		scope() {
			const of = (name) => this.fields[name].get_value() || "";
			return { cycle: of("cycle"), company: of("company"), department: of("department") };
		}

		// Filters ---------------------------------------------------------------------------------------------

		add_filters(cycles) {
			const again = () => this.refresh();
			this.cycles = cycles;
			this.fields = {
				cycle: this.page.add_field({
					fieldname: "cycle",
					fieldtype: "Select",
					label: __("Performance Cycle"),
					options: cycles.map(({ name, title }) => ({ value: name, label: title })),
					default: cycles.length ? cycles[0].name : "",
					change: again,
				}),
				company: this.page.add_field({
					fieldname: "company",
					fieldtype: "Link",
					options: "Company",
					label: __("Company"),
					change: again,
				}),
				department: this.page.add_field({
					fieldname: "department",
					fieldtype: "Link",
					options: "Department",
					label: __("Department"),
					change: again,
				}),
				search: this.page.add_field({
					fieldname: "search",
					fieldtype: "Data",
					label: __("Person or objective"),
				}),
			};
			this.fields.search.$input.on(
				"input",
				frappe.utils.debounce(() => this.search(), 300)
			);
			this.page.set_secondary_action(__("Refresh"), again, "refresh");
			this.page.add_inner_button(__("Objectives"), () =>
				frappe.set_route("List", "Objective", { cycle: this.scope().cycle })
			);
			frappe.ui.keys.add_shortcut({
				shortcut: "alt+f",
				description: __("Find a person or an objective"),
				page: this.page,
				action: () => this.fields.search.set_focus(),
			});
		}

		shown() {
			this.ready.then(() => {
				const { cycle, objective } = frappe.route_options || {};
				frappe.route_options = null;
				if (cycle && cycle !== this.scope().cycle) this.fields.cycle.set_input(cycle);
				return objective ? this.focus(objective) : this.refresh();
			});
		}

		// The tree --------------------------------------------------------------------------------------------

		refresh() {
			if (!this.fields) return null;
			const turn = this.begin();
			if (!this.scope().cycle) return this.show_nothing();
			this.show_health(turn);
			return Promise.all([this.ask("level"), this.ask("groups")]).then(([level, groups]) => {
				if (turn !== this.turn) return;
				const open = this.opened();
				this.nodes.clear();
				this.tree.empty();
				this.draw(this.tree, level, 0, (start) => this.ask("level", { start }));
				this.draw_groups(groups);
				if (!level.nodes.length && !groups.length) this.show_none();
				this.tree.find(".tp-node").first().attr("tabindex", 0);
				this.reopen(this.tree, open);
			});
		}

		// What is open stays open when the tree is drawn again.
		opened() {
			const rows = this.tree.find('.tp-node[aria-expanded="true"]').toArray();
			return new Set(rows.map(key_of));
		}

		reopen(place, open) {
			if (!open.size) return;
			place
				.children(".tp-branch")
				.children('.tp-node[aria-expanded="false"]')
				.each((_at, row) => {
					if (!open.has(key_of(row))) return;
					const below = $(row).siblings(".tp-below");
					this.toggle($(row)).then(() => this.reopen(below, open));
				});
		}

		// What was asked before this isn't drawn any more; what stands there stays until the answer is in.
		begin() {
			this.turn += 1;
			if (!this.tree.children().length) {
				const { html } = talent_performance;
				const bones = [1, 2, 3].map(() => html`<div class="tp-bone"></div>`);
				this.tree.html(html`${bones}`.toString());
			}
			return this.turn;
		}

		draw(parent, { nodes, more }, depth, fetch, start = 0) {
			nodes.forEach((node) => {
				this.nodes.set(node.name, node);
				parent.append(this.node_html(node, depth).toString());
			});
			if (!more) return;
			const button = $(
				talent_performance.html`<button class="btn btn-xs btn-default tp-more" style="margin-left: ${
					depth * 24 + 30
				}px">${__("Show more")}</button>`.toString()
			).appendTo(parent);
			const next = start + nodes.length;
			button.on("click", () => {
				button.prop("disabled", true);
				fetch(next).then((level) => {
					button.remove();
					this.draw(parent, level, depth, fetch, next);
				});
			});
		}

		draw_groups(groups) {
			if (!groups.length) return;
			const { html } = talent_performance;
			const total = groups.reduce((sum, group) => sum + group.count, 0);
			this.tree.append(
				html`<h6 class="tp-loose">
					${__("People's objectives that hang on nothing you see here")}
					<span class="text-muted">${format_number(total, null, 0)}</span>
				</h6>`.toString()
			);
			groups.forEach(({ department, count }) =>
				this.tree.append(
					html`<div class="tp-branch">
						<div
							class="tp-node tp-group"
							role="treeitem"
							aria-expanded="false"
							tabindex="-1"
							data-place="${department}"
							data-depth="0"
						>
							${toggle(true)}
							<span class="tp-title"
								>${department || __("Without a department")}</span
							>
							<span class="text-muted">${how_many(count)}</span>
						</div>
						<div class="tp-below hide" role="group"></div>
					</div>`.toString()
				)
			);
		}

		node_html(node, depth, open = false) {
			const { html, link, pill, day } = talent_performance;
			const { figures, plain } = talent_performance.goals;
			const whose = {
				Company: node.company,
				Department: node.department || node.company,
				Individual: node.employee_name,
			}[node.level];
			const hangs = node.parent_objective
				? node.contributes
					? html`<span title="${__("It is one more line of the objective above.")}"
							>${__("counts with weight {0}", [plain(node.contribution_weight)])}</span
						>`
					: html`<span>${__("only aligned")}</span>`
				: "";
			const state = node.status === "Approved" ? "" : pill(__(node.status), "gray");
			return html`<div class="tp-branch">
				<div
					class="tp-node"
					role="treeitem"
					aria-level="${depth + 1}"
					aria-expanded="${node.children ? String(open) : ""}"
					tabindex="-1"
					draggable="${node.movable ? "true" : "false"}"
					data-name="${node.name}"
					data-depth="${depth}"
					style="padding-left: ${depth * 24}px"
				>
					${toggle(node.children > 0)}
					<div class="tp-what">
						<div class="tp-title">
							${link("Objective", node.name, node.title)} ${state}
						</div>
						<div class="tp-meta text-muted small">
							<span
								>${talent_performance.trusted(
									frappe.utils.icon(ICONS[node.level], "xs")
								)}
								${whose || ""}</span
							>
							${hangs}
							${
								node.children
									? html`<span>${__("{0} below", [node.children])}</span>`
									: ""
							}
						</div>
					</div>
					<div class="tp-marks">${node.issues.map((issue) => this.mark(issue))}</div>
					<div class="tp-progress">${figures(node)}</div>
					<div class="tp-due text-muted small">
						${node.due_date ? __("due {0}", [day(node.due_date)]) : ""}
					</div>
					<button
						class="btn btn-xs tp-menu"
						aria-label="${__("What can be done with {0}", [node.title])}"
						aria-haspopup="true"
					>
						${talent_performance.trusted(frappe.utils.icon("dot-horizontal", "sm"))}
					</button>
				</div>
				<div class="tp-below hide" role="group"></div>
			</div>`;
		}

		mark(issue) {
			const { html } = talent_performance;
			const mark = MARKS[issue];
			return html`<span
				class="indicator-pill no-indicator-dot ${mark.colour}"
				title="${mark.means(this.rules)}"
				>${mark.label()}</span
			>`;
		}

		show_nothing() {
			this.health.empty();
			this.tree.html(
				talent_performance
					.empty(
						__("There is no cycle yet"),
						__(
							"Objectives belong to a performance cycle. Once there is one that you may see, its objectives hang here."
						)
					)
					.toString()
			);
		}

		show_none() {
			this.tree.html(
				talent_performance
					.empty(
						__("No objectives here"),
						__(
							"Begin with what the company wants to reach; departments and people align to it."
						),
						__("New Objective")
					)
					.toString()
			);
			this.tree
				.find("button")
				.on("click", () => frappe.new_doc("Objective", { cycle: this.scope().cycle }));
		}

		// Opening and closing ---------------------------------------------------------------------------------

		toggle(row) {
			const below = row.siblings(".tp-below");
			const open = row.attr("aria-expanded") === "true";
			if (!row.attr("aria-expanded")) return Promise.resolve();
			row.attr("aria-expanded", String(!open));
			below.toggleClass("hide", open);
			if (open || below.children().length) return Promise.resolve();
			return this.fill(row, below);
		}

		fill(row, below) {
			const depth = cint(row.attr("data-depth")) + 1;
			const name = row.attr("data-name");
			const fetch = name
				? (start) => this.ask("level", { parent: name, start })
				: (start) => this.ask("loose", { place: row.attr("data-place") || "", start });
			below.html('<div class="tp-bone"></div>');
			return fetch(0).then((level) => {
				below.empty();
				this.draw(below, level, depth, fetch);
			});
		}

		// Health ----------------------------------------------------------------------------------------------

		show_health(turn) {
			this.ask("health").then((health) => {
				if (turn !== this.turn) return;
				this.rules = health;
				const { html } = talent_performance;
				const chips = Object.entries(MARKS).map(([issue, mark]) => {
					const count = health.counts[issue];
					return html`<button
						class="btn btn-xs tp-chip ${count ? "" : "tp-well"}"
						data-issue="${issue}"
						title="${mark.means(health)}"
						${talent_performance.trusted(count ? "" : "disabled")}
					>
						<span class="indicator ${count ? mark.colour : "green"}"></span>
						${mark.label()} <b>${format_number(count, null, 0)}</b>
					</button>`;
				});
				this.health.html(
					html`<span class="tp-count">${how_many(health.objectives)}</span
						>${chips}`.toString()
				);
			});
		}

		show_ailing(issue) {
			const turn = this.begin();
			const mark = MARKS[issue];
			this.ask("ailing", { issue }).then((level) => {
				if (turn !== this.turn) return;
				this.show_list(mark.label(), mark.means(this.rules));
				this.draw(this.tree, level, 0, (start) => this.ask("ailing", { issue, start }));
			});
		}

		show_list(title, text) {
			const { html } = talent_performance;
			this.nodes.clear();
			this.tree.html(
				html`<div class="tp-back">
					<button class="btn btn-xs btn-default">← ${__("Whole tree")}</button>
					<b>${title}</b>
					<span class="text-muted">${text}</span>
				</div>`.toString()
			);
			this.tree.find(".tp-back button").on("click", () => this.refresh());
		}

		// Search ----------------------------------------------------------------------------------------------

		search() {
			const text = String(this.fields.search.$input.val() || "").trim();
			if (text.length < 2) {
				this.found.addClass("hide");
				return;
			}
			this.ask("search", { text }).then((rows) => {
				if (text !== String(this.fields.search.$input.val() || "").trim()) return;
				const { html } = talent_performance;
				const lines = rows.map(
					(row) =>
						html`<button class="tp-hit" role="option" data-name="${row.name}">
							<span>${row.title}</span>
							<span class="text-muted small"
								>${row.employee_name || row.department || row.company}</span
							>
						</button>`
				);
				const none = html`<div class="text-muted small p-2">
					${__("Nothing that you may see is called so.")}
				</div>`;
				this.found
					.html((lines.length ? html`${lines}` : none).toString())
					.removeClass("hide");
			});
		}

		focus(objective) {
			const turn = this.begin();
			this.show_health(turn);
			return this.ask("branch", { objective }).then((way) => {
				if (turn !== this.turn) return null;
				if (!way.length) return this.refresh();
				this.show_list(__("The way to one objective"), "");
				let place = this.tree;
				way.forEach((node, depth) => {
					this.nodes.set(node.name, node);
					const last = depth === way.length - 1;
					const drawn = $(this.node_html(node, depth, !last).toString()).appendTo(place);
					place = drawn.find(".tp-below").first();
					if (!last) place.removeClass("hide");
				});
				const row = this.tree.find(`[data-name="${CSS.escape(objective)}"]`);
				row.addClass("tp-sought").attr("tabindex", 0).trigger("focus");
				return null;
			});
		}

		// What people do --------------------------------------------------------------------------------------

		listen() {
			this.body.on("click", ".tp-toggle", (event) =>
				this.toggle($(event.currentTarget).closest(".tp-node"))
			);
			this.body.on("click", ".tp-chip", (event) =>
				this.show_ailing($(event.currentTarget).attr("data-issue"))
			);
			this.body.on("click", ".tp-hit", (event) => {
				this.found.addClass("hide");
				this.focus($(event.currentTarget).attr("data-name"));
			});
			this.body.on("click", ".tp-menu", (event) => this.open_menu($(event.currentTarget)));
			this.body.on("keydown", ".tp-node", (event) => this.on_key(event));
			this.listen_to_drags();
		}

		open_menu(button) {
			const node = this.nodes.get(button.closest(".tp-node").attr("data-name"));
			const { goals, html } = talent_performance;
			const again = () => this.refresh();
			const items = [
				[__("Open"), () => frappe.set_route("Form", "Objective", node.name), true],
				[
					__("Update Progress"),
					() => goals.update_progress(node.name, again),
					node.status === "Approved",
				],
				[__("Align to…"), () => this.align(node), node.movable],
			].filter(([, , possible]) => possible);
			$(".tp-pop").remove();
			const menu = $(
				html`<div class="dropdown-menu show tp-pop" role="menu">
					${items.map(([label]) => html`<a class="dropdown-item" role="menuitem" href="#">${label}</a>`)}
				</div>`.toString()
			).appendTo(button.parent());
			menu.find("a").each((at, item) =>
				$(item).on("click", (event) => {
					event.preventDefault();
					menu.remove();
					items[at][1]();
				})
			);
			menu.find("a").first().trigger("focus");
			setTimeout(() => $(document).one("click", () => menu.remove()));
			menu.on("keydown", (event) => {
				if (event.key === "Escape") menu.remove();
			});
		}

		align(node, parent = null) {
			const seen = { ...node, cycle: this.scope().cycle };
			if (parent) seen.parent_objective = parent;
			talent_performance.goals.align(seen, () => this.refresh());
		}

		// Arrows as in every tree: up and down along what is open, right opens, left closes, Enter goes there.
		on_key(event) {
			if (event.target !== event.currentTarget) return;
			const row = $(event.currentTarget);
			const rows = this.tree.find(".tp-node:visible");
			const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
			const open = row.attr("aria-expanded");
			if (step) {
				rows.attr("tabindex", -1);
				rows.eq(rows.index(row) + step)
					.attr("tabindex", 0)
					.trigger("focus");
			} else if (
				(event.key === "ArrowRight" && open === "false") ||
				(event.key === "ArrowLeft" && open === "true")
			) {
				this.toggle(row);
			} else if (event.key === "Enter" && row.attr("data-name")) {
				frappe.set_route("Form", "Objective", row.attr("data-name"));
			} else {
				return;
			}
			event.preventDefault();
		}

		listen_to_drags() {
			const name_of = (event) => $(event.currentTarget).attr("data-name");
			this.body.on("dragstart", ".tp-node[draggable=true]", (event) => {
				this.dragged = name_of(event);
				event.originalEvent.dataTransfer.setData("text/plain", this.dragged);
			});
			this.body.on("dragover", ".tp-node[data-name]", (event) => {
				if (!this.dragged || name_of(event) === this.dragged) return;
				event.preventDefault();
				$(event.currentTarget).addClass("tp-target-of-drag");
			});
			this.body.on("dragleave drop dragend", ".tp-node", (event) =>
				$(event.currentTarget).removeClass("tp-target-of-drag")
			);
			this.body.on("drop", ".tp-node[data-name]", (event) => {
				event.preventDefault();
				const node = this.nodes.get(this.dragged);
				this.dragged = null;
				if (node && node.name !== name_of(event)) this.align(node, name_of(event));
			});
		}
	}

	const ICONS = { Company: "organization", Department: "users", Individual: "assign" };

	function how_many(count) {
		return count === 1
			? __("1 objective")
			: __("{0} objectives", [format_number(count, null, 0)]);
	}

	function key_of(row) {
		return row.getAttribute("data-name") || `place ${row.getAttribute("data-place")}`;
	}

	function toggle(some) {
		const { html } = talent_performance;
		if (!some) return html`<span class="tp-leaf"></span>`;
		return html`<button
			class="btn btn-xs tp-toggle"
			tabindex="-1"
			aria-label="${__("Open or close")}"
		>
			<span class="tp-arrow">▸</span>
		</button>`;
	}
})();
