// What is done with a session as a whole, from the board and from the form: open, lock, close, minutes, Excel.
frappe.provide("talent_performance.calibration");

{
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

	Object.assign(talent_performance.calibration, {
		METHODS,
		ask,
		tell,
		version_of,
		deed,
		show_problem: show,
		print_minutes: (session) => download("minutes", session),
		export_excel: (session) => download("export", session),
	});
}
