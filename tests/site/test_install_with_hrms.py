"""Beside Frappe HR: the app comes, nothing of Frappe HR's is touched, and it goes again leaving not a row behind."""

from __future__ import annotations

import json
import re

from redis import Redis

from harness import APP, REPOSITORY, Site
from snapshot import Snapshot, differences, take

EMAIL = "sari@example.com"
DOCTYPES = {
	json.loads(file.read_text(encoding="utf-8"))["name"]
	for file in (REPOSITORY / APP / APP / "doctype").glob("*/*.json")
}
# What people who use the site leave, with or without the app: Employee was saved, and a user's list was looked at.
BESIDES = {"tabSingles"}


def call(site: Site, method: str, **arguments: object) -> str:
	"""What a client of the site calls, as Administrator."""
	return site.run("execute", method, "--kwargs", json.dumps(arguments))


def insert(site: Site, **values: object) -> None:
	"""A document, saved as through the desk."""
	call(site, "frappe.client.insert", doc=values)


def live_a_little(site: Site) -> None:
	"""Leave what using the app leaves: records, a comment, a tag, a file, a task, a holder of the role, own settings."""
	insert(site, doctype="KPI", kpi_name="Revenue", method="Achievement")
	insert(
		site,
		doctype="Objective",
		title="Grow",
		level="Company",
		company="Nusantara Testing",
		cycle=a_cycle(site),
	)
	about = {"reference_doctype": "KPI", "reference_name": "Revenue"}
	insert(site, doctype="Comment", comment_type="Comment", content="a word", **about)
	insert(site, doctype="ToDo", description="look", reference_type="KPI", reference_name="Revenue")
	insert(
		site, doctype="File", file_name="why.txt", content="because", is_private=1,
		attached_to_doctype="KPI", attached_to_name="Revenue",
	)  # fmt: skip
	call(site, "frappe.desk.doctype.tag.tag.add_tag", tag="important", dt="KPI", dn="Revenue")
	insert(
		site, doctype="Property Setter", doctype_or_field="DocField", doc_type="KPI", field_name="unit",
		property="bold", property_type="Check", value="1",
	)  # fmt: skip
	insert(site, doctype="Custom Field", dt="KPI", fieldname="source", label="Source", fieldtype="Data")
	call(site, "frappe.client.set_value", doctype="KPI", name="Revenue", fieldname="unit", value="IDR")
	insert(
		site, doctype="Has Role", parent=EMAIL, parenttype="User", parentfield="roles", role="Talent Manager"
	)
	call(site, "frappe.model.utils.user_settings.save", doctype="KPI", user_settings='{"List": {"x": 1}}')


def a_cycle(site: Site) -> str:
	"""A draft of a cycle; its name."""
	insert(
		site, doctype="Performance Cycle", title="Year", kind="Annual", start_date="2025-01-01",
		end_date="2025-12-31", companies=[{"company": "Nusantara Testing"}],
	)  # fmt: skip
	return "CYCLE-00001"


def ours(snapshot: Snapshot) -> set[str]:
	"""Tables of our DocTypes."""
	return snapshot.shape.keys() & {f"tab{doctype}" for doctype in DOCTYPES}


def doctypes_by_module(snapshot: Snapshot) -> dict[str, str]:
	"""DocType → module."""
	return {dict(row)["name"]: dict(row)["module"] for row in snapshot.rows["tabDocType"]}


def settled(site: Site) -> Snapshot:
	"""With nothing in the queue of background jobs that would still write."""
	call(site, "frappe.model.utils.user_settings.sync_user_settings")
	found = take(site)
	# Frappe notes in a User's own history which roles came and went, those of other apps too: that is the user's, and stays.
	versions = found.rows["tabVersion"]
	for row in [row for row in versions if dict(row)["ref_doctype"] == "User"]:
		del versions[row]
	return found


def remembered(site: Site) -> set[str]:
	"""What Redis holds about one of our DocTypes, or of our code: keys, and fields of hashes."""
	config = json.loads((site.sites / "common_site_config.json").read_text())
	names = "|".join(re.escape(doctype) for doctype in DOCTYPES)
	ours = re.compile(rf"(?<![\w ])({names})(?![\w ])|{APP}\.|::talent-")
	found = set()
	for server in ("redis_cache", "redis_queue"):
		connection = Redis.from_url(config[server], decode_responses=True, encoding_errors="replace")
		for key in connection.scan_iter():
			fields = connection.hkeys(key) if connection.type(key) == "hash" else []
			found.update(
				text for text in (key, *(f"{key}\n{field}" for field in fields)) if ours.search(text)
			)
	return found


def copies_of_what_was_deleted(snapshot: Snapshot) -> set[str]:
	"""Our documents in Frappe's bin."""
	rows = [dict(row) for row in snapshot.rows["tabDeleted Document"]]
	return {
		f"{row['deleted_doctype']} {row['deleted_name']}"
		for row in rows
		if row["deleted_doctype"] in DOCTYPES or "Talent Performance" in row["data"]
	}


def rows_of_ours(snapshot: Snapshot) -> dict[str, int]:
	"""How many rows our tables hold; their random names differ from one installation to the next."""
	tables = {f"tab{doctype}" for doctype in DOCTYPES} & snapshot.rows.keys()
	return {table: sum(snapshot.rows[table].values()) for table in tables}


def test_it_comes_and_goes_without_a_trace(beside_hrms: Site) -> None:
	call(beside_hrms, "frappe.client.insert", doc={"doctype": "Tag", "name": "important"})
	before = settled(beside_hrms)
	assert not DOCTYPES & doctypes_by_module(before).keys(), "a name is taken"

	beside_hrms.run("install-app", APP)
	installed = take(beside_hrms)
	there = doctypes_by_module(installed)
	assert {name for name, module in there.items() if module == "Talent Performance"} == DOCTYPES
	assert doctypes_by_module(before).items() <= there.items()
	assert len(ours(installed)) >= len(DOCTYPES) - 1
	assert "review_template" in {column[0] for column in installed.shape["tabEmployee"][0]}
	assert "Talent Manager" in {dict(row)["name"] for row in installed.rows["tabRole"]}

	live_a_little(beside_hrms)
	assert remembered(beside_hrms)
	beside_hrms.run("uninstall-app", APP, "--yes", "--no-backup")
	gone = settled(beside_hrms)
	assert differences(before, gone, BESIDES) == {}
	assert copies_of_what_was_deleted(gone) == set()
	assert remembered(beside_hrms) == set()
	assert not list((beside_hrms.sites / beside_hrms.name / "private" / "files").glob("why*"))

	beside_hrms.run("install-app", APP)
	again = take(beside_hrms)
	assert again.shape == installed.shape
	assert rows_of_ours(again) == rows_of_ours(installed)
