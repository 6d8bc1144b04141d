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
