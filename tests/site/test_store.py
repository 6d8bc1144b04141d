"""Rows written at once equal, column by column, what documents write; where somebody listens, documents are written."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence

import pandas as pd
import pytest

import frappe

from harness import SQLITE, Site, wanted_database
from staff import company, hush_general_hooks, import_employees
from talent_performance import store
from talent_performance.exceptions import RowUnfit
from talent_performance.flows.talent_profiles import EMPLOYMENT, PROFILE
from talent_performance.store import dialect, listeners, names, rows

WIDE, WIDE_LINE = "TP Test Wide", "TP Test Wide Line"
OWN_TO_EACH_WRITE = {"creation", "modified"}
OPTIONS = "Low\nMid\nHigh"


def fields(count: int) -> list[dict]:
	"""Fields of many types, some with a default, some fetched."""
	made = [
		{"fieldname": "employee", "fieldtype": "Link", "options": "Employee"},
		{"fieldname": "employee_name", "fieldtype": "Data", "fetch_from": "employee.employee_name"},
		{
			"fieldname": "joined",
			"fieldtype": "Date",
			"fetch_from": "employee.date_of_joining",
			"fetch_if_empty": 1,
		},
		{"fieldname": "company", "fieldtype": "Link", "options": "Company", "fetch_from": "employee.company"},
		{
			"fieldname": "currency",
			"fieldtype": "Link",
			"options": "Currency",
			"fetch_from": "company.default_currency",
		},
		{"fieldname": "level", "fieldtype": "Select", "options": OPTIONS},
		{"fieldname": "weight", "fieldtype": "Float", "default": "1.5"},
		{"fieldname": "share", "fieldtype": "Percent"},
		{"fieldname": "amount", "fieldtype": "Currency"},
		{"fieldname": "days", "fieldtype": "Int", "default": "30", "non_negative": 1},
		{"fieldname": "agreed", "fieldtype": "Check", "default": "1"},
		{"fieldname": "seen", "fieldtype": "Check"},
		{"fieldname": "day", "fieldtype": "Date", "default": "Today"},
		{"fieldname": "author", "fieldtype": "Link", "options": "User", "default": "__user"},
		{"fieldname": "kind", "fieldtype": "Link", "options": "DocType"},
		{"fieldname": "what", "fieldtype": "Dynamic Link", "options": "kind"},
		{"fieldname": "address", "fieldtype": "Data", "options": "Email"},
		{"fieldname": "note", "fieldtype": "Small Text"},
		{"fieldname": "story", "fieldtype": "Long Text"},
		{"fieldname": "at", "fieldtype": "Datetime"},
	]
	more = [{"fieldname": f"text_{number}", "fieldtype": "Data"} for number in range(count - len(made))]
	return [{"label": field["fieldname"].title(), **field} for field in [*made, *more][:count]]


@pytest.fixture(scope="module", autouse=True)
def hushed(site: Site) -> Iterator[None]:
	"""Without what other apps of this bench hook on every DocType."""
	asked = listeners.harmless_by_hook
	hush_general_hooks()
	yield
	listeners.harmless_by_hook = asked


@pytest.fixture(scope="module")
def wide(site: Site) -> Iterator[None]:
	"""A DocType of a customer: 28 columns with Frappe's own, and lines of 12 with theirs; custom fields on Talent Profile."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	line = custom_doctype(WIDE_LINE, fields(6), istable=1)
	naming = {
		"fieldname": "naming_series",
		"fieldtype": "Select",
		"options": "TPW-.YYYY.-.####",
		"label": "Series",
	}
	table = {"fieldname": "lines", "fieldtype": "Table", "options": WIDE_LINE, "label": "Lines"}
	parent = custom_doctype(WIDE, [naming, *fields(20), table], autoname="naming_series:")
	custom = [custom_field(PROFILE, **each) for each in CUSTOMERS_FIELDS] + [
		custom_field(EMPLOYMENT, **CUSTOMERS_LINE)
	]
	frappe.db.commit()
	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for document in (*custom, parent, line):
		document.delete(force=True)
	for doctype in (WIDE, WIDE_LINE):
		frappe.db.sql_ddl(f"drop table if exists `tab{doctype}`")
	frappe.db.delete("Series", {"name": ("like", "TPW-%")})
	frappe.db.commit()


