"""Files that are broken, or made to do harm: each is refused with a problem that says what and where."""

from __future__ import annotations

import csv
import io
import os
import random
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talent_performance.engine.policy import Policy
from talent_performance.rehearsal import files
from talent_performance.rehearsal.checking import Checked, check
from talent_performance.rehearsal.files import LIMIT_BYTES

PEOPLE = b"employee,employee_name,reports_to\nE1,Ann,\nE2,Bob,E1\nE3,Cid,E1\n"


def checked(tmp_path: Path, data: bytes, name: str = "employees.csv") -> Checked:
	(tmp_path / name).write_bytes(data)
	return check(tmp_path, Policy())


def errors(found: Checked) -> list[tuple[str, int | None, str]]:
	"""Rule, row and value of every error."""
	mine = found.problems[found.problems["severity"] == "error"]
	rows = [None if pd.isna(r) else int(r) for r in mine["row"]]
	return list(zip(mine["rule"], rows, mine["value"], strict=True))


def message(found: Checked, rule: str) -> str:
	mine = found.problems[found.problems["rule"] == rule].iloc[0]
	return f"{mine['message']}; {mine['expected']}"


def test_an_empty_file(tmp_path: Path) -> None:
	assert errors(checked(tmp_path, b"")) == [("empty_file", None, "")]


@pytest.mark.parametrize(
	"data", [b"\n\n", b" \n\t\n", b"\xef\xbb\xbf"], ids=["blank lines", "blanks", "only a mark"]
)
def test_a_file_of_nothing_but_blanks(tmp_path: Path, data: bytes) -> None:
	assert [rule for rule, *_ in errors(checked(tmp_path, data))] == ["empty_file"]


def test_a_header_and_nobody(tmp_path: Path) -> None:
	found = checked(tmp_path, b"employee,employee_name\n")
	assert errors(found) == [("no_people", None, "")]
	assert "no_rows" in set(found.problems["rule"])


def test_two_gigabytes_are_refused_before_they_are_read(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	path = tmp_path / "employees.csv"
	path.write_bytes(PEOPLE)
	os.truncate(path, 2 * LIMIT_BYTES)
	monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))
	found = check(tmp_path, Policy())
	assert errors(found) == [("too_big", None, "")]
	assert "2,000 MB" in message(found, "too_big")


def test_the_wrong_encoding_is_told_by_line_and_byte(tmp_path: Path) -> None:
	data = PEOPLE + "E4,Amélie,E1\nE5,Zoë,E1\n".encode("cp1252")
	found = checked(tmp_path, data)
	assert [(rule, row) for rule, row, _ in errors(found)] == [("encoding", 5), ("encoding", 6)]
	assert f"isn't UTF-8 at byte {len(PEOPLE) + 5}" in message(found, "encoding")
	assert "UTF-8" in message(found, "encoding")


