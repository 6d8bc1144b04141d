"""Competencies out of files: O*NET, ESCO, a workbook; what is wrong with one is said, and nothing is written by half."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

import frappe

from harness import REPOSITORY, Site
from people import make_user
from talent_performance.exceptions import CompetencyImportRefused
from talent_performance.flows.competency_import import importing, workbook

CLERK, SELLER = "Import Clerk", "Import Seller"
RATINGS = (
	"O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound"
	"\tRecommend Suppress\tNot Relevant\tDate\tDomain Source"
)
OCCUPATIONS = "O*NET-SOC Code\tTitle\tDescription\n43-4051.00\tCustomer Service Representatives\tInteract with customers.\n"
CONTENT = 'Element ID\tElement Name\tDescription\n2.A.1.b\tActive Listening\tGiving full attention to "what" people say.\n'
ANCHORS = "Element ID\tElement Name\tScale ID\tAnchor Value\tAnchor Description\n2.A.1.b\tActive Listening\tLV\t4\tAnswer inquiries\n"
RELATIONS = "occupationUri,relationType,skillType,skillUri\n"
SKILLS = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,description\n"


def rating(
	element: str, name: str, importance: str, level: str, code: str = "43-4051.00", suppress: str = "N"
) -> str:
	line = "{}\t{}\t{}\t{}\t{}\t8\t0.1\t1\t2\t{}\tN\t07/2024\tAnalyst"
	rows = ((code, element, name, "IM", importance, suppress), (code, element, name, "LV", level, suppress))
	return "\n".join(line.format(*row) for row in rows)


SKILLS_TXT = "\n".join(
	[
		RATINGS,
		rating("2.A.1.b", "Active Listening", "4.12", "4.00"),
		rating("2.A.1.a", "Import <Reading>", "3.50", "3.62"),
		rating("2.B.3.k", "Import Repairing", "1.00", "0.00"),
		rating("2.A.1.c", "Import Doubtful", "4.50", "4.00", suppress="Y"),
		rating("2.A.1.e", "Import Mathematics", "3.00", "2.00"),
		rating("2.C.4.a", "Import Mathematics", "3.10", "3.00"),
		rating("2.A.1.b", "Active Listening", "2.00", "2.00", code="51-9198.00"),
	]
)


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, str]]:
	"""Two HR Managers, an HR User, and two designations."""
	patch = pytest.MonkeyPatch()
	patch.setattr(frappe.db, "commit", lambda: None)
	frappe.set_user("Administrator")
	for name in (CLERK, SELLER):
		frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
	yield {
		"hr": make_user("Importer", "HR Manager"),
		"other": make_user("Importother", "HR Manager"),
		"user": make_user("Importuser", "HR User"),
	}
	patch.undo()
	frappe.db.rollback()
	frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(people: dict[str, str]) -> Iterator[None]:
	"""As an HR Manager; what a test changes, it changes for itself."""
	frappe.db.savepoint("importing")
	frappe.set_user(people["hr"])
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="importing")


def upload(**contents: str | bytes) -> list[str]:
	"""Files of the session's user, private."""
	return [
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": name.replace("_", "."),
				"content": content,
				"is_private": 1,
			}
		)
		.insert()
		.name
		for name, content in contents.items()
	]


def chosen(**more: object) -> dict[str, object]:
	return {"designations": {"43-4051.00": CLERK}, **more}


def onet() -> list[str]:
	return upload(
		skills_txt=SKILLS_TXT, occupations_txt=OCCUPATIONS, content_txt=CONTENT, anchors_txt=ANCHORS
	)


def requirements(designation: str) -> dict[str, tuple[float, float, int]]:
	profile = frappe.db.get_value("Role Competency Profile", {"designation": designation})
	lines = frappe.get_doc("Role Competency Profile", profile).competencies if profile else []
	return {line.competency: (line.required_level, line.weight, line.essential) for line in lines}


