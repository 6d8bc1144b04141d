frappe.ui.form.on("Check-in", {
	setup(frm) {
		frm.set_query("objective", () => ({
			filters: { employee: frm.doc.employee || "", status: "Approved" },
		}));
	},

	refresh(frm) {
		frm.toggle_display("reply_section", frm.doc.status === "Shared");
		if (frm.is_new()) return;
		if (frm.doc.reply) frm.disable_form();
		if (frm.doc.status === "Draft") {
			frm.set_intro(__("Only you read it until you share it."));
			frm.add_custom_button(__("Share"), () => share(frm)).addClass("btn-primary");
		} else {
			add_reply_button(frm);
		}
	},
});

const METHODS = "talent_performance.talent_performance.doctype.check_in.check_in";

function share(frm) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	saved
		.then(() => frappe.xcall(`${METHODS}.share`, { check_in: frm.doc.name }))
		.then(() => frm.reload_doc());
}

function add_reply_button(frm) {
	frappe.xcall(`${METHODS}.may_reply`, { check_in: frm.doc.name }).then((may) => {
		if (!may) return;
		frm.add_custom_button(__("Reply"), () =>
			frappe.prompt(
				{
					fieldname: "text",
					fieldtype: "Text",
					label: __("Reply"),
					default: frm.doc.reply,
					reqd: 1,
				},
				({ text }) =>
					frappe
						.xcall(`${METHODS}.reply`, { check_in: frm.doc.name, text })
						.then(() => frm.reload_doc()),
				__("Reply")
			)
		).addClass("btn-primary");
	});
}
