"""What Frappe, bench and pip read by name exists and agrees. Nothing of Frappe is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talent_performance import __version__

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "talent_performance"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SECTIONS = ["[pre_model_sync]", "[post_model_sync]"]


def hooks() -> dict[str, Any]:
	"""hooks.py as a dict. Fails where a line is more than a literal: every process of every site runs it."""
	tree = ast.parse((APP / "hooks.py").read_text(encoding="utf-8"))
	assert ast.get_docstring(tree)
	return {statement.targets[0].id: ast.literal_eval(statement.value) for statement in tree.body[1:]}


def strings_in(value: Any) -> Iterator[str]:
	"""Every text in nested lists and dicts, keys left out."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		yield from strings_in(list(value.values()))
	elif isinstance(value, list):
		for item in value:
			yield from strings_in(item)


def module_file(dotted: str) -> Path | None:
	"""The file of a module of this repository; None where there is none."""
	path = ROOT.joinpath(*dotted.split("."))
	found = [
		candidate for candidate in (path.with_suffix(".py"), path / "__init__.py") if candidate.is_file()
	]
	return found[0] if found else None


def resolves(dotted: str) -> bool:
	"""Whether package.module.name is a function or class that stands in that module's file."""
	module, _, name = dotted.rpartition(".")
	file = module_file(module)
	if file is None:
		return False
	tree = ast.parse(file.read_text(encoding="utf-8"))
	return name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}


def patch_resolves(line: str) -> bool:
	"""Whether a line of patches.txt is a module with execute(), or a statement that compiles."""
	patch = line.split("#", 1)[0].strip()
	if patch.startswith("execute:"):
		compile(patch.removeprefix("execute:"), "patches.txt", "exec")
		return True
	return resolves(f"{patch}.execute")


def lines_of(name: str) -> list[str]:
	"""The lines of a file of the app that say something."""
	lines = (APP / name).read_text(encoding="utf-8").splitlines()
	return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def test_every_path_in_hooks_resolves() -> None:
	paths = [text for text in strings_in(hooks()) if text.startswith("talent_performance.")]
	assert paths
	assert [path for path in paths if not resolves(path)] == []


def test_hooks_say_everything_once() -> None:
	tree = ast.parse((APP / "hooks.py").read_text(encoding="utf-8"))
	said = [statement.targets[0].id for statement in tree.body[1:]]
	assert sorted(said) == sorted(set(said))


def test_no_two_jobs_of_the_scheduler_have_one_name() -> None:
	"""Frappe calls a job by the last two words of its path, and keeps one of each name."""
	names = [path.rsplit(".", 2)[1:] for path in strings_in(hooks()["scheduler_events"])]
	assert sorted(names) == sorted(map(list, {tuple(name) for name in names}))


def test_every_script_and_style_of_the_desk_is_included() -> None:
	told = {Path(text).name for text in strings_in(hooks()) if text.endswith((".js", ".css"))}
	there = {file.name for folder in ("js", "css") for file in (APP / "public" / folder).iterdir()}
	there = {
		name for name in there if ".bundle." not in name
	}  # built, and included by the page that it is for
	assert there == told


def test_a_path_that_leads_nowhere_is_noticed() -> None:
	assert not resolves("talent_performance.install.no_such_function")
	assert not resolves("talent_performance.no_such_module.before_install")
	assert not patch_resolves("talent_performance.patches.v1_0.no_such_patch #2026-01-01")


def test_hooks_say_what_bench_and_pip_say() -> None:
	said = hooks()
	assert said["app_name"] == PYPROJECT["project"]["name"] == APP.name
	assert said["app_license"] == PYPROJECT["project"]["license"].lower()
	assert said["require_type_annotated_api_methods"] is True
	assert said["export_python_type_annotations"] is True


def test_bench_can_read_the_required_apps_from_their_line() -> None:
	line = re.search(r"required_apps\s+=\s+(.*)", (APP / "hooks.py").read_text(encoding="utf-8"))
	assert line and ast.literal_eval(line[1]) == hooks()["required_apps"]


def test_required_apps_name_their_organisation() -> None:
	"""Frappe looks a bare name up on the internet during install-app: an offline site couldn't install the app."""
	assert all(re.fullmatch(r"[\w-]+/[\w-]+", app) for app in hooks()["required_apps"])


def test_the_siblings_versions_are_declared() -> None:
	siblings = PYPROJECT["tool"]["bench"]["frappe-dependencies"]
	assert set(siblings) == {"frappe"} | {app.split("/")[1] for app in hooks()["required_apps"]}
	assert set(siblings.values()) == {">=15.0.0,<18.0.0"}


def test_modules_txt_and_the_module_folders_agree() -> None:
	folders = {module.lower().replace(" ", "_").replace("-", "_") for module in lines_of("modules.txt")}
	assert folders == {folder.parent.name for folder in APP.glob("*/doctype")} | {"talent_performance"}
	assert all((APP / folder / "__init__.py").is_file() for folder in folders)


def test_every_line_of_patches_txt_resolves() -> None:
	lines = lines_of("patches.txt")
	assert [line for line in lines if line in SECTIONS] == SECTIONS
	assert [line for line in lines if line not in SECTIONS and not patch_resolves(line)] == []


def test_public_is_not_empty() -> None:
	assert [file for file in (APP / "public").rglob("*") if file.is_file()]


def test_pyproject_is_the_truth_and_setup_py_a_shim() -> None:
	tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
	calls = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
	assert calls == ["setup()"]
	assert PYPROJECT["project"]["dynamic"] == ["version"]
	assert PYPROJECT["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "talent_performance.__version__"
	assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_command_resolves() -> None:
	assert resolves(PYPROJECT["project"]["scripts"]["talent-rehearsal"].replace(":", "."))


def test_a_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
	pytest.importorskip("setuptools", minversion="77.0.3")
	copy = tmp_path / "copy"
	for file in [
		*package_files(),
		*(ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE", "MANIFEST.in")),
	]:
		target = copy / file.relative_to(ROOT)
		target.parent.mkdir(parents=True, exist_ok=True)
		target.write_bytes(file.read_bytes())
	build = "import setuptools.build_meta as backend; print(backend.build_wheel('..'))"
	done = subprocess.run([sys.executable, "-c", build], cwd=copy, capture_output=True, text=True)
	assert done.returncode == 0, done.stderr
	with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
		held = {name for name in wheel.namelist() if ".dist-info/" not in name}
	assert held == {file.relative_to(ROOT).as_posix() for file in package_files()}


def package_files() -> list[Path]:
	"""Files under the package that are ours: no caches, nothing built."""
	files = (file for file in APP.rglob("*") if file.is_file() and "dist" not in file.parts)
	return [file for file in files if "__pycache__" not in file.parts and not file.name.startswith(".")]