def test_onet_is_looked_at_first_and_then_written() -> None:
	files = onet()
	before = frappe.db.count("Competency")
	assert [each.title for each in importing.occupations(files, "customer")] == [
		"Customer Service Representatives"
	]
	look = importing.look_at(files, {})
	assert (look["occupations"], look["writes"], look["errors"]) == (2, 0, 0)
	look = importing.look_at(files, chosen())
	assert look["problems"] == [] and look["writes"] == 5
	assert frappe.db.count("Competency") == before and not requirements(CLERK)
	assert importing.write(files, chosen()) == {"competencies": 4, "profiles": 1}
	assert requirements(CLERK) == {
		"Active Listening": (4.0, 4.12, 1),
		"Import Reading": (3.62, 3.5, 0),
		"Import Mathematics (Skills)": (2.0, 3.0, 0),
		"Import Mathematics (Knowledge)": (3.0, 3.1, 0),
	}
	made = frappe.get_doc("Competency", "Active Listening")
	assert (made.category, made.description) == ("Skills", 'Giving full attention to "what" people say.')
	assert [(step.level, step.indicators or "") for step in made.levels][2:5] == [
		(3.0, ""),
		(4.0, "Answer inquiries"),
		(5.0, ""),
	]
	again = importing.look_at(files, chosen())
	assert (again["writes"], again["errors"]) == (0, 0)
	with pytest.raises(CompetencyImportRefused, match="nothing new"):
		importing.write(files, chosen())


def test_a_competency_of_ones_own_keeps_its_levels_and_the_level_required_moves_onto_them() -> None:
	steps = [{"level": level, "label": str(level)} for level in (1, 2, 3)]
	frappe.get_doc(
		{"doctype": "Competency", "competency_name": "active listening", "category": "Ours", "levels": steps}
	).insert()
	files = onet()
	importing.write(files, chosen(importance_from=4))
	assert requirements(CLERK) == {"active listening": (pytest.approx(2.14), 4.12, 1)}
	kept = frappe.get_doc("Competency", "active listening")
	assert (kept.category, len(kept.levels)) == ("Ours", 3)


def test_a_file_of_another_version_is_said_and_nothing_is_written() -> None:
	files = upload(skills_txt=SKILLS_TXT.replace("\tScale ID\t", "\tScale\t", 1))
	look = importing.look_at(files, chosen())
	assert [(each["column"], each["message"]) for each in look["problems"]] == [
		("scale id", "The file is of another version: a column is missing")
	]
	with pytest.raises(CompetencyImportRefused):
		importing.write(files, chosen())
	assert not frappe.db.exists("Competency", "Active Listening")


def test_a_value_beyond_its_scale_keeps_all_of_it_out() -> None:
	files = upload(skills_txt=SKILLS_TXT.replace("4.12", "9.12"))
	[problem] = importing.look_at(files, chosen())["problems"]
	assert (problem["row"], problem["value"], problem["expected"]) == (2, "9.12", "a number from 1 to 5")
	with pytest.raises(CompetencyImportRefused):
		importing.write(files, chosen())
	assert not requirements(CLERK) and not frappe.db.exists("Competency", "Import Reading")


def test_a_designation_that_is_not_there_is_said() -> None:
	look = importing.look_at(onet(), {"designations": {"43-4051.00": "No such role"}})
	assert [(each["column"], each["value"]) for each in look["problems"]] == [("Designation", "No such role")]


