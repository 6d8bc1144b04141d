// The raters of one person, drawn by what the server lets the reader see.
(() => {
	const PATH = "doctype.feedback_request.feedback_request";
	const { html } = talent_performance;
	const call = (method, values) => talent_performance.call(`${PATH}.${method}`, values);
	const COLOURS = { Nominated: "gray", Approved: "yellow", Sent: "blue", Declined: "red" };

	frappe.ui.form.on("Feedback Request", {
		refresh(frm) {
			frm.disable_save();
			if (frm.is_new()) return;
			const { name } = frm.doc;
			call("raters", { about: name }).then(({ rows, deeds }) => {
				if (frm.doc.name !== name) return;
				draw(frm, rows, deeds.includes("add_rater"));
				buttons(frm, deeds);
			});
		},
	});

	function draw(frm, rows, may) {
		const { $wrapper } = frm.get_field("raters_html");
		if (!rows.length) {
			const none = talent_performance.empty(
				__("Nobody is chosen yet"),
				__(
					"The person and the manager, and all reports, come in with the launch, as the round says."
				)
			);
			$wrapper.html(none.toString());
			return;
		}
		const lines = rows.map((row) => {
			const out = may && ["Nominated", "Approved"].includes(row.state);
			const button = out
				? html`<button class="btn btn-xs btn-default" data-out="${row.name}">
						${__("Take Out")}
					</button>`
				: may && row.state === "Declined" && ["Peer", "Other"].includes(row.rater_group)
					? html`<button class="btn btn-xs btn-default" data-instead="${row.name}">
							${__("Ask Somebody Else")}
						</button>`
					: "";
			return html`<tr>
				<td>
					${row.rater_name}
					<div class="text-muted small">${row.rater ? "" : row.rater_email}</div>
				</td>
				<td>${__(row.rater_group)}</td>
				<td>${talent_performance.pill(__(row.state), COLOURS[row.state] || "gray")}</td>
				<td class="text-muted">${row.decline_reason}</td>
				<td class="text-right">${button}</td>
			</tr>`;
		});
		$wrapper.html(
			html`<table class="table table-sm">
					<thead>
						<tr>
							<th>${__("Rater")}</th>
							<th>${__("Group")}</th>
							<th>${__("State")}</th>
							<th>${__("Reason")}</th>
							<th></th>
						</tr>
					</thead>
					<tbody>
						${lines}
					</tbody>
				</table>
				<p class="text-muted small">
					${__("Who has answered isn't kept: in a small group it would say whose the answers are.")}
				</p>`.toString()
		);
		$wrapper
			.find("[data-out]")
			.on("click", ({ currentTarget }) =>
				done(frm, call("take_out", { invitation: currentTarget.dataset.out }))
			);
		$wrapper
			.find("[data-instead]")
			.on("click", ({ currentTarget }) =>
				choose(frm, __("Ask Somebody Else"), false, (values) =>
					call("substitute", { invitation: currentTarget.dataset.instead, ...values })
				)
			);
	}

	function done(frm, deed) {
		return deed.then(() => frm.reload_doc());
	}

	function buttons(frm, deeds) {
		const about = frm.doc.name;
		const all = {
			approve: [__("Approve"), () => done(frm, call("approve", { about }))],
			add_rater: [
				__("Add a Rater"),
				() =>
					choose(frm, __("Add a Rater"), true, (values) =>
						call("add_rater", { about, ...values })
					),
			],
			name_coach: [__("Name a Coach"), () => name_coach(frm)],
			withdraw: [
				__("Take out of the Round"),
				() =>
					frappe.confirm(__("Take {0} out of the round?", [escaped(frm)]), () =>
						done(frm, call("withdraw", { about }))
					),
			],
			take_back: [__("Put in Again"), () => done(frm, call("take_back", { about }))],
		};
		deeds.forEach((deed) => frm.add_custom_button(...all[deed]));
		if (deeds.includes("approve")) {
			frm.change_custom_button_type(__("Approve"), null, "primary");
		}
	}

	function escaped(frm) {
		return frappe.utils.escape_html(frm.doc.employee_name);
	}

	function choose(frm, title, grouped, deed) {
		const fields = [
			{
				fieldname: "rater",
				fieldtype: "Link",
				options: "Employee",
				label: __("Colleague"),
				get_query: () => ({
					filters: { status: "Active", name: ["!=", frm.doc.employee] },
				}),
			},
			{ fieldtype: "Section Break", label: __("Or From Outside") },
			{ fieldname: "name", fieldtype: "Data", label: __("Name") },
			{ fieldname: "email", fieldtype: "Data", options: "Email", label: __("E-mail") },
		];
		if (grouped) {
			fields.splice(1, 0, {
				fieldname: "group",
				fieldtype: "Select",
				options: ["Peer", "Other"],
				default: "Peer",
				label: __("Group"),
			});
		}
		frappe.prompt(fields, (values) => done(frm, deed(values)), title, __("Add"));
	}

	function name_coach(frm) {
		frappe.prompt(
			[
				{
					fieldname: "coach",
					fieldtype: "Link",
					options: "Employee",
					label: __("Coach"),
					default: frm.doc.coach,
					description: __("Sees the result with the person. Empty for nobody."),
				},
			],
			({ coach }) =>
				done(frm, call("name_coach", { about: frm.doc.name, coach: coach || "" })),
			__("Name a Coach"),
			__("Name")
		);
	}
})();
