"""Last year's cycle, closed and published by the flows: most have replied, a few have appealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import frappe

from talent_performance.demo.appraisals import Appraisals
from talent_performance.demo.backdating import EVENT, set_events, set_values
from talent_performance.demo.cycles import CYCLE
from talent_performance.demo.sample import LAST, Tables
from talent_performance.demo.this_year import SEED
from talent_performance.flows import close
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL
from talent_performance.rehearsal.sample.chance import Chance

RESULT, PLACEMENT = "Appraisal Result", "Talent Placement"
CLOSED, PUBLISHED, REPLY = 30, 45, 14  # days after the year's end, and to reply
UPHELD = (
	("My two best months fell into the time before my transfer.", "Both months are in the first segment; the rating stands."),
	("The target was set for a region that I no longer had.", "The target was changed on 1 July; the rating stands."),
	("Colleagues with the same result stand a level higher.", "Compared in calibration: the results differ; it stands."),
)  # fmt: skip
OPEN = (
	"The order of the main customer was booked in January though it was signed in December.",
	"My manager changed in November and never talked with me about the year.",
	"Sick leave of six weeks isn't taken into account.",
)


def close_and_publish(appraisals: Appraisals) -> None:
	"""Close and publish the sample's year."""
	close.close(LAST, list(appraisals), publish=True)
	close.finish(LAST, "Closed", "closed_on")
	close.finish(LAST, "Published", "published_on")


def reply(tables: Tables, today: date) -> None:
	"""Most have acknowledged, some never replied, a few appealed; every step on its day."""
	chance = Chance(SEED, "replies")
	filters = {"cycle": LAST, "state": "Published"}
	rated = frappe.get_all(APPRAISAL, {**filters, "rating": (">", 0)}, pluck="name", order_by="name")
	appealing = chance.some(rated, len(UPHELD) + len(OPEN))
	upheld, waiting = appealing[: len(UPHELD)], appealing[len(UPHELD) :]
	for name, (why, answer) in zip(upheld, UPHELD, strict=True):
		move_many([name], "appeal", reason=why)
		move_many([name], "decide_appeal", reason=answer)
	for name, why in zip(waiting, OPEN, strict=True):
		move_many([name], "appeal", reason=why)
	others = [name for name in rated if name not in waiting and chance.happens(0.9)]
	move_many(others, "acknowledge")
	as_it_was(tables, upheld, waiting, today)
	silent = frappe.get_all(APPRAISAL, filters, pluck="name", order_by="name")
	move_many(silent, "lapse")
	end = tables["cycles"].set_index("cycle").loc[LAST, "end_date"].date()
	set_events(LAST, {"lapse": end + timedelta(days=PUBLISHED + REPLY + 1)})


def as_it_was(tables: Tables, upheld: Sequence[str], waiting: Sequence[str], today: date) -> None:
	"""Every step on its day; those whose appeal waits were published late."""
	end = tables["cycles"].set_index("cycle").loc[LAST, "end_date"].date()
	closed, published = end + timedelta(days=CLOSED), end + timedelta(days=PUBLISHED)
	answered, due = published + timedelta(days=6), published + timedelta(days=REPLY)
	last = {"cycle": LAST}
	set_values(
		CYCLE, {"name": LAST}, launched_on=end - timedelta(days=370), closed_on=closed, published_on=published
	)
	set_values(APPRAISAL, last, published_on=published, reply_by=due, appeal_by=due, state_since=answered)
	set_values(APPRAISAL, {**last, "state": "Acknowledged"}, acknowledged_on=answered)
	set_values(APPRAISAL, {"name": ("in", upheld)}, appealed_on=published, appeal_decided_on=answered)
	set_values(RESULT, last, closed_on=closed)
	set_values(PLACEMENT, last, placed_on=closed)
	set_events(LAST, {"hold_for_calibration": closed, "publish": published, "acknowledge": answered})
	set_events(
		LAST, {"appeal": published, "decide_appeal": answered, "exempt": closed, "open_manager_review": end}
	)
	late, appealed = today - timedelta(days=9), today - timedelta(days=3)
	mine = {"name": ("in", waiting)}
	until = today + timedelta(days=REPLY)
	set_values(
		APPRAISAL,
		mine,
		published_on=late,
		appealed_on=appealed,
		state_since=appealed,
		reply_by=until,
		appeal_by=until,
	)
	set_values(EVENT, {"appraisal": ("in", waiting), "deed": "publish"}, at=late)
	set_values(EVENT, {"appraisal": ("in", waiting), "deed": "appeal"}, at=appealed)