def test_esco_brings_what_is_essential_and_the_rest_if_asked() -> None:
	files = upload(
		skills_csv=SKILLS
		+ 'KnowledgeSkillCompetence,uri/1,skill/competence,x,"greet guests, politely",To greet.\n'
		"KnowledgeSkillCompetence,uri/2,knowledge,x,tax law,\n",
		relations_csv=RELATIONS
		+ "occ/1,essential,skill/competence,uri/1\nocc/1,optional,knowledge,uri/2\nocc/2,essential,knowledge,uri/2\n",
	)
	said = {"designations": {"occ/1": SELLER}, "essential_level": 4}
	assert importing.write(files, said) == {"competencies": 1, "profiles": 1}
	assert requirements(SELLER) == {"Greet guests, politely": (4.0, 2.0, 1)}
	importing.write(files, {**said, "optional_level": 2})
	assert requirements(SELLER)["Tax law"] == (2.0, 1.0, 0)
	assert frappe.db.get_value("Competency", "Tax law", "category") == "Knowledge"


def test_the_template_goes_out_filled_and_comes_in_again() -> None:
	importing.write(onet(), chosen())
	book = openpyxl.load_workbook(io.BytesIO(workbook.template()))
	assert book.sheetnames == ["Competencies", "Levels", "Profiles"]
	book["Competencies"].append(["Import Courage", "Values", "Says what has to be said."])
	book["Levels"].append(["Import Courage", 1, "Tries", "Asks"])
	book["Levels"].append(["Import Courage", 2.5, "Does", "Says"])
	book["Profiles"].append([SELLER, None, None, "Senior", "Import Courage", 2, 1, "yes"])
	out = io.BytesIO()
	book.save(out)
	files = upload(own_xlsx=out.getvalue())
	look = importing.look_at(files, {})
	assert look["problems"] == [] and look["writes"] == 2
	importing.write(files, {})
	assert requirements(SELLER) == {"Import Courage": (2.0, 1.0, 1)}
	assert [step.level for step in frappe.get_doc("Competency", "Import Courage").levels] == [1, 2.5]


@pytest.mark.parametrize(
	("rows", "message"),
	[
		("Competency,Required Level\nImport Zeal,0\n", "Not such a number"),
		("Competency,Required Level\nImport Zeal,much\n", "Not such a number"),
		("Competency,Required Level\n,3\n", "The competency has no name"),
		("Competency,Level,Label\nImport Zeal,1,One\nImport Zeal,1,Two\n", "The level stands here twice"),
		("Competency,Group\nImport Zeal,A\nimport zeal,B\n", "The competency stands here twice"),
		("Who,What\na,b\n", "These headings belong to no table that is known"),
		("Competency,Required Level,Company\nImport Zeal,3,Nobody & Sons\n", "There is no such record"),
	],
)
def test_what_is_wrong_with_a_workbook(rows: str, message: str) -> None:
	files = upload(own_csv=rows)
	look = importing.look_at(files, {})
	assert message in [each["message"] for each in look["problems"]]
	with pytest.raises(CompetencyImportRefused):
		importing.write(files, {})
	assert not frappe.db.exists("Competency", "Import Zeal")


def test_a_requirement_above_the_levels_is_said() -> None:
	steps = [{"level": 1, "label": "One"}, {"level": 2, "label": "Two"}]
	frappe.get_doc({"doctype": "Competency", "competency_name": "Import Zeal", "levels": steps}).insert()
	[problem] = importing.look_at(upload(own_csv="Competency,Required Level\nImport Zeal,3\n"), {})[
		"problems"
	]
	assert problem["expected"] == "at most 2"


PUBLISHED = REPOSITORY / "fixtures" / "onet"
CHIEF, ENGINEER, MECHANIC, DRIVER, LABORATORY = (
	"11-1011.00", "17-2121.00", "49-3041.00", "53-3051.00", "29-2011.00",
)  # fmt: skip
TITLES = {
	CHIEF: "Chief Executives",
	ENGINEER: "Marine Engineers and Naval Architects",
	LABORATORY: "Medical and Clinical Laboratory Technologists",
	MECHANIC: "Farm Equipment Mechanics and Service Technicians",
	DRIVER: "Bus Drivers, School",
}


