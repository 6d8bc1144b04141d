"""What Frappe calls by name. Only literals: every process of a site imports this at start."""

app_name = "talent_performance"
app_title = "Talent & Performance"
app_publisher = "Talent & Performance contributors"
app_description = (
	"Performance and talent management: from goals to appraisal, talent, succession and development"
)
app_email = "talent-performance@example.com"
app_license = "gpl-3.0-or-later"
required_apps = ["frappe/erpnext"]

require_type_annotated_api_methods = True
export_python_type_annotations = True

app_include_js = [
	"/assets/talent_performance/js/desk.js",
	"/assets/talent_performance/js/cycle.js",
	"/assets/talent_performance/js/goals.js",
	"/assets/talent_performance/js/goal_making.js",
]
app_include_css = [
	"/assets/talent_performance/css/desk.css",
	"/assets/talent_performance/css/appraisal_sheet.css",
	"/assets/talent_performance/css/feedback_report.css",
]

doctype_js = {
	"Employee": "public/js/employee.js",
	"Appraisal Review": "public/js/writing_aid.js",
	"Performance Appraisal": ["public/js/appraisal_sheet.js", "public/js/unaccounted_appraisal.js"],
	"Performance Cycle": "public/js/unaccounted_cycle.js",
	"Feedback Round": "public/js/feedback_summaries.js",
}
fixtures = [{"dt": "Custom HTML Block", "filters": [["name", "=", "Cycle at a Glance"]]}]
override_doctype_dashboards = {"Employee": ["talent_performance.employee_dashboard.get_data"]}

website_route_rules = [{"from_route": "/talent/<path:app_path>", "to_route": "talent"}]

before_install = "talent_performance.install.refuse_unsupported_site"
before_migrate = ["talent_performance.install.refuse_unsupported_site"]
after_install = ["talent_performance.install.set_up"]
after_migrate = ["talent_performance.store.indexes.index_employees"]
before_uninstall = "talent_performance.uninstall.before_uninstall"
after_uninstall = "talent_performance.uninstall.after_uninstall"

doc_events = {
	"Employee": {
		"after_insert": [
			"talent_performance.flows.talent_profiles.on_new_employee",
			"talent_performance.flows.talent.on_new_employee",
		],
		"on_update": [
			"talent_performance.access.upkeep.employee_saved",
			"talent_performance.flows.talent_profiles.on_changed_employee",
			"talent_performance.flows.transfers.on_saved_employee",
			"talent_performance.flows.talent.on_changed_employee",
		],
		"on_trash": [
			"talent_performance.access.upkeep.employee_deleted",
			"talent_performance.flows.talent_profiles.on_deleted_employee",
		],
		"before_rename": [
			"talent_performance.flows.renames.before_employee_rename",
			"talent_performance.access.upkeep.employee_to_be_renamed",
			"talent_performance.flows.talent_profiles.before_employee_rename",
		],
		"after_rename": [
			"talent_performance.access.upkeep.employee_renamed",
			"talent_performance.flows.renames.after_employee_rename",
		],
	},
	"Designation": {
		"before_rename": "talent_performance.flows.renames.before_role_rename",
		"after_rename": "talent_performance.flows.renames.after_role_rename",
	},
	"Company": {
		"before_rename": "talent_performance.flows.renames.before_role_rename",
		"after_rename": "talent_performance.flows.renames.after_role_rename",
	},
	"Leave Application": {
		"on_submit": "talent_performance.integrations.hrms_leave.on_leave",
		"on_cancel": "talent_performance.integrations.hrms_leave.on_leave",
		"on_update_after_submit": "talent_performance.integrations.hrms_leave.on_leave",
	},
	"DocShare": {"before_validate": "talent_performance.access.sharing.refuse_share"},
	"ToDo": {"before_validate": "talent_performance.access.sharing.refuse_assignment"},
	"Auto Email Report": {"before_validate": "talent_performance.access.copies.refuse_mailed_report"},
	"Comment": {"before_validate": "talent_performance.access.copies.check_comment"},
	"Dashboard Chart": {"before_validate": "talent_performance.access.columns.check_saved"},
	"Number Card": {"before_validate": "talent_performance.access.columns.check_saved"},
	"Document Follow": {"before_validate": "talent_performance.access.copies.refuse_follower"},
	"Document Share Key": {"before_insert": "talent_performance.access.copies.refuse_key"},
	"File": {"before_validate": "talent_performance.access.copies.check_file"},
	"Prepared Report": {"before_insert": "talent_performance.access.copies.refuse_stored_report"},
	"Tag Link": {"before_validate": "talent_performance.access.copies.refuse_tag"},
	(
		"Calibration Session",
		"Feedback Response",
		"Feedback Round",
		"Key Result",
		"Objective",
		"Appraisal Review",
		"Performance Appraisal",
		"Performance Cycle",
		"Personal Data Answer",
		"Potential Assessment",
		"Talent Profile",
		"Talent Run",
	): {"before_validate": "talent_performance.access.children.refuse_strangers"},
	(
		"Appraisal Event",
		"Appraisal Result",
		"Appraisal Review",
		"Calibration Move",
		"Calibration Session",
		"Check-in",
		"Check-in Note",
		"Competency",
		"Delegation",
		"Feedback Invitation",
		"Feedback Note",
		"Feedback Request",
		"Feedback Response",
		"Feedback Result",
		"Feedback Round",
		"Insight Log",
		"KPI",
		"Key Result",
		"Key Result Update",
		"Kiosk",
		"Legal Hold",
		"Objective",
		"Objective Change",
		"Performance Appraisal",
		"Performance Cycle",
		"Personal Code",
		"Personal Data Answer",
		"Personal Data Request",
		"Potential Assessment",
		"Rating Scale",
		"Reminder Preference",
		"Reminder Text",
		"Reporting Line",
		"Reporting Line History",
		"Result Letter Wording",
		"Review Link",
		"Review Template",
		"Role Competency Profile",
		"Talent Assessment",
		"Talent Digest",
		"Talent Placement",
		"Talent Profile",
		"Talent Run",
		"Talent Settings",
		"Works Agreement",
	): {"before_validate": "talent_performance.store.markup.clean_document"},
	(
		"Appraisal Absence",
		"Appraisal Competency",
		"Appraisal Objective",
		"Appraisal Segment",
		"Calibration Cycle",
		"Calibration Participant",
		"Cycle Company",
		"Cycle Phase",
		"Cycle Template Rule",
		"Feedback Answer",
		"Feedback Competency",
		"Key Result Milestone",
		"Key Result Month",
		"Key Result Step",
		"Objective Expectation",
		"Potential Rating",
		"Review Answer",
		"Review Rating",
		"Talent Profile Employment",
		"Talent Run Chunk",
		"Withheld Line",
	): {
		"before_validate": "talent_performance.access.children.refuse_alone",
		"on_trash": "talent_performance.access.children.refuse_alone",
	},
}

