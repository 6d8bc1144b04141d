"""Writing the page: payload, template, styles and scripts into one file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from talent_performance.engine.tables import INPUTS
from talent_performance.rehearsal.report import formats, policy_view
from talent_performance.rehearsal.report.attention import points
from talent_performance.rehearsal.report.changes import sides
from talent_performance.rehearsal.report.figures import UNKNOWN_WITHOUT_BANDS, figures
from talent_performance.rehearsal.report.messages import ENGLISH, Messages
from talent_performance.rehearsal.report.payload import CHANGES, PROBLEMS, build
from talent_performance.rehearsal.report.sections import sections

if TYPE_CHECKING:
	from talent_performance.engine.pipeline import Results
	from talent_performance.engine.policy import Policy

HERE = Path(__file__).parent
SCRIPTS = (
	"core",
	"data",
	"filters",
	"table",
	"combobox",
	"person",
	"shapes",
	"overview",
	"change",
	"ratings",
	"objectives",
	"alignment",
	"ninebox",
	"potentials",
	"pools",
	"movement",
	"succession",
	"retention",
	"competencies",
	"suggestions",
	"development",
	"mobility",
	"reward",
	"workforce",
	"unplaced",
	"problems",
	"main",
)
Progress = Callable[[str, int, int], None]


def write_report(
	path: str | Path,
	results: Results,
	*,
	input_tables: list[str],
	problems: pd.DataFrame | None = None,
	comparison: pd.DataFrame | None = None,
	compared_name: str | None = None,
	compared_policy: Policy | None = None,
	on_progress: Progress | None = None,
	messages: Messages = ENGLISH,
) -> Path:
	"""Write the report of a run as one HTML file and return its path.

	`input_tables` names the tables that were given; the page says what the others would have added. `problems` is
	what reading and checking the data found. `comparison` is `engine.comparison.compare(results, other)`,
	`compared_policy` the other run's policy (whose levels and boxes are named then) and `compared_name` what to
	call it. `on_progress` is called with (step, done, of). The file loads nothing from anywhere.
	"""
	tell = on_progress or (lambda step, done, of: None)
	path = Path(path)
	tell(messages["progress.collecting"], 0, 3)
	problems = _with_columns(problems, [f.name for f in PROBLEMS])
	compared = comparison is not None
	comparison = _with_columns(comparison, _change_columns())
	payload = build(results, problems, comparison, messages)
	payload["sides"] = sides(comparison, results.policy, compared_policy, messages)
	known = results.tables["talent"]["high_potential"].notna().any()
	without = () if known else UNKNOWN_WITHOUT_BANDS
	payload["figures"] = figures(results.tables["summary"], messages, without)
	other_name = compared_name or (compared_policy.name if compared_policy else messages["change.other"])
	payload["compared"] = {"before": results.policy.name, "after": other_name}
	tell(messages["progress.drawing"], 1, 3)
	context = _context(results, input_tables, problems, compared, messages)
	html = render(payload, context, messages)
	tell(messages["progress.writing"], 2, 3)
	path.parent.mkdir(parents=True, exist_ok=True)
	path.write_text(html, encoding="utf-8", errors="replace", newline="\n")
	tell(messages["progress.done"], 3, 3)
	return path


def _change_columns() -> list[str]:
	return ["employee", *(f.source or f.name for f in CHANGES)]


def _with_columns(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
	"""The frame with at least these columns; none given is an empty one."""
	if frame is None:
		return pd.DataFrame({c: pd.Series(dtype=object) for c in columns})
	missing = {c: None for c in columns if c not in frame}
	return frame.assign(**missing)


def _context(
	results: Results, given: list[str], problems: pd.DataFrame, compared: bool, messages: Messages
) -> dict[str, Any]:
	"""What the template writes itself, outside of the drawings."""
	tables = results.tables
	companies = list(dict.fromkeys(formats.texts(tables["appraisals"]["company"].dropna())))
	return {
		"cycle": results.cycle,
		"companies": messages.listed(companies[:4]) + (" …" if len(companies) > 4 else ""),
		"as_of": formats.day(results.as_of, messages),
		"period": [formats.day(results.cycle.get(key), messages) for key in ("start_date", "end_date")],
		"engine_version": results.engine_version,
		"sections": sections(tables, given, compared, messages),
		"points": points(tables, problems, messages),
		"absent": [(messages[f"table.{t}"], messages[f"absent.{t}"]) for t in INPUTS if t not in given],
		"given": messages.listed([messages[f"table.{t}"] for t in INPUTS if t in given]),
		"policy": policy_view.view(results.policy, messages),
	}


def render(payload: dict[str, Any], context: dict[str, Any], messages: Messages) -> str:
	"""The page as text. Its content policy allows exactly the script and the style that are in it, nothing else."""
	style, script = _asset("report.css"), "\n".join(_asset(f"js/{name}.js") for name in SCRIPTS)
	return _template().render(
		**context,
		m=messages,
		say=messages.say,
		style=Markup(style),
		script=Markup(script),
		style_hash=_digest(style),
		script_hash=_digest(script),
		data=Markup(as_json(payload)),
		favicon=_favicon(),
	)


def as_json(payload: Any) -> str:
	"""JSON that can stand in a script element: no character that ends or opens markup, nor a line separator."""
	text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
	for character in ("&", "<", ">", "\u2028", "\u2029"):
		text = text.replace(character, f"\\u{ord(character):04x}")
	return text


def _digest(text: str) -> str:
	return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache
def _asset(name: str) -> str:
	return (HERE / "assets" / name).read_text(encoding="utf-8").strip() + "\n"


def _favicon() -> str:
	return "data:image/svg+xml;base64," + base64.b64encode(_asset("favicon.svg").encode()).decode()


@lru_cache
def _template() -> jinja2.Template:
	loader = jinja2.FileSystemLoader(HERE / "templates")
	environment = jinja2.Environment(
		loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
	)
	return environment.get_template("report.html")
