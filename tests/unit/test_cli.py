"""The command line as people use it: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from talent_performance.engine.policy import Policy, load_policy
from talent_performance.engine.tables import OUTPUTS
from talent_performance.rehearsal import show
from talent_performance.rehearsal.cli import OTHER_POLICY, main

SAMPLE = Path(__file__).parents[2] / "fixtures" / "sample_company"
PEOPLE = "employee,employee_name,company,department,reports_to,date_of_joining\n" + "".join(
	f"E{i},Person {i},ACME,Sales,{'E1' if i > 1 else ''},2020-01-01\n" for i in range(1, 6)
)
RATINGS = "employee,manager_rating\nE1,4\nE2,3\nE3,2\n"
TALENT = [
	"employee",
	"performance_score",
	"performance_rating",
	"performance_band",
	"potential_band",
	"box",
	"reason",
]


def run(*arguments: str | Path) -> Result:
	result = CliRunner().invoke(main, [str(a) for a in arguments])
	if result.exception is not None and not isinstance(result.exception, SystemExit):
		raise result.exception
	return result


def data(tmp_path: Path, **files: str) -> Path:
	folder = tmp_path / "data"
	folder.mkdir(exist_ok=True)
	for name, text in {"employees": PEOPLE, **files}.items():
		(folder / f"{name}.csv").write_text(text, encoding="utf-8")
	return folder


def rows(path: Path) -> list[dict[str, str]]:
	with path.open(encoding="utf-8", newline="") as file:
		return list(csv.DictReader(file))


def test_check_ends_with_0_where_nothing_is_wrong(tmp_path: Path) -> None:
	result = run("check", data(tmp_path))
	assert result.exit_code == 0
	assert "No problems" in result.output


def test_check_shows_warnings_and_ends_with_0(tmp_path: Path) -> None:
	result = run("check", data(tmp_path, employees=PEOPLE + "E6,Person 5,ACME,Sales,E1,2020-01-01\n"))
	assert result.exit_code == 0
	assert "Same name twice · employees.csv · 1 warning" in result.output
	assert "row 7  employee_name  'Person 5'" in result.output


def test_check_shows_errors_and_ends_with_1(tmp_path: Path) -> None:
	result = run("check", data(tmp_path, employees=PEOPLE + "E6,Fay,ACME,Sales,E9,2020-01-01\n"))
	assert result.exit_code == 1
	assert "Unknown manager · employees.csv · 1 error" in result.output
	assert "row 7  reports_to  'E9'  nobody has the number 'E9'" in result.output


def test_check_shows_fifty_and_writes_all(tmp_path: Path) -> None:
	wrong = "".join(f"X{i},Other {i},ACME,Sales,Z{i},2020-01-01\n" for i in range(300))
	folder = data(tmp_path, employees=PEOPLE + wrong)
	result = run("check", folder, "--out", tmp_path / "out")
	assert result.exit_code == 1
	assert sum(line.startswith("    row") for line in result.output.splitlines()) == 50
	assert "… and 250 more" in result.output
	written = rows(tmp_path / "out" / "problems.csv")
	assert [r["row"] for r in written if r["rule"] == "unknown_manager"] == [str(7 + i) for i in range(300)]


def test_fifty_lines_are_shared_by_all_kinds_of_problems(tmp_path: Path) -> None:
	wrong = "".join(f"X{i},Other {i},ACME,Sales,Z{i},2020-02-30\n" for i in range(100))
	output = run("check", data(tmp_path, employees=PEOPLE + wrong)).output
	lines = output.splitlines()
	assert sum("nobody has the number" in line for line in lines) == 25
	assert sum("there is no such day" in line for line in lines) == 25


def test_run_writes_everything(tmp_path: Path) -> None:
	out = tmp_path / "out"
	result = run("run", data(tmp_path, overall_ratings=RATINGS), "--as-of", "2025-12-31", "--out", out)
	assert result.exit_code == 0
	assert f"Report: {out / 'report.html'}" in result.output
	assert "Rated" in result.output
	expected = {
		*(f"{name}.csv" for name in OUTPUTS),
		"report.html",
		"rehearsal.xlsx",
		"policy.toml",
		"problems.csv",
	}
	assert {p.name for p in out.iterdir()} == expected | {"manifest.json"}
	talent = rows(out / "talent.csv")
	assert set(TALENT) <= set(talent[0])
	assert [(r["employee"], r["performance_rating"]) for r in talent][:3] == [
		("E1", "4"),
		("E2", "3"),
		("E3", "2"),
	]
	assert load_policy(out / "policy.toml").fingerprint == Policy().fingerprint


def test_the_workbook_holds_the_same_as_the_csv_files(tmp_path: Path) -> None:
	out = tmp_path / "out"
	run("run", data(tmp_path, overall_ratings=RATINGS), "--as-of", "2025-12-31", "--out", out)
	book = openpyxl.load_workbook(out / "rehearsal.xlsx")
	assert book.sheetnames == ["About", *OUTPUTS, "problems", "Columns"]
	about = {row[0].value: row[1].value for row in book["About"].rows}
	assert about["As of"] == "2025-12-31"
	assert about["Policy's fingerprint"] == Policy().fingerprint
	assert "objectives" in about["Tables not given"]
	for name in OUTPUTS:
		assert book[name].max_row == len(rows(out / f"{name}.csv")) + 1, name


def test_run_writes_nothing_but_the_problems_where_there_are_errors(tmp_path: Path) -> None:
	out = tmp_path / "out"
	folder = data(tmp_path, overall_ratings=RATINGS.replace("E3,2", "E3,99"))
	result = run("run", folder, "--as-of", "2025-12-31", "--out", out)
	assert result.exit_code == 1
	assert "Nothing was computed" in result.output
	assert {p.name for p in out.iterdir()} == {"problems.csv", "manifest.json"}
	assert rows(out / "problems.csv")[0]["value"] == "99"


def test_an_earlier_report_stays_and_is_said_to_be_earlier(tmp_path: Path) -> None:
	out = tmp_path / "out"
	run("run", data(tmp_path), "--as-of", "2025-12-31", "--out", out)
	before = (out / "report.html").read_bytes()
	result = run(
		"run",
		data(tmp_path, overall_ratings=RATINGS.replace("4", "99")),
		"--as-of",
		"2025-12-31",
		"--out",
		out,
	)
	assert result.exit_code == 1
	assert "is of an earlier run" in result.output
	assert (out / "report.html").read_bytes() == before
	assert (
		run("run", data(tmp_path, overall_ratings=RATINGS), "--as-of", "2025-12-31", "--out", out).exit_code
		== 0
	)


def test_run_asks_for_a_day_where_no_cycle_says_one(tmp_path: Path) -> None:
	result = run("run", data(tmp_path), "--out", tmp_path / "out")
	assert result.exit_code == 2
	assert "--as-of must be given" in result.output
	assert not (tmp_path / "out").exists()


def test_the_cycles_last_day_is_the_day_where_none_is_given(tmp_path: Path) -> None:
	cycles = "cycle,start_date,end_date,is_current\nC25,2025-01-01,2025-09-30,yes\n"
	result = run("run", data(tmp_path, cycles=cycles), "--out", tmp_path / "out")
	assert result.exit_code == 0
	assert "as of 2025-09-30" in result.output


def test_compare_writes_who_moves(tmp_path: Path) -> None:
	other = tmp_path / "other.toml"
	other.write_text('name = "Other"\nappraisal.min_service_days = 400\n', encoding="utf-8")
	out = tmp_path / "out"
	folder = data(tmp_path, overall_ratings=RATINGS)
	assert run("run", folder, "--as-of", "2025-12-31", "--out", out, "--compare", other).exit_code == 0
	moved = [r["employee"] for r in rows(out / "comparison.csv") if r["moved"] == "yes"]
	assert moved == ["E1", "E2", "E3"]
	assert "comparison" in openpyxl.load_workbook(out / "rehearsal.xlsx").sheetnames
	assert load_policy(out / "policy_compared.toml").name == "Other"
	assert run("run", folder, "--as-of", "2025-12-31", "--out", out).exit_code == 0
	assert not (out / "comparison.csv").exists()


def test_a_policy_file_is_used(tmp_path: Path) -> None:
	policy = tmp_path / "policy.toml"
	policy.write_text('name = "Half a year"\nappraisal.min_service_days = 400\n', encoding="utf-8")
	out = tmp_path / "out"
	run(
		"run",
		data(tmp_path, overall_ratings=RATINGS),
		"--as-of",
		"2025-12-31",
		"--policy",
		policy,
		"--out",
		out,
	)
	assert {r["performance_rating"] for r in rows(out / "talent.csv")} == {""}


def test_a_map_file_is_used(tmp_path: Path) -> None:
	folder = tmp_path / "data"
	folder.mkdir()
	(folder / "staff.csv").write_text("Nr,Mark\n1,good\n2,fair\n", encoding="utf-8")
	(tmp_path / "map.toml").write_text(
		"""
