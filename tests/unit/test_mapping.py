"""The map: a company's own columns and values become ours; what it can't mean is refused, and drafting it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from talent_performance.engine.policy import Policy
from talent_performance.engine.validation import find_problems
from talent_performance.rehearsal.checking import check
from talent_performance.rehearsal.drafting import draft
from talent_performance.rehearsal.lookup import full_name, short_name
from talent_performance.rehearsal.mapping import MapError, load_map, map_from
from talent_performance.rehearsal.reading import Loaded, read

STAFF = """Emp No,First,Last,Dept,State,Boss,Hired,Score
7,Ann,Lee,Sales,Employed,,7/10/83,Fully Meets
8,Bob,Ray,Sales,Employed,Ann Lee,12/31/11,Exceeds
9,Cid,Fox,IT,Quit,"Lee, Ann",1/5/15,
"""
MAP = """
[employees]
file = "staff.csv"
columns = { employee = "Emp No", employee_name = ["First", "Last"], department = "Dept", status = "State", date_of_joining = "Hired" }
values.status = { Employed = "Active", Quit = "Left" }
constants = { company = "ACME" }
dates = { date_of_joining = "%m/%d/%y" }
lookup.reports_to = { column = "Boss", by = "employee_name" }

[overall_ratings]
file = "staff.csv"
columns = { employee = "Emp No", manager_rating = "Score" }
values.manager_rating = { "Fully Meets" = 3, Exceeds = 4.5 }
skip_empty = ["manager_rating"]
"""


def loaded(tmp_path: Path, text: str = MAP, staff: str = STAFF) -> Loaded:
	(tmp_path / "staff.csv").write_text(staff, encoding="utf-8")
	(tmp_path / "map.toml").write_text(text, encoding="utf-8")
	return read(tmp_path, load_map(tmp_path / "map.toml"))


def told(found: Loaded, severity: str = "error") -> list[tuple[str, int | None, str, str]]:
	"""Rule, row, column and value of the problems of a severity."""
	mine = found.problems[found.problems["severity"] == severity]
	rows = [None if pd.isna(r) else int(r) for r in mine["row"]]
	return list(zip(mine["rule"], rows, mine["column"], mine["value"], strict=True))


def test_an_export_is_read_unedited(tmp_path: Path) -> None:
	found = loaded(tmp_path)
	people = found.tables["employees"]
	assert people["employee"].tolist() == ["7", "8", "9"]
	assert people["employee_name"].tolist() == ["Ann Lee", "Bob Ray", "Cid Fox"]
	assert people["status"].tolist() == ["Active", "Active", "Left"]
	assert people["company"].tolist() == ["ACME"] * 3
	assert people["reports_to"].tolist()[1:] == ["7", "7"]
	assert people["date_of_joining"].dt.strftime("%Y-%m-%d").tolist() == [
		"1983-07-10",
		"2011-12-31",
		"2015-01-05",
	]
	assert told(found) == []


def test_one_file_feeds_several_tables(tmp_path: Path) -> None:
	ratings = loaded(tmp_path).tables["overall_ratings"]
	assert ratings.to_numpy().tolist() == [["7", 3.0], ["8", 4.5]]


def test_rows_left_out_are_counted(tmp_path: Path) -> None:
	found = loaded(tmp_path)
	message = found.problems.loc[found.problems["rule"] == "rows_filtered", "message"].item()
	assert message == "rows left out as the map says, skip_empty manager_rating: 1"


def test_only_wanted_rows_are_read_and_the_rest_is_counted(tmp_path: Path) -> None:
	found = loaded(tmp_path, MAP.replace("constants =", 'only = { Dept = ["Sales"] }\nconstants ='))
	assert found.tables["employees"]["employee"].tolist() == ["7", "8"]
	assert found.origins["employees"]["row"].tolist() == [2, 3]
	assert "only Dept: 1" in found.problems["message"].str.cat()


def test_a_problem_names_the_files_own_column_and_what_stands_there(tmp_path: Path) -> None:
	found = loaded(tmp_path, staff=STAFF.replace("Ray,Sales,Employed,Ann Lee", "Ray,Sales,Employed,Bob Ray"))
	where = found.locate(find_problems(found.tables, Policy()))
	one = where[where["rule"] == "refers_to_itself"].iloc[0]
	assert (one["file"], one["row"], one["column"], one["value"]) == ("staff.csv", 3, "Boss", "Bob Ray")


def test_names_that_fit_nobody_or_several_people_are_listed(tmp_path: Path) -> None:
	more = STAFF + "10,Ann,Lee,IT,Employed,Zoe Zed,1/1/20,\n"
	found = loaded(tmp_path, staff=more)
	assert told(found) == [
		("name_unknown", 5, "Boss", "Zoe Zed"),
		("name_ambiguous", 3, "Boss", "Ann Lee"),
		("name_ambiguous", 4, "Boss", "Lee, Ann"),
	]
	assert "2 rows are called 'Ann Lee': 7, 10" in found.problems["message"].tolist()


def test_values_come_before_names(tmp_path: Path) -> None:
	text = MAP + '\n[employees.values.reports_to]\n"The Board" = ""\n'
	found = loaded(tmp_path, text, STAFF.replace("Employed,,7", "Employed,the board,7"))
	assert told(found) == []
	assert found.tables["employees"]["reports_to"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
	("name", "plain"),
	[
		("Albert,  Michael J.", "michael j albert"),
		("MICHAEL  J ALBERT", "michael j albert"),
		("José Núñez", "jose nunez"),
		("King,Janet", "janet king"),
	],
)
def test_names_are_compared_by_what_they_say(name: str, plain: str) -> None:
	assert full_name(name) == plain


def test_initials_count_only_where_both_sides_have_them(tmp_path: Path) -> None:
	staff = 'Emp No,Name,Boss\n1,"Albert, Michael J",\n2,"Albert, Michael K",\n3,Cy Two,Michael J. Albert\n4,Di Two,Michael Albert\n5,Ed Two,Michael Q Albert\n'
	text = """
