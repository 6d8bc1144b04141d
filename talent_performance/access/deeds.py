"""Which parts a user has in an appraisal, and who is independent enough to decide an appeal.

Whoever an appraisal is about has no other part in it, whatever roles he holds and however many Employee records he has.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe

from talent_performance.access.actors import Actor
from talent_performance.access.delegations import acted_for, in_force, is_near
from talent_performance.access.entrances import entrance_to
from talent_performance.access.grades import is_hidden_from
from talent_performance.access.people import LINE, employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR

APPRAISAL = "Performance Appraisal"
EMPLOYMENT = "Talent Profile Employment"
BY_ROLE = {Actor.HR_MANAGER: "HR Manager", Actor.TALENT_MANAGER: "Talent Manager"}

Appraisal = Mapping[str, object]


def records_of(user: str) -> frozenset[str]:
	"""Every Employee record of the person behind a user: his own, and those that his Talent Profile joins to them."""
	own = employees_of(user)
	if not own:
		return frozenset()
	line, other = frappe.qb.DocType(EMPLOYMENT), frappe.qb.DocType(EMPLOYMENT).as_("other")
	query = (
		frappe.qb.from_(line).join(other).on(other.parent == line.parent).select(other.employee).distinct()
	)
	return frozenset((*own, *query.where(line.employee.isin(own)).run(pluck=True)))


def actors(appraisal: Appraisal, user: str | None = None) -> frozenset[Actor]:
	"""The parts that a user has in an appraisal, of which employee, company, manager and second_manager are asked."""
	user = user or frappe.session.user
	if user == frappe.session.user and entrance_to(appraisal):
		return frozenset({Actor.EMPLOYEE})
	if user == ADMINISTRATOR:
		return frozenset(Actor)
	if appraisal["employee"] in records_of(user):
		# Another record of the same person than the one with his user replies to nothing.
		return frozenset({Actor.EMPLOYEE} if appraisal["employee"] in employees_of(user) else ())
	return frozenset({*_by_role(appraisal, user), *_by_line(appraisal, user)})


def _by_role(appraisal: Appraisal, user: str) -> set[Actor]:
	"""HR works within its companies, and for confidential grades only as Talent Manager."""
	found = set()
	for actor, role in BY_ROLE.items():
		companies = hr_companies(user, (role,), APPRAISAL)
		if companies != () and actor is Actor.HR_MANAGER and is_hidden_from(user, str(appraisal["employee"])):
			continue
		if companies is None or appraisal["company"] in companies:
			found.add(actor)
	return found


def _by_line(appraisal: Appraisal, user: str) -> set[Actor]:
	"""Whoever the appraisal names, whoever stands above, and whoever acts for one of them."""
	own = employees_of(user)
	managers = acted_for(own)
	if managers and is_near(own, str(appraisal["employee"])):
		managers = ()
	return _parts(appraisal, own) | (_parts(appraisal, managers) if managers else set())


def _parts(appraisal: Appraisal, own: tuple[str, ...]) -> set[Actor]:
	above = depths(own, str(appraisal["employee"]))
	second = appraisal.get("second_manager") in own or any(depth > 1 for depth in above.values())
	manager = appraisal.get("manager") in own or bool(above)
	return {actor for actor, has in ((Actor.MANAGER, manager), (Actor.SECOND_LEVEL, second)) if has}


def depths(own: tuple[str, ...], employee: str) -> dict[str, int]:
	"""How far each of these Employee records stands above an employee; those that do."""
	if not own:
		return {}
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.manager, line.depth).orderby(line.depth, line.manager)
	return dict(query.where(line.manager.isin(own) & (line.employee == employee) & (line.depth > 0)).run())


def record_to_act(appraisal: Appraisal, actor: Actor, user: str) -> str | None:
	"""The Employee record with which a user takes a part: his own, else the one with which he acts for a manager; None for none."""
	own = records_here(appraisal, user)
	if record := record_of(appraisal, actor, own):
		return record
	acting = [each.acting for each in in_force(own) if record_of(appraisal, actor, (each.manager,))]
	return acting[0] if acting and actor is not Actor.EMPLOYEE else None


def records_here(appraisal: Appraisal, user: str) -> tuple[str, ...]:
	"""The Employee records with which a user is there: his own, or the one of whoever came in without an account."""
	entrance = entrance_to(appraisal) if user == frappe.session.user else None
	return (entrance.employee,) if entrance else employees_of(user)


def acting_for(appraisal: Appraisal, actor: Actor, user: str) -> str | None:
	"""The manager for whom a user takes a part, where he doesn't take it for himself."""
	own = employees_of(user)
	if actor is Actor.EMPLOYEE or record_of(appraisal, actor, own):
		return None
	return next(
		(each.manager for each in in_force(own) if record_of(appraisal, actor, (each.manager,))), None
	)


def record_of(appraisal: Appraisal, actor: Actor, own: tuple[str, ...]) -> str | None:
	"""Which of these Employee records takes a part: the one that is named, else the nearest above; None for none."""
	named = {
		Actor.EMPLOYEE: appraisal["employee"],
		Actor.MANAGER: appraisal.get("manager"),
		Actor.SECOND_LEVEL: appraisal.get("second_manager"),
	}.get(actor)
	if named in own:
		return str(named)
	least = 2 if actor is Actor.SECOND_LEVEL else 1
	above = [record for record, depth in depths(own, str(appraisal["employee"])).items() if depth >= least]
	return above[0] if above and actor is not Actor.EMPLOYEE else None


def took_part(appraisal: Appraisal, user: str | None = None) -> bool:
	"""Whether a user stands in the chain above, is named as a manager, reviewed or calibrated: he decides no appeal."""
	user = user or frappe.session.user
	own = records_of(user)
	named = {appraisal.get("manager"), appraisal.get("second_manager"), appraisal["employee"]}
	if {*own, *acted_for(tuple(own))} & named or depths(tuple(own), str(appraisal["employee"])):
		return True
	return _reviewed(appraisal, own) or _calibrated(appraisal, user)


def _reviewed(appraisal: Appraisal, own: frozenset[str]) -> bool:
	filters = {"appraisal": appraisal["name"], "reviewer": ("in", sorted(own) or [""])}
	return bool(frappe.db.exists("Appraisal Review", filters))


def _calibrated(appraisal: Appraisal, user: str) -> bool:
	"""The events say who decided an earlier appeal, the result who set its rating, the ledger who moved somebody by it."""
	name = appraisal["name"]
	event = {"appraisal": name, "by": user, "deed": ("in", ("calibrate", "decide_appeal"))}
	placement = {
		"employee": appraisal["employee"],
		"cycle": appraisal["cycle"],
		"placed_by": user,
		"cause": "Calibration",
	}
	result = {"appraisal": name, "calibrated_by": user}
	asked = (("Appraisal Event", event), ("Talent Placement", placement), ("Appraisal Result", result))
	return any(frappe.db.exists(doctype, filters) for doctype, filters in asked)
