"""What a rehearsal leaves behind: CSV, workbook, policy, and a folder that is filled all at once."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from talent_performance.engine.policy import Policy, load_policy, policy_from
from talent_performance.engine.tables import OUTPUTS
from talent_performance.rehearsal import toml_text, writing
from talent_performance.rehearsal.writing import (
	OutputError,
	filled,
	safe,
	write_csv,
	write_policy,
	write_workbook,
)

CREATED = pd.Timestamp("2025-12-31")


def talent() -> pd.DataFrame:
	return pd.DataFrame(
		{
			"employee": ["E1", "E2"],
			"employee_name": ["Zoë", "=cmd|' /C calc'!A0"],
			"performance_score": [2.675, np.nan],
			"performance_rating": [3.0, np.nan],
			"potential_assessed_on": pd.to_datetime(["2025-01-31", None]),
			"performance_band": pd.Categorical(["mid", None], categories=["low", "mid", "high"]),
		}
	)


def cells(path: Path) -> list[list[str]]:
	with path.open(encoding="utf-8", newline="") as file:
		return list(csv.reader(file))


def sheet(tmp_path: Path, name: str, frame: pd.DataFrame) -> openpyxl.worksheet.worksheet.Worksheet:
	write_workbook(tmp_path / "book.xlsx", {name: frame}, OUTPUTS, [("Policy", "Default")], CREATED)
	return openpyxl.load_workbook(tmp_path / "book.xlsx")[name]


def test_a_csv_holds_plain_values(tmp_path: Path) -> None:
	write_csv(tmp_path / "talent.csv", talent())
	assert cells(tmp_path / "talent.csv")[1:] == [
		["E1", "Zoë", "2.675", "3", "2025-01-31", "mid"],
		["E2", "'=cmd|' /C calc'!A0", "", "", "", ""],
	]
	assert not (tmp_path / "talent.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
	("number", "text"),
	[
		(1 / 3, "0.333333"),
		(2 / 3, "0.666667"),
		(0.0000005, "0.000001"),
		(-0.0, "0"),
		(1e9, "1000000000"),
		(-2.5, "-2.5"),
	],
)
def test_numbers_have_at_most_six_decimals_rounded_half_up(tmp_path: Path, number: float, text: str) -> None:
	write_csv(tmp_path / "t.csv", pd.DataFrame({"a": [number]}))
	assert cells(tmp_path / "t.csv")[1] == [text]


def test_flags_are_yes_and_no(tmp_path: Path) -> None:
	write_csv(tmp_path / "t.csv", pd.DataFrame({"a": [True, False]}))
	assert cells(tmp_path / "t.csv") == [["a"], ["yes"], ["no"]]


def test_an_empty_table_has_its_header(tmp_path: Path) -> None:
	write_csv(tmp_path / "t.csv", talent().iloc[:0])
	assert cells(tmp_path / "t.csv") == [list(talent().columns)]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-x", "@SUM(A1)", "\t=1", "＝1+1"])
def test_texts_that_would_run_get_an_apostrophe(text: str) -> None:
	assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-", "-5", "a=b", "Ann", "+62 812", "'quoted"])
def test_other_texts_stay_as_they_are(text: str) -> None:
	assert safe(text) == text


def test_a_sheet_has_formats_filters_and_a_frozen_header(tmp_path: Path) -> None:
	found = sheet(tmp_path, "talent", talent())
	assert found.freeze_panes == "A2"
	assert found.auto_filter.ref == "A1:F3"
	formats = {c.value: found.cell(2, c.column).number_format for c in found[1]}
	assert formats["performance_score"] == "#,##0.00"
	assert formats["performance_rating"] == "#,##0"
	assert formats["potential_assessed_on"] == "yyyy-mm-dd"
	assert found.cell(2, 5).value == pd.Timestamp("2025-01-31")
	assert found.column_dimensions["B"].width > 15


def test_shares_are_percent(tmp_path: Path) -> None:
	frame = pd.DataFrame({"objective": ["O1"], "attainment": [0.5], "weight": [2.0]})
	found = sheet(tmp_path, "objectives", frame)
	assert found.cell(2, 2).number_format == "0.00%"
	assert found.cell(2, 2).value == 0.5
	assert found.cell(2, 3).number_format == "#,##0"


def test_share_columns_exist() -> None:
	for name, columns in writing.SHARES.items():
		assert columns <= set(OUTPUTS[name].names), name


def test_nothing_in_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
	frame = pd.DataFrame({"employee_name": ["=1+1", "http://example.com", "{=1}", "file://x"]})
	found = sheet(tmp_path, "talent", frame)
	assert [(c.value, c.data_type, c.hyperlink) for c in found["A"][1:]] == [
		("'=1+1", "s", None),
		("http://example.com", "s", None),
		("{=1}", "s", None),
		("file://x", "s", None),
	]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
	found = sheet(tmp_path, "talent", pd.DataFrame({"reason": ["x" * 40_000]}))
	assert len(found.cell(2, 1).value) == writing.EXCEL_CELL
	assert found.cell(2, 1).value.endswith("(cut)")


def test_a_table_too_long_for_a_sheet_is_cut_and_says_so(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(writing, "EXCEL_ROWS", 4)
	write_workbook(
		tmp_path / "b.xlsx", {"talent": pd.DataFrame({"employee": list("ABCDE")})}, OUTPUTS, [], CREATED
	)
	book = openpyxl.load_workbook(tmp_path / "b.xlsx")
	assert [c.value for c in book["talent"]["A"]] == ["employee", "A", "B", "C"]
	assert "Only the first 3 rows" in str([[c.value for c in row] for row in book["About"].rows])


def test_the_first_sheet_is_about_the_run(tmp_path: Path) -> None:
	write_workbook(
		tmp_path / "b.xlsx", {"talent": talent()}, OUTPUTS, [("Policy", "Ours"), ("As of", "2025")], CREATED
	)
	book = openpyxl.load_workbook(tmp_path / "b.xlsx")
	assert book.sheetnames == ["About", "talent", "Columns"]
	texts = [[c.value for c in row] for row in book["About"].rows]
	assert ["Policy", "Ours", None] in texts
	assert ["talent", 2, OUTPUTS["talent"].doc] in texts


def test_control_characters_do_not_break_a_workbook(tmp_path: Path) -> None:
	found = sheet(tmp_path, "talent", pd.DataFrame({"reason": ["a\x07b\x00c\ud800d"]}))
	assert found.cell(2, 1).value


def test_the_same_tables_give_the_same_workbook(tmp_path: Path) -> None:
	for name in ("a.xlsx", "b.xlsx"):
		write_workbook(tmp_path / name, {"talent": talent()}, OUTPUTS, [], CREATED)
	assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# Policy and TOML -----------------------------------------------------------------------------------------------------


def test_a_policy_is_read_back_as_it_was_written(tmp_path: Path) -> None:
	policy = policy_from(
		{
			"name": 'Ours "for now" \\ ü',
			"goals": {"cap": 1.5},
			"template_rules": [{"field": "grade", "values": ["G 1"], "template": "managers"}],
			"distribution": {"guidelines": [{"levels": [5], "condition": "at most", "high": 0.1}]},
		}
	)
	write_policy(tmp_path / "policy.toml", policy)
	found = load_policy(tmp_path / "policy.toml")
	assert found == policy
	assert found.fingerprint == policy.fingerprint


def test_the_default_policy_is_read_back_too(tmp_path: Path) -> None:
	write_policy(tmp_path / "policy.toml", Policy())
	assert load_policy(tmp_path / "policy.toml").fingerprint == Policy().fingerprint


def test_toml_keys_and_texts_are_quoted_where_they_must_be() -> None:
	text = toml_text.document({"a b": 'say "x"\n\x7f', "c": {"d.e": [1.5, True], "f": {"g": None, "h": 2.0}}})
	assert text == '"a b" = "say \\"x\\"\\n\\u007f"\n\n[c]\n"d.e" = [1.5, true]\nf = { h = 2 }\n'


# The folder ----------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
	return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_folder_is_filled_when_everything_is_there(tmp_path: Path) -> None:
	out = tmp_path / "deep" / "out"
	with filled(out) as folder:
		(folder / "input").mkdir()
		(folder / "input" / "a.csv").write_text("a")
		(folder / "b.csv").write_text("b")
		assert not out.exists()
	assert names(out) == ["b.csv", "input/a.csv", "manifest.json"]
	assert names(tmp_path) == ["deep/out/b.csv", "deep/out/input/a.csv", "deep/out/manifest.json"]


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
	out = tmp_path / "out"
	with filled(out) as folder:
		(folder / "a.csv").write_text("first")
	with pytest.raises(RuntimeError, match="halfway"), filled(out) as folder:
		(folder / "a.csv").write_text("second")
		raise RuntimeError("halfway")
	assert (out / "a.csv").read_text() == "first"
	assert names(tmp_path) == ["out/a.csv", "out/manifest.json"]


def test_a_second_run_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
	out = tmp_path / "out"
	out.mkdir()
	(out / "notes.txt").write_text("mine")
	for name in ("a.csv", "b.csv"):
		with filled(out) as folder:
			(folder / name).write_text(name)
	assert names(out) == ["b.csv", "manifest.json", "notes.txt"]


def test_files_of_somebody_else_are_not_overwritten(tmp_path: Path) -> None:
	(tmp_path / "a.csv").write_text("mine")
	with pytest.raises(OutputError, match=r"holds a\.csv of somebody else"), filled(tmp_path) as folder:
		(folder / "a.csv").write_text("theirs")
	assert (tmp_path / "a.csv").read_text() == "mine"


def test_a_manifest_cannot_point_outside_its_folder(tmp_path: Path) -> None:
	out = tmp_path / "out"
	out.mkdir()
	(tmp_path / "precious.txt").write_text("precious")
	(out / "manifest.json").write_text(
		json.dumps({"files": ["../precious.txt", str(tmp_path / "precious.txt"), 3]})
	)
	with filled(out) as folder:
		(folder / "a.csv").write_text("a")
	assert (tmp_path / "precious.txt").read_text() == "precious"


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
	(tmp_path / "out").write_text("a file")
	with pytest.raises(OutputError, match="can't be written"), filled(tmp_path / "out" / "deeper"):
		pass