[employees]
file = "staff.csv"
columns = { employee = "Emp No", employee_name = "Name" }
lookup.reports_to = { column = "Boss", by = "employee_name" }
"""
	found = loaded(tmp_path, text, staff)
	assert found.tables["employees"]["reports_to"].tolist()[2] == "1"
	assert told(found) == [
		("name_unknown", 6, "Boss", "Michael Q Albert"),
		("name_ambiguous", 5, "Boss", "Michael Albert"),
	]
	assert short_name("michael j albert") == "michael albert"


def test_a_table_can_be_put_together_from_several_places(tmp_path: Path) -> None:
	staff = "Emp No,Quality,Speed\n1,3,4\n2,5,\n"
	text = """
[employees]
file = "staff.csv"
columns = { employee = "Emp No" }

[[component_ratings]]
file = "staff.csv"
columns = { employee = "Emp No", rating = "Quality" }
constants = { item = "Quality", weight = 2 }

[[component_ratings]]
file = "staff.csv"
columns = { employee = "Emp No", rating = "Speed" }
constants = { item = "Speed" }
skip_empty = ["rating"]
"""
	found = loaded(tmp_path, text, staff)
	lines = found.tables["component_ratings"]
	assert lines[["employee", "item", "rating"]].to_numpy().tolist() == [
		["1", "Quality", 3],
		["2", "Quality", 5],
		["1", "Speed", 4],
	]
	assert lines["weight"].isna().tolist() == [False, False, True]
	problem = found.locate(
		find_problems({**found.tables, "component_ratings": lines.assign(rating=[3, 5, 99])}, Policy())
	)
	outside = problem[problem["rule"] == "outside_scale"].iloc[0]
	assert (outside["row"], outside["column"]) == (2, "Speed")


def test_references_to_nobody_can_be_left_empty_with_a_warning(tmp_path: Path) -> None:
	text = """
