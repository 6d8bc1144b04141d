"""Files as people have them: ERPNext's exports, other delimiters, dates and numbers in several ways, workbooks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarks import company
from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import INPUTS
from talent_performance.engine.validation import find_problems
from talent_performance.rehearsal.checking import check
from talent_performance.rehearsal.files import PathError
from talent_performance.rehearsal.mapping import map_from
from talent_performance.rehearsal.problems import COLUMNS
from talent_performance.rehearsal.reading import Loaded, read

ERPNEXT_LABELS = "ID,Full Name,Status,Company,Department,Reports to,Date of Joining,Relieving Date\n"
ERPNEXT_FIELDS = "name,employee_name,status,company,department,reports_to,date_of_joining,relieving_date\n"
ROWS = "HR-EMP-00001,Ann Lee,Active,ACME,Sales,,2020-01-31,\nHR-EMP-00002,Bob Ray,Left,ACME,Sales,HR-EMP-00001,2021-02-28,2024-03-31\n"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
	for name, content in files.items():
		data = content.encode() if isinstance(content, str) else content
		(tmp_path / f"{name}.csv").write_bytes(data)
	return tmp_path


def told(loaded: Loaded, severity: str = "error") -> list[tuple[str, int | None, str, str]]:
	"""Rule, row, column and value of the problems of a severity."""
	found = loaded.problems[loaded.problems["severity"] == severity]
	rows = [None if pd.isna(r) else int(r) for r in found["row"]]
	return list(zip(found["rule"], rows, found["column"], found["value"], strict=True))


def workbook(path: Path, **sheets: list[list]) -> Path:
	book = openpyxl.Workbook()
	book.remove(book.active)
	for name, rows in sheets.items():
		sheet = book.create_sheet(name)
		for row in rows:
			sheet.append(row)
	book.save(path)
	return path


@pytest.mark.parametrize("header", [ERPNEXT_LABELS, ERPNEXT_FIELDS], ids=["labels", "field names"])
def test_an_erpnext_export_is_read_as_it_is(tmp_path: Path, header: str) -> None:
	loaded = read(folder(tmp_path, Employee=header + ROWS))
	people = loaded.tables["employees"]
	assert people["employee"].tolist() == ["HR-EMP-00001", "HR-EMP-00002"]
	assert people["reports_to"].isna().tolist() == [True, False]
	assert people["date_of_joining"].tolist() == [pd.Timestamp("2020-01-31"), pd.Timestamp("2021-02-28")]
	assert people["status"].tolist() == ["Active", "Left"]
	assert told(loaded) == []
	assert find_problems(loaded.tables, Policy()).empty


def test_the_benchmark_measures_tables_as_they_are_read(tmp_path: Path) -> None:
	made = company.make(200)
	for name, table in made.items():
		table.to_csv(tmp_path / f"{name}.csv", index=False)
	loaded = read(tmp_path)
	assert told(loaded) == []
	for name, table in made.items():
		pd.testing.assert_frame_equal(loaded.tables[name], table[list(loaded.tables[name])])
		assert set(loaded.tables[name]) == set(table)


def test_a_choice_has_all_categories_and_then_the_unknown_ones(tmp_path: Path) -> None:
	text = "employee,status\n1,LEFT\n2,\n3,Gone\n4,#REF!\n5,active\n"
	status = read(folder(tmp_path, employees=text)).tables["employees"]["status"]
	known = list(INPUTS["employees"].by_name["status"].choices)
	assert status.cat.categories.tolist() == [*known, "Gone"]
	assert status.astype(object).where(status.notna(), None).tolist() == [
		"Left",
		None,
		"Gone",
		None,
		"Active",
	]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_delimiter_mark_and_line_ends_do_not_matter(
	tmp_path: Path, delimiter: str, mark: str, ending: str
) -> None:
	text = mark + (ERPNEXT_LABELS + ROWS).replace(",", delimiter).replace("\n", ending)
	found = read(folder(tmp_path, employees=text)).tables["employees"]
	plain = read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS)).tables["employees"]
	pd.testing.assert_frame_equal(found, plain)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_utf_16_and_32_with_a_mark_are_read(tmp_path: Path, encoding: str) -> None:
	text = ERPNEXT_LABELS + ROWS.replace("Ann", "Åsa")
	data = ("\ufeff" + text).encode(encoding) if encoding.endswith("le") else text.encode(encoding)
	loaded = read(folder(tmp_path, employees=data))
	assert loaded.tables["employees"]["employee_name"].tolist() == ["Åsa Lee", "Bob Ray"]


def test_excels_own_separator_line_is_not_a_row(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="sep=;\n" + (ERPNEXT_LABELS + ROWS).replace(",", ";")))
	assert len(loaded.tables["employees"]) == 2
	assert loaded.origins["employees"]["row"].tolist() == [2, 3]


def test_child_rows_of_an_export_are_left_out_and_counted(tmp_path: Path) -> None:
	text = "ID,Full Name,Course (Education),Year (Education)\nE1,Ann,Law,2010\n,,Art,2012\nE2,Bob,,\n"
	loaded = read(folder(tmp_path, employees=text))
	assert loaded.tables["employees"]["employee"].tolist() == ["E1", "E2"]
	assert loaded.origins["employees"]["row"].tolist() == [2, 4]
	message = loaded.problems.loc[loaded.problems["rule"] == "child_rows", "message"].item()
	assert message.endswith(": 1")


def test_a_row_without_an_id_is_no_child_row_where_nothing_says_so(tmp_path: Path) -> None:
	checked = check(folder(tmp_path, employees="employee,employee_name\nE1,Ann\n,Bob\n"), Policy())
	errors = checked.problems[checked.problems["severity"] == "error"]
	assert errors[["rule", "row", "column"]].to_numpy().tolist() == [["empty", 3, "employee"]]


def test_headers_match_whatever_their_case_blanks_and_underscores(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="EMPLOYEE ID,full_name,Date Of JOINING\nE1,Ann,2020-01-01\n"))
	assert list(loaded.tables["employees"].columns) == ["employee", "employee_name", "date_of_joining"]


def test_a_column_called_name_is_not_the_number_of_a_person(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="Name,Dept\nAnn,Sales\n"))
	assert [rule for rule, *_ in told(loaded)] == ["missing_column"]


def test_the_exact_name_wins_and_the_other_is_said(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="ID,employee\nX1,E1\n"))
	assert loaded.tables["employees"]["employee"].tolist() == ["E1"]
	assert told(loaded, "info") == [("second_column", 1, "ID", "")]


def test_columns_that_are_not_ours_are_said(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="employee,Shoe Size\nE1,42\n"))
	assert told(loaded, "info") == [("unread_column", 1, "Shoe Size", "")]


def test_a_missing_required_column_names_the_nearest_header(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, objectives="objectve,weight\nO1,1\n"))
	assert told(loaded) == [("missing_column", 1, "objective", "")]
	assert "is it 'objectve'?" in loaded.problems["expected"].str.cat()
	assert loaded.broken == {"objectives"}


def test_absent_tables_are_named(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS))
	assert "objectives" in loaded.absent
	assert "employees" not in loaded.absent


def test_other_files_are_said_and_left_alone(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, salaries="a,b\n1,2\n"))
	assert loaded.problems.loc[loaded.problems["rule"] == "unread_file", "file"].tolist() == ["salaries.csv"]


def test_two_files_for_one_table_are_refused(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, Employee=ERPNEXT_LABELS + ROWS))
	assert [rule for rule, *_ in told(loaded)] == ["two_files"]


def test_a_single_file_is_taken_as_employees(tmp_path: Path) -> None:
	folder(tmp_path, staff=ERPNEXT_LABELS + ROWS)
	loaded = read(tmp_path / "staff.csv")
	assert len(loaded.tables["employees"]) == 2
	assert [rule for rule, *_ in told(loaded, "info")] == ["taken_as"]


def test_a_folder_without_employees_says_what_it_holds(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, staff=ERPNEXT_LABELS + ROWS))
	assert [rule for rule, *_ in told(loaded)] == ["no_employees"]
	assert "staff.csv" in loaded.problems["message"].str.cat()


def test_a_path_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
	with pytest.raises(PathError, match="nowhere"):
		read(tmp_path / "nowhere")


def test_a_file_of_another_kind_cannot_be_read(tmp_path: Path) -> None:
	(tmp_path / "people.pdf").write_bytes(b"%PDF")
	with pytest.raises(PathError, match="expected a folder"):
		read(tmp_path / "people.pdf")


def test_cells_over_several_lines_are_one_row(tmp_path: Path) -> None:
	text = 'employee,employee_name,reports_to\nE1,"Ann\nLee",\n\nE2,Bob,E9\n'
	checked = check(folder(tmp_path, employees=text), Policy())
	errors = checked.problems[checked.problems["severity"] == "error"]
	assert errors[["rule", "row", "value"]].to_numpy().tolist() == [["unknown_manager", 4, "E9"]]


def test_trailing_delimiters_are_harmless(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="employee,employee_name,,\nE1,Ann,,\nE2,Bob\nE3,Cid,,,,\n"))
	assert told(loaded) == []
	assert loaded.tables["employees"]["employee"].tolist() == ["E1", "E2", "E3"]


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("2024-02-29", "2024-02-29"),
		("2024-2-9", "2024-02-09"),
		("2024/02/09", "2024-02-09"),
		("2024-02-09 00:00:00", "2024-02-09"),
		("2024-02-09T13:45:00.000Z", "2024-02-09"),
		("31-12-2023", "2023-12-31"),
		("31/12/2023", "2023-12-31"),
		("31.12.2023", "2023-12-31"),
		("12/31/2023", "2023-12-31"),
		("12-31-2023", "2023-12-31"),
		("05/05/2023", "2023-05-05"),
		(" 2024-02-29 ", "2024-02-29"),
	],
)
def test_dates_that_can_be_only_one_day_are_read(tmp_path: Path, text: str, expected: str) -> None:
	loaded = read(folder(tmp_path, employees=f"employee,date_of_joining\nE1,{text}\n"))
	assert told(loaded) == []
	assert loaded.tables["employees"]["date_of_joining"].item() == pd.Timestamp(expected)


def test_another_date_of_the_file_settles_day_and_month(tmp_path: Path) -> None:
	text = "employee,date_of_joining,relieving_date\nE1,03/04/2020,\nE2,01/02/2020,25/12/2021\n"
	loaded = read(folder(tmp_path, employees=text))
	assert told(loaded) == []
	assert told(loaded, "info") == [("date_order", 3, "relieving_date", "25/12/2021")]
	assert loaded.tables["employees"]["date_of_joining"].tolist() == [
		pd.Timestamp("2020-04-03"),
		pd.Timestamp("2020-02-01"),
	]


def test_day_or_month_first_is_not_guessed(tmp_path: Path) -> None:
	loaded = read(folder(tmp_path, employees="employee,date_of_joining\nE1,03/04/2020\nE2,05/05/2020\n"))
	assert told(loaded) == [("date_order_open", 2, "date_of_joining", "03/04/2020")]


def test_two_orders_in_one_table_are_a_problem(tmp_path: Path) -> None:
	loaded = read(
		folder(tmp_path, employees="employee,date_of_joining\nE1,25/12/2020\nE2,12/26/2020\nE3,01/02/2020\n")
	)
	assert ("date_order_mixed", 2, "date_of_joining", "25/12/2020") in told(loaded)
	assert loaded.tables["employees"]["date_of_joining"].isna().all()


@pytest.mark.parametrize(
	("text", "rule"),
	[
		("2023-02-29", "no_such_date"),
		("31/04/2023", "no_such_date"),
		("0000-00-00", "no_such_date"),
		("yesterday", "not_a_date"),
		("7/10/83", "not_a_date"),
		("44562", "not_a_date"),
		("9999-12-31", "date_out_of_range"),
		("1899-12-31", "date_out_of_range"),
	],
)
def test_what_is_no_date_is_listed(tmp_path: Path, text: str, rule: str) -> None:
	loaded = read(folder(tmp_path, employees=f"employee,date_of_joining\nE1,{text}\n"))
	assert told(loaded) == [(rule, 2, "date_of_joining", text)]


# Numbers, flags, choices ---------------------------------------------------------------------------------------------

OBJECTIVE = "objective,employee,{column}\nO1,HR-EMP-00001,{value}\n"


def objective(tmp_path: Path, column: str, value: str, **options: object) -> Loaded:
	quoted = f'"{value}"' if "," in value else value
	text = OBJECTIVE.format(column=column, value=quoted)
	return read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, objectives=text), map_from(options))


@pytest.mark.parametrize(
	("text", "options", "expected"),
	[
		("3", {}, 3.0),
		("-0.5", {}, -0.5),
		(".5", {}, 0.5),
		("1e3", {}, 1000.0),
		("1,234.5", {"thousands": ","}, 1234.5),
		("1.234,5", {"thousands": ".", "decimal": ","}, 1234.5),
		("3,5", {"decimal": ","}, 3.5),
		("1 234", {"thousands": " "}, 1234.0),
		("1\u00a0234", {"thousands": " "}, 1234.0),
		("70%", {"percent": True}, 0.7),
		("70 %", {"percent": True}, 0.7),
	],
)
def test_numbers_are_read(tmp_path: Path, text: str, options: dict, expected: float) -> None:
	loaded = objective(tmp_path, "weight", text, **options)
	assert told(loaded) == []
	assert loaded.tables["objectives"]["weight"].item() == pytest.approx(expected)


@pytest.mark.parametrize(
	"text",
	["70%", "3,5", "1,234", "1 234", "abc", "NaN", "inf", "-inf", "1_000", "0x10", "٣", "--1", "1.2.3", "$5"],
)
def test_what_is_no_number_is_listed(tmp_path: Path, text: str) -> None:
	loaded = objective(tmp_path, "weight", text)
	assert told(loaded) == [("not_a_number", 2, "weight", text)]
	assert loaded.tables["objectives"]["weight"].isna().all()


def test_a_number_beyond_all_bounds_is_listed(tmp_path: Path) -> None:
	assert told(objective(tmp_path, "weight", "1e999")) == [("too_large", 2, "weight", "1e999")]


def test_wrong_thousands_are_not_put_right(tmp_path: Path) -> None:
	assert [rule for rule, *_ in told(objective(tmp_path, "weight", "12,34", thousands=","))] == [
		"not_a_number"
	]


@pytest.mark.parametrize(
	("text", "expected"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("0", False)]
)
def test_yes_and_no_are_read(tmp_path: Path, text: str, expected: bool) -> None:
	assert objective(tmp_path, "contributes", text).tables["objectives"]["contributes"].item() == expected


def test_what_is_neither_yes_nor_no_is_listed(tmp_path: Path) -> None:
	assert told(objective(tmp_path, "contributes", "maybe")) == [("not_a_flag", 2, "contributes", "maybe")]


def test_choices_are_read_in_any_spelling(tmp_path: Path) -> None:
	loaded = objective(tmp_path, "archived", "Not_Approved")
	assert loaded.tables["objectives"]["archived"].item() == "not approved"


def test_an_error_of_a_formula_is_listed(tmp_path: Path) -> None:
	assert told(objective(tmp_path, "weight", "#DIV/0!")) == [("formula_error", 2, "weight", "#DIV/0!")]


def test_a_cell_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
	text = "objective,on_date,expected\nO1,never,0.5\n"
	folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, objectives="objective,employee\nO1,HR-EMP-00001\n")
	found = check(folder(tmp_path, target_profiles=text), Policy()).problems
	assert found.loc[found["severity"] == "error", "rule"].tolist() == ["not_a_date"]


# Workbooks -----------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_what_the_same_csv_gives(tmp_path: Path) -> None:
	book = workbook(
		tmp_path / "book.xlsx",
		employees=[
			["ID", "Full Name", "Reports to", "Date of Joining", "Shoe"],
			[1001, "Ann", None, datetime(2020, 1, 31), 42],
			[1002.0, "Bob", 1001, datetime(2021, 2, 28), None],
		],
		objectives=[["objective", "employee", "weight", "contributes"], ["O1", 1001, 2.5, True]],
	)
	loaded = read(book)
	people = loaded.tables["employees"]
	assert people["employee"].tolist() == ["1001", "1002"]
	assert people["reports_to"].tolist()[1] == "1001"
	assert people["date_of_joining"].tolist() == [pd.Timestamp("2020-01-31"), pd.Timestamp("2021-02-28")]
	assert loaded.tables["objectives"][["weight", "contributes"]].to_numpy().tolist() == [[2.5, True]]
	assert told(loaded) == []


def test_a_folder_with_only_a_workbook_is_that_workbook(tmp_path: Path) -> None:
	workbook(tmp_path / "book.xlsx", Employee=[["ID"], ["E1"]], Notes=[["x"], ["y"]])
	loaded = read(tmp_path)
	assert loaded.tables["employees"]["employee"].tolist() == ["E1"]
	assert told(loaded, "info")[0][0] == "unread_sheet"


def test_a_single_sheet_of_any_name_is_taken_as_employees(tmp_path: Path) -> None:
	loaded = read(workbook(tmp_path / "export.xlsx", Sheet1=[["ID"], ["E1"]]))
	assert loaded.tables["employees"]["employee"].tolist() == ["E1"]


def test_a_decimal_comma_does_not_touch_a_workbooks_numbers(tmp_path: Path) -> None:
	book = workbook(
		tmp_path / "book.xlsx",
		employees=[["ID"], ["E1"]],
		objectives=[["objective", "employee", "weight"], ["O1", "E1", 1234.5]],
	)
	loaded = read(book, map_from({"decimal": ",", "thousands": "."}))
	assert loaded.tables["objectives"]["weight"].item() == 1234.5


def test_rows_of_a_workbook_are_numbered_as_it_shows_them(tmp_path: Path) -> None:
	book = workbook(
		tmp_path / "b.xlsx", employees=[["ID", "Reports to"], ["E1", None], [None, None], ["E2", "E9"]]
	)
	found = check(book, Policy()).problems
	mine = found[found["rule"] == "unknown_manager"]
	assert mine[["file", "sheet", "row", "column"]].to_numpy().tolist() == [
		["b.xlsx", "employees", 4, "Reports to"]
	]


def test_a_formula_counts_with_its_saved_value_and_without_one_is_listed(tmp_path: Path) -> None:
	book = workbook(
		tmp_path / "b.xlsx",
		employees=[["ID"], ["E1"]],
		objectives=[["objective", "employee", "weight"], ["O1", "E1", "=1+1"]],
	)
	assert told(read(book)) == [("formula_without_value", 2, "weight", "")]


# The answer ----------------------------------------------------------------------------------------------------------


def test_problems_have_the_documented_columns(tmp_path: Path) -> None:
	checked = check(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS + "\nX,Y,Gone,,,Z,,\n"), Policy())
	assert list(checked.problems.columns) == COLUMNS
	assert checked.problems["severity"].tolist() == sorted(
		checked.problems["severity"], key=["error", "warning", "info"].index
	)
	told = checked.problems[checked.problems["severity"] == "error"]
	assert told[["file", "row", "column", "value"]].to_numpy().tolist() == [
		["employees.csv", 5, "Status", "Gone"],
		["employees.csv", 5, "Reports to", "Z"],
	]


def test_the_as_of_date_is_the_current_cycles_last_day(tmp_path: Path) -> None:
	cycles = "cycle,start_date,end_date,is_current\nA,2024-01-01,2024-12-31,no\nB,2025-01-01,2025-12-31,yes\n"
	folder(tmp_path, employees=ERPNEXT_LABELS + ROWS, cycles=cycles)
	assert check(tmp_path, Policy()).as_of == pd.Timestamp("2025-12-31")
	assert check(tmp_path, Policy(), as_of=pd.Timestamp("2025-06-30")).as_of == pd.Timestamp("2025-06-30")


def test_progress_is_told(tmp_path: Path) -> None:
	seen: list[tuple[str, int, int]] = []
	read(folder(tmp_path, employees=ERPNEXT_LABELS + ROWS), on_progress=lambda *step: seen.append(step))
	label, done, total = seen[-1]
	assert label == "employees.csv"
	assert done == total > 0


def test_the_sample_company_has_no_errors() -> None:
	checked = check(Path(__file__).parents[2] / "fixtures" / "sample_company", Policy())
	assert checked.count("error") == 0
	assert checked.count("warning") > 0
