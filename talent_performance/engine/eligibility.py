"""Who takes part in a cycle, with which template, and why not: the cycle's terms first, then its rules in their order.

"only these" rules say who is asked at all: where there are some, nobody else takes part. Of the others, "leave out" and
"use template", the first that fits decides. Whom none fits gets the default template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from talent_performance.engine.reasons import Translate

# What a rule looks at → the column of `people` that holds it.
ATTRIBUTES: Mapping[str, str] = {
	"company": "company",
	"department": "department",
	"branch": "branch",
	"designation": "designation",
	"employee grade": "grade",
	"employment type": "employment_type",
}
ONLY, LEAVE_OUT, USE = "only these", "leave out", "use template"
PEOPLE = ("employee", "status", "joined", "left", "contract_end", "member", *ATTRIBUTES.values())

SENTENCES: Mapping[str, str] = {
	"status": "Status {status}",
	"joined after": "Joined after {joined_until}",
	"joined before": "Joined before {joined_from}",
	"left before": "Left before {start}",
	"no contract end": "No contract that ends from {start} to {end}",
	"not a member": "Not a user of the project",
	"not among these": "Not among those whom the rules take in",
	"left out": "Left out by rule {rule}",
	"no template": "No template",
	"unknown template": "{template} came after the launch, so nobody can be rated by it here: let a rule choose another template",
}


@dataclass(frozen=True)
class Terms:
	"""What a cycle asks of everybody before any rule is looked at; days are inclusive.

	`templates`: those that its frozen policy knows; None before the launch.
	"""

	start: date
	end: date
	statuses: tuple[str, ...] = ("Active",)
	joined_from: date | None = None
	joined_until: date | None = None
	contract_ends_within: bool = False
	members_only: bool = False
	default_template: str | None = None
	templates: frozenset[str] | None = None

	@property
	def last_joining_day(self) -> date:
		"""Who joins later doesn't take part."""
		return min(self.joined_until or self.end, self.end)


def eligibility(
	people: pd.DataFrame,
	rules: pd.DataFrame,
	departments: pd.DataFrame,
	terms: Terms,
	translate: Translate = str,
	show_date: Callable[[date], str] = str,
) -> pd.DataFrame:
	"""One row per person, in the order of `people`: employee, takes_part, template, rule, reason.

	`people` has the columns PEOPLE, status in the site's words; `rules` effect, attribute, value and template, in the
	order in which they are asked, the first being number 1; `departments` department and parent. `rule` is the number of
	the rule that decided, 0 for none. Whoever doesn't take part has a reason and no template.
	"""
	fits = np.array(
		[fitting(people, rule, departments) for rule in rules.itertuples(index=False)], dtype=bool
	)
	fits = fits.reshape(len(rules), len(people))
	effect = rules["effect"].to_numpy(dtype=object)
	decided = first_fit(fits, effect != ONLY)
	template = chosen_template(decided, rules, terms)
	refused = {
		**refusals_of_terms(people, terms),
		"not among these": (effect == ONLY).any() & ~fits[effect == ONLY].any(axis=0),
		"left out": np.append(effect == LEAVE_OUT, False)[decided],
		"no template": pd.isna(template),
		"unknown template": ~np.isin(template.astype(str), list(terms.templates or ()))
		& (terms.templates is not None),
	}
	code = np.select(list(refused.values()), list(refused), default="")
	rule = np.where((code == "") | (code == "left out"), decided + 1, 0)
	return pd.DataFrame(
		{
			"employee": people["employee"].to_numpy(dtype=object),
			"takes_part": code == "",
			"template": np.where(code == "", template, None),
			"rule": rule,
			"reason": sentences(code, rule, people["status"], template, terms, translate, show_date),
		},
		index=people.index,
	)


def fitting(people: pd.DataFrame, rule: tuple, departments: pd.DataFrame) -> np.ndarray:
	"""Whom a rule fits. A department holds those below it."""
	column = people[ATTRIBUTES[rule.attribute]]
	if rule.attribute == "department":
		return column.isin(within(departments, rule.value)).to_numpy()
	return (column == rule.value).to_numpy(dtype=bool)


def within(departments: pd.DataFrame, top: str) -> set[str]:
	"""A department and all those below it, however deep; a loop of departments ends where it began.

	>>> tree = pd.DataFrame({"department": ["Sales", "East", "Java"], "parent": [None, "Sales", "East"]})
	>>> sorted(within(tree, "East"))
	['East', 'Java']
	"""
	found: set[str] = set()
	level = {top}
	while level:
		found |= level
		below = departments.loc[departments["parent"].isin(level), "department"]
		level = set(below) - found
	return found


def first_fit(fits: np.ndarray, asked: np.ndarray) -> np.ndarray:
	"""For each person the position of the first of the asked rules that fits, −1 for none."""
	usable = fits & asked[:, None]
	if not len(usable):
		return np.full(fits.shape[1], -1)
	return np.where(usable.any(axis=0), usable.argmax(axis=0), -1)


def chosen_template(decided: np.ndarray, rules: pd.DataFrame, terms: Terms) -> np.ndarray:
	"""The template of the deciding rule, the default one where none fits; null where there is neither."""
	known = [*rules["template"], terms.default_template]
	plain = np.array([each if isinstance(each, str) and each else None for each in known], dtype=object)
	return plain[decided]


def refusals_of_terms(people: pd.DataFrame, terms: Terms) -> dict[str, np.ndarray]:
	"""Whom the cycle's terms refuse, by the code of the reason; the first that holds is told."""
	joined, left, contract = (pd.to_datetime(people[column]) for column in ("joined", "left", "contract_end"))
	start, end = pd.Timestamp(terms.start), pd.Timestamp(terms.end)
	refused = {
		"status": ~people["status"].isin(terms.statuses),
		"joined after": joined > pd.Timestamp(terms.last_joining_day),
		"joined before": joined < pd.Timestamp(terms.joined_from) if terms.joined_from else False,
		"left before": left < start,
		"no contract end": ~contract.between(start, end) & terms.contract_ends_within,
		"not a member": ~people["member"].astype(bool) & terms.members_only,
	}
	return {
		code: np.broadcast_to(np.asarray(mask, dtype=bool), len(people)) for code, mask in refused.items()
	}


def sentences(
	code: np.ndarray,
	rule: np.ndarray,
	status: pd.Series,
	template: np.ndarray,
	terms: Terms,
	translate: Translate,
	show_date: Callable[[date], str],
) -> np.ndarray:
	"""Reasons that a person can read, null where there is none; worked out once for people who share one."""
	shown = {
		"joined_until": show_date(terms.last_joining_day),
		"joined_from": show_date(terms.joined_from) if terms.joined_from else "",
		"start": show_date(terms.start),
		"end": show_date(terms.end),
	}
	keys = list(zip(code.tolist(), rule.tolist(), status.tolist(), template.tolist(), strict=True))
	told = {
		key: translate(SENTENCES[key[0]]).format(
			rule=key[1], status=translate(str(key[2])), template=key[3], **shown
		)
		for key in set(keys)
		if key[0]
	}
	return np.array([told.get(key) for key in keys], dtype=object)


def counted(values: pd.Series) -> list[tuple[str, int]]:
	"""How often each text occurs, the most frequent first, equally frequent ones by the alphabet.

	>>> counted(pd.Series(["b", "a", "c", "c", None]))
	[('c', 2), ('a', 1), ('b', 1)]
	"""
	found = [(str(text), int(count)) for text, count in values.value_counts().items()]
	return sorted(found, key=lambda each: (-each[1], each[0]))