CUSTOMERS_FIELDS = [
	{"fieldname": "custom_grade", "fieldtype": "Select", "options": "\nA\nB", "default": "B"},
	{"fieldname": "custom_since", "fieldtype": "Date", "default": "Today"},
	{"fieldname": "custom_gender", "fieldtype": "Data", "fetch_from": "employee.gender"},
	{"fieldname": "custom_points", "fieldtype": "Int"},
]
CUSTOMERS_LINE = {"fieldname": "custom_counted", "fieldtype": "Check", "default": "1"}


def custom_doctype(name: str, made: list[dict], **values: object) -> frappe.model.document.Document:
	"""A DocType as a customer makes one in the desk."""
	return frappe.get_doc(
		{
			"doctype": "DocType",
			"name": name,
			"module": "Custom",
			"custom": 1,
			"fields": made,
			"permissions": [],
			**values,
		}
	).insert()


def custom_field(doctype: str, **values: object) -> frappe.model.document.Document:
	"""A field that a customer adds."""
	label = values["fieldname"].replace("_", " ").title()
	return frappe.get_doc({"doctype": "Custom Field", "dt": doctype, "label": label, **values}).insert()


@pytest.fixture
def employees(wide: None, on_site: Site) -> list[str]:
	"""Twelve employee records."""
	return import_employees(12, "STORE")


def wide_table(employees: Sequence[str]) -> pd.DataFrame:
	"""Values of every type; some cells are empty, so that defaults and fetched values come in."""
	some = [at % 3 == 0 for at in range(len(employees))]
	return pd.DataFrame(
		{
			"employee": employees,
			"level": ["High" if each else None for each in some],
			"weight": [2 if each else None for each in some],
			"share": 12.5,
			"amount": [1000.25 if each else None for each in some],
			"days": [7 if each else None for each in some],
			"agreed": [0 if each else None for each in some],
			"joined": [datetime.date(2021, 5, 1) if each else None for each in some],
			"kind": "Company",
			"what": company(),
			"address": ["a@example.com" if each else None for each in some],
			"note": ["<b>bold</b><script>alert(1)</script>" if each else "100 % of 'it'" for each in some],
			"at": pd.Timestamp("2026-03-04 05:06:07"),
			"story": "words",
		}
	)


def wide_lines(employees: Sequence[str], per_parent: int = 2) -> pd.DataFrame:
	"""Lines: two for each parent but the last, in an order that isn't the parents'."""
	labels = [at for at in reversed(range(len(employees) - 1)) for _ in range(per_parent)]
	return pd.DataFrame({"employee": [employees[at] for at in labels], "level": "Mid"}, index=labels)


def stored(doctype: str, **filters: object) -> list[dict]:
	"""Rows as they stand in the table, by name."""
	found = frappe.get_all(doctype, filters=filters, fields=["*"], order_by="name")
	return [{key: value for key, value in row.items() if key not in OWN_TO_EACH_WRITE} for row in found]


def nameless(found: list[dict]) -> list[dict]:
	"""Children's rows without their random names, in the order of their parents."""
	bare = [{key: value for key, value in row.items() if key != "name"} for row in found]
	return sorted(bare, key=lambda row: (row["parent"], row["idx"]))


def both_ways(doctype: str, child: str, table: pd.DataFrame, children: dict[str, pd.DataFrame]) -> tuple:
	"""Rows written at once, and those of plain documents, from the same values and the same state of the site."""
	seen = []
	for write in (at_once, as_documents):
		frappe.db.savepoint("both_ways")
		made = write(doctype, table, children)
		seen.append((made, stored(doctype, name=("in", made)), nameless(stored(child, parent=("in", made)))))
		frappe.db.rollback(save_point="both_ways")
	return tuple(seen)


