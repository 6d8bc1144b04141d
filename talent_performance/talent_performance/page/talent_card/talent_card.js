// A person as a talent review looks at her, on one page; without a name in the route, the people whose card one may open.
{
	const { html, empty, call, card_link, trusted } = talent_performance;
	const PAGE = "page.talent_card.talent_card";
	const METHOD = `/api/method/talent_performance.talent_performance.${PAGE}`;
	const TYPING = 300;

	const skeleton = () =>
		html`<div class="tp-skeleton" aria-busy="true">
			${[1, 2, 3].map(() => html`<div></div>`)}
		</div>`;

	// A file that the server makes for whoever is logged in here.
	const open_file = (method, asked) =>
		window.open(`${METHOD}.${method}?${new URLSearchParams(asked)}`, "_blank");

	class TalentCard {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Talent Card"),
				single_column: true,
			});
			this.$body = $('<div class="tp-talent-card"></div>').appendTo(this.page.main);
			this.start = 0;
			this.make_fields();
			this.listen();
		}

		make_fields() {
			const link = (fieldname, label, options, more = {}) => {
				const hidden =
					!frappe.model.can_read(options) && !frappe.model.can_select(options);
				const change = () => this.search();
				return this.page.add_field({
					fieldtype: "Link",
					fieldname,
					label,
					options,
					hidden,
					change,
					...more,
				});
			};
			const company = () => this.fields.company.get_value();
			const of_company = () => ({ filters: company() ? { company: company() } : {} });
			this.fields = {
				company: link("company", __("Company"), "Company"),
				department: link("department", __("Department (with all below)"), "Department", {
					get_query: of_company,
				}),
				manager: link("manager", __("Manager (with all below)"), "Employee", {
					get_query: of_company,
				}),
				search: this.page.add_field({
					fieldtype: "Data",
					fieldname: "search",
					label: __("Name"),
				}),
			};
			this.fields.search.$input.on(
				"input",
				frappe.utils.debounce(() => this.search(), TYPING)
			);
		}

		listen() {
			this.$body.on("click", "[data-turn]", (event) => {
				this.start = Number(event.currentTarget.dataset.turn);
				this.list();
			});
			this.$body.on("click", "[data-clear]", () => {
				Object.values(this.fields).forEach((field) => field.set_input(""));
				this.search();
			});
		}

		show() {
			const asked = (frappe.route_options || {}).employee || frappe.get_route()[1];
			frappe.route_options = null;
			this.employee = asked || null;
			this.page.clear_actions();
			this.page.clear_icons();
			$(this.page.page_form).toggle(!asked);
			return asked ? this.card(asked) : this.list();
		}

		card(employee) {
			this.page.set_title(__("Talent Card"));
			this.$body.html(`${skeleton()}`);
			this.page.set_secondary_action(__("All Cards"), () => frappe.set_route("talent-card"));
			return call(`${PAGE}.card`, { employee }).then(
				(found) => {
					if (this.employee !== employee) return;
					const name = frappe.utils.escape_html(found.employee_name);
					this.page.set_title(__("Talent Card of {0}", [name]));
					this.page.set_primary_action(
						__("PDF"),
						() => open_file("pdf", { employee }),
						"printer"
					);
					this.$body.html(`${trusted(found.html)}`);
				},
				() => {
					const text = __("It opens to those who may see talent data of the person.");
					this.$body.html(`${empty(__("This card isn't open to you"), text)}`);
				}
			);
		}

		asked() {
			const values = Object.entries(this.fields).map(([name, field]) => [
				name,
				field.get_value() || "",
			]);
			return Object.fromEntries(values);
		}

		search() {
			if (this.employee) return;
			const said = JSON.stringify(this.asked());
			if (said === this.said) return;
			this.said = said;
			this.start = 0;
			this.list();
		}

		list() {
			const asked = this.asked();
			this.said = JSON.stringify(asked);
			this.page.set_title(__("Talent Cards"));
			if (!this.$body.find(".tp-card-people").length) this.$body.html(`${skeleton()}`);
			return call(`${PAGE}.people`, { ...asked, start: this.start }).then((found) => {
				if (this.employee || this.said !== JSON.stringify(asked)) return;
				this.$body.html(`${found.total ? chosen(found, this.start) : nobody(asked)}`);
				this.offer_pack(found, asked);
			});
		}

		offer_pack({ total, most }, asked) {
			this.page.clear_actions();
			if (!total) return;
			const make = () => open_file("pack", asked);
			const too_many = () =>
				frappe.msgprint({
					title: __("Too Many for One Pack"),
					message: __(
						"{0} people fit, and a pack holds at most {1} cards. Choose a department or a manager.",
						[format_number(total, null, 0), most]
					),
					indicator: "orange",
				});
			this.page.set_primary_action(
				__("Review Pack: {0}", [format_number(total, null, 0)]),
				total > most ? too_many : make,
				"printer"
			);
		}
	}

	const nobody = (asked) => {
		const narrowed = Object.values(asked).some(Boolean);
		const title = narrowed ? __("Nobody fits") : __("There is no card for you to open");
		const text = narrowed
			? __("Take a filter away, or look for another name.")
			: __(
					"HR Manager and Talent Manager see them, and managers where Talent Settings let them."
				);
		const button = html`<button class="btn btn-default btn-sm" data-clear>
			${__("Clear")}
		</button>`;
		return html`<section class="tp-card">
			${empty(title, text)}
			<div class="text-center">${narrowed ? button : ""}</div>
		</section>`;
	};

	const person = (each) =>
		html`<li class="tp-card">
			<span aria-hidden="true">${trusted(face(each))}</span>
			<span>
				${card_link(each.employee, each.employee_name)}
				<span class="text-muted" dir="auto">
					${[each.designation, each.department].filter(Boolean).join(", ")}
				</span>
			</span>
		</li>`;

	const face = (each) =>
		frappe.avatar(
			null,
			"avatar-medium",
			frappe.utils.escape_html(each.employee_name),
			each.image
		);

	const chosen = ({ rows, total, page }, start) => {
		const turn = (label, at, off) =>
			html`<button class="btn btn-xs btn-default" data-turn="${at}" ${off ? "disabled" : ""}>
				${label}
			</button>`;
		const pager = html`<div class="tp-pager">
			${turn(__("Previous"), Math.max(0, start - page), start === 0)}
			<span class="text-muted"
				>${__("{0} to {1} of {2}", [start + 1, start + rows.length, total])}</span
			>
			${turn(__("Next"), start + page, start + rows.length >= total)}
		</div>`;
		return html`<ul class="tp-card-people">
				${rows.map(person)}
			</ul>
			${total > page ? pager : ""}`;
	};

	frappe.pages["talent-card"].on_page_load = (wrapper) => {
		wrapper.talent_card = new TalentCard(wrapper);
	};

	frappe.pages["talent-card"].on_page_show = (wrapper) => wrapper.talent_card.show();
}
