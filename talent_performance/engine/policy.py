"""The policy: every weight, cut point, threshold and curve that a company may set, frozen and versioned.

A site builds it from Talent Settings and the review templates, the rehearsal reads it from a TOML file; what a
file doesn't say keeps its default. Unknown keys are refused, with the nearest known one in the message.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from talent_performance.engine import toml
from talent_performance.engine.policy_problems import Problem, problems_of

Points = tuple[tuple[float, float], ...]
Missing = Literal["renormalise", "zero", "block"]
Band = Literal["low", "mid", "high"]


class PolicyError(ValueError):
	"""A policy that can't be used; the message names the key, what was found and what was expected.

	`problems` holds them one by one, where the policy could be read but not be used.
	"""

	def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
		super().__init__(message)
		self.problems = tuple(problems)


@dataclass(frozen=True)
class Level:
	"""One level of a rating scale. `from_score` is where it begins for unrounded scores."""

	value: float
	label: str
	band: Band
	from_score: float


@dataclass(frozen=True)
class Scale:
	"""A rating scale: levels in rising order; the first begins at the lowest score, the last ends at the highest."""

	levels: tuple[Level, ...]

	@property
	def low(self) -> float:
		"""Lowest score."""
		return self.levels[0].value

	@property
	def high(self) -> float:
		"""Highest score."""
		return self.levels[-1].value

	@property
	def cuts(self) -> tuple[float, ...]:
		"""Where the second and every later level begins."""
		return tuple(level.from_score for level in self.levels[1:])


def _scale(*levels: tuple[str, Band]) -> Scale:
	"""Whole numbers from 1; a level begins half a point below its value."""
	return Scale(
		tuple(
			Level(float(i), label, band, 1.0 if i == 1 else i - 0.5)
			for i, (label, band) in enumerate(levels, start=1)
		)
	)


FIVE_POINTS = _scale(
	("Unsatisfactory", "low"),
	("Below expectations", "low"),
	("Meets expectations", "mid"),
	("Exceeds expectations", "high"),
	("Outstanding", "high"),
)
FOUR_POINTS = _scale(
	("Below expectations", "low"), ("Partly meets", "mid"), ("Meets expectations", "mid"), ("Exceeds", "high")
)


@dataclass(frozen=True)
class Template:
	"""What an appraisal is made of. Weights are relative: 33.33 three times is fine.

	`objectives` is the component that is computed from objectives; every other name is rated. An empty curve means
	the policy's. `versions`: of what was changed after approval counts what holds on the as-of date, or each for its days.
	"""

	weights: Mapping[str, float]
	missing: Missing = "renormalise"
	aspirational: Literal["curve", "leave out"] = "curve"
	versions: Literal["in force", "time-weighted"] = "in force"
	committed_curve: Points = ()
	aspirational_curve: Points = ()


@dataclass(frozen=True)
class TemplateRule:
	"""People whose `field` holds one of `values` get `template`; the first rule that fits decides."""

	field: Literal["grade", "designation", "department", "company", "branch", "employment_type"]
	values: tuple[str, ...]
	template: str


@dataclass(frozen=True)
class Goals:
	"""Objectives and key results (shares are fractions, days are calendar days)."""

	cap: float = 1.2
	red_below: float = 0.4
	green_from: float = 0.7
	aspirational_success: float = 0.7
	aim_higher_above: float = 0.9
	too_early_below: float = 0.10
	on_track_from: float = 0.95
	behind_from: float = 0.75
	confident_from: float = 7
	doubtful_to: float = 3
	stale_after_days: int = 60
	overloaded_above: int = 7


@dataclass(frozen=True)
class Curves:
	"""Attainment → rating: piecewise linear between the points, ends clamped."""

	committed: Points = ((0, 1), (0.7, 2), (1.0, 3), (1.1, 4), (1.2, 5))
	aspirational: Points = ((0, 1), (0.4, 2), (0.7, 3), (0.85, 4), (1.0, 5))


@dataclass(frozen=True)
class AppraisalRules:
	"""When a person is rated, and which of the three numbers counts."""

	scale: str = "five"
	default_template: str = "staff"
	min_coverage: float = 0.6
	min_service_days: int = 90
	calculated_counts: bool = False


@dataclass(frozen=True)
class PotentialRules:
	"""Potential: factors on their own scale, mean plus floor."""

	scale: str = "five"
	weights: Mapping[str, float] = field(
		default_factory=lambda: MappingProxyType({"ability": 1.0, "aspiration": 1.0, "engagement": 1.0})
	)
	valid_months: int = 18


@dataclass(frozen=True)
class Box:
	"""One box of the grid."""

	number: int
	performance: Band
	potential: Band
	label: str


NINE_BOXES = (
	Box(1, "low", "low", "Talent risk"),
	Box(2, "mid", "low", "Effective"),
	Box(3, "high", "low", "Trusted professional"),
	Box(4, "low", "mid", "Inconsistent performer"),
	Box(5, "mid", "mid", "Core player"),
	Box(6, "high", "mid", "High performer"),
	Box(7, "low", "high", "Potential gem"),
	Box(8, "mid", "high", "Growth talent"),
	Box(9, "high", "high", "Star"),
)


@dataclass(frozen=True)
class HighPotentialRules:
	"""Cycles that say something about talent."""

	cycle_kinds: tuple[str, ...] = ("annual", "half-year", "quarterly")


@dataclass(frozen=True)
class Guideline:
	"""Share of rated people that should stand at `levels` (values of the scale); shares are fractions.

	`between` uses low and high; `at most` and `less than` use high; `at least` and `more than` low; `exactly` low.
	"""

	levels: tuple[float, ...]
	condition: Literal["exactly", "less than", "at most", "more than", "at least", "between"]
	low: float | None = None
	high: float | None = None


@dataclass(frozen=True)
class Distribution:
	"""Guidelines and from how many rated people on they are compared."""

	min_people: int = 10
	guidelines: tuple[Guideline, ...] = (
		Guideline((4, 5), "between", 0.15, 0.35),
		Guideline((3,), "between", 0.50, 0.75),
		Guideline((1, 2), "between", 0.05, 0.15),
	)


@dataclass(frozen=True)
class SeverityRules:
	"""When a note says that a manager rates high or low: from how many people, how far, and how sure (shares are fractions)."""

	min_people: int = 5
	min_deviations: float = 0.5
	interval: float = 0.90


@dataclass(frozen=True)
class CompetencyRules:
	"""How evidence is weighed. `half_life_months` is the age at which it weighs half."""

	half_life_months: float = 24
	reassess_below: float = 0.5
	ranked_from_coverage: float = 0.7
	source_weights: Mapping[str, float] = field(
		default_factory=lambda: MappingProxyType(
			{"manager": 0.5, "self": 0.0, "feedback": 0.3, "test": 0.3, "certificate": 0.3}
		)
	)


@dataclass(frozen=True)
class ReadinessBand:
	"""A band of readiness, from a computed value on; `factor` is how much such a candidate covers."""

	label: str
	from_value: float
	factor: float


@dataclass(frozen=True)
class SuccessionRules:
	"""Readiness, bench and role risk."""

	weights: Mapping[str, float] = field(
		default_factory=lambda: MappingProxyType(
			{"fit": 0.40, "performance": 0.25, "potential": 0.25, "time": 0.10}
		)
	)
	full_time_months: float = 24
	bands: tuple[ReadinessBand, ...] = (
		ReadinessBand("Ready Now", 0.80, 1.0),
		ReadinessBand("1-2 years", 0.60, 0.6),
		ReadinessBand("3-5 years", 0.40, 0.3),
	)
	essential_caps_at: str = "1-2 years"
	base_leaver_rate: float = 0.10
	own_rate_from_leavers: int = 10
	risk_factors: Mapping[str, float] = field(
		default_factory=lambda: MappingProxyType({"low": 0.5, "mid": 1.0, "high": 2.0})
	)


@dataclass(frozen=True)
class WorkforceRules:
	"""Supply: own rates from `min_person_years` on, mixed with the family's as if it were `smoothing_years` more."""

	min_person_years: float = 20
	smoothing_years: float = 0


