"""Every string that a person reads on a site has its Indonesian; every translation file is one that Frappe reads well."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_app_files import APP, lines_of

from talent_performance.engine import eligibility, feedback_reasons, plan_drafts
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import SENTENCES

TRANSLATIONS = APP / "translations"
COMPLETE = ["id"]
NOT_ON_A_SITE = APP / "rehearsal"
BUILT = APP / "public" / "dist"
MARKS = ("_", "_lt")
OF_A_RUN = ("Count", "KindOfRun")
QUOTED = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
SCRIPT_CALL = re.compile(
	rf"""(?<![\w$.])__?\(\s*(?:(?P<text>{QUOTED})\s*(?:,\s*(?:null|\[[^\]]*\])\s*(?:,\s*(?P<context>{QUOTED})\s*)?,?\s*)?"""
	r"""(?P<end>.)|(?P<template>`[^`]*`))""",
	re.S,
)


class Text(NamedTuple):
	"""A string to translate. Where Frappe looks it up with a context, a translation for that context will do."""

	text: str
	context: str = ""


class Row(NamedTuple):
	"""A line of a translation file."""

	text: str
	translation: str
	context: str = ""


def sources(*suffixes: str) -> list[Path]:
	"""The app's files that may hold texts for a site."""
	found = [file for suffix in suffixes for file in sorted(APP.rglob(f"*{suffix}"))]
	return [file for file in found if not {NOT_ON_A_SITE, BUILT} & set(file.parents)]


def calls(code: str, names: tuple[str, ...], least: int = 1) -> Iterator[ast.Call]:
	"""The calls of these functions with at least so many arguments, however they were imported."""
	for node in ast.walk(ast.parse(code)):
		if isinstance(node, ast.Call) and len(node.args) + len(node.keywords) >= least:
			function = node.func
			name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
			if name in names:
				yield node


def first_text(call: ast.Call) -> ast.expr:
	"""What stands in the first place, given by position or by name."""
	return call.args[0] if call.args else call.keywords[0].value


def literal(node: ast.expr | None) -> str:
	"""The text, where it is a literal one."""
	return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def texts_of_python(code: str) -> Iterator[Text]:
	"""What is marked, what a run says (translated when it is shown), and the fields added to others' DocTypes."""
	for call in [*calls(code, MARKS), *calls(code, OF_A_RUN, least=2)]:
		contexts = [literal(keyword.value) for keyword in call.keywords if keyword.arg == "context"]
		yield Text(literal(first_text(call)), "".join(contexts))
	for node in ast.walk(ast.parse(code)):
		if isinstance(node, ast.Dict):
			field = {literal(key): literal(value) for key, value in zip(node.keys, node.values, strict=True)}
			yield from (Text(field.get(key, "")) for key in ("label", "description") if "fieldname" in field)


def texts_of_script(code: str) -> Iterator[Text]:
	"""What is marked for translation in JavaScript or a template."""
	for call in SCRIPT_CALL.finditer(code):
		if call["text"]:
			yield Text(*(ast.literal_eval(call[part] or "''") for part in ("text", "context")))


def assembled_in_python(code: str) -> Iterator[str]:
	"""Texts that are put together before they are looked up, so that no translation can be found."""
	for call in calls(code, MARKS):
		parts = ast.walk(first_text(call))
		if any(isinstance(part, ast.JoinedStr | ast.BinOp) or is_format(part) for part in parts):
			yield ast.unparse(call)


def is_format(node: ast.AST) -> bool:
	"""Whether it is …format(…)."""
	return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"


def assembled_in_script(code: str) -> Iterator[str]:
	"""Texts that are put together before they are looked up, in JavaScript or a template."""
	for call in SCRIPT_CALL.finditer(code):
		if call["template"] or call["end"] not in "),":
			yield call[0]


def texts_of_doctype(doc: dict[str, Any]) -> Iterator[Text]:
	"""What the desk shows of a DocType. Labels are looked up with it as context; options aren't in every place."""
	yield from map(Text, (doc["name"], doc.get("description", ""), *roles(doc)))
	yield from (Text(link.get("group", "")) for link in doc.get("links", []))
	for field in doc["fields"]:
		yield Text(field.get("label", ""), doc["name"])
		yield Text(field.get("description", ""))
		yield from map(Text, options(field))


def roles(doc: dict[str, Any]) -> list[str]:
	"""Roles that a DocType names in its permissions; messages name them too."""
	return [permission["role"] for permission in doc.get("permissions", [])]


def options(field: dict[str, Any]) -> list[str]:
	"""What somebody chooses from or reads in a field; a naming series is no text."""
	if field["fieldtype"] not in ("Select", "HTML") or field["fieldname"] == "naming_series":
		return []
	content = field.get("options") or ""
	return content.split("\n") if field["fieldtype"] == "Select" else [content]


def texts_of_report(doc: dict[str, Any]) -> Iterator[Text]:
	"""What the desk shows of a report."""
	yield Text(doc["report_name"])
	yield from (Text(each.get("label", "")) for part in ("columns", "filters") for each in doc.get(part, []))


def texts_of_page(doc: dict[str, Any]) -> Iterator[Text]:
	"""A page's title."""
	yield Text(doc["title"])


def texts_of_card(doc: dict[str, Any]) -> Iterator[Text]:
	"""What a number card is called."""
	yield Text(doc["label"])


def texts_of_tour(doc: dict[str, Any]) -> Iterator[Text]:
	"""What a form's tour says at each step."""
	for step in doc["steps"]:
		yield from map(Text, (step["title"], step["description"]))


def texts_of_workspace(doc: dict[str, Any]) -> Iterator[Text]:
	"""What the desk shows of a workspace; a heading is looked up without its markup."""
	yield Text(doc["title"])
	yield from (Text(each["label"]) for part in ("links", "shortcuts") for each in doc[part])
	blocks = json.loads(doc["content"])
	headings = [block["data"]["text"] for block in blocks if block["type"] == "header"]
	yield from (Text(re.sub(r"<[^>]+>", "", heading)) for heading in headings)


READERS: dict[str, Callable[[dict[str, Any]], Iterator[Text]]] = {
	"DocType": texts_of_doctype,
	"Report": texts_of_report,
	"Page": texts_of_page,
	"Number Card": texts_of_card,
	"Form Tour": texts_of_tour,
	"Workspace": texts_of_workspace,
	"Print Format": lambda doc: iter([Text(doc["name"])]),
}
RECORDS = [
	json.loads(file.read_text(encoding="utf-8"))
	for file in sources(".json")
	if APP / "talent_performance" in file.parents
]


def texts_of_the_engine() -> Iterator[Text]:
	"""Reasons that people read, and the default policy's words, with which a site starts."""
	policy = Policy()
	yield from map(
		Text, [*SENTENCES.values(), *eligibility.SENTENCES.values(), *feedback_reasons.SENTENCES.values()]
	)
	yield from map(Text, plan_drafts.SENTENCES)
	yield from (Text(level.label) for scale in policy.scales.values() for level in scale.levels)
	yield from (Text(each.label) for each in (*policy.boxes, *policy.succession.bands))
	for name, template in policy.templates.items():
		yield from (Text(word.capitalize()) for word in (name, *template.weights))


def texts() -> set[Text]:
	"""All that needs a translation."""
	found = {*map(Text, lines_of("modules.txt")), *texts_of_the_engine()}
	for record in RECORDS:
		found.update(READERS[record["doctype"]](record))
	for file in sources(".py"):
		found.update(texts_of_python(file.read_text(encoding="utf-8")))
	for file in sources(".js", ".vue", ".html"):
		found.update(texts_of_script(file.read_text(encoding="utf-8")))
	return {each for each in found if re.search("[a-zA-Z]", each.text)}


def rows(language: str) -> list[Row]:
	"""The lines of a translation file."""
	with (TRANSLATIONS / f"{language}.csv").open(encoding="utf-8", newline="") as file:
		return [Row(*line) for line in csv.reader(file)]


def untranslated(needed: set[Text], translations: list[Row]) -> list[Text]:
	"""What has no line, neither for its context nor for all."""
	known = {Text(row.text, row.context) for row in translations}
	return sorted(each for each in needed if not known & {each, Text(each.text)})


def placeholders(text: str) -> set[str]:
	"""{0}, {1}, {min_coverage} and the like."""
	return set(re.findall(r"\{\w*\}", text))


def order(row: Row) -> tuple[str, str, str]:
	"""Alphabetical whatever the case."""
	return row.text.lower(), row.text, row.context


LANGUAGES = sorted(file.stem for file in TRANSLATIONS.glob("*.csv"))


def test_every_kind_of_record_has_a_reader() -> None:
	assert {record["doctype"] for record in RECORDS} == set(READERS)


@pytest.mark.parametrize("language", COMPLETE)
def test_every_text_is_translated(language: str) -> None:
	missing = untranslated(texts(), rows(language))
	assert not missing, "\n".join(map(str, missing))


def test_a_text_without_a_line_is_noticed() -> None:
	lines = [Row("Weight", "Bobot"), Row("State", "Status", "Talent Run")]
	assert untranslated({Text("Weight", "Objective"), Text("State", "Talent Run")}, lines) == []
	assert untranslated({Text("State"), Text("Score")}, lines) == [Text("Score"), Text("State")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
	changed = [row for row in rows(language) if placeholders(row.text) != placeholders(row.translation)]
	assert changed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty(language: str) -> None:
	assert [row for row in rows(language) if not row.translation.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_sorted_and_each_stands_once(language: str) -> None:
	lines = rows(language)
	assert lines == sorted(lines, key=order)
	assert len({Text(row.text, row.context) for row in lines}) == len(lines)


def test_no_text_is_assembled_before_it_is_looked_up() -> None:
	python = [each for file in sources(".py") for each in assembled_in_python(file.read_text("utf-8"))]
	script = [
		each
		for file in sources(".js", ".vue", ".html")
		for each in assembled_in_script(file.read_text("utf-8"))
	]
	assert python + script == []


@pytest.mark.parametrize(
	"code", ['_(f"{n} left")', '_("{0} left".format(n))', '_("left: " + n)', 'frappe._lt(f"{n}")']
)
def test_an_assembled_text_in_python_is_noticed(code: str) -> None:
	assert list(assembled_in_python(code))
	assert not list(assembled_in_python('_("{0} left").format(f"{n:g}"); _(kind.title); f"{_(label)}: {n}"'))


@pytest.mark.parametrize("code", ["__(`${n} left`)", '__("left: " + n)', "{{ _('left' ~ n) }}"])
def test_an_assembled_text_in_a_script_is_noticed(code: str) -> None:
	assert list(assembled_in_script(code))
	assert not list(assembled_in_script('__("{0} left", [n]); __(doc.state); __("Left", null, "Employee")'))


def test_texts_in_python_are_found() -> None:
	code = """_("a" " b"); frappe._('c', context="d"); Count("e", 1); Count("name"); _(f); [{"fieldname": "g", "label": "h"}]"""
	assert {each for each in texts_of_python(code) if each.text} == {
		Text("a b"),
		Text("c", "d"),
		Text("e"),
		Text("h"),
	}


def test_texts_in_a_script_are_found() -> None:
	code = """__("a \\"b\\""); __(\n\t'c', null, "d",\n); __("{0} e", [f(1)]); row.__("g")"""
	assert list(texts_of_script(code)) == [Text('a "b"'), Text("c", "d"), Text("{0} e")]