[employees]
file = "staff.csv"
columns = { employee = "Emp No", reports_to = "Boss" }
unknown_as_empty = ["reports_to"]
"""
	found = loaded(tmp_path, text, "Emp No,Boss\n1,\n2,1\n3,99\n")
	assert told(found, "warning") == [("left_empty", 4, "Boss", "99")]
	assert found.tables["employees"]["reports_to"].isna().tolist() == [True, False, True]


def test_without_columns_headers_are_matched_as_without_a_map(tmp_path: Path) -> None:
	text = '[employees]\nfile = "staff.csv"\ndates = "%d/%m/%Y"\n'
	found = loaded(tmp_path, text, "ID,Full Name,Date of Joining\n1,Ann,03/04/2020\n")
	assert found.tables["employees"]["date_of_joining"].tolist() == [pd.Timestamp("2020-04-03")]


def test_options_at_the_top_hold_for_every_file(tmp_path: Path) -> None:
	(tmp_path / "employees.csv").write_bytes("employee;employee_name\n1;Zoë\n".encode("cp1252"))
	(tmp_path / "objectives.csv").write_text("objective;employee;weight\nO;1;2,5\n", encoding="utf-8")
	found = read(tmp_path, map_from({"encoding": "cp1252", "decimal": ",", "empty": ["n/a"]}))
	assert found.tables["employees"]["employee_name"].tolist() == ["Zoë"]
	assert found.tables["objectives"]["weight"].tolist() == [2.5]


def test_a_header_further_down_can_be_named(tmp_path: Path) -> None:
	text = '[employees]\nfile = "staff.csv"\nheader_row = 3\n'
	found = loaded(tmp_path, text, "Report of today\n\nID,Reports to\n1,\n2,9\n")
	where = found.locate(find_problems(found.tables, Policy()))
	assert where.loc[where["rule"] == "unknown_manager", "row"].tolist() == [5]


def test_two_digit_years_follow_posix_or_the_year_that_is_said(tmp_path: Path) -> None:
	staff = "ID,Date of Joining\n1,1/1/68\n2,1/1/69\n3,1/1/30\n"
	text = '[employees]\nfile = "staff.csv"\ndates = "%m/%d/%y"\n'
	assert loaded(tmp_path, text, staff).tables["employees"]["date_of_joining"].dt.year.tolist() == [
		2068,
		1969,
		2030,
	]
	said = loaded(tmp_path, text + "latest_year = 2025\n", staff)
	assert said.tables["employees"]["date_of_joining"].dt.year.tolist() == [1968, 1969, 1930]


def test_texts_that_mean_nothing_are_empty(tmp_path: Path) -> None:
	text = '[employees]\nfile = "staff.csv"\nempty = ["NULL", "-"]\n'
	found = loaded(tmp_path, text, "ID,Full Name,Reports to,Date of Joining\n1,-,NULL,null\n")
	assert found.tables["employees"].drop(columns="employee").isna().all(axis=None)
	assert told(found) == []


def test_formula_texts_can_be_taken_as_text(tmp_path: Path) -> None:
	text = '[employees]\nfile = "staff.csv"\nformula_cells = "text"\n'
	found = loaded(tmp_path, text, "ID,Full Name\n1,- none -x\n")
	assert told(found) == []
	assert found.tables["employees"]["employee_name"].tolist() == ["- none -x"]


def test_a_value_of_the_map_that_never_occurs_is_said(tmp_path: Path) -> None:
	found = loaded(tmp_path, MAP.replace('Quit = "Left"', 'Quit = "Left", Fired = "Left"'))
	assert ("value_unused", 1, "State", "Fired") in told(found, "info")


@pytest.mark.parametrize(
	("text", "message"),
	[
		("[employee]\n", "employee: unknown key; did you mean 'employees'?"),
		("decimals = ','\n", "decimals: unknown key; did you mean 'decimal'?"),
		("decimal = ';'\n", 'decimal: found \';\', expected "." or ","'),
		("encoding = 'utf-9'\n", "encoding: found 'utf-9'"),
		("dates = '%d of %B'\n", "dates: found '%d of %B', expected a date format"),
		("dates = { joining = '%d/%m/%Y' }\n", "dates.joining: unknown key"),
		("employees = 3\n", "employees: found 3, expected a table"),
		("[employees]\nfil = 'x'\n", "employees.fil: unknown key; did you mean 'file'?"),
		(
			"[employees]\ncolumns = { employe = 'x' }\n",
			"employees.columns.employe: unknown key; did you mean 'employee'?",
		),
		("[employees]\ncolumns = { employee_name = 'x' }\n", "employees: 'employee' must be given"),
		("[employees]\ncolumns = { employee = 3 }\n", "employees.columns: found {'employee': 3}"),
		(
			"[employees]\nvalues.statu = { a = 'b' }\n",
			"employees.values.statu: unknown key; did you mean 'status'?",
		),
		("[employees]\nconstants.employee = 1\ncolumns.employee = 'x'\n", "'employee' is given twice"),
		("[employees]\nlookup.company = { column = 'x', by = 'y' }\n", "'company' refers to no other row"),
		(
			"[employees]\nlookup.reports_to = { column = 'x' }\n",
			"employees.lookup.reports_to: by must be given",
		),
		(
			"[employees]\nlookup.reports_to = { column = 'x', by = 'nam' }\n",
			"employees.lookup.reports_to.by.nam: unknown key",
		),
		("[employees]\nunknown_as_empty = ['company']\n", "'company' refers to no other row"),
		("[employees]\nskip_empty = ['boss']\n", "employees.skip_empty.boss: unknown key"),
		("[employees\n", "isn't valid TOML"),
	],
)
def test_what_a_map_cannot_mean_is_refused(tmp_path: Path, text: str, message: str) -> None:
	(tmp_path / "map.toml").write_text(text, encoding="utf-8")
	with pytest.raises(MapError) as refused:
		load_map(tmp_path / "map.toml")
	assert message in str(refused.value)
	assert "map.toml" in str(refused.value)


def test_everything_wrong_in_a_map_is_said_at_once() -> None:
	with pytest.raises(MapError) as refused:
		map_from({"decimals": ",", "employees": {"fil": "x"}, "cycle": {}})
	assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize(
	("changed", "message"),
	[
		(('"Emp No"', '"Emp Nr"'), "staff.csv has no column 'Emp Nr'; did you mean 'Emp No'?"),
		(('"Boss"', '"Chef"'), "staff.csv has no column 'Chef'; there are Emp No, First"),
		(
			('"staff.csv"', '"stuff.csv"'),
			"employees.file: there is no 'stuff.csv'; did you mean 'staff.csv'?",
		),
	],
)
def test_a_map_that_does_not_fit_the_files_is_refused(
	tmp_path: Path, changed: tuple[str, str], message: str
) -> None:
	with pytest.raises(MapError) as refused:
		loaded(tmp_path, MAP.replace(*changed))
	assert message in str(refused.value)


def test_a_map_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
	with pytest.raises(MapError, match="can't be read"):
		load_map(tmp_path / "none.toml")
	(tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
	with pytest.raises(MapError, match="isn't UTF-8"):
		load_map(tmp_path / "bad.toml")


# Drafting ------------------------------------------------------------------------------------------------------------

HR = """Employee_Name,EmpID,DateofHire,DateofTermination,EmploymentStatus,Department,ManagerName,ManagerID,PerformanceScore,Salary
"Lee, Ann  M",1001,7/5/2011,,Active,Sales,Board of Directors,2,Exceeds,10
"Ray, Bob",1002,3/30/2015,6/16/2016,Voluntarily Terminated,Sales,Ann Lee,4,Fully Meets,11
"Fox, Cid",1003,1/7/2008,,Active,IT,Ann Lee,4,,12
"""


def drafted(tmp_path: Path, text: str, name: str = "hr.csv") -> str:
	(tmp_path / name).write_text(text, encoding="utf-8")
	return draft(tmp_path).text


def test_a_draft_finds_columns_dates_values_and_managers_by_name(tmp_path: Path) -> None:
	text = drafted(tmp_path, HR)
	for line in (
		'employee = "EmpID"',
		'employee_name = "Employee_Name"',
		'date_of_joining = "%m/%d/%Y"',
		'"Voluntarily Terminated" = "Left"',
		'column = "ManagerName"',
		'# "Board of Directors" = ""',
		'manager_rating = "PerformanceScore"',
		'# "Fully Meets" = …',
		"# Not used of hr.csv: ManagerID, Salary",
	):
		assert line in text.splitlines(), line


def test_a_draft_once_completed_reads_the_file(tmp_path: Path) -> None:
	text = drafted(tmp_path, HR)
	text = (
		text.replace('# "Board of', '"Board of')
		.replace("# Exceeds = …", "Exceeds = 4")
		.replace('# "Fully Meets" = …', '"Fully Meets" = 3')
	)
	(tmp_path / "map.toml").write_text(text, encoding="utf-8")
	checked = check(tmp_path, Policy(), load_map(tmp_path / "map.toml"), pd.Timestamp("2018-12-31"))
	assert checked.count("error") == 0
	assert checked.loaded.tables["employees"]["reports_to"].tolist()[1:] == ["1001", "1001"]
	assert checked.loaded.tables["overall_ratings"]["manager_rating"].tolist() == [4.0, 3.0]


def test_a_draft_is_a_map_even_before_anybody_completes_it(tmp_path: Path) -> None:
	(tmp_path / "map.toml").write_text(drafted(tmp_path, HR), encoding="utf-8")
	assert load_map(tmp_path / "map.toml").tables == {"employees", "overall_ratings"}


def test_a_draft_says_which_formats_a_date_may_have(tmp_path: Path) -> None:
	text = drafted(tmp_path, "Staff Number,Name,Start Date\n1,Ann,01/02/2020\n2,Bob,03/04/2021\n")
	assert '# date_of_joining = "%d/%m/%Y" or "%m/%d/%Y": nothing in the file says which' in text.splitlines()


def test_managers_given_by_number_are_recognised_by_their_values(tmp_path: Path) -> None:
	text = drafted(tmp_path, "Staff Number,Name,Supervisor\n1,Ann,\n2,Bob,1\n3,Cid,1\n")
	assert 'reports_to = "Supervisor"' in text.splitlines()


def test_given_and_family_names_are_put_together(tmp_path: Path) -> None:
	text = drafted(tmp_path, "First_Name;Last Name;EmpID;Dept\nAnn;Lee;1;Sales\nBob;Ray;2;IT\n")
	assert 'employee_name = ["First_Name", "Last Name"]' in text.splitlines()


def test_a_few_gaps_do_not_hide_the_key(tmp_path: Path) -> None:
	rows = "".join(f"{i if i != 7 else ''},Person {i},Sales\n" for i in range(1, 41))
	assert 'employee = "EmpID"' in drafted(tmp_path, "EmpID,Name,Dept\n" + rows).splitlines()


def test_files_that_need_no_map_are_said_to_need_none(tmp_path: Path) -> None:
	text = drafted(tmp_path, "employee,employee_name,status\nE1,Ann,Active\n", "employees.csv")
	assert "# employees.csv: read as it is" in text.splitlines()
	assert map_from({}).blocks == ()


def test_a_folder_without_people_is_said(tmp_path: Path) -> None:
	text = drafted(tmp_path, "colour,shape\nred,round\nblue,square\n")
	assert "No file looks like a list of employees" in text
