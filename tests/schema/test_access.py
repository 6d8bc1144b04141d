"""Every DocType of ours is guarded or says why not, and no link lets ERPNext's User Permissions narrow our rules."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from test_app_files import APP, hooks

from talent_performance.access.audience import Who
from talent_performance.access.guards import GUARDS, OWN_TWINS, PARENTS, UNGUARDED

FILES = sorted((APP / "talent_performance" / "doctype").glob("*/*.json"))
DOCTYPES = {doc["name"]: doc for doc in (json.loads(file.read_text(encoding="utf-8")) for file in FILES)}
CHILDREN = {
	field["options"]: name
	for name, doc in DOCTYPES.items()
	if name in {*GUARDS, *OWN_TWINS}
	for field in doc["fields"]
	if field["fieldtype"] == "Table"
}
TWINS = ("permission_query_conditions", "has_permission")


def of_their_own() -> set[str]:
	"""DocTypes that are neither a child table nor a single."""
	return {name for name, doc in DOCTYPES.items() if not doc.get("istable") and not doc.get("issingle")}


def unguarded_links(doc: dict[str, Any]) -> list[str]:
	"""Links to Employee or Company that User Permissions would narrow."""
	return [
		field["fieldname"]
		for field in doc["fields"]
		if field["fieldtype"] == "Link"
		and field.get("options") in ("Employee", "Company")
		and not field.get("ignore_user_permissions")
	]


@pytest.mark.parametrize("name", list(DOCTYPES))
def test_links_to_employee_and_company_ignore_user_permissions(name: str) -> None:
	assert unguarded_links(DOCTYPES[name]) == []


def test_a_link_that_does_not_is_noticed() -> None:
	field = {"fieldname": "employee", "fieldtype": "Link", "options": "Employee"}
	assert unguarded_links({"fields": [field]}) == ["employee"]


@pytest.mark.parametrize("twin", TWINS)
def test_every_doctype_has_both_twins_or_says_why_not(twin: str) -> None:
	ours = {name for name in hooks()[twin] if name in DOCTYPES}
	around = {name for name, path in hooks()[twin].items() if "access.around." in path}  # Frappe's own
	assert set(hooks()[twin]) == ours | around and len(around) == 7
	assert ours - set(CHILDREN) == {*GUARDS, *OWN_TWINS}
	assert of_their_own() == {*GUARDS, *OWN_TWINS, *UNGUARDED}
	assert len(GUARDS) + len(OWN_TWINS) + len(UNGUARDED) == len(of_their_own())
	assert all(reason.strip() for reason in (*OWN_TWINS.values(), *UNGUARDED.values()))


def test_every_child_table_of_a_guarded_doctype_is_listed_as_its_parent_is() -> None:
	assert PARENTS == CHILDREN
	hooked = {name for name, path in hooks()[TWINS[0]].items() if "access.children." in path}
	assert hooked == set(CHILDREN)


def test_every_child_table_is_saved_with_its_document_alone() -> None:
	events: dict[str, dict[str, str]] = {}
	for named, hooked in hooks()["doc_events"].items():
		for doctype in named if isinstance(named, tuple) else (named,):
			found = {event: paths for event, paths in hooked.items() if "access.children." in paths}
			events.setdefault(doctype, {}).update(found)
	refused = "talent_performance.access.children.refuse_alone"
	strangers = "talent_performance.access.children.refuse_strangers"
	assert {name for name, hooked in events.items() if hooked.get("on_trash") == refused} == set(CHILDREN)
	assert all(events[name]["before_validate"] == refused for name in CHILDREN)
	parents = {name for name, hooked in events.items() if hooked.get("before_validate") == strangers}
	assert parents == set(CHILDREN.values())


def test_every_text_of_ours_is_cleaned() -> None:
	cleaned = {
		doctype
		for named, hooked in hooks()["doc_events"].items()
		for doctype in (named if isinstance(named, tuple) else (named,))
		if hooked.get("before_validate") == "talent_performance.store.markup.clean_document"
	}
	own = {name for name, doc in DOCTYPES.items() if not doc.get("istable")}
	assert cleaned == own - {"Talent Access Log"}  # which code writes, and nobody else


def test_both_twins_of_a_doctype_live_in_one_module() -> None:
	query, permission = (hooks()[twin] for twin in TWINS)
	for name in permission:
		assert query[name].rpartition(".")[0] == permission[name].rpartition(".")[0]


@pytest.mark.parametrize("name", list(GUARDS))
def test_what_a_guard_names_is_a_column(name: str) -> None:
	guard = GUARDS[name]
	columns = {field["fieldname"] for field in DOCTYPES[name]["fields"]} | {"owner", "name"}
	named = {guard.subject, guard.author, *filter(None, (guard.company, guard.named))}
	named |= {rule.named for rule in guard.rules if rule.named}
	assert named | {column for rule in guard.rules for column in rule.where} <= columns


@pytest.mark.parametrize("name", [*GUARDS, *OWN_TWINS])
def test_a_guarded_doctype_gives_no_share_and_keeps_no_versions_of_secrets(name: str) -> None:
	doc = DOCTYPES[name]
	assert not [row["role"] for row in doc["permissions"] if row.get("share")]
	assert not doc.get("is_submittable")
	assert not (name in GUARDS and GUARDS[name].confidential and doc.get("track_changes"))


@pytest.mark.parametrize("name", list(GUARDS))
def test_no_role_may_by_permission_what_no_rule_allows(name: str) -> None:
	may = set().union(*(rule.may for rule in GUARDS[name].rules))
	given = {
		deed
		for row in DOCTYPES[name]["permissions"]
		for deed in ("write", "create", "delete")
		if row.get(deed)
	}
	assert given <= may
	assert {rule.who for rule in GUARDS[name].rules} <= set(Who)


@pytest.mark.parametrize("name", list(GUARDS))
def test_a_rule_says_the_column_and_the_setting_that_it_needs(name: str) -> None:
	guard = GUARDS[name]
	settings = {field["fieldname"] for field in DOCTYPES["Talent Settings"]["fields"]}
	assert {rule.setting for rule in guard.rules if rule.setting} <= settings
	assert guard.named or Who.NAMED not in {rule.who for rule in guard.rules}
	assert guard.company or Who.COLLEAGUE not in {rule.who for rule in guard.rules}


def whitelisted() -> list[tuple[Path, ast.FunctionDef]]:
	"""Every function that a client may call, with its file."""
	found = []
	for file in sorted(APP.rglob("*.py")):
		for node in ast.parse(file.read_text(encoding="utf-8")).body:
			if isinstance(node, ast.FunctionDef) and any(
				"whitelist" in ast.unparse(each) for each in node.decorator_list
			):
				found.append((file, node))
	return found


def test_frappe_can_check_the_types_of_what_clients_send() -> None:
	"""It takes no notice of annotations that are texts, as they are where their evaluation is postponed."""
	unchecked = []
	for file, function in whitelisted():
		postponed = "from __future__ import annotations" in file.read_text(encoding="utf-8")
		bare = [each.arg for each in function.args.args if each.annotation is None]
		if function.args.args and (postponed or bare):
			unchecked.append(f"{file.relative_to(APP)}: {function.name}")
	assert not unchecked
