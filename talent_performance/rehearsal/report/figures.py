"""The headline figures in words, as the engine computed them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from talent_performance.rehearsal.report import formats
from talent_performance.rehearsal.report.messages import Messages

GROUPS: dict[str, tuple[str, ...]] = {
	"people": ("people", "rated", "mean_score", "placed"),
	"talent": ("high_potential", "emerging", "moved_up", "moved_down"),
	"objectives": ("objectives", "objectives_green", "objectives_at_risk", "aligned"),
	"capability": ("gaps_open", "critical_positions", "covered_positions", "net_bench"),
}
UNKNOWN_WITHOUT_BANDS = ("high_potential", "emerging")
_ELSEWHERE = ("stable",)
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


def figures(summary: pd.DataFrame, messages: Messages, without: Collection[str] = ()) -> list[dict[str, Any]]:
	"""Every figure that can be shown: company (None for all), group, label, value, note.

	A figure whose denominator is 0 says nothing and is left out, as are those in `without`; one that `GROUPS` doesn't
	know comes last under its own name.
	"""
	rows = summary.astype({"figure": object}).to_dict("records")
	left_out = {*_ELSEWHERE, *without}
	rows = [r for r in rows if pd.notna(r["value"]) and r["of"] != 0 and r["figure"] not in left_out]
	order = {name: i for i, name in enumerate(_GROUP_OF)}
	rows.sort(key=lambda r: order.get(r["figure"], len(order)))
	return [_figure(r, messages) for r in rows]


def _figure(row: dict[str, Any], messages: Messages) -> dict[str, Any]:
	name, value = row["figure"], row["value"]
	places = 2 if name == "mean_score" else 0
	return {
		"company": row["company"] if pd.notna(row["company"]) else None,
		"group": _GROUP_OF.get(name, "capability"),
		"label": messages.get(f"figure.{name}", name.replace("_", " ").capitalize()),
		"value": formats.number(value, places, messages),
		"note": _of(name, value, row["of"], messages),
	}


def _of(name: str, value: float, of: float, messages: Messages) -> str:
	"""The denominator in words; nothing where the figure is itself the whole."""
	if pd.isna(of) or (of == value and name in ("people", "objectives")):
		return ""
	if name == "mean_score":
		return messages.count("figure.mean_of", int(of))
	whole = formats.count(of, messages)
	return messages.say("figure.of", of=whole, share=formats.share_of(value, of, messages))
