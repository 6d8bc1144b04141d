frappe.listview_settings["Appraisal Event"] = {
	formatters: {
		deed(value) {
			const words = {
				approve_goals: __("Approve Goals"),
				open_mid_year: __("Open Mid-year Review"),
				open_self_review: __("Open Self Review"),
				open_manager_review: __("Open Manager Review"),
				open_second_level: __("Open Second-Level Review"),
				hold_for_calibration: __("Hold for Calibration"),
				publish: __("Publish"),
				acknowledge: __("Acknowledge Receipt"),
				lapse: __("Close without Reply"),
				appeal: __("Appeal"),
				decide_appeal: __("Decide Appeal"),
				reopen: __("Reopen"),
				exempt: __("Exempt"),
				include: __("Include Again"),
				cancel: __("Cancel Appraisal"),
				calibrate: __("Calibrate"),
				nudge: __("Remind"),
				extend: __("Extend"),
				reassign: __("Reassign"),
			};
			return words[value] || frappe.utils.escape_html(value || "");
		},
	},
};