def at_once(doctype: str, table: pd.DataFrame, children: dict[str, pd.DataFrame]) -> list[str]:
	"""The way under test."""
	written = store.insert(doctype, table, children)
	assert written.listeners == []
	return written.names


def as_documents(doctype: str, table: pd.DataFrame, children: dict[str, pd.DataFrame]) -> list[str]:
	"""The oracle: Frappe's own insert, with nothing of the store."""
	made = []
	for label in table.index:
		document = frappe.get_doc({"doctype": doctype, **values_at(table.loc[label])})
		for key, lines in children.items():
			for row in lines[lines.index == label].to_dict("records"):
				document.append(key, row)
		made.append(document.insert().name)
	return made


def values_at(row: pd.Series) -> dict:
	"""A row's values that are there."""
	return {key: value for key, value in row.items() if pd.notna(value)}


def test_profiles_written_at_once_equal_documents(employees: list[str]) -> None:
	table = pd.DataFrame({"employee": employees, "person_name": [f"Person {name}" for name in employees]})
	lines = pd.DataFrame({"employee": employees}, index=table.index)
	(names_at_once, rows_at_once, children), oracle = both_ways(
		PROFILE, EMPLOYMENT, table, {"employments": lines}
	)
	assert (names_at_once, rows_at_once, children) == oracle
	assert {row["custom_grade"] for row in rows_at_once} == {"B"}
	assert {row["custom_gender"] for row in rows_at_once} == {"Female"}
	assert {row["custom_counted"] for row in children} == {1}
	assert {row["status"] for row in children} == {"Active", "Left"}


def test_a_customers_doctype_with_every_kind_of_field_equals_documents(employees: list[str]) -> None:
	found, oracle = both_ways(WIDE, WIDE_LINE, wide_table(employees), {"lines": wide_lines(employees)})
	assert found == oracle
	assert len(found[1]) == 12
	assert "<script>" not in found[1][0]["note"]


def test_a_user_default_and_a_property_setter_are_heeded(employees: list[str]) -> None:
	frappe.defaults.set_user_default("company", company())
	frappe.get_doc(
		{"doctype": "Property Setter", "doctype_or_field": "DocField", "doc_type": WIDE, "field_name": "days", "property": "default", "value": "44"}
	).insert()  # fmt: skip
	frappe.clear_cache(doctype=WIDE)
	table = pd.DataFrame({"note": ["no employee"] * 2})
	found, oracle = both_ways(WIDE, WIDE_LINE, table, {})
	assert found == oracle
	assert {(row["company"], row["days"]) for row in found[1]} == {(company(), 44)}


def test_creation_and_modified_are_one_moment(employees: list[str]) -> None:
	made = store.insert(WIDE, wide_table(employees)).names
	times = frappe.get_all(WIDE, filters={"name": ("in", made)}, fields=["creation", "modified"])
	assert len({(row.creation, row.modified) for row in times}) == 1
	assert times[0].creation == times[0].modified


@pytest.mark.parametrize(
	("column", "value", "message"),
	[
		("employee", "NOBODY", "Could not find"),
		("level", "Highest", "cannot be"),
		("days", -1, "cannot be negative"),
		("note", "x" * 10, None),
		("address", "not an address", "not a valid Email"),
		("what", "No Such Company", "Could not find"),
	],
)
def test_what_a_document_refuses_is_refused(
	employees: list[str], column: str, value: object, message: str | None
) -> None:
	table = wide_table(employees).astype(object)
	table.loc[5, column] = value
	if message is None:
		assert len(store.insert(WIDE, table).names) == 12
		return
	before = frappe.db.count(WIDE)
	with pytest.raises(RowUnfit, match=message) as refused:
		store.insert(WIDE, table)
	assert (refused.value.row, refused.value.field) == (5, column)
	assert frappe.db.count(WIDE) == before
	if column != "employee":  # Frappe 15 forgets to check a link along which something is fetched
		with pytest.raises(frappe.ValidationError):
			as_documents(WIDE, table.loc[[5]], {})