def published(*names: str, windows: bool = False) -> list[str]:
	"""Published lines of O*NET, of files of these names; all that are imported where none is named."""
	wanted = names or ("Skills", "Knowledge", "Abilities", "Work Activities", *HELPFUL)
	texts = {name: (PUBLISHED / f"{name}.txt").read_bytes() for name in wanted}
	end = b"\r\n" if windows else b"\n"
	return upload(**{f"{name}_txt": text.replace(b"\n", end) for name, text in texts.items()})


HELPFUL = ("Occupation Data", "Content Model Reference", "Level Scale Anchors")


@pytest.mark.parametrize("windows", [False, True])
def test_what_onet_publishes_comes_in_as_it_stands_there(windows: bool) -> None:
	files = published(windows=windows)
	found = {each.code: each.title for each in importing.occupations(files)}
	assert found == TITLES
	said = {"designations": {CHIEF: CLERK, ENGINEER: SELLER}}
	assert importing.write(files, said) == {"competencies": 11, "profiles": 2}
	assert requirements(CLERK) == {
		"Administration and Management": (6.23, 4.75, 1),
		"Oral Comprehension": (4.88, 4.5, 1),
		"Written Comprehension": (4.62, 4.25, 1),
		"Oral Expression": (5.0, 4.38, 1),
		"Reading Comprehension": (4.75, 4.12, 1),
		"Active Listening": (4.88, 4.12, 1),
		"Writing": (4.38, 4.0, 1),
	}
	assert requirements(SELLER) == {
		"Getting Information": (5.17, 4.22, 1),
		"Monitoring Processes, Materials, or Surroundings": (3.94, 3.12, 0),
		"Identifying Objects, Actions, and Events": (5.0, 3.83, 0),
		"Inspecting Equipment, Structures, or Materials": (4.35, 3.76, 0),
	}
	oral = frappe.get_doc("Competency", "Oral Comprehension")
	assert (oral.category, oral.description[:32]) == ("Abilities", "The ability to listen to and und")
	assert [step.indicators or "" for step in oral.levels[1:6:2]] == [
		"Understand a television commercial",
		"Understand a coach's oral instructions",
		"Understand an advanced physics lecture",
	]


def test_a_file_that_rates_something_else_is_said_whatever_release_it_is_of() -> None:
	look = importing.look_at(published("Skills", "Work Styles"), {})
	[problem] = look["problems"]
	assert (problem["file"][:11], problem["column"], problem["value"]) == ("Work Styles", "Scale ID", "WI")
	with pytest.raises(CompetencyImportRefused):
		importing.write(published("Skills", "Work Styles"), {"designations": {CHIEF: CLERK}})
	assert not requirements(CLERK)


def test_an_occupation_that_requires_nothing_or_is_not_there_keeps_the_others_out() -> None:
	files = published()
	said = {"designations": {CHIEF: CLERK, LABORATORY: SELLER}}
	[problem] = importing.look_at(files, said)["problems"]
	assert problem["message"] == f"Nothing would be required of {SELLER}"
	with pytest.raises(CompetencyImportRefused):
		importing.write(files, said)
	assert not requirements(CLERK) and not requirements(SELLER)
	importing.write(files, {**said, "importance_from": 2})
	assert requirements(SELLER) == {
		"Law and Government": (2.47, 2.52, 0),
		"Telecommunications": (1.64, 2.3, 0),
	}
	[problem] = importing.look_at(files, {"designations": {"99-9999.00": CLERK}})["problems"]
	assert problem["message"] == "The files don't have this occupation"


@pytest.mark.parametrize("who", ["other", "user"])
def test_nobody_else_imports_and_nobody_reads_the_file_of_another(people: dict[str, str], who: str) -> None:
	files = onet()
	frappe.set_user(people[who])
	with pytest.raises(frappe.PermissionError):
		importing.look_at(files, chosen())
	with pytest.raises(frappe.PermissionError):
		importing.write(files, chosen())
	assert not requirements(CLERK)