@dataclass(frozen=True)
class FeedbackRules:
	"""What of 360 feedback may be shown. A threshold is the fewest raters of a group behind a figure or a comment.

	`anonymous_threshold` is for peers, reports and others together, also where they are merged. `gap` and `others` are
	stated on five points and mean the same fraction of any other scale. `all_raters`: whether one mean over everybody but
	the person is demanded, and what is hidden where it would give a hidden group away. An earlier round of the same person
	that closed less than `same_answers_months` before is taken to have had the same answers.
	"""

	self_threshold: int = 1
	manager_threshold: int = 1
	peer_threshold: int = 3
	report_threshold: int = 3
	other_threshold: int = 3
	anonymous_threshold: int = 4
	small_groups: Literal["omit", "merge"] = "omit"
	all_raters: Literal["no", "hide the total", "hide a second group"] = "no"
	dispersion_from: int = 5
	decimals: int = 1
	trend_difference: int = 3
	same_answers_months: float = 6
	gap: float = 0.5
	others: float = 3.5
	agreement_from: int = 5


@dataclass(frozen=True)
class Policy:
	"""All of it. `version` is the company's own label; `fingerprint` is of the content."""

	name: str = "Default policy"
	version: str = "1"
	scales: Mapping[str, Scale] = field(
		default_factory=lambda: MappingProxyType({"five": FIVE_POINTS, "four": FOUR_POINTS})
	)
	templates: Mapping[str, Template] = field(
		default_factory=lambda: MappingProxyType(
			{
				"staff": Template(MappingProxyType({"objectives": 60.0, "competencies": 40.0})),
				"supervisors": Template(MappingProxyType({"objectives": 70.0, "competencies": 30.0})),
				"managers": Template(MappingProxyType({"objectives": 80.0, "competencies": 20.0})),
			}
		)
	)
	template_rules: tuple[TemplateRule, ...] = ()
	goals: Goals = Goals()
	curves: Curves = Curves()
	appraisal: AppraisalRules = AppraisalRules()
	potential: PotentialRules = PotentialRules()
	boxes: tuple[Box, ...] = NINE_BOXES
	high_potential: HighPotentialRules = HighPotentialRules()
	distribution: Distribution = Distribution()
	severity: SeverityRules = SeverityRules()
	competency: CompetencyRules = CompetencyRules()
	succession: SuccessionRules = SuccessionRules()
	workforce: WorkforceRules = WorkforceRules()
	feedback: FeedbackRules = FeedbackRules()

	def __post_init__(self) -> None:
		problems = list(problems_of(self))
		if problems:
			raise PolicyError("\n".join(map(str, problems)), problems)

	@property
	def rating_scale(self) -> Scale:
		"""The scale of ratings."""
		return self.scales[self.appraisal.scale]

	@property
	def potential_scale(self) -> Scale:
		"""The scale of potential's factors."""
		return self.scales[self.potential.scale]

	@property
	def fingerprint(self) -> str:
		"""Twelve hex digits of everything that can change a cycle's result: names, the version label, what only rounds of
		feedback use and what only notes say can't."""
		besides = ("name", "version", "feedback", "severity")
		content = {k: v for k, v in as_plain(self).items() if k not in besides}
		return _digest(_without_names(content))[:12]


