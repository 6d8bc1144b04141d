frappe.ui.form.on("Performance Appraisal", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) return;
		show_headline(frm);
		call(frm, "possible_deeds").then(({ deeds, reviews }) => {
			reviews.forEach((each) => add_review_button(frm, each));
			deeds.forEach((each) => add_deed_button(frm, each));
		});
	},
});

const COLOURS = {
	"Goal Setting": "gray",
	"Self Review": "orange",
	"Manager Review": "orange",
	"Second-Level Review": "orange",
	Calibration: "purple",
	Published: "green",
	Acknowledged: "green",
	"Closed without Reply": "gray",
	Appealed: "red",
	Exempt: "gray",
	Cancelled: "gray",
};

// The deed that moves things on stands in the open; what is rarer is in the menu.
const PLAIN = ["approve_goals", "publish", "acknowledge", "decide_appeal"];

const QUESTIONS = {
	appeal: () => __("What should be looked at again?"),
	reopen: () => __("Why is it reopened? The employee reads this."),
	exempt: () => __("Why is nobody rated here? The employee reads this."),
};

const REVIEWS = {
	Self: () => __("Write My Review"),
	Manager: () => __("Write the Manager's Review"),
	"Second Level": () => __("Write the Second-Level Review"),
};

function show_headline(frm) {
	const colour = COLOURS[frm.doc.state] || "blue";
	frm.page.set_indicator(__(frm.doc.state), colour);
	frm.dashboard.clear_headline();
	frm.dashboard.set_headline_alert(frappe.utils.escape_html(headline(frm.doc)), colour);
}

function headline(doc) {
	const day = (value) => frappe.datetime.str_to_user(value);
	if (doc.state === "Published" && doc.reply_by) {
		return __("Published: {0}. Please reply by {1}; an appeal is possible until {2}.", [
			doc.rating_label || doc.no_rating_reason || __("no rating"),
			day(doc.reply_by),
			day(doc.appeal_by),
		]);
	}
	if (doc.state === "Appealed") return __("Appealed: {0}", [doc.appeal_reason]);
	if (doc.state === "Exempt") return __("Exempt: {0}", [doc.exempt_reason]);
	if (doc.state === "Cancelled") return __("Cancelled: {0}", [doc.cancel_reason]);
	if (doc.rating) return __("{0}: {1}", [__(doc.state), doc.rating_label]);
	return doc.due_date
		? __("{0}, due {1}", [__(doc.state), day(doc.due_date)])
		: __("{0} since {1}", [__(doc.state), day(doc.state_since)]);
}

function add_review_button(frm, { perspective }) {
	frm.add_custom_button(REVIEWS[perspective](), () =>
		call(frm, "write_review", { perspective }).then((name) =>
			frappe.set_route("Form", "Appraisal Review", name)
		)
	).addClass("btn-primary");
}

function add_deed_button(frm, each) {
	const open = PLAIN.includes(each.deed) && !each.on_behalf;
	const group = open ? undefined : __("Actions");
	const label = each.on_behalf ? __("{0} on Behalf", [each.label]) : each.label;
	frm.add_custom_button(label, () => ask(frm, { ...each, label }), group);
}

function ask(frm, each) {
	const dialogs = {
		acknowledge: ask_for_comment,
		decide_appeal: ask_for_decision,
		reopen: ask_to_reopen,
	};
	if (dialogs[each.deed]) return dialogs[each.deed](frm, each);
	if (each.reason) return ask_for_reason(frm, each);
	frappe.confirm(__("{0} now?", [each.label]), () => act(frm, each));
}

function act(frm, each, values = {}) {
	const doors = { publish: "publish", hold_for_calibration: "hold" };
	const door = doors[each.deed];
	return door ? done(frm, door) : done(frm, "move", { deed: each.deed, ...values });
}

function ask_for_reason(frm, each) {
	const label = QUESTIONS[each.deed] ? QUESTIONS[each.deed]() : __("Why?");
	const fields = [{ fieldname: "reason", fieldtype: "Small Text", label, reqd: 1 }];
	frappe.prompt(fields, (values) => act(frm, each, values), each.label, each.label);
}

function ask_for_comment(frm, each) {
	const fields = [
		{
			fieldname: "comment",
			fieldtype: "Small Text",
			label: each.on_behalf ? __("How is it known that it was received?") : __("Comment"),
			description: each.on_behalf
				? ""
				: __("You say that you have received it, not that you agree."),
			reqd: each.reason ? 1 : 0,
		},
	];
	frappe.prompt(fields, (values) => done(frm, "acknowledge", values), each.label, each.label);
}

function ask_for_decision(frm, each) {
	const fields = [
		{
			fieldname: "decision",
			fieldtype: "Select",
			label: __("Decision"),
			options: [
				{ value: "Upheld", label: __("Upheld: the rating stands") },
				{ value: "Changed", label: __("Changed: another rating counts") },
			],
			default: "Upheld",
			reqd: 1,
		},
		{
			fieldname: "rating",
			fieldtype: "Float",
			label: __("Rating"),
			depends_on: "eval:doc.decision=='Changed'",
			mandatory_depends_on: "eval:doc.decision=='Changed'",
		},
		{
			fieldname: "answer",
			fieldtype: "Small Text",
			label: __("Answer to the employee"),
			reqd: 1,
		},
	];
	frappe.prompt(fields, (values) => done(frm, "decide_appeal", values), each.label, each.label);
}

function ask_to_reopen(frm, each) {
	const fields = [
		{ fieldname: "reason", fieldtype: "Small Text", label: QUESTIONS.reopen(), reqd: 1 },
		{
			fieldname: "signed",
			fieldtype: "Check",
			label: __("I sign for a change after the export for pay"),
			hidden: each.signature ? 0 : 1,
			reqd: each.signature ? 1 : 0,
		},
	];
	frappe.prompt(fields, (values) => done(frm, "reopen", values), each.label, each.label);
}

function done(frm, method, values) {
	return call(frm, method, values).then(() => frm.reload_doc());
}

function call(frm, method, values = {}) {
	const path =
		"talent_performance.talent_performance.doctype.performance_appraisal.performance_appraisal";
	return frappe.xcall(`${path}.${method}`, { appraisal: frm.doc.name, ...values });
}
