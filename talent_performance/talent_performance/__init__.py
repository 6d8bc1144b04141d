"""The Frappe module "Talent Performance": its DocTypes, reports and pages go here."""
