"""What becomes of Frappe HR's Skills and Employee Skill Maps on a site that has it: what HR does there, and what is seen after it.

python skilled.py SITE    in the site's directory; prints what was seen as JSON
"""

from __future__ import annotations

import json
import sys
from typing import Any

import frappe

from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.flows import capability
from talent_performance.integrations import hrms_skills

WELDING, ARC, FITTING = "Welding", "Arc Welding", "Pipe Fitting"
FITTER = "Fitter (Skills)"
# Frappe HR lets System Manager alone write Employee Skill Maps.
KEEPER = ("HR Manager", "HR User", "System Manager")
ASSESSMENT, SKILL_MAP = "Competency Assessment", "Employee Skill Map"


def main(site: str) -> None:
	"""Everything is done by whoever keeps skills there, through the documents of Frappe HR."""
	frappe.init(site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	company = frappe.get_all("Company", pluck="name", order_by="creation")[0]
	frappe.get_doc(
		{"doctype": "Designation", "designation_name": FITTER, "skills": [{"skill": skill(FITTING)}]}
	).insert()
	worker = make_employee("Skilledworker", designation=FITTER, company=company)
	hr = make_employee("Skilledhr", roles=KEEPER, create_user_permission=0, company=company)
	upkeep.rebuild()
	frappe.db.commit()
	frappe.set_user(user_of(hr))
	print(json.dumps(as_hr(worker), default=str))
	frappe.destroy()


def as_hr(worker: str) -> dict[str, Any]:
	"""Skills, a map, a newer evaluation, a new name, and a day on which nothing happens."""
	seen: dict[str, Any] = {}
	skill(WELDING)
	seen["competencies"] = competencies(WELDING, FITTING)
	skill_map = frappe.get_doc({"doctype": SKILL_MAP, "employee": worker})
	skill_map.append(
		"employee_skills", {"skill": WELDING, "proficiency": 0.8, "evaluation_date": "2026-02-01"}
	)
	skill_map.append("employee_skills", {"skill": FITTING, "proficiency": 1.0})
	skill_map.insert()
	seen["first"] = history(worker)
	skill_map.employee_skills[0].update({"proficiency": 0.6, "evaluation_date": "2026-05-01"})
	skill_map.save()
	seen["newer"] = history(worker)
	frappe.rename_doc("Skill", WELDING, ARC, show_alert=False)
	seen["renamed"] = history(worker)
	before = rows(worker)
	for _day in range(2):
		hrms_skills.sync()
	skill_map.reload()
	skill_map.save()
	seen["kept"] = history(worker)
	seen["untouched"] = rows(worker) == before
	seen["assessments"] = frappe.db.count(ASSESSMENT, {"employee": worker})
	skill_map.employee_skills[1].update({"proficiency": 1.0, "evaluation_date": "2026-06-01"})
	skill_map.save()
	seen["judged"] = history(worker)[-1]
	frappe.set_user(user_of(worker))
	seen["read by the person"] = len(frappe.get_list(ASSESSMENT, {"employee": worker}, order_by="name"))
	frappe.db.commit()
	return seen


def skill(name: str) -> str:
	"""A new Skill."""
	return frappe.get_doc({"doctype": "Skill", "skill_name": name}).insert().name


def competencies(*names: str) -> list[list[Any]]:
	"""Name, category and number of levels of those that are there."""
	found = [frappe.get_doc("Competency", name) for name in names if frappe.db.exists("Competency", name)]
	return [[doc.name, doc.category, len(doc.levels)] for doc in found]


def history(worker: str) -> list[list[Any]]:
	"""Every judgement that counts: competency, level, source."""
	said = capability.evidence([worker])
	return said[["competency", "level", "source"]].to_numpy().tolist()


def rows(worker: str) -> list[dict[str, Any]]:
	"""What Frappe HR has of the person."""
	fields = ["skill", "proficiency", "evaluation_date"]
	return frappe.get_all("Employee Skill", {"parent": worker}, fields, order_by="idx, name")


if __name__ == "__main__":
	main(*sys.argv[1:])