scheduler_events = {
	"hourly_long": [
		"talent_performance.access.upkeep.update_if_waiting",
		"talent_performance.flows.personal_data.erasing.resume",
		"talent_performance.flows.digests.sending.every_hour",
	],
	"monthly_long": ["talent_performance.flows.personal_data.retention.every_month"],
	"daily_long": [
		"talent_performance.flows.replies.lapse",
		"talent_performance.access.upkeep.rebuild",
		"talent_performance.access.sharing.remove_shares",
		"talent_performance.access.copies.remove_followers",
		"talent_performance.access.copies.remove_keys",
		"talent_performance.flows.goal_calendar.every_day",
		"talent_performance.flows.transfers.catch_up",
		"talent_performance.integrations.hrms_leave.sync",
		"talent_performance.flows.phases.open_due",
		"talent_performance.flows.snapshot.take_due",
		"talent_performance.flows.agreements.catch_up",
		"talent_performance.flows.feedback.reminding.every_day",
	],
	"cron": {
		"*/10 * * * *": [
			"talent_performance.runs.control.resume_abandoned",
			"talent_performance.flows.feedback.codes.upkeep",
		],
	},
}

permission_query_conditions = {
	"Reporting Line": "talent_performance.access.guarded.permission_query",
	"Reporting Line History": "talent_performance.access.guarded.permission_query",
	"Talent Profile": "talent_performance.access.guarded.permission_query",
	"Objective": "talent_performance.access.guarded.permission_query",
	"Key Result": "talent_performance.access.guarded.permission_query",
	"Key Result Update": "talent_performance.access.guarded.permission_query",
	"Objective Change": "talent_performance.access.guarded.permission_query",
	"Check-in": "talent_performance.access.guarded.permission_query",
	"Check-in Note": "talent_performance.access.guarded.permission_query",
	"Delegation": "talent_performance.access.guarded.permission_query",
	"Feedback Note": "talent_performance.access.guarded.permission_query",
	"Feedback Invitation": "talent_performance.access.guarded.permission_query",
	"Feedback Request": "talent_performance.access.guarded.permission_query",
	"Feedback Response": "talent_performance.access.guarded.permission_query",
	"Feedback Result": "talent_performance.access.guarded.permission_query",
	"Feedback Round": "talent_performance.access.guarded.permission_query",
	"Performance Appraisal": "talent_performance.access.guarded.permission_query",
	"Appraisal Event": "talent_performance.access.guarded.permission_query",
	"Appraisal Review": "talent_performance.access.guarded.permission_query",
	"Appraisal Result": "talent_performance.access.guarded.permission_query",
	"Potential Assessment": "talent_performance.access.guarded.permission_query",
	"Talent Assessment": "talent_performance.access.guarded.permission_query",
	"Talent Placement": "talent_performance.access.guarded.permission_query",
	"Talent Access Log": "talent_performance.access.guarded.permission_query",
	"Personal Code": "talent_performance.access.guarded.permission_query",
	"Personal Data Request": "talent_performance.access.guarded.permission_query",
	"Personal Data Answer": "talent_performance.access.guarded.permission_query",
	"Kiosk": "talent_performance.access.guarded.permission_query",
	"Insight Log": "talent_performance.access.guarded.permission_query",
	"Legal Hold": "talent_performance.access.guarded.permission_query",
	"Reminder Preference": "talent_performance.access.guarded.permission_query",
	"Talent Digest": "talent_performance.access.guarded.permission_query",
	"Review Link": "talent_performance.access.guarded.permission_query",
	"Works Agreement": "talent_performance.access.guarded.permission_query",
	"Calibration Move": "talent_performance.access.guarded.permission_query",
	"Calibration Session": "talent_performance.access.calibration_session.permission_query",
	"Calibration Cycle": "talent_performance.access.children.permission_query",
	"Calibration Participant": "talent_performance.access.children.permission_query",
	"Performance Cycle": "talent_performance.access.performance_cycle.permission_query",
	"Talent Run": "talent_performance.access.talent_run.permission_query",
	"Appraisal Absence": "talent_performance.access.children.permission_query",
	"Appraisal Competency": "talent_performance.access.children.permission_query",
	"Appraisal Objective": "talent_performance.access.children.permission_query",
	"Appraisal Segment": "talent_performance.access.children.permission_query",
	"Cycle Company": "talent_performance.access.children.permission_query",
	"Cycle Phase": "talent_performance.access.children.permission_query",
	"Cycle Template Rule": "talent_performance.access.children.permission_query",
	"Feedback Answer": "talent_performance.access.children.permission_query",
	"Feedback Competency": "talent_performance.access.children.permission_query",
	"Key Result Milestone": "talent_performance.access.children.permission_query",
	"Key Result Month": "talent_performance.access.children.permission_query",
	"Key Result Step": "talent_performance.access.children.permission_query",
	"Objective Expectation": "talent_performance.access.children.permission_query",
	"Potential Rating": "talent_performance.access.children.permission_query",
	"Review Answer": "talent_performance.access.children.permission_query",
	"Review Rating": "talent_performance.access.children.permission_query",
	"Talent Profile Employment": "talent_performance.access.children.permission_query",
	"Talent Run Chunk": "talent_performance.access.children.permission_query",
	"Withheld Line": "talent_performance.access.children.permission_query",
	"Comment": "talent_performance.access.around.around_seen",
	"Communication": "talent_performance.access.around.around_seen",
	"Deleted Document": "talent_performance.access.around.around_seen",
	"File": "talent_performance.access.around.around_seen",
	"Tag Link": "talent_performance.access.around.around_seen",
	"ToDo": "talent_performance.access.around.around_seen",
	"Version": "talent_performance.access.around.around_seen",
}
override_whitelisted_methods = {
	"frappe.client.get_count": "talent_performance.access.doors.get_count",
	"frappe.client.validate_link": "talent_performance.access.doors.validate_link",
	"frappe.client.validate_link_and_fetch": "talent_performance.access.doors.validate_link",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "talent_performance.access.doors.get_chart",
	"frappe.desk.doctype.tag.tag.add_tag": "talent_performance.access.doors.add_tag",
	"frappe.desk.doctype.tag.tag.add_tags": "talent_performance.access.doors.add_tags",
	"frappe.desk.form.document_follow.get_follow_users": "talent_performance.access.doors.get_follow_users",
	"frappe.desk.form.linked_with.get": "talent_performance.access.doors.get_linked",
	"frappe.desk.form.utils.get_next": "talent_performance.access.doors.get_next",
	"frappe.desk.like.toggle_like": "talent_performance.access.doors.toggle_like",
	"frappe.desk.listview.get_group_by_count": "talent_performance.access.doors.get_group_by_count",
	"frappe.desk.notifications.get_open_count": "talent_performance.access.doors.get_open_count",
	"frappe.desk.query_report.run": "talent_performance.access.doors.run_report",
	"frappe.desk.search.get_link_title": "talent_performance.access.doors.get_link_title",
	"frappe.desk.search.search_link": "talent_performance.access.doors.search_link",
	"frappe.desk.search.search_widget": "talent_performance.access.doors.search_widget",
	"frappe.utils.global_search.search": "talent_performance.access.doors.search_everything",
	"frappe.desk.query_report.export_query": "talent_performance.access.doors.export_report",
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": "talent_performance.access.doors.get_workflow_state_count",
	"frappe.desk.doctype.tag.tag.get_tagged_docs": "talent_performance.access.doors.get_tagged_docs",
	"frappe.utils.goal.get_monthly_goal_graph_data": "talent_performance.access.doors.get_monthly_goal_graph_data",
}

