"""The command line: `talent-rehearsal demo | check | run | map`.

Exit codes: 0 fine (warnings are shown), 1 problems in the data, 2 wrong usage (also a policy, map or path that can't
be used).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd
from rich.console import Console
from rich.text import Text

from talent_performance import __version__
from talent_performance.engine.frames import TableError
from talent_performance.engine.pipeline import Results
from talent_performance.engine.policy import Policy, PolicyError, load_policy
from talent_performance.rehearsal import sample_company, show
from talent_performance.rehearsal.checking import Checked
from talent_performance.rehearsal.checking import check as check_files
from talent_performance.rehearsal.drafting import draft
from talent_performance.rehearsal.files import PathError
from talent_performance.rehearsal.mapping import Map, MapError, load_map
from talent_performance.rehearsal.rehearse import PROBLEMS, REPORT, produce
from talent_performance.rehearsal.writing import OutputError, add_file, filled

OTHER_POLICY = Path(__file__).parent / "policies" / "stricter.toml"
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
SOURCE = click.Path(path_type=Path, exists=True)


class Refused(click.ClickException):
	"""Something that was given can't be used."""

	exit_code = 2


@contextmanager
def _refusing() -> Iterator[None]:
	"""What can't be used ends with exit code 2 and says why."""
	try:
		yield
	except (PathError, MapError, PolicyError, OutputError) as e:
		raise Refused(str(e)) from e


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="talent-rehearsal")
def main() -> None:
	"""Rehearse a performance and talent cycle on plain files: CSV or Excel in, a report out."""


def _options(*names: str) -> Callable[[Any], Any]:
	"""The options that several commands share."""
	known = {
		"policy": click.option(
			"--policy", type=FILE, help="Policy as TOML; what it doesn't say keeps its default."
		),
		"map": click.option(
			"--map", "map_file", type=FILE, help="Map of your own columns and values to ours, as TOML."
		),
		"as_of": click.option(
			"--as-of",
			type=click.DateTime(["%Y-%m-%d"]),
			help="The day of the rehearsal; default: the cycle's last day.",
		),
	}

	def decorate(command: Any) -> Any:
		for name in reversed(names):
			command = known[name](command)
		return command

	return decorate


@main.command()
@click.argument("directory", metavar="DIR", type=SOURCE)
@_options("policy", "map", "as_of")
@click.option("--out", type=FOLDER, help="Folder for problems.csv with every problem.")
def check(
	directory: Path, policy: Path | None, map_file: Path | None, as_of: datetime | None, out: Path | None
) -> None:
	"""List every problem of a folder of CSV files, a CSV file, or a workbook."""
	console = Console()
	_refuse_own_input(directory, out)
	checked = _checked(directory, _policy(policy), _map(map_file), as_of)
	show.problem_list(console, checked.problems)
	if checked.as_of is None:
		console.print(
			Text("No as-of date and no cycle that says one: nothing was compared with it.", style="dim")
		)
	written = _write_problems(out, checked) if out else ""
	show.verdict(console, checked, written)
	sys.exit(1 if checked.count("error") else 0)


@main.command()
@click.argument("directory", metavar="DIR", type=SOURCE)
@_options("policy", "map", "as_of")
@click.option(
	"--out", type=FOLDER, default=Path("build/rehearsal"), show_default=True, help="Folder for the results."
)
@click.option(
	"--compare", type=FILE, help="Another policy: the report shows who moves, and from where to where."
)
def run(
	directory: Path,
	policy: Path | None,
	map_file: Path | None,
	as_of: datetime | None,
	out: Path,
	compare: Path | None,
) -> None:
	"""Run a whole cycle on a folder of CSV files, a CSV file, or a workbook, and write the report."""
	console = Console()
	_refuse_own_input(directory, out)
	rules, other = _policy(policy), _policy(compare) if compare else None
	checked = _checked(directory, rules, _map(map_file), as_of)
	show.problem_list(console, checked.problems)
	_stop_at_errors(console, checked, out)
	if checked.as_of is None:
		raise click.UsageError(
			"--as-of must be given: there is no table cycles that would say the last day. "
			"Without one, the cycle is the calendar year of that day, for example --as-of 2025-12-31."
		)
	with _refusing(), filled(out) as folder, show.progress(Console(stderr=True)) as tell:
		results = _produced(folder, checked, rules, other, tell)
	_close(console, results, checked, out)