@pytest.mark.skipif(wanted_database() == SQLITE, reason="On SQLite columns have no length to exceed.")
def test_a_text_that_is_too_long_and_a_missing_one_are_refused(employees: list[str]) -> None:
	profile = {"employee": employees[:2], "person_name": ["x" * 141, "y"]}
	lines = {"employments": pd.DataFrame({"employee": employees[:2]})}
	with pytest.raises(RowUnfit, match="more than 140"):
		store.insert(PROFILE, pd.DataFrame(profile), lines)
	with pytest.raises(RowUnfit, match="Value missing") as refused:
		store.insert(PROFILE, pd.DataFrame({"employee": employees[:2], "person_name": ["x", " "]}), lines)
	assert (refused.value.row, refused.value.field) == (1, "person_name")
	with pytest.raises(RowUnfit, match="Data missing in table"):
		store.insert(PROFILE, pd.DataFrame({"employee": employees[:2], "person_name": "x"}))


def test_a_column_that_is_no_field_and_a_line_without_parent_are_errors(employees: list[str]) -> None:
	with pytest.raises(ValueError, match="has no field nonsense"):
		store.insert(WIDE, pd.DataFrame({"nonsense": [1]}))
	with pytest.raises(ValueError, match="belongs to no parent"):
		store.insert(
			WIDE, pd.DataFrame({"note": ["x"]}), {"lines": pd.DataFrame({"level": ["Mid"]}, index=[7])}
		)


def test_a_second_record_of_the_same_employee_is_never_swallowed(employees: list[str]) -> None:
	table = pd.DataFrame({"employee": employees[:1], "person_name": "x"})
	lines = {"employments": table[["employee"]]}
	store.insert(PROFILE, table, lines)
	with pytest.raises(Exception, match=r"employee") as refused:
		store.insert(PROFILE, table, lines)
	assert frappe.db.is_unique_key_violation(refused.value)


