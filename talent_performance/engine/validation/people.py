"""People, those who lead them and those who are to succeed them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from talent_performance.engine.frames import same
from talent_performance.engine.tables import NOT_READY
from talent_performance.engine.validation.findings import Data, Found
from talent_performance.engine.validation.references import positions


def check_names(data: Data) -> Iterator[Found]:
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	here = frame["employee_name"].notna() & ~same(frame["status"], "Left")
	names = frame["employee_name"][here].astype(str).str.split().str.join(" ").str.casefold()
	repeated = names.index[names.duplicated()].to_numpy()
	if not len(repeated):
		return
	first = pd.Series(names.index, index=names.index).groupby(names).transform("first")
	count = names.groupby(names).transform("size")
	shown = frame["employee_name"].loc[repeated]
	more = {"count": count.loc[repeated].to_numpy()}
	yield Found(
		"same_name", "employees", repeated, "employee_name", shown, first.loc[repeated].to_numpy(), more
	)


def check_managers(data: Data) -> Iterator[Found]:
	"""Active people without a manager, apart from each company's one top: somebody whom others report to."""
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	active = ~same(frame["status"], "Left")
	if frame["reports_to"].isna().all():
		if active.sum() > 1:
			yield Found("no_managers", "employees", None, "reports_to")
		return
	alone = frame["reports_to"].isna() & active
	leads = frame["employee"].isin(frame["reports_to"].dropna())
	tops = (alone & leads).groupby(frame["company"].astype(object).fillna("")).transform("sum")
	yield from data.found(
		"no_manager", "employees", alone & (~leads | (tops > 1)), "reports_to", who=frame["employee"]
	)


def check_status(data: Data) -> Iterator[Found]:
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	left = same(frame["status"], "Left")
	undated = left & frame["relieving_date"].isna()
	if undated.sum() > 1 and frame["relieving_date"].isna().all():
		yield Found(
			"no_leaving_dates", "employees", None, "relieving_date", more={"count": f"{undated.sum()}"}
		)
	else:
		yield from data.found(
			"left_without_date", "employees", undated, "relieving_date", who=frame["employee"]
		)
	if data.as_of is not None:
		gone = ~left & (frame["relieving_date"] <= data.as_of)
		yield from data.found("still_active", "employees", gone, "relieving_date", who=frame["employee"])


LEAVERS = (("positions", "incumbent"), ("candidates", "employee"))


def check_succession(data: Data) -> Iterator[Found]:
	if "employees" in data:
		left = data.column("employees", "employee")[same(data.column("employees", "status"), "Left")]
		for table, column in LEAVERS:
			if table in data:
				values = data.column(table, column)
				yield from data.found("left_but_named", table, values.notna() & values.isin(left), column)
	if "candidates" not in data:
		return
	frame = data.frames["candidates"]
	nobody = frame["employee"].isna() & frame["candidate_name"].isna()
	yield from data.found("nobody_named", "candidates", nobody, "employee")
	bands = [*(band.label for band in data.policy.succession.bands), NOT_READY]
	unknown = frame["readiness_band"].notna() & ~frame["readiness_band"].isin(bands)
	yield from data.found("unknown_band", "candidates", unknown, "readiness_band", bands=", ".join(bands))
	if "positions" in data:
		at = positions(frame["position"], data.column("positions", "position"))
		held = data.column("positions", "incumbent").astype(object).reindex(at).to_numpy()
		own = frame["employee"].notna() & (frame["employee"].astype(object) == held)
		yield from data.found("own_successor", "candidates", own, "employee")


def check_leaver_rates(data: Data) -> Iterator[Found]:
	if "leaver_rates" in data:
		frame = data.frames["leaver_rates"]
		more = frame["leavers"] > frame["people"]
		yield from data.found("more_leavers", "leaver_rates", more, "leavers", people=frame["people"])
