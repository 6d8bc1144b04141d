"""The policy: frozen, validated, versioned; unknown keys refused with the nearest known one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from talent_performance.engine.policy import Policy, PolicyError, as_plain, load_policy, policy_from


def level(value: float, start: float | None = None, band: str = "mid") -> dict:
	return {"value": value, "label": "x", "band": band, "from_score": value if start is None else start}


def box(number: int, performance: str) -> dict:
	return {"number": number, "performance": performance, "potential": "low", "label": "x"}


def band(label: str, start: float, factor: float = 0.5) -> dict:
	return {"label": label, "from_value": start, "factor": factor}


def refused(data: dict) -> str:
	with pytest.raises(PolicyError) as caught:
		policy_from(data)
	return str(caught.value)


def test_what_a_file_does_not_say_keeps_its_default() -> None:
	policy = policy_from({"goals": {"cap": 1.5}, "templates": {"sales": {"weights": {"objectives": 1}}}})
	assert policy.goals.cap == 1.5
	assert policy.goals.green_from == Policy().goals.green_from
	assert set(policy.templates) == {"staff", "supervisors", "managers", "sales"}


@pytest.mark.parametrize(
	("data", "expected"),
	[
		({"gaols": {}}, "gaols: unknown key; did you mean 'goals'?"),
		({"goals": {"on_track": 1}}, "goals.on_track: unknown key; did you mean 'on_track_from'?"),
		({"goals": {"cap": "high"}}, "goals.cap: found 'high', expected a number"),
		({"goals": {"cap": True}}, "goals.cap: found True, expected a number"),
		({"goals": {"cap": 0.5}}, "goals.cap: found 0.5, expected 1 or more"),
		({"goals": 3}, "goals: expected a table, found 3"),
		({"goals": {"stale_after_days": 1.5}}, "goals.stale_after_days: found 1.5, expected a whole number"),
		({"templates": {"staff": {"weights": {"objectives": 0}}}}, "all weights are 0"),
		({"templates": {"staff": {"weights": {"objectives": -1}}}}, "found -1.0, expected 0 or more"),
		({"templates": {"staff": {}}}, "templates.staff: weights must be given"),
		(
			{"templates": {"staff": {"weights": {"a": 1}, "missing": "ignore"}}},
			"expected one of renormalise, zero, block",
		),
		(
			{"template_rules": [{"field": "grade", "values": ["M"], "template": "boss"}]},
			"'boss' is not a template",
		),
		({"appraisal": {"scale": "six"}}, "'six' is not a scale; known are five, four"),
		({"curves": {"committed": [[0, 1]]}}, "curves.committed: needs at least two points"),
		({"curves": {"committed": [[0, 1], [0, 2]]}}, "attainment must rise"),
		({"curves": {"committed": [[0, 3], [1, 2]]}}, "must not fall"),
		({"curves": {"committed": [[0, 1], [1, 6]]}}, "but the scale 'five' from 1 to 5"),
		({"scales": {"s": {"levels": [level(1), level(1)]}}}, "scales.s.levels[1].value: values must rise"),
		({"scales": {"s": {"levels": [level(1), level(2, 1)]}}}, "levels[1].from_score: values must rise"),
		({"scales": {"s": {"levels": [level(1), level(2, 3)]}}}, "not above its own value, 2; found 3"),
		(
			{"scales": {"s": {"levels": [level(1, 0), level(2)]}}},
			"levels[0].from_score: the first level begins",
		),
		({"scales": {"s": {"levels": [level(1)]}}}, "scales.s.levels: needs at least two levels"),
		(
			{"scales": {"s": {"levels": [level(1, band="high"), level(2)]}}},
			"levels[1].band: bands must go from low to high",
		),
		(
			{"boxes": [box(1, "low"), box(2, "low")]},
			"boxes[1].performance: performance low and potential low",
		),
		({"boxes": [box(1, "low"), box(1, "mid")]}, "boxes[1].number: the number 1 is taken"),
		({"boxes": [box(1, "low"), box(2, "mid")]}, "7 of 9 have none"),
		(
			{"succession": {"bands": [band("A", 0.5), band("B", 0.6)]}},
			"bands[1].from_value: the value from which",
		),
		({"succession": {"bands": [band("A", 0.5, 1.5)]}}, "bands[0].factor: found 1.5, expected a share"),
		({"succession": {"bands": [band("A", 0.5), band("A", 0.4)]}}, "bands[1].label: 'A' is there twice"),
		({"goals": {"behind_from": 0.99}}, "behind_from: found 0.99, but on track begins at 0.95 already"),
		({"boxes": []}, "exactly one box"),
		(
			{"distribution": {"guidelines": [{"levels": [5], "condition": "between", "low": 0.1}]}},
			"high: found None",
		),
		(
			{"distribution": {"guidelines": [{"levels": [5], "condition": "at most", "high": 15}]}},
			"found 15.0, expected a share",
		),
		({"competency": {"half_life_months": 0}}, "found 0.0, expected more than 0"),
		({"competency": {"source_weights": {"manger": 1}}}, "known are manager, self, feedback"),
		({"competency": {"source_weights": {"manager": 0, "self": 0}}}, "all weights are 0"),
		(
			{"competency": {"source_weights": {"manager": 1, "test": -1}}},
			"test: found -1.0, expected 0 or more",
		),
		({"succession": {"weights": {"fitt": 1}}}, "known are fit, performance, potential, time"),
		({"feedback": {"peer_threshold": 2}}, "feedback.peer_threshold: found 2, expected 3 or more"),
		({"feedback": {"dispersion_from": 4}}, "found 4, expected 5 or more"),
		({"feedback": {"decimals": 2}}, "feedback.decimals: found 2, expected 1 or less"),
		({"feedback": {"others": 0}}, "feedback.others: found 0.0, expected 1 or more"),
		({"feedback": {"small_groups": "show"}}, "found 'show', expected one of omit, merge"),
		({"appraisal": {"min_coverage": 60}}, "found 60.0, expected a share from 0 to 1"),
	],
)
def test_what_cannot_be_used_names_key_value_and_what_was_expected(data: dict, expected: str) -> None:
	assert expected in refused(data)


def test_all_problems_are_listed_at_once() -> None:
	found = refused({"goals": {"cap": 0.5}, "appraisal": {"min_coverage": 2}})
	assert len(found.splitlines()) == 2


def test_frozen() -> None:
	with pytest.raises(dataclasses.FrozenInstanceError):
		Policy().goals.cap = 2
	with pytest.raises(TypeError):
		Policy().templates["staff"] = None


def test_fingerprint_is_of_what_changes_results() -> None:
	same = policy_from({"name": "Another name", "version": "7"})
	assert same.fingerprint == Policy().fingerprint
	assert policy_from({"goals": {"cap": 1.3}}).fingerprint != Policy().fingerprint
	assert policy_from({"feedback": {"peer_threshold": 5}}).fingerprint == Policy().fingerprint


def test_a_fingerprint_knows_templates_and_scales_by_their_content() -> None:
	plain = as_plain(Policy())
	renamed = {
		**plain,
		"scales": {f"The {name}": each for name, each in plain["scales"].items()},
		"templates": {f"Our {name}": each for name, each in plain["templates"].items()},
		"appraisal": {**plain["appraisal"], "scale": "The five", "default_template": "Our staff"},
		"potential": {**plain["potential"], "scale": "The five"},
	}
	assert policy_from(renamed, complete=True).fingerprint == Policy().fingerprint
	renamed["appraisal"]["default_template"] = "Our managers"
	assert policy_from(renamed, complete=True).fingerprint != Policy().fingerprint


def test_a_complete_policy_gets_no_template_that_it_does_not_name() -> None:
	plain = as_plain(Policy())
	plain["templates"] = {"staff": plain["templates"]["staff"]}
	assert set(policy_from(plain, complete=True).templates) == {"staff"}
	assert set(policy_from(plain).templates) == {"staff", "supervisors", "managers"}


def test_a_policy_written_out_reads_back_as_the_same() -> None:
	def without_nulls(value: object) -> object:
		if isinstance(value, dict):
			return {k: without_nulls(v) for k, v in value.items() if v is not None}
		return [without_nulls(v) for v in value] if isinstance(value, list) else value

	plain = without_nulls(as_plain(Policy()))
	assert policy_from(plain) == Policy()


def test_a_file_is_named_in_every_line(tmp_path: Path) -> None:
	path = tmp_path / "mine.toml"
	path.write_text("[goals]\ncap = 0.5\n[appraisal]\nmin_coverage = 2\n")
	with pytest.raises(PolicyError) as caught:
		load_policy(path)
	assert all(line.startswith(str(path)) for line in str(caught.value).splitlines())
	path.write_text("[goals\n")
	with pytest.raises(PolicyError, match="isn't valid TOML"):
		load_policy(path)
	with pytest.raises(PolicyError, match="can't be read"):
		load_policy(tmp_path / "absent.toml")
	path.write_bytes(b"name = '\xff'")
	with pytest.raises(PolicyError, match="UTF-8"):
		load_policy(path)


@pytest.mark.parametrize(
	("distribution", "message"),
	[
		({"guidelines": [{"levels": [], "condition": "exactly", "low": 0.1}]}, "names no level"),
		({"guidelines": [{"levels": [3], "condition": "between", "low": 0.5, "high": 0.2}]}, "is above high"),
		({"min_people": 0}, "expected 1 or more"),
	],
)
def test_a_guideline_that_cannot_hold_is_refused(distribution: dict, message: str) -> None:
	with pytest.raises(PolicyError, match=message):
		policy_from({"distribution": distribution})
