"""How the ratings of a cycle spread over the scale, against the company's guideline, and how many would have to move."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from frappe import _
from frappe.utils import escape_html

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.distribution import (
	describe,
	everybody,
	guideline_shares,
	level_names,
	rating_table,
)
from talent_performance.engine.policy import Policy
from talent_performance.flows.reporting import (
	Column,
	Filters,
	cells,
	chart,
	column,
	figure,
	groups,
	names_of,
	nothing_to_show,
	percent,
	seen,
	with_cycle,
)
from talent_performance.store.policy import policy_of

DOCTYPE = "Appraisal Result"
FIELDS = ("name", "employee", "company", "department", "manager", "template", "performance_rating")
GROUPS = ("department", "company", "manager", "template")


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, message, chart, summary."""
	asked = with_cycle(filters)
	group = asked.group_by if asked.group_by in GROUPS else "department"
	policy = policy_of(asked.cycle)
	table = get_results(asked)
	columns = get_columns(group, policy)
	if table.empty:
		return columns, [], nothing_to_show(DOCTYPE), None, []
	whole = compared(table, None, policy).assign(label=_("Everybody"), bold=1)
	found = compared(table, group, policy)
	found = found.assign(label=called(found["scope"], group), bold=0).sort_values("label", kind="stable")
	data = cells(pd.concat([whole, found], ignore_index=True), columns, besides=("scope", "bold"))
	return (
		columns,
		data,
		get_message(found, policy, int(table["off"].sum())),
		get_chart(whole.iloc[0], policy),
		get_summary(whole.iloc[0], policy),
	)


def get_results(filters: Filters) -> pd.DataFrame:
	"""The results of a cycle; whoever isn't rated has no rating."""
	table = seen(DOCTYPE, FIELDS, filters)
	rating = pd.to_numeric(table["performance_rating"]).astype(float)
	off = table["employee"].isin(practices.off_among(Practice.GUIDELINES, table["employee"]))
	return table.assign(rating=rating.where(rating > 0), off=off)


def compared(people: pd.DataFrame, group: str | None, policy: Policy) -> pd.DataFrame:
	"""A row for each group: counts and shares by level, and share and message by guideline; shares as percentages.

	Against a guideline counts nobody for whom an agreement switches guidelines off.
	"""
	where = groups(people[group], len(people)) if group else everybody(len(people))
	rating = people["rating"].to_numpy()
	table, against = rating_table(rating, where, policy, _)
	if people["off"].any():
		against = rating_table(np.where(people["off"], np.nan, rating), where, policy, _)[1]
	shares = [name for name in table if name.startswith("share_")]
	table = table.assign(**{name: percent(table[name]) for name in shares})
	for at, part in enumerate(against):
		table = table.assign(**{f"guideline_{at}": percent(part["share"]), f"move_{at}": part["message"]})
	return table


def called(scopes: pd.Series, group: str) -> pd.Series:
	"""How groups are called."""
	nobody = {"manager": _("No manager"), "department": _("No department")}.get(group, _("Not said"))
	named = (
		scopes.map({**dict(zip(scopes, scopes, strict=True)), **names_of(scopes)})
		if group == "manager"
		else scopes
	)
	return named.replace("", nobody)


def get_columns(group: str, policy: Policy) -> list[Column]:
	"""The report's columns: guidelines first, for that is what HR looks for."""
	groups_ = {
		"department": _("Department"),
		"company": _("Company"),
		"manager": _("Manager"),
		"template": _("Template"),
	}
	columns = [
		column("label", groups_[group], width=200, drill=group),
		column("rated", _("Rated"), "Int", 80),
		column("not_rated", _("Not Rated"), "Int", 100),
		column("mean", _("Mean Rating"), "Float", 110, precision=2),
	]
	for at, rule in enumerate(policy.distribution.guidelines):
		columns += [
			column(f"guideline_{at}", describe(rule, policy, _), "Percent", 260, precision=1),
			column(f"move_{at}", _("To Move"), width=150, colours=get_colours(), otherwise="orange"),
		]
	for at, name in enumerate(level_names(policy)):
		columns += [
			column(f"people_{at}", name, "Int", 110),
			column(f"share_{at}", _("{0}, Share").format(name), "Percent", 110, precision=1),
		]
	return columns


def get_colours() -> dict[str, str]:
	"""Colours of what there is to move; what moves somebody has another."""
	return {_("within guideline"): "green", _("too few people"): "gray"}


def get_message(found: pd.DataFrame, policy: Policy, off: int = 0) -> str:
	"""The guideline in words, and why some groups aren't compared, or none is."""
	rules = policy.distribution
	if not rules.guidelines:
		return _(
			"Talent Settings had no guideline when this cycle was launched, so that nothing is compared."
		)
	said = [escape_html(describe(rule, policy, _)) for rule in rules.guidelines]
	lines = [_("Guideline: {0}").format(" · ".join(said))]
	if (found["rated"] < rules.min_people).any():
		few = _("Groups are compared with the guideline from {0} rated people on.")
		lines.append(few.format(rules.min_people))
	if off:
		lines.append(
			_("Guidelines are switched off by agreement for {0} people, who aren't compared.").format(off)
		)
	return f'<div class="text-muted tp-report-note">{"<br>".join(lines)}</div>'


def get_chart(whole: pd.Series, policy: Policy) -> dict[str, Any]:
	"""Everybody's shares, against the bounds of the guideline where there is one."""
	names, rules = level_names(policy), policy.distribution.guidelines
	if not rules:
		shares = [whole[f"share_{at}"] or 0 for at in range(len(names))]
		return chart("bar", names, {_("Share, %"): shares}, height=220)
	labels = [describe(rule, policy, _).partition(":")[0] for rule in rules]
	bounds = [percent(pd.Series(guideline_shares(rule))).tolist() for rule in rules]
	shares = [whole[f"guideline_{at}"] for at in range(len(rules))]
	actual = [0 if pd.isna(share) else share for share in shares]
	return chart(
		"bar",
		labels,
		{
			_("Actual, %"): actual,
			_("Guideline from, %"): [low for low, _high in bounds],
			_("Guideline to, %"): [high for _low, high in bounds],
		},
		colors=["blue", "yellow", "orange"],
		title=_("Everybody, Against the Guideline"),
		height=220,
	)


def get_summary(whole: pd.Series, policy: Policy) -> list[dict[str, Any]]:
	"""Everybody against each guideline."""
	colours = get_colours()
	cards = [figure(_("Rated"), int(whole["rated"]))]
	if whole["not_rated"]:
		cards.append(figure(_("Not Rated"), int(whole["not_rated"]), "Gray"))
	for at, rule in enumerate(policy.distribution.guidelines):
		said = whole[f"move_{at}"]
		colour = colours.get(said, "orange").title()
		cards.append(figure(describe(rule, policy, _).partition(":")[0], said, colour, "Data"))
	return cards