def _digest(content: Any) -> str:
	return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _without_names(content: dict[str, Any]) -> dict[str, Any]:
	"""With each scale and template known by its content: what only got another name is the same."""
	scales, templates = (
		{name: _digest(each) for name, each in content[kind].items()} for kind in ("scales", "templates")
	)
	appraisal = content["appraisal"]
	return {
		**content,
		"scales": sorted(scales.values()),
		"templates": sorted(templates.values()),
		"template_rules": [
			{**rule, "template": templates[rule["template"]]} for rule in content["template_rules"]
		],
		"appraisal": {
			**appraisal,
			"scale": scales[appraisal["scale"]],
			"default_template": templates[appraisal["default_template"]],
		},
		"potential": {**content["potential"], "scale": scales[content["potential"]["scale"]]},
	}


def as_plain(value: Any) -> Any:
	"""A policy or part of it as dicts, lists, strings and numbers: what TOML and JSON can hold."""
	if dataclasses.is_dataclass(value):
		return {f.name: as_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
	if isinstance(value, Mapping):
		return {k: as_plain(v) for k, v in value.items()}
	if isinstance(value, tuple):
		return [as_plain(v) for v in value]
	return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def load_policy(path: str | Path) -> Policy:
	"""Read a policy from a TOML file; what it doesn't say keeps its default. Raises PolicyError."""
	return toml.load(path, policy_from, PolicyError)


def policy_from(data: Mapping[str, Any], *, complete: bool = False) -> Policy:
	"""Build a policy from plain dicts, as TOML gives them. Raises PolicyError naming the key.

	`complete`: the data names every scale and template there is, so that none of the default policy's come along.
	"""
	return _build(Policy, data, "", complete)


def _build(cls: type, data: Any, where: str, complete: bool = False) -> Any:
	if not isinstance(data, Mapping):
		raise PolicyError(f"{where}: expected a table, found {data!r}")
	hints = typing.get_type_hints(cls)
	for key in data:
		if key not in hints:
			raise PolicyError(_unknown(key, hints, where))
	values = {k: _value(hints[k], v, f"{where}.{k}".lstrip(".")) for k, v in data.items()}
	if cls is Policy and not complete:
		values = _with_default_entries(values)
	missing = [
		f.name
		for f in dataclasses.fields(cls)
		if f.name not in values
		and f.default is dataclasses.MISSING
		and f.default_factory is dataclasses.MISSING
	]
	if missing:
		raise PolicyError(f"{where}: {', '.join(missing)} must be given")
	return cls(**values)


def _with_default_entries(values: dict[str, Any]) -> dict[str, Any]:
	"""A file that names one template or scale keeps the others of the default policy."""
	default = Policy()
	for key in ("scales", "templates"):
		if key in values:
			values[key] = MappingProxyType({**getattr(default, key), **values[key]})
	return values


def _unknown(key: str, known: Mapping[str, Any], where: str) -> str:
	near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.4)
	hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
	return f"{f'{where}.{key}'.lstrip('.')}: unknown key; {hint}"