def test_the_byte_is_right_at_the_border_of_what_is_read_at_once(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	data = PEOPLE + "E4,é".encode() + b"\xe9,E1\n"
	for size in range(1, 12):
		monkeypatch.setattr(files, "BLOCK_BYTES", size)
		assert f"at byte {len(PEOPLE) + 5}" in message(checked(tmp_path, data), "encoding")


def test_a_character_cut_in_half_at_the_end(tmp_path: Path) -> None:
	found = checked(tmp_path, PEOPLE + "E4,é".encode()[:-1])
	assert ("encoding", 5) in [(rule, row) for rule, row, _ in errors(found)]


def test_binary_garbage_with_the_name_of_a_csv(tmp_path: Path) -> None:
	chance = random.Random(1)
	garbage = bytes(chance.randrange(256) for _ in range(4000))
	assert [rule for rule, *_ in errors(checked(tmp_path, garbage))] == ["binary"]


def test_utf_16_without_a_mark_is_no_text(tmp_path: Path) -> None:
	assert [rule for rule, *_ in errors(checked(tmp_path, PEOPLE.decode().encode("utf-16-le")))] == ["binary"]


def test_a_workbook_with_the_name_of_a_csv(tmp_path: Path) -> None:
	openpyxl.Workbook().save(tmp_path / "book.xlsx")
	data = (tmp_path / "book.xlsx").read_bytes()
	(tmp_path / "book.xlsx").unlink()
	assert [rule for rule, *_ in errors(checked(tmp_path, data))] == ["workbook_as_csv"]


def test_ragged_rows_are_listed_and_the_others_are_read(tmp_path: Path) -> None:
	found = checked(tmp_path, PEOPLE + b"E4\nE5,Eve,E1,more,and more\nE6,Fay,E1\n")
	assert errors(found) == [("ragged", 5, "1"), ("ragged", 6, "5")]
	assert found.loaded.tables["employees"]["employee"].tolist() == ["E1", "E2", "E3", "E6"]


def test_a_truncated_file_shows_its_last_row(tmp_path: Path) -> None:
	assert errors(checked(tmp_path, PEOPLE[:-8])) == [("ragged", 4, "1")]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
	found = checked(tmp_path, PEOPLE + b'E4,"Dan,E1\nE5,Eve,E1\n')
	assert errors(found) == [("quoting", 5, "")]
	assert "lines that can't be read: 5 to 6" in message(found, "quoting")


def test_a_quote_that_swallows_a_whole_file(tmp_path: Path) -> None:
	more = b"".join(b"E%d,Person of a long name,E1\n" % i for i in range(10, 9000))
	found = checked(tmp_path, PEOPLE + b'E4,"Dan,E1\n' + more)
	assert "quoting" in {rule for rule, *_ in errors(found)}
	assert found.problems.loc[found.problems["rule"] == "quoting", "row"].iloc[0] == 5


def test_text_after_a_closed_quote(tmp_path: Path) -> None:
	assert errors(checked(tmp_path, PEOPLE + b'E4,"Dan"x,E1\nE5,Eve,E9\n')) == [
		("quoting", 5, ""),
		("unknown_manager", 6, "E9"),
	]


def test_a_header_twice(tmp_path: Path) -> None:
	assert errors(checked(tmp_path, b"employee,reports_to,Employee Name,employee\nE1,,Ann,E1\n")) == [
		("duplicate_header", 1, "employee")
	]


def test_cells_without_a_header_are_said(tmp_path: Path) -> None:
	found = checked(tmp_path, b"employee,,reports_to\nE1,lost,\nE2,,E1\n")
	mine = found.problems[found.problems["rule"] == "header_missing"]
	assert mine["row"].tolist() == [2]


@pytest.mark.parametrize(
	"text",
	[
		"=1+1",
		"=HYPERLINK(0)",
		"+cmd|calc",
		"-2+3+cmd|' /C calc'!A0",
		"@SUM(A1:A9)",
		"\t=1+1",
		"\r=1+1",
		"＝1+1",
		" =1+1",
		"\u200b=1+1",
		"--x",
	],
)
def test_a_formula_in_a_text_is_an_error(tmp_path: Path, text: str) -> None:
	found = checked(tmp_path, f'employee,employee_name\nE1,"{text}"\n'.encode())
	assert [(rule, row) for rule, row, _ in errors(found)] == [("formula_text", 2)]


@pytest.mark.parametrize("text", ["-", "--", "-5", "+62 812 3456-7890", "a=b", "-3.5e4", "+5 %", "O'Brien"])
def test_what_only_looks_a_little_like_one_is_none(tmp_path: Path, text: str) -> None:
	assert errors(checked(tmp_path, f"employee,employee_name\nE1,{text}\n".encode())) == []


def test_control_characters_are_listed(tmp_path: Path) -> None:
	found = checked(tmp_path, b"employee,employee_name\nE1,An\x1b[31mn\nE2,Bob\x07\n")
	assert [(rule, row) for rule, row, _ in errors(found)] == [
		("control_character", 2),
		("control_character", 3),
	]


def test_a_cell_of_a_hundred_thousand_characters_is_cut_where_it_is_shown(tmp_path: Path) -> None:
	found = checked(tmp_path, b"employee,reports_to\nE1," + b"x" * 100_000 + b"\n")
	assert [rule for rule, *_ in errors(found)] == ["unknown_manager"]
	assert found.problems["value"].str.len().max() <= 201


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
	(tmp_path / "employees.csv").mkdir()
	assert [rule for rule, *_ in errors(check(tmp_path, Policy()))] == ["not_a_file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
	os.mkfifo(tmp_path / "employees.csv")
	assert [rule for rule, *_ in errors(check(tmp_path, Policy()))] == ["not_a_file"]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	(tmp_path / "employees.csv").write_bytes(PEOPLE)

	def refuse(*_: object, **__: object) -> None:
		raise PermissionError(13, "Permission denied")

	monkeypatch.setattr(Path, "open", refuse)
	found = check(tmp_path, Policy())
	assert errors(found) == [("unreadable", None, "")]
	assert "Permission denied" in message(found, "unreadable")


def test_a_link_to_nowhere(tmp_path: Path) -> None:
	(tmp_path / "employees.csv").symlink_to(tmp_path / "gone.csv")
	assert [rule for rule, *_ in errors(check(tmp_path, Policy()))] == ["unreadable"]


# Workbooks -----------------------------------------------------------------------------------------------------------


def a_workbook(path: Path) -> Path:
	book = openpyxl.Workbook()
	book.active.title = "employees"
	for row in (["employee", "reports_to"], ["E1", None], ["E2", "E1"]):
		book.active.append(row)
	book.save(path)
	return path


def test_a_workbook_protected_by_a_password(tmp_path: Path) -> None:
	found = checked(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "book.xlsx")
	assert errors(found)[0][0] == "protected"


@pytest.mark.parametrize("data", [b"not a zip at all", b"PK\x03\x04" + b"\0" * 100], ids=["text", "torn zip"])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
	assert errors(checked(tmp_path, data, "book.xlsx"))[0][0] == "not_a_workbook"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
	with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
		archive.writestr("hello.txt", "hello")
	assert errors(check(tmp_path, Policy()))[0][0] == "not_a_workbook"


def test_a_workbook_cut_in_half(tmp_path: Path) -> None:
	path = a_workbook(tmp_path / "book.xlsx")
	path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
	assert errors(check(tmp_path, Policy()))[0][0] == "not_a_workbook"


def test_a_sheet_with_broken_xml(tmp_path: Path) -> None:
	path = a_workbook(tmp_path / "whole.xlsx")
	with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "book.xlsx", "w") as broken:
		for name in whole.namelist():
			data = whole.read(name)
			broken.writestr(name, data[:-60] if name.endswith("sheet1.xml") else data)
	path.unlink()
	assert "not_a_workbook" in {rule for rule, *_ in errors(check(tmp_path, Policy()))}


def test_a_zip_bomb_is_refused_by_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	path = a_workbook(tmp_path / "book.xlsx")
	with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
		archive.writestr("xl/worksheets/sheet9.xml", b" " * 3_000_000)
	assert path.stat().st_size < 20_000
	monkeypatch.setattr(files, "LIMIT_BYTES", 2_000_000)
	monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("the workbook was opened"))
	assert errors(check(tmp_path, Policy()))[0][0] == "zip_bomb"


