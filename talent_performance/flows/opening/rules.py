"""What can be wrong with a row of opening history, each with what was expected, in the reader's language."""

from __future__ import annotations

from frappe import _

from talent_performance.engine.validation import Rule

ERROR, WARNING, INFO = "error", "warning", "info"


def rules() -> dict[str, Rule]:
	"""Rule by its code."""
	return {**of_people(), **of_cycles(), **of_values()}


def of_people() -> dict[str, Rule]:
	"""About whom a row is."""
	nobody = _("Nobody")
	return {
		"nobody": Rule(ERROR, nobody, _("the cell is empty"), _("an employee number, e-mail address or full name")),
		"unknown": Rule(
			ERROR,
			nobody,
			_("nobody in your companies has this number, address or name{hint}"),
			_("an Employee of your companies"),
		),
		"several": Rule(
			ERROR,
			_("Several People"),
			_("{count} records fit: {named}"),
			_("the employee number, or the company beside the name"),
		),
		"other_name": Rule(
			WARNING, _("Another Name"), _("{who} is called {known}"), _("the name that belongs to the number")
		),
		"oneself": Rule(
			INFO, _("Yourself"), _("this row is left out: your own rating is imported by a colleague")
		),
		"not_yet": Rule(
			ERROR, _("Not There Then"), _("{who} joined on {day}, after the cycle"), _("a cycle in which the person worked here")
		),
		"switched_off": Rule(
			ERROR,
			_("Switched Off by Agreement"),
			_("an agreement switches potential off for {who}"),
			_("no potential, ability, aspiration or engagement in this row"),
		),
		"no_more": Rule(
			ERROR, _("Not There Then"), _("{who} left on {day}, before the cycle"), _("a cycle in which the person worked here")
		),
		"has_left": Rule(WARNING, _("Has Left"), _("{who} has left: the history is kept, the person stands in no box")),
		"twice": Rule(
			ERROR, _("Twice"), _("the same person and cycle stand in row {first} already"), _("one row for each person and cycle")
		),
		"there_otherwise": Rule(
			ERROR,
			_("There Already"),
			_("this person has {there} in that cycle already"),
			_("the same, or the earlier import taken back first"),
		),
	}  # fmt: skip


def of_cycles() -> dict[str, Rule]:
	"""About when it was."""
	return {
		"no_cycle": Rule(ERROR, _("No Cycle"), _("the cell is empty"), _("a cycle's title or year")),
		"no_days": Rule(
			ERROR, _("No Days"), _("neither the cycle's title nor the row says when it was"), _("start and end date, or a year")
		),
		"other_days": Rule(
			ERROR, _("Other Days"), _("another row says that this cycle is {days}"), _("the same days in every row of a cycle")
		),
		"backwards": Rule(ERROR, _("Backwards"), _("the cycle ends before it begins"), _("an end after the start")),
		"not_over": Rule(ERROR, _("Not Over"), _("the cycle isn't over yet"), _("a cycle that ended before today")),
		"future": Rule(ERROR, _("In the Future"), _("the day hasn't come yet"), _("a day up to today")),
		"not_imported": Rule(
			ERROR,
			_("A Cycle of Its Own"),
			_("{title} was run on this site: its results come from its appraisals"),
			_("a cycle that was over before"),
		),
	}  # fmt: skip


def of_values() -> dict[str, Rule]:
	"""About what a row says."""
	return {
		"nothing": Rule(ERROR, _("Nothing Said"), _("no rating, no score and no potential"), _("at least one of them")),
		"no_level": Rule(ERROR, _("Unknown Rating"), _("{value} is no level of the scale"), "{levels}"),
		"off_scale": Rule(ERROR, _("Outside the Scale"), _("{value} is outside the scale"), _("{low} to {high}")),
		"no_band": Rule(ERROR, _("Unknown Potential"), _("{value} is no band"), _("Low, Mid or High")),
		"half_said": Rule(
			ERROR,
			_("Half an Assessment"),
			_("some factors are rated and others aren't"),
			_("ability, aspiration and engagement, or none of them"),
		),
		"said_twice": Rule(
			ERROR, _("Potential Twice"), _("there are factors and a band"), _("one of them: the band follows from the factors")
		),
	}  # fmt: skip