@main.command()
@click.option(
	"--out", type=FOLDER, default=Path("build/demo"), show_default=True, help="Folder for the results."
)
def demo(out: Path) -> None:
	"""Run the sample company, 600 people of an invented group, and compare the default policy with a stricter one."""
	console = Console()
	with _refusing(), filled(out) as folder, show.progress(Console(stderr=True)) as tell:
		tell("Making the sample company", 0, 1)
		sample_company.write(folder / "input")
		tell("Making the sample company", 1, 1)
		checked = check_files(folder / "input", Policy(), None, sample_company.AS_OF, tell)
		results = _produced(folder, checked, Policy(), load_policy(OTHER_POLICY), tell)
	_close(console, results, checked, out)


@main.command(name="map")
@click.argument("directory", metavar="DIR", type=SOURCE)
@click.option("--out", type=FILE, help="File for the draft; default: the terminal.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
def map_command(directory: Path, out: Path | None, force: bool) -> None:
	"""Draft a map by looking at headers and values."""
	if out and out.exists() and not force:
		raise Refused(f"{out}: is there already; --force overwrites it")
	with _refusing():
		made = draft(directory)
	show.problem_list(Console(stderr=True), made.problems[made.problems["severity"] == "error"])
	if not out:
		click.echo(made.text, nl=False)
		return
	try:
		out.parent.mkdir(parents=True, exist_ok=True)
		out.write_text(made.text, encoding="utf-8", newline="\n")
	except OSError as e:
		raise Refused(f"{out}: can't be written ({e.strerror})") from e
	click.echo(f"{out}: check each line, then run: talent-rehearsal check {directory} --map {out}")


def _policy(path: Path | None) -> Policy:
	with _refusing():
		return load_policy(path) if path else Policy()


def _map(path: Path | None) -> Map | None:
	with _refusing():
		return load_map(path) if path else None


def _checked(directory: Path, policy: Policy, mapping: Map | None, as_of: datetime | None) -> Checked:
	with _refusing(), show.progress(Console(stderr=True)) as tell:
		return check_files(directory, policy, mapping, pd.Timestamp(as_of) if as_of else None, tell)


def _produced(folder: Path, checked: Checked, policy: Policy, other: Policy | None, tell: Any) -> Results:
	try:
		return produce(folder, checked, policy, other, tell)
	except TableError as e:
		raise click.ClickException(str(e)) from e


def _refuse_own_input(directory: Path, out: Path | None) -> None:
	"""Results and input share names: one must never overwrite the other."""
	source = directory if directory.is_dir() else directory.parent
	if out is not None and out.resolve() == source.resolve():
		raise click.UsageError(f"--out {out} is where the input lies; choose another folder")


def _write_problems(out: Path, checked: Checked) -> str:
	with _refusing():
		return str(add_file(out, PROBLEMS, checked.problems))


def _stop_at_errors(console: Console, checked: Checked, out: Path) -> None:
	if not checked.count("error"):
		return
	show.verdict(console, checked, _write_problems(out, checked))
	console.print(Text("Nothing was computed: correct the errors, or say in a map how the files are meant."))
	if (out / REPORT).exists():
		console.print(Text(f"{out / REPORT} is of an earlier run."), soft_wrap=True)
	sys.exit(1)


def _close(console: Console, results: Results, checked: Checked, out: Path) -> None:
	console.print()
	console.print(
		Text(f"{results.cycle['title']} · as of {results.as_of:%Y-%m-%d} · {results.policy.name}", "bold")
	)
	show.headline(console, results.tables["summary"])
	console.print()
	if checked.count("warning"):
		console.print(Text(f"{checked.count('warning'):,} warnings, all in {out / PROBLEMS}"), soft_wrap=True)
	console.print(Text(f"Report: {out / REPORT}", style="bold green"), soft_wrap=True)


if __name__ == "__main__":
	main()