def test_xml_entities_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	path = a_workbook(tmp_path / "whole.xlsx")
	bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
	with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "book.xlsx", "w") as bad:
		for name in whole.namelist():
			data = whole.read(name)
			bad.writestr(name, bomb + data if name.endswith("sheet1.xml") else data)
	path.unlink()
	monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("the workbook was opened"))
	assert errors(check(tmp_path, Policy()))[0][0] == "xml_entities"


def test_a_sheet_that_claims_to_be_smaller_than_it_is(tmp_path: Path) -> None:
	path = a_workbook(tmp_path / "whole.xlsx")
	with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "book.xlsx", "w") as liar:
		for name in whole.namelist():
			liar.writestr(name, whole.read(name).replace(b'ref="A1:B3"', b'ref="A1"'))
	path.unlink()
	found = check(tmp_path, Policy())
	assert found.loaded.tables["employees"]["employee"].tolist() == ["E1", "E2"]


def test_an_empty_sheet(tmp_path: Path) -> None:
	book = openpyxl.Workbook()
	book.active.title = "employees"
	book.save(tmp_path / "book.xlsx")
	assert errors(check(tmp_path, Policy()))[0][0] == "empty_sheet"


# Anything at all -----------------------------------------------------------------------------------------------------


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_problems_never_in_a_crash(tmp_path: Path, data: bytes) -> None:
	found = checked(tmp_path, data)
	assert found.count("error") > 0 or len(found.loaded.tables["employees"]) > 0


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from('E123,;"\n\r\t=+-@é \u200b'), max_size=120))
def test_any_rows_are_read_or_told(tmp_path: Path, text: str) -> None:
	"""Every line of the file that isn't blank is a row of the table, or has an error of its own or a broken quote."""
	found = checked(tmp_path, f"employee,employee_name,reports_to\n{text}".encode())
	rows = found.loaded.origins.get("employees", pd.DataFrame({"row": []}))["row"].tolist()
	told = [row for rule, row, _ in errors(found) if rule in ("ragged", "quoting")]
	records = [r for r in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in r)]
	if "quoting" not in {rule for rule, *_ in errors(found)}:
		assert len(rows) + len(told) == len(records)