has_permission = {
	"Reporting Line": "talent_performance.access.guarded.has_permission",
	"Reporting Line History": "talent_performance.access.guarded.has_permission",
	"Talent Profile": "talent_performance.access.guarded.has_permission",
	"Objective": "talent_performance.access.guarded.has_permission",
	"Key Result": "talent_performance.access.guarded.has_permission",
	"Key Result Update": "talent_performance.access.guarded.has_permission",
	"Objective Change": "talent_performance.access.guarded.has_permission",
	"Check-in": "talent_performance.access.guarded.has_permission",
	"Check-in Note": "talent_performance.access.guarded.has_permission",
	"Delegation": "talent_performance.access.guarded.has_permission",
	"Feedback Note": "talent_performance.access.guarded.has_permission",
	"Feedback Invitation": "talent_performance.access.guarded.has_permission",
	"Feedback Request": "talent_performance.access.guarded.has_permission",
	"Feedback Response": "talent_performance.access.guarded.has_permission",
	"Feedback Result": "talent_performance.access.guarded.has_permission",
	"Feedback Round": "talent_performance.access.guarded.has_permission",
	"Performance Appraisal": "talent_performance.access.guarded.has_permission",
	"Appraisal Event": "talent_performance.access.guarded.has_permission",
	"Appraisal Review": "talent_performance.access.guarded.has_permission",
	"Appraisal Result": "talent_performance.access.guarded.has_permission",
	"Potential Assessment": "talent_performance.access.guarded.has_permission",
	"Talent Assessment": "talent_performance.access.guarded.has_permission",
	"Talent Placement": "talent_performance.access.guarded.has_permission",
	"Talent Access Log": "talent_performance.access.guarded.has_permission",
	"Personal Code": "talent_performance.access.guarded.has_permission",
	"Personal Data Request": "talent_performance.access.guarded.has_permission",
	"Personal Data Answer": "talent_performance.access.guarded.has_permission",
	"Kiosk": "talent_performance.access.guarded.has_permission",
	"Insight Log": "talent_performance.access.guarded.has_permission",
	"Legal Hold": "talent_performance.access.guarded.has_permission",
	"Reminder Preference": "talent_performance.access.guarded.has_permission",
	"Talent Digest": "talent_performance.access.guarded.has_permission",
	"Review Link": "talent_performance.access.guarded.has_permission",
	"Works Agreement": "talent_performance.access.guarded.has_permission",
	"Calibration Move": "talent_performance.access.guarded.has_permission",
	"Calibration Session": "talent_performance.access.calibration_session.has_permission",
	"Performance Cycle": "talent_performance.access.performance_cycle.has_permission",
	"Talent Run": "talent_performance.access.talent_run.has_permission",
	"Comment": "talent_performance.access.around.may_see_around",
	"Communication": "talent_performance.access.around.may_see_around",
	"Deleted Document": "talent_performance.access.around.may_see_around",
	"File": "talent_performance.access.around.may_see_around",
	"Tag Link": "talent_performance.access.around.may_see_around",
	"ToDo": "talent_performance.access.around.may_see_around",
	"Version": "talent_performance.access.around.may_see_around",
}

before_request = [
	"talent_performance.access.calls.before_request",
	"talent_performance.access.columns.before_request",
]
after_request = [
	"talent_performance.flows.exports.after_request",
	"talent_performance.flows.guest_page.after_request",
	"talent_performance.access.readings.after_request",
]
after_job = ["talent_performance.access.readings.after_job"]
default_log_clearing_doctypes = {"Talent Access Log": 730, "Talent Digest": 180}

# Lines go with their Employee; what the history and the log say of one that was deleted stays.
ignore_links_on_delete = ["Reporting Line", "Reporting Line History", "Talent Access Log"]
