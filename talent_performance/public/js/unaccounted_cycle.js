// People without a user account, on the form of a cycle: links to mail or print, codes to print, a kiosk to start.
(() => {
	const PLACE = "talent_performance.talent_performance.doctype";

	frappe.ui.form.on("Performance Cycle", {
		refresh(frm) {
			if (frm.is_new() || frm.doc.state !== "Launched") return;
			if (!frappe.user.has_role("HR Manager")) return;
			const group = __("Without an Account");
			frm.add_custom_button(__("Mail Links"), () => choose(frm, mail), group);
			frm.add_custom_button(__("Print Links"), () => choose(frm, print_links), group);
			frm.add_custom_button(
				__("Print Codes for a Kiosk"),
				() => choose(frm, print_codes),
				group
			);
			frm.add_custom_button(__("Start a Kiosk"), () => start_kiosk(frm), group);
		},
	});

	function choose(frm, done) {
		const fields = [
			{ fieldname: "company", fieldtype: "Link", options: "Company", label: __("Company") },
			{
				fieldname: "department",
				fieldtype: "Link",
				options: "Department",
				label: __("Department"),
			},
			{
				fieldname: "days",
				fieldtype: "Int",
				label: __("Good for How Many Days"),
				default: 30,
			},
		];
		frappe.prompt(
			fields,
			({ company, department, days }) =>
				frappe
					.xcall(`${PLACE}.review_link.review_link.waiting`, {
						cycle: frm.doc.name,
						department: department || "",
						company: company || "",
					})
					.then((appraisals) => confirm(appraisals, days, done)),
			__("Without an Account"),
			__("Count")
		);
	}

	function confirm(appraisals, days, done) {
		if (!appraisals.length) {
			frappe.msgprint({
				title: __("Nobody"),
				message: __(
					"No self review waits for somebody without an account. People with a user log in, and a self review must be open."
				),
			});
			return;
		}
		frappe.confirm(
			__("{0} people without an account. Links and codes of before are replaced. Go on?", [
				appraisals.length,
			]),
			() => done({ appraisals, days })
		);
	}

	function mail(values) {
		call("review_link.review_link.mail_links", values).then(({ sent, without }) => {
			const { html } = talent_performance;
			const none = without.length
				? html`<p>${__("Without an address, to print for: {0}", [without.join(", ")])}</p>`
				: "";
			frappe.msgprint({
				title: __("Links"),
				message: html`<p>${__("{0} mails are on their way.", [sent])}</p>
					${none}`.toString(),
			});
		});
	}

	function print_links(values) {
		call("review_link.review_link.print_links", values).then(talent_performance.show_sheets);
	}

	function print_codes(values) {
		call("personal_code.personal_code.print_codes", values).then(
			talent_performance.show_sheets
		);
	}

	function start_kiosk(frm) {
		const companies = (frm.doc.companies || []).map((row) => row.company);
		const fields = [
			{
				fieldname: "company",
				fieldtype: "Select",
				options: companies,
				label: __("Company"),
				default: companies[0],
				reqd: 1,
			},
			{
				fieldname: "place",
				fieldtype: "Data",
				label: __("Place"),
				description: __("Where it stands, as in Hall 2."),
				reqd: 1,
			},
			{ fieldname: "hours", fieldtype: "Int", label: __("Hours"), default: 8, reqd: 1 },
			{
				fieldname: "idle_minutes",
				fieldtype: "Int",
				label: __("Idle Minutes"),
				default: 3,
				reqd: 1,
			},
		];
		frappe.prompt(
			fields,
			(values) =>
				call("kiosk.kiosk.start", { ...values, cycle: frm.doc.name }).then(show_address),
			__("Start a Kiosk"),
			__("Start")
		);
	}

	function show_address({ url }) {
		const { html } = talent_performance;
		frappe.msgprint({
			title: __("Kiosk"),
			message: html`<p>
					${__("Open this address on the tablet. The device that opens it is the kiosk; the address is shown once.")}
				</p>
				<p><a href="${url}" target="_blank" rel="noreferrer">${url}</a></p>`.toString(),
		});
	}

	function call(method, args) {
		return frappe.xcall(`${PLACE}.${method}`, args, null, { freeze: true });
	}
})();
