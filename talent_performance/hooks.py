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

after_install = ["talent_performance.install.set_up"]
after_migrate = ["talent_performance.store.indexes.index_employees"]
before_uninstall = ["talent_performance.install.clean_up"]

doc_events = {
	"Employee": {
		"on_update": "talent_performance.access.upkeep.employee_saved",
		"on_trash": "talent_performance.access.upkeep.employee_deleted",
		"before_rename": "talent_performance.access.upkeep.employee_to_be_renamed",
		"after_rename": "talent_performance.access.upkeep.employee_renamed",
	},
	"DocShare": {"before_validate": "talent_performance.access.sharing.refuse_share"},
	"ToDo": {"before_validate": "talent_performance.access.sharing.refuse_assignment"},
}

scheduler_events = {
	"hourly_long": ["talent_performance.access.upkeep.update_if_waiting"],
	"daily_long": [
		"talent_performance.access.upkeep.rebuild",
		"talent_performance.access.sharing.remove_shares",
	],
}

permission_query_conditions = {
	"Reporting Line": "talent_performance.access.reporting_line.permission_query",
	"Reporting Line History": "talent_performance.access.reporting_line.permission_query",
}
has_permission = {
	"Reporting Line": "talent_performance.access.reporting_line.has_permission",
	"Reporting Line History": "talent_performance.access.reporting_line.has_permission",
}

# Lines go with their Employee; what the history says of one that was deleted stays.
ignore_links_on_delete = ["Reporting Line", "Reporting Line History"]
