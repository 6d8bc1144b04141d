"""The drawing of a feedback report: where marks stand, and that nothing is drawn of what isn't told."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from talent_performance.flows.feedback import drawing
from talent_performance.flows.feedback.drawing import Mark, Scale

FIVE = Scale(1, 5)


def places(svg: str) -> list[tuple[float, float]]:
	"""Where signs stand."""
	found = re.findall(r"translate\(([-\d.]+) ([-\d.]+)\)", svg)
	return [(float(x), float(y)) for x, y in found]


def test_the_ends_of_the_scale_are_the_ends_of_the_drawing() -> None:
	svg = drawing.strip([Mark("self", 1), Mark("peer", 5), Mark("manager", 3)], FIVE)
	assert [x for x, _y in places(svg)] == [12, 160, 308]


def test_marks_that_would_cover_each_other_stand_below_each_other() -> None:
	svg = drawing.strip([Mark("self", 3), Mark("peer", 3.1), Mark("manager", 3.9)], FIVE)
	assert len({y for _x, y in places(svg)}) == 2
	assert len(set(places(svg))) == 3


def test_a_band_is_a_line_with_the_sign_in_its_middle() -> None:
	svg = drawing.strip([Mark("peer", None, 4, 5)], FIVE)
	assert places(svg) == [(271, 12)]
	assert 'x1="234.0" y1="12" x2="308.0"' in svg


def test_shapes_differ_and_not_only_colours() -> None:
	shapes = [drawing.SHAPES[group] for group in ("self", "manager", "peer", "report", "other", "others")]
	assert len(set(shapes)) == len(shapes)


def test_a_figure_that_is_not_told_leaves_a_gap_in_the_radar() -> None:
	whole = drawing.radar({"others": [3, 3, 3, 3]}, FIVE, "x")
	part = drawing.radar({"others": [3, None, 3, 3]}, FIVE, "x")
	assert whole.count("<polyline") == 4
	assert part.count("<polyline") == 2
	assert len(places(part)) == 3


def test_two_competencies_make_no_radar() -> None:
	assert drawing.radar({"self": [3, 4]}, FIVE, "x") == ""


def test_every_drawing_is_well_formed() -> None:
	for svg in (
		drawing.strip([Mark("other", 2)], FIVE),
		drawing.strip([], FIVE),
		drawing.axis(Scale(0, 100)),
		drawing.shape("report"),
		drawing.radar({"self": [1, 2, 3], "others": [1, None, 3]}, FIVE, "x"),
	):
		assert ElementTree.fromstring(svg).tag == "svg"


def test_a_scale_without_width_divides_by_nothing() -> None:
	assert Scale(3, 3).share(3) == 0