def test_statements_stay_within_what_the_database_takes(
	employees: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	sent = []
	sql = frappe.db.sql
	monkeypatch.setattr(
		frappe.db, "sql", lambda *given, **named: sent.append(given[0]) or sql(*given, **named)
	)
	monkeypatch.setattr(dialect, "MARIADB_VALUES", 100)
	monkeypatch.setattr(dialect, "SQLITE_VARIABLES", 100)
	made = store.insert(WIDE, wide_table(employees)).names
	inserts = [text for text in sent if str(text).startswith(f"insert into `tab{WIDE}`")]
	assert len(inserts) == 4
	assert len(stored(WIDE, name=("in", made))) == 12
	assert not [
		text
		for text in sent
		if "ignore" in str(text).lower().split("values")[0] and "insert" in str(text)[:6]
	]


def test_names_are_reserved_in_blocks_that_nobody_else_gets(employees: list[str]) -> None:
	first = store.reserve(PROFILE, 3)
	between = frappe.model.naming.make_autoname("TALENT-.#####")
	second = store.reserve(PROFILE, 2)
	numbers = [int(name.split("-")[1]) for name in [*first, between, *second]]
	assert numbers == list(range(numbers[0], numbers[0] + 6))
	assert store.reserve(EMPLOYMENT, 3) is None


def test_thousands_of_random_names_are_all_different(employees: list[str]) -> None:
	assert len(set(names.random_names(EMPLOYMENT, 20_000))) == 20_000


def test_what_is_missing_is_what_is_not_there(employees: list[str]) -> None:
	assert store.missing("Employee", "name", ["NO-1", employees[3], "NO-2", employees[0]]) == ["NO-1", "NO-2"]
	assert store.missing("Employee", "name", []) == []


def test_update_join_from_a_table_and_from_values(employees: list[str]) -> None:
	made = store.insert(WIDE, wide_table(employees)).names
	frappe.db.set_value("Employee", employees[1], "employee_name", "Renamed")
	frappe.db.set_value(
		WIDE, {"name": ("in", made)}, "modified", "2020-01-01 00:00:00", update_modified=False
	)
	store.update_join(WIDE, "Employee", {"employee": "name"}, {"employee_name": "employee_name"})
	assert frappe.db.get_value(WIDE, made[1], "employee_name") == "Renamed"
	touched = frappe.get_all(
		WIDE, filters={"name": ("in", made), "modified": (">", "2020-01-02")}, pluck="name"
	)
	assert touched == [made[1]]
	store.amend(WIDE, pd.DataFrame({"story": ["one", None], "days": [9, 8]}, index=[made[0], made[2]]))
	assert frappe.db.get_value(WIDE, made[0], ["story", "days"]) == ("one", 9)
	assert frappe.db.get_value(WIDE, made[2], ["story", "days"]) == (None, 8)


def test_amending_appends_children_as_documents_do(employees: list[str]) -> None:
	seen = []
	made = store.insert(WIDE, wide_table(employees), {"lines": wide_lines(employees)}).names
	lines = pd.DataFrame({"employee": employees[:3], "level": "Low"}, index=[made[0], made[11], made[0]])
	table = pd.DataFrame({"note": ["new", "new"]}, index=[made[0], made[11]])
	for one_by_one in (False, True):
		frappe.db.savepoint("amending")
		store.amend(WIDE, table, {"lines": lines}, one_by_one=one_by_one)
		seen.append((stored(WIDE, name=("in", made)), nameless(stored(WIDE_LINE, parent=("in", made)))))
		frappe.db.rollback(save_point="amending")
	assert seen[0] == seen[1]
	assert [row["idx"] for row in seen[0][1] if row["parent"] == made[0]] == [1, 2, 3, 4]


LISTENERS = {
	"Server Script": {"name": "TP test script", "script_type": "DocType Event", "reference_doctype": PROFILE, "doctype_event": "After Insert", "script": "doc.add_comment('Comment', 'heard ' + doc.employee)"},
	"Webhook": {"name": "TP test webhook", "webhook_doctype": PROFILE, "webhook_docevent": "after_insert", "request_url": "http://127.0.0.1:9/", "request_structure": "JSON", "webhook_json": "{}"},
	"Notification": {"name": "TP test notification", "subject": "x", "document_type": PROFILE, "event": "New", "channel": "System Notification", "message": "x", "recipients": [{"receiver_by_document_field": "owner"}]},
	"Milestone Tracker": {"document_type": PROFILE, "track_field": "status"},
	"Document Naming Rule": {"document_type": PROFILE, "prefix": "TPX-", "prefix_digits": 5},
}  # fmt: skip


@pytest.fixture
def scripts_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
	"""As with server_script_enabled in common_site_config.json."""
	import frappe.core.doctype.server_script.server_script as module
	from frappe.utils import safe_exec

	for place in (safe_exec, module):
		if hasattr(place, "is_safe_exec_enabled"):
			monkeypatch.setattr(place, "is_safe_exec_enabled", lambda: True)


@pytest.mark.parametrize("kind", LISTENERS)
def test_a_listener_is_heard_of(employees: list[str], scripts_allowed: None, kind: str) -> None:
	assert listeners.listening(PROFILE) == []
	made = frappe.get_doc({"doctype": kind, **LISTENERS[kind]}).insert()
	assert listeners.listening(PROFILE) == [f"{kind} {made.name}"]
	switch = "enabled" if kind in ("Webhook", "Notification") else "disabled"
	frappe.db.set_value(kind, made.name, switch, int(switch == "disabled"))
	assert listeners.listening(PROFILE) == []


def test_hooks_of_other_apps_and_unknown_general_hooks_listen(
	employees: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
	events = {
		PROFILE: {"validate": ["theirs.api.check", "talent_performance.flows.talent_profiles.describe"]},
		"*": {"on_update": ["unknown.api.sync", *listeners.NEEDLESS]},
	}
	monkeypatch.setattr(frappe, "get_doc_hooks", lambda: events)
	assert list(listeners.hooked(PROFILE)) == [
		"Hook theirs.api.check on validate",
		"Hook unknown.api.sync on on_update",
	]
	monkeypatch.setattr(listeners, "harmless_by_hook", lambda: {"unknown.api.sync": "It only counts."})
	assert list(listeners.hooked(PROFILE)) == ["Hook theirs.api.check on validate"]


def test_every_general_hook_of_frappe_itself_is_explained(employees: list[str]) -> None:
	general = frappe.get_doc_hooks().get("*", {})
	paths = {path for event in listeners.EVENTS for path in general.get(event, [])}
	assert {path for path in paths if path.startswith(("frappe.", "hrms."))} - set(
		listeners.NEEDLESS
	) == set()
	assert any(path.startswith("erpnext.support.") for path in paths & set(listeners.NEEDLESS))


def test_a_server_script_that_listens_hears_everyone_and_the_rows_are_the_same(
	employees: list[str], scripts_allowed: None
) -> None:
	table = pd.DataFrame({"employee": employees, "person_name": [f"Person {name}" for name in employees]})
	lines = {"employments": pd.DataFrame({"employee": employees})}
	seen, said = [], []
	for heard in (False, True):
		frappe.db.savepoint("listening")
		if heard:
			frappe.get_doc({"doctype": "Server Script", **LISTENERS["Server Script"]}).insert()
		written = store.insert(PROFILE, table, lines)
		said.append(written.listeners)
		seen.append(
			(
				stored(PROFILE, name=("in", written.names)),
				nameless(stored(EMPLOYMENT, parent=("in", written.names))),
			)
		)
		comments = frappe.db.count(
			"Comment", {"reference_doctype": PROFILE, "reference_name": ("in", written.names)}
		)
		assert comments == (12 if heard else 0)
		frappe.db.rollback(save_point="listening")
		frappe.clear_cache()
	assert said == [[], ["Server Script TP test script"]]
	without_comments = [{**row, "_comments": None} for row in seen[1][0]]
	assert (seen[0][0], seen[0][1]) == (without_comments, seen[1][1])


def seconds(work: Callable[[], object]) -> float:
	"""How long a piece of work takes, undone afterwards."""
	frappe.db.savepoint("timed")
	begin = time.perf_counter()
	work()
	took = time.perf_counter() - begin
	frappe.db.rollback(save_point="timed")
	return took


def write_bare(many: rows.Rows) -> None:
	"""The same rows by a multi-row INSERT with a parameter for each value."""
	values = list(zip(*many.columns.values(), strict=True))
	columns = ", ".join(f"`{column}`" for column in many.columns)
	places = ", ".join([f"({', '.join(['%s'] * len(many.columns))})"] * len(values))
	frappe.db.sql(
		f"insert into `tab{many.doctype}` ({columns}) values {places}",
		[each for row in values for each in row],
	)


def best_seconds(*works: Callable[[], object], rounds: int = 9) -> list[float]:
	"""The best time of each piece of work, taken in turns: what else the machine does then slows all of them alike."""
	taken = [[seconds(work) for work in works] for _ in range(rounds)]
	return [min(times) for times in zip(*taken, strict=True)]


@pytest.mark.skipif(wanted_database() == SQLITE, reason="SQLite is for trials; the limits are MariaDB's.")
def test_what_a_person_costs(employees: list[str], capsys: pytest.CaptureFixture[str]) -> None:
	people = 1000
	many = [employees[at % len(employees)] for at in range(people)]
	table = wide_table(many)
	lines = wide_lines([*many, many[0]], per_parent=6)
	made = rows.build(WIDE, table, {"lines": lines})
	build, plain, bulk = best_seconds(
		lambda: rows.build(WIDE, table, {"lines": lines}),
		lambda: [write_bare(each) for each in made],
		lambda: store.insert(WIDE, table, {"lines": lines}),
	)
	few = table.head(40)
	documents = seconds(lambda: as_documents(WIDE, few, {"lines": lines})) / len(few) * people
	with capsys.disabled():
		print(
			f"\n{len(made[0].columns)} + 6 × {len(made[1].columns)} columns, ms a person: store.insert {bulk:.3f}, of which rows "
			f"{build:.3f}; multi-row INSERT alone {plain:.3f} (× {bulk / plain:.2f}); doc.insert {documents:.2f} (÷ {documents / bulk:.0f})"
		)
	assert bulk <= 2.5 * plain
	assert documents >= 10 * bulk
