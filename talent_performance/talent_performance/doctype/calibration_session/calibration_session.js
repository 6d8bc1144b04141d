const BOARD = ["/assets/talent_performance/calibration_board/deeds.js"];

frappe.ui.form.on("Calibration Session", {
	setup(frm) {
		frm.set_query("department", () => ({
			filters: frm.doc.company ? { company: ["in", [frm.doc.company, ""]] } : {},
		}));
		frm.set_query("cycle", "cycles", () => ({
			filters: [
				["Performance Cycle", "state", "in", ["Launched", "Closed", "Published"]],
				...(frm.doc.company ? [["Cycle Company", "company", "=", frm.doc.company]] : []),
			],
		}));
		const people = () => ({ filters: { enabled: 1, user_type: "System User" } });
		frm.set_query("user", "participants", people);
		frm.set_query("facilitator", people);
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.company) {
			frm.set_value("company", frappe.defaults.get_user_default("Company"));
		}
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Board"), () =>
			frappe.set_route("calibration-board", frm.doc.name)
		);
		frm.change_custom_button_type(__("Board"), null, "primary");
		frappe.require(BOARD).then(() => offer(frm));
	},

	level_type(frm) {
		frm.set_value("level", "");
	},
});

// The steps of a session, which of them are behind it, and the one that comes next.
function show_way(frm) {
	const { html } = talent_performance;
	const { doc } = frm;
	const opened = Boolean(doc.opened_on);
	const ended = ["Closed", "Cancelled"].includes(doc.state);
	const steps = [
		[true, __("Choose cycles and people, and who meets")],
		[Boolean(doc.invited_on) || opened, __("Invite the participants")],
		[opened, __("Open the session")],
		[ended, __("Compare and move people on the board: {0} moves so far", [doc.moves || 0])],
		[
			ended,
			doc.state === "Cancelled"
				? __("Cancelled: no rating was written")
				: __("Close it: ratings are written"),
		],
	];
	const next = steps.findIndex(([done]) => !done);
	frm.get_field("way_html").$wrapper.html(
		`${html`<ol class="tp-steps">
			${steps.map(
				([done, text], at) =>
					html`<li aria-current="${at === next ? "step" : "false"}">
						<span class="tp-step-mark ${done ? "text-success" : "text-muted"}"
							>${done ? "✓" : at + 1}</span
						>
						<span class="tp-step-text"
							>${at === next ? html`<b>${text}</b>` : text}</span
						>
					</li>`
			)}
		</ol>`}`
	);
}

// What the session's state and the reader's part in it allow. The server decides again.
function offer(frm) {
	if (cur_frm !== frm || frm.is_new()) return;
	const {
		ask,
		deed,
		invite,
		cancel_session,
		close_session,
		print_minutes,
		export_excel,
		load_excel,
	} = talent_performance.calibration;
	const { name } = frm.doc;
	const again = () => frm.reload_doc();
	const does = (method) => async () => {
		if (await deed(method, { session: name })) again();
	};
	show_way(frm);
	ask("standing", { session: name }).then((may) => {
		if (cur_frm !== frm || frm.doc.name !== name) return;
		const add = (allowed, label, action, group) =>
			allowed && frm.add_custom_button(label, action, group);
		add(may.invite, __("Invite"), () => invite(name, again));
		add(may.open, __("Open Session"), does("open_session"));
		add(may.lock, __("Lock Session"), does("lock"), __("Actions"));
		add(may.unlock, __("Unlock Session"), does("unlock"), __("Actions"));
		add(may.close, __("Close Session"), () => close_session(name, again), __("Actions"));
		add(may.cancel, __("Cancel Session"), () => cancel_session(name, again), __("Actions"));
		add(true, __("Minutes"), () => print_minutes(name), __("Files"));
		add(true, __("Download as Excel"), () => export_excel(name), __("Files"));
		add(may.move, __("Load an Excel File"), () => load_excel(name, again), __("Files"));
	});
}
