"""How `make` gets its virtual environment: seen with an interpreter that only pretends, so no network is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "venv"
PRETENDER = """#!/bin/sh
case "$*" in
	*version_info*) [ ! -e "$PRETEND/old" ] ;;
	*ensurepip*) [ ! -e "$PRETEND/no-ensurepip" ] ;;
	*base_prefix*) echo "pretended" ;;
	--version) echo "Python 3.8.10" ;;
	"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo venv >>"$PRETEND/log" ;;
	"-m pip install "*) echo pip >>"$PRETEND/log"; [ ! -e "$PRETEND/offline" ] ;;
	*) exit 1 ;;
esac
"""


@dataclass
class Machine:
	"""A clone and an interpreter that writes down what it is asked for."""

	home: Path
	clone: Path

	def make(self) -> subprocess.CompletedProcess[str]:
		"""Run the script as make does."""
		tools = {
			"PATH": f"{self.home}:/usr/bin:/bin",
			"PRETEND": str(self.home),
			"PYTHON": str(self.home / "python"),
		}
		return subprocess.run([SCRIPT, ".venv"], cwd=self.clone, env=tools, capture_output=True, text=True)

	def has(self, state: str) -> None:
		"""Set a state of the interpreter: old, no-ensurepip, offline."""
		(self.home / state).touch()

	@property
	def log(self) -> list[str]:
		"""What was asked for so far."""
		log = self.home / "log"
		return log.read_text().split() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
	"""A machine with a clone in a directory whose name has a space."""
	made = Machine(tmp_path / "home", tmp_path / "a clone")
	made.home.mkdir()
	made.clone.mkdir()
	(made.clone / "pyproject.toml").write_text("one")
	python = made.home / "python"
	python.write_text(PRETENDER)
	python.chmod(0o755)
	return made


def test_a_second_run_installs_nothing(machine: Machine) -> None:
	assert machine.make().returncode == 0
	assert machine.make().returncode == 0
	assert machine.log == ["venv", "pip"]


def test_other_dependencies_are_installed_into_the_same_environment(machine: Machine) -> None:
	machine.make()
	(machine.clone / "pyproject.toml").write_text("two")
	assert machine.make().returncode == 0
	assert machine.log == ["venv", "pip", "pip"]


def test_an_install_that_fails_is_tried_again(machine: Machine) -> None:
	machine.has("offline")
	failed = machine.make()
	assert failed.returncode != 0
	assert "couldn't be installed" in failed.stderr
	(machine.home / "offline").unlink()
	assert machine.make().returncode == 0
	assert machine.log == ["venv", "pip", "pip"]


def test_a_clone_that_was_moved_gets_an_environment_of_its_own(machine: Machine) -> None:
	machine.make()
	machine.clone = Path(shutil.move(machine.clone, machine.home / "elsewhere"))
	assert machine.make().returncode == 0
	assert machine.log == ["venv", "pip", "venv", "pip"]


def test_an_old_python_is_refused_by_name(machine: Machine) -> None:
	machine.has("old")
	refused = machine.make()
	assert refused.returncode != 0
	assert "is Python 3.8.10; Python 3.10 or newer is needed." in refused.stderr
	assert machine.log == []


def test_a_python_that_makes_no_environments_says_what_to_install(machine: Machine) -> None:
	if shutil.which("virtualenv", path="/usr/bin:/bin") or shutil.which("uv", path="/usr/bin:/bin"):
		pytest.skip("this machine has virtualenv or uv in /usr/bin: they would be used")
	machine.has("no-ensurepip")
	refused = machine.make()
	assert refused.returncode != 0
	assert "apt install python3-venv" in refused.stderr


def test_the_script_is_executable() -> None:
	assert os.access(SCRIPT, os.X_OK)
