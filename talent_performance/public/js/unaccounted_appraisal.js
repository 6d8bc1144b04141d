// An appraisal of somebody without a user account: whoever leads writes down what was said, HR hands over a link.
(() => {
	const PLACE = "talent_performance.talent_performance.doctype";
	const WAYS = ["In Person", "On Paper", "By Phone"];

	frappe.ui.form.on("Performance Appraisal", {
		refresh(frm) {
			if (frm.is_new()) return;
			call(frm, "may_record").then((may) => {
				const group = __("Without an Account");
				if (may.self_review) {
					frm.add_custom_button(__("Record Self Review"), () => record(frm), group);
				}
				if (may.acknowledge) {
					frm.add_custom_button(
						__("Record That It Was Received"),
						() => receive(frm),
						group
					);
				}
				if (may.link)
					frm.add_custom_button(__("Print Link"), () => print_link(frm), group);
			});
		},
	});

	function how() {
		return {
			fieldname: "how",
			fieldtype: "Select",
			label: __("How was it said?"),
			options: WAYS.map((value) => ({ value, label: __(value) })),
			default: WAYS[0],
			reqd: 1,
		};
	}

	function record(frm) {
		call(frm, "lines_to_record").then((review) => {
			const dialog = new frappe.ui.Dialog({
				title: __("Record Self Review"),
				size: "large",
				fields: [
					how(),
					...review.ratings.flatMap((line, at) =>
						rating_fields(line, at, review.levels)
					),
					{ fieldtype: "Section Break" },
					...review.answers.map((line, at) => answer_field(line, at, review.levels)),
					{ fieldname: "summary", fieldtype: "Small Text", label: __("Summary") },
				],
				primary_action_label: __("Submit as Said by the Employee"),
				primary_action: (values) =>
					call(frm, "record_self_review", {
						how: values.how,
						said: said(review, values),
					}).then(() => {
						dialog.hide();
						frm.reload_doc();
					}),
			});
			dialog.show();
		});
	}

	// Frappe takes labels for markup.
	function text(words) {
		return frappe.utils.escape_html(__(words));
	}

	function levels_of(levels) {
		return [
			{ value: 0, label: __("Not rated") },
			...levels.map(([value, label]) => ({ value, label: text(`${value} ${__(label)}`) })),
		];
	}

	function rating_fields(line, at, levels) {
		return [
			{ fieldtype: "Section Break", label: text(line.item || line.component) },
			{
				fieldname: `rating_${at}`,
				fieldtype: "Select",
				label: __("Rating"),
				options: levels_of(levels),
			},
			{ fieldtype: "Column Break" },
			{ fieldname: `comment_${at}`, fieldtype: "Small Text", label: __("Comment") },
		];
	}

	function answer_field(line, at, levels) {
		const rated = line.kind === "Rating";
		return {
			fieldname: `answer_${at}`,
			fieldtype: rated ? "Select" : "Small Text",
			options: rated ? levels_of(levels) : undefined,
			label: text(line.question),
			reqd: line.required,
		};
	}

	function said(review, values) {
		const ratings = review.ratings.map(({ name }, at) => [
			name,
			{ rating: flt(values[`rating_${at}`]), comment: values[`comment_${at}`] || "" },
		]);
		const answers = review.answers.map(({ name, kind }, at) => {
			const given = values[`answer_${at}`];
			return [name, kind === "Rating" ? { rating: flt(given) } : { answer: given || "" }];
		});
		return {
			ratings: Object.fromEntries(ratings),
			answers: Object.fromEntries(answers),
			summary: values.summary || "",
		};
	}

	function receive(frm) {
		frappe.prompt(
			[how(), { fieldname: "comment", fieldtype: "Small Text", label: __("What was said") }],
			(values) => call(frm, "record_acknowledgement", values).then(() => frm.reload_doc()),
			__("Record That It Was Received"),
			__("Record")
		);
	}

	function print_link(frm) {
		frappe
			.xcall(`${PLACE}.review_link.review_link.print_links`, { appraisals: [frm.doc.name] })
			.then(talent_performance.show_sheets);
	}

	function call(frm, method, values = {}) {
		return frappe.xcall(`${PLACE}.performance_appraisal.performance_appraisal.${method}`, {
			appraisal: frm.doc.name,
			...values,
		});
	}
})();
