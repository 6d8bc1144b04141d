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

	// The file that was downloaded, with new ratings in it: checked first, and either all of it counts or nothing.
	function load_excel(session, then) {
		const label = __("Excel file");
		let file = null;
		const dialog = new frappe.ui.Dialog({
			title: __("Load an Excel File"),
			size: "large",
			fields: [
				{ fieldtype: "HTML", fieldname: "file" },
				{ fieldtype: "HTML", fieldname: "found" },
			],
			primary_action_label: __("Move Everybody"),
			primary_action: async () => {
				const done = await deed("load_file", { session, ...file });
				if (!done) return;
				if (done.problems.length) {
					show_found(done);
					return;
				}
				dialog.hide();
				frappe.show_alert({ message: __("Moved: {0}", [done.moves]), indicator: "green" });
				then();
			},
		});
		const found = dialog.get_field("found").$wrapper;
		const allow = (allowed) => dialog.get_primary_btn().prop("disabled", !allowed);
		const show_found = (checked) => {
			found.html(`${file_checked(checked)}`);
			allow(checked.moves && !checked.problems.length);
		};
		dialog.get_field("file").$wrapper.html(
			`${html`<p>
					${__("Download the session as Excel, write the new rating or potential and the reason beside it, and choose the file here. It is checked, and nothing is moved before you say so.")}
				</p>
				<p><input type="file" accept=".xlsx" aria-label="${label}" /></p>`}`
		);
		dialog.$wrapper.find("input[type=file]").on("change", async ({ target }) => {
			if (!target.files[0]) return;
			file = await as_text(target.files[0]);
			found.html(`${html`<p class="text-muted">${__("Checking…")}</p>`}`);
			tell("check_file", { session, ...file }).then(show_found, (problem) => {
				allow(false);
				found.html(`${html`<p class="tp-cal-problem" role="alert">${problem.text}</p>`}`);
			});
		});
		allow(false);
		dialog.show();
	}

	function as_text(file) {
		return new Promise((resolve) => {
			const reader = new FileReader();
			reader.onload = () =>
				resolve({ name: file.name, file: reader.result.split(",")[1] || "" });
			reader.readAsDataURL(file);
		});
	}

	const file_checked = ({ rows, moves, problems }) =>
		html`<p role="status">
				<b
					>${
						problems.length
							? __(
									"{0} problems: mend the file and choose it again. Nothing was moved.",
									[problems.length]
								)
							: __("{0} rows, {1} moves. Nothing is wrong.", [rows, moves])
					}</b
				>
			</p>
			${problems.length ? wrong_rows(problems) : ""}`;

	const wrong_rows = (problems) =>
		html`<div class="tp-scroll">
			<table class="table table-sm">
				<thead>
					<tr>
						<th>${__("Row")}</th>
						<th>${__("Column")}</th>
						<th>${__("Value")}</th>
						<th>${__("What Is Wrong")}</th>
						<th>${__("Expected")}</th>
					</tr>
				</thead>
				<tbody>
					${problems.map(
						(each) =>
							html`<tr>
								<td>${each.row}</td>
								<td>${each.column}</td>
								<td class="tp-cell">${each.value}</td>
								<td class="tp-cell">${each.message}</td>
								<td class="tp-cell">${each.expected}</td>
							</tr>`
					)}
				</tbody>
			</table>
		</div>`;

	// Asks everybody who takes part by mail, and says who has no account to come with.
	async function invite(session, then) {
		const done = await deed("invite", { session });
		if (!done) return;
		const without = done.without.length
			? ` ${__("Without an account: {0}", [done.without.join(", ")])}`
			: "";
		const message = frappe.utils.escape_html(__("Invited: {0}.", [done.asked]) + without);
		frappe.show_alert({ message, indicator: without ? "orange" : "green" }, 10);
		then();
	}

	Object.assign(talent_performance.calibration, {
		METHODS,
		invite,
		load_excel,
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
