"""Beside Frappe HR: its Skills and Employee Skill Maps are taken over as they come, and nothing is written into it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from harness import APP, Site, environment


def lived(site: Site) -> dict:
	"""What another process sees, which works on that site."""
	script = Path(__file__).with_name("skilled.py")
	told = environment(site.workspace)
	path = os.pathsep.join((told["PYTHONPATH"], str(script.parent)))
	done = subprocess.run(
		[site.bench.python, script, site.name],
		cwd=site.sites,
		env={**os.environ, **told, "PYTHONPATH": path},
		capture_output=True,
		text=True,
		check=False,
	)
	assert done.returncode == 0, done.stderr[-4000:]
	return json.loads(done.stdout.splitlines()[-1])


def test_skills_and_skill_maps_are_taken_over_and_kept_in_step(beside_hrms: Site) -> None:
	if APP not in beside_hrms.run("list-apps"):
		beside_hrms.run("install-app", APP)
	seen = lived(beside_hrms)
	assert seen["competencies"] == [["Welding", "Skills", 5], ["Pipe Fitting", "Skills", 5]]
	assert seen["first"] == [["Welding", 4.0, "manager"]], (
		"five stars that the form fills in are nobody's judgement"
	)
	assert seen["newer"] == [["Welding", 4.0, "manager"], ["Welding", 3.0, "manager"]]
	renamed = [["Arc Welding", level, source] for _name, level, source in seen["newer"]]
	assert seen["renamed"] == seen["kept"] == renamed
	assert (seen["assessments"], seen["untouched"]) == (2, True)
	assert seen["judged"] == ["Pipe Fitting", 5.0, "manager"]
	assert seen["read by the person"] == 3