def _value(hint: Any, value: Any, where: str) -> Any:
	origin, args = typing.get_origin(hint), typing.get_args(hint)
	if origin is Literal:
		if value not in args:
			raise PolicyError(f"{where}: found {value!r}, expected one of {', '.join(map(str, args))}")
		return value
	if dataclasses.is_dataclass(hint):
		return _build(hint, value, where)
	if origin is tuple:
		return _list(args, value, where)
	if origin is not None and issubclass(origin, Mapping) if isinstance(origin, type) else False:
		if not isinstance(value, Mapping):
			raise PolicyError(f"{where}: expected a table, found {value!r}")
		return MappingProxyType({k: _value(args[1], v, f"{where}.{k}") for k, v in value.items()})
	return _scalar(hint, value, where)


def _list(args: tuple[Any, ...], value: Any, where: str) -> tuple:
	if not isinstance(value, list | tuple):
		raise PolicyError(f"{where}: expected a list, found {value!r}")
	if len(args) == 2 and args[1] is not Ellipsis:
		if len(value) != len(args):
			raise PolicyError(f"{where}: expected {len(args)} values, found {value!r}")
		return tuple(_value(a, v, f"{where}[{i}]") for i, (a, v) in enumerate(zip(args, value, strict=True)))
	return tuple(_value(args[0], v, f"{where}[{i}]") for i, v in enumerate(value))


def _scalar(hint: Any, value: Any, where: str) -> Any:
	wanted = {str: "text", bool: "true or false", int: "a whole number"}.get(hint, "a number")
	if hint is str:
		fine = isinstance(value, str)
	elif hint is bool:
		fine = isinstance(value, bool)
	elif hint is int:
		fine = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
	else:
		fine = isinstance(value, int | float) and not isinstance(value, bool) and value == value
	if not fine:
		raise PolicyError(f"{where}: found {value!r}, expected {wanted}")
	return hint(value) if hint is int else float(value) if wanted == "a number" else value
