// What is done with a session as a whole, from the board and from the form: open, lock, close, minutes, Excel.
frappe.provide("talent_performance.calibration");

{
	const { html } = talent_performance;
	const METHODS =
		"talent_performance.talent_performance.doctype.calibration_session.calibration_session";

	// Asks the server; what it refuses comes back as { type, text } instead of a message over the page.
	function call(method, args, type) {
		if (!frappe.is_online()) {
			return Promise.reject({
				type: "Offline",
				text: __("There is no connection just now."),
			});
		}
		return new Promise((resolve, reject) =>
			frappe.call({
				method,
				type,
				args,
				silent: true,
				always: (data) =>
					data && !data.exc_type ? resolve(data.message) : reject(refusal(data)),
			})
		);
	}

	const ask = (method, args) => call(`${METHODS}.${method}`, args, "GET");

	const tell = (method, args) => call(`${METHODS}.${method}`, args, "POST");

	// Which version of a session there is by now; a light question, asked again and again.
	const version_of = (session) =>
		call(
			"frappe.client.get_value",
			{
				doctype: "Calibration Session",
				filters: session,
				fieldname: JSON.stringify(["version", "state"]),
			},
			"GET"
		);

	function refusal(data) {
		const messages = data?._server_messages ? JSON.parse(data._server_messages) : [];
		const texts = messages.map((each) => strip_html(JSON.parse(each).message || ""));
		return {
			type: data?.exc_type || "Offline",
			text: texts.join(" ") || __("The server didn't answer. Nothing was changed."),
		};
	}

	function show(problem) {
		frappe.msgprint({
			title: __("Not Done"),
			message: frappe.utils.escape_html(problem.text),
			indicator: "red",
		});
	}

	// Waits with the page frozen, and says what went wrong.
	async function deed(method, args) {
		frappe.dom.freeze(__("Please wait"));
		try {
			return (await tell(method, args)) ?? true;
		} catch (problem) {
			show(problem);
			return null;
		} finally {
			frappe.dom.unfreeze();
		}
	}

	function download(method, session) {
		window.open(`/api/method/${METHODS}.${method}?${new URLSearchParams({ session })}`);
	}

	// Ends a session without a rating written.
	function cancel_session(session, then) {
		frappe.confirm(
			__(
				"Cancel this session? Its moves stay in the minutes, and no rating is written. It can't be opened again."
			),
			async () => (await deed("cancel", { session })) && then()
		);
	}

	// What closing does is told first, with the guidelines that don't hold; it can be counted before it is done.
	function close_session(session, then, guidelines = []) {
		const off = guidelines.filter((each) => !each.fine);
		const dialog = new frappe.ui.Dialog({
			title: __("Close the Session"),
			fields: [{ fieldtype: "HTML", fieldname: "told" }],
			primary_action_label: __("Close Now"),
			primary_action: async () => {
				dialog.hide();
				const run = await deed("close", { session });
				if (!run) return;
				say_run(run);
				then();
			},
			secondary_action_label: __("Count First"),
			secondary_action: async () => {
				dialog.hide();
				const run = await deed("dry_run_close", { session });
				if (run) frappe.set_route("Form", "Talent Run", run);
			},
		});
		dialog.get_field("told").$wrapper.html(`${closing(off)}`);
		dialog.show();
	}

	const closing = (off) =>
		html`<p>
				${__("What was decided becomes ratings: each person who was moved gets the calibrated rating with who, when and why, and stands in the box that follows. From then on nobody is moved here.")}
			</p>
			${
				off.length
					? html`<p>${__("Guidelines that don't hold:")}</p>
							<ul>
								${off.map((each) => html`<li>${each.label}: ${each.message}</li>`)}
							</ul>`
					: ""
			}
			<p class="text-muted">
				${__("Count First shows what would be written and to whom nothing would, and writes nothing.")}
			</p>`;

	function say_run(run) {
		const to = frappe.utils.get_form_link("Talent Run", run, true, __("The run"));
		frappe.show_alert(
			{ message: `${__("It is being written.")} ${to}`, indicator: "blue" },
			10
		);
	}

	Object.assign(talent_performance.calibration, {
		METHODS,
		cancel_session,
		close_session,
		ask,
		tell,
		version_of,
		deed,
		show_problem: show,
		print_minutes: (session) => download("minutes", session),
		export_excel: (session) => download("export", session),
	});
}
