"""Every kind of problem: how bad it is, its heading, and the sentences that say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Rule:
	"""One kind of problem: how bad it is, its heading, and the sentences with {placeholders}."""

	severity: Literal["error", "warning", "info"]
	title: str
	message: str
	expected: str = ""


RULES: dict[str, Rule] = {
	"missing_column": Rule("error", "Column missing", "the column {column} is missing", "a column {column}: {doc}"),
	"missing_table": Rule(
		"error", "Table missing", "{column} names rows of {other}, but there is no table {other}", "a table {other}"
	),
	"empty": Rule("error", "Required value empty", "{column} is empty", "{doc}"),
	"not_finite": Rule("error", "Not a finite number", "{column} is not a finite number", "a finite number"),
	"choice": Rule("error", "Unknown choice", "{column} can't be {value!r}", "one of {choices}"),
	"too_low": Rule("error", "Number too low", "{column} is {value}", "{low} or more"),
	"too_high": Rule("error", "Number too high", "{column} is {value}", "{high} or less"),
	"negative_weight": Rule("error", "Negative weight", "the weight is {value}", "0 or more"),
	"zero_weights": Rule(
		"error", "Weights all zero", "all weights of {group} are 0 (rows: {count})", "at least one weight above 0"
	),
	"unknown_manager": Rule(
		"error", "Unknown manager", "nobody has the number {value!r}", "an employee number of this table{hint}"
	),
	"unknown_reference": Rule(
		"error", "Unknown reference", "there is no {key} {value!r} in {other}", "a {key} that is in {other}{hint}"
	),
	"refers_to_itself": Rule("error", "Refers to itself", "{value!r} names itself as {column}", "another one, or empty"),
	"loop": Rule("error", "Loop", "{column} goes in a circle: {members}", "a chain that ends at the top"),
	"duplicate": Rule("error", "Duplicate", "{key} {value!r} occurs {count} times", "each {key} once"),
	"same_name": Rule(
		"warning", "Same name twice", "{value!r} is the name of {count} people", "two people, or one person twice?"
	),
	"dates_out_of_order": Rule(
		"error", "Dates out of order", "{column} {value} lies before {other} {other_value}", "{other_value} or later"
	),
	"dates_unusual": Rule(
		"warning", "Dates unusual", "{column} {value} lies before {other} {other_value}", "{other_value} or later"
	),
	"after_as_of": Rule(
		"warning", "After the as-of date", "{column} {value} lies after {as_of}: doesn't count yet", "{as_of} or earlier"
	),
	"overlap": Rule(
		"error", "Periods overlap", "begins {value}, but an earlier one of {group} ends {other_value}", "no overlap"
	),
	"leave_overlaps": Rule(
		"warning", "Leave overlaps", "begins {value}, but other leave of {group} ends {other_value}", "days count once"
	),
	"too_many_days": Rule("error", "More leave than days", "{value} days of leave in {days} days", "{days} or less"),
	"outside_cycle": Rule(
		"warning", "Outside the cycle", "no day from {value} on lies in the cycle {cycle}", "days of {cycle}"
	),
	"current_cycle": Rule(
		"error", "Current cycle not clear", "{count} cycles are marked as current", "is_current yes in exactly one row"
	),
	"before_cycle": Rule(
		"warning", "As-of date before the cycle", "the cycle begins {value}, after {as_of}", "a day of the cycle"
	),
	"unknown_template": Rule(
		"error", "Unknown template", "the policy has no template {value!r}", "one of {choices}, or empty"
	),
	"unknown_component": Rule(
		"warning", "Component not counted", "no template of the policy weighs {value!r}", "one of {choices}"
	),
	"unknown_segment": Rule(
		"error", "Unknown segment", "{group} has no segment {value!r}", "a segment of that person, or empty"
	),
	"unknown_cycle": Rule(
		"error",
		"Unknown cycle",
		"there is no cycle {value!r}, and the row says no closed_on",
		"a cycle that is in cycles, or a date in closed_on{hint}",
	),
	"cycle_not_listed": Rule(
		"warning", "Cycle not listed", "there is no cycle {value!r}: closed_on decides", "a cycle that is in cycles{hint}"
	),
	"outside_scale": Rule(
		"error", "Rating outside the scale", "{column} is {value}", "{low} to {high} (scale {scale!r})"
	),
	"rating_empty": Rule("warning", "Rated without a rating", "counts as missing", "a rating, or the state missing"),
	"no_reason": Rule("warning", "No reason given", "not applicable, but no reason", "a reason"),
	"nothing_said": Rule("warning", "Nothing said", "the row holds none of {column}", "at least one of them"),
	"no_owner": Rule("error", "Objective without owner", "an individual objective of nobody", "an employee number"),
	"no_place": Rule("warning", "Objective without a place", "a {level} objective of no {level}", "a {level}"),
	"no_parent": Rule("warning", "Contributes to nothing", "contributes, but has no parent", "a parent_objective"),
	"no_target": Rule("error", "No target", "method {method!r} has no target", "target_value, or monthly targets"),
	"target_equals_start": Rule(
		"error", "Target equals start", "start and target are both {value}: no progress can be measured",
		"a target other than {value}",
	),
	"target_not_positive": Rule(
		"error", "Target not above 0", "method {method!r} divides by the target {value}", "a target above 0"
	),
	"no_range": Rule("error", "No range", "method 'range' needs range_low and range_high", "both ends"),
	"range_reversed": Rule("error", "Range reversed", "range_high {value} is below range_low {low}", "{low} or more"),
	"no_detail": Rule("error", "Method without its table", "method {method!r} has no row in {other}", "rows in {other}"),
	"falling": Rule("warning", "Share falls over time", "{value} after {other_value} before", "{other_value} or more"),
	"no_manager": Rule(
		"warning", "No manager", "{who} is active, but reports to nobody", "an employee number; only the top has none"
	),
	"no_managers": Rule(
		"warning", "No managers at all", "nobody has a manager: nothing is shown by manager", "reports_to for all but the top"
	),
	"left_without_date": Rule("warning", "Left without a date", "{who} left, but no last working day", "a relieving_date"),
	"no_leaving_dates": Rule(
		"warning", "Left without a date", "{count} people left, none with a last working day", "relieving_date for those who left"
	),
	"still_active": Rule(
		"warning", "Active after leaving", "{who} is active, but the last working day {value} has passed", "status Left"
	),
	"left_but_named": Rule("warning", "Names a leaver", "{value!r} has left", "somebody who is employed"),
	"nobody_named": Rule("error", "Nobody nominated", "neither employee nor candidate_name", "one of them"),
	"unknown_band": Rule("error", "Unknown readiness band", "{value!r} is not a readiness band of the policy", "{bands}"),
	"own_successor": Rule(
		"warning", "Own successor", "{value!r} holds this position already: doesn't count", "another person"
	),
	"empty_range": Rule("error", "Range ends before it begins", "it ends at {value}, but begins at {low}", "more than {low}"),
	"no_level": Rule("error", "Not a level", "{value} is no level of the scale", "one of {choices}"),
	"more_leavers": Rule("error", "More leavers than people", "{value} leavers of {people} people", "{people} or less"),
}  # fmt: skip