[employees]
file = "staff.csv"
columns = { employee = "Nr" }
[overall_ratings]
file = "staff.csv"
columns = { employee = "Nr", manager_rating = "Mark" }
values.manager_rating = { good = 4, fair = 3 }
""",
		encoding="utf-8",
	)
	out = tmp_path / "out"
	result = run("run", folder, "--map", tmp_path / "map.toml", "--as-of", "2025-12-31", "--out", out)
	assert result.exit_code == 0
	assert [r["performance_rating"] for r in rows(out / "talent.csv")] == ["4", "3"]


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
	("option", "text", "message"),
	[
		("--policy", "goalz = 1\n", "goalz: unknown key; did you mean 'goals'?"),
		("--map", "[employes]\n", "employes: unknown key; did you mean 'employees'?"),
		("--policy", "[goals\n", "isn't valid TOML"),
	],
)
def test_a_file_of_rules_that_cannot_be_used_ends_with_2(
	tmp_path: Path, command: str, option: str, text: str, message: str
) -> None:
	(tmp_path / "rules.toml").write_text(text, encoding="utf-8")
	result = run(command, data(tmp_path), option, tmp_path / "rules.toml", "--out", tmp_path / "out")
	assert result.exit_code == 2
	assert message in result.output


@pytest.mark.parametrize(
	"arguments",
	[
		["check"],
		["check", "nowhere"],
		["run", "nowhere"],
		["map", "nowhere"],
		["fly"],
		["run", ".", "--as-of", "soon"],
	],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
	assert run(*arguments).exit_code == 2


def test_results_never_go_where_the_input_lies(tmp_path: Path) -> None:
	folder = data(tmp_path)
	for command in (
		["check", folder],
		["run", folder, "--as-of", "2025-12-31"],
		["run", folder / "employees.csv"],
	):
		result = run(*command, "--out", folder)
		assert result.exit_code == 2
		assert "is where the input lies" in result.output
	assert [p.name for p in folder.iterdir()] == ["employees.csv"]


def test_files_of_somebody_else_stop_a_run(tmp_path: Path) -> None:
	out = tmp_path / "out"
	out.mkdir()
	(out / "talent.csv").write_text("mine")
	result = run("run", data(tmp_path), "--as-of", "2025-12-31", "--out", out)
	assert result.exit_code == 2
	assert (out / "talent.csv").read_text() == "mine"
	assert [p.name for p in out.iterdir()] == ["talent.csv"]


def test_map_drafts_to_the_terminal_and_to_a_file_once(tmp_path: Path) -> None:
	folder = data(tmp_path)
	(folder / "employees.csv").rename(folder / "people.csv")
	shown = run("map", folder)
	assert shown.exit_code == 0
	assert "[employees]" in shown.output
	out = tmp_path / "map.toml"
	assert run("map", folder, "--out", out).exit_code == 0
	assert out.read_text(encoding="utf-8") == shown.output
	out.write_text("edited")
	again = run("map", folder, "--out", out)
	assert again.exit_code == 2
	assert "--force overwrites it" in again.output
	assert out.read_text() == "edited"
	assert run("map", folder, "--out", out, "--force").exit_code == 0
	assert out.read_text(encoding="utf-8") == shown.output


def test_demo_runs_the_sample_company_and_compares(tmp_path: Path) -> None:
	out = tmp_path / "demo"
	result = run("demo", "--out", out)
	assert result.exit_code == 0
	assert f"Report: {out / 'report.html'}" in result.output
	for name in (
		"report.html",
		"talent.csv",
		"objectives.csv",
		"appraisals.csv",
		"succession.csv",
		"comparison.csv",
	):
		assert (out / name).stat().st_size > 0
	assert {p.name for p in (out / "input").iterdir()} == {p.name for p in SAMPLE.iterdir()}
	assert any(r["moved"] == "yes" for r in rows(out / "comparison.csv"))
	assert len(rows(out / "talent.csv")) == len(rows(SAMPLE / "employees.csv"))


def test_the_policy_that_the_demo_compares_with_is_another_one() -> None:
	assert load_policy(OTHER_POLICY).fingerprint != Policy().fingerprint


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
	result = run(
		"check", data(tmp_path, employees=PEOPLE + "E6,\x1b[31mred\u202e[bold]x[/bold],A,S,E1,2020-01-01\n")
	)
	assert "\x1b" not in result.output
	assert "\u202e" not in result.output
	assert "[bold]x[/bold]" in result.output


def test_lines_are_shared_out_fairly() -> None:
	assert show._fair([300], 50) == 50
	assert show._fair([300, 10, 2], 50) == 38
	assert show._fair([3, 2], 50) == 3
	assert show._fair([], 50) == 0
	assert show._fair([1] * 80, 50) == 0


def test_the_day_and_the_tables_decide_the_result_not_the_clock(tmp_path: Path) -> None:
	folder = data(tmp_path, overall_ratings=RATINGS)
	for name in ("a", "b"):
		run("run", folder, "--as-of", "2025-12-31", "--out", tmp_path / name)
	for path in (tmp_path / "a").iterdir():
		assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_answer_is_the_same_whatever_the_order_of_rows(tmp_path: Path) -> None:
	head, *lines = PEOPLE.splitlines()
	turned = "\n".join([head, *reversed(lines)]) + "\n"
	for name, people in (("a", PEOPLE), ("b", turned)):
		run(
			"run",
			data(tmp_path, employees=people, overall_ratings=RATINGS),
			"--as-of",
			"2025-12-31",
			"--out",
			tmp_path / name,
		)
	first, second = (
		pd.read_csv(tmp_path / n / "talent.csv").set_index("employee").sort_index() for n in ("a", "b")
	)
	pd.testing.assert_frame_equal(first, second)
