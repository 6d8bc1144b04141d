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

before_install = "talent_performance.install.refuse_unsupported_site"
before_migrate = ["talent_performance.install.refuse_unsupported_site"]
before_uninstall = "talent_performance.uninstall.before_uninstall"
after_uninstall = "talent_performance.uninstall.after_uninstall"

doc_events = {
	"Employee": {
		"after_insert": "talent_performance.flows.talent_profiles.on_new_employee",
		"on_update": "talent_performance.flows.talent_profiles.on_changed_employee",
		"on_trash": "talent_performance.flows.talent_profiles.on_deleted_employee",
		"before_rename": "talent_performance.flows.talent_profiles.before_employee_rename",
	},
}

scheduler_events = {
	"cron": {
		"*/10 * * * *": ["talent_performance.runs.control.resume_abandoned"],
	},
}

permission_query_conditions = {
	"Talent Profile": "talent_performance.access.talent_profile.permission_query",
	"Talent Run": "talent_performance.access.talent_run.permission_query",
}
has_permission = {
	"Talent Profile": "talent_performance.access.talent_profile.has_permission",
	"Talent Run": "talent_performance.access.talent_run.has_permission",
}
