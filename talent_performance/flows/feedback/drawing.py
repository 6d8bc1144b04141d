"""How a feedback report is drawn: the one geometry behind portal, desk and print, as SVG that carries its own colours.

Each group has a shape of its own besides its colour, and the colours stand out on light and on dark ground. What is hidden
isn't drawn: words beside the drawing say so. No text that people write comes in here, so nothing needs escaping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

GREY = "#8a8f98"
SELF, MANAGER, PEER, REPORT, OTHER, COLLEAGUES = "self", "manager", "peer", "report", "other", "colleagues"
OTHERS = "others"
COLOURS = {
	SELF: "#c2700a",
	MANAGER: "#2f7ed8",
	PEER: "#0f9564",
	REPORT: "#9a5bea",
	OTHER: "#d8457b",
	COLLEAGUES: "#0f9564",
	OTHERS: "currentColor",
}
# Drawn around the origin, within seven units to each side.
SHAPES = {
	SELF: "M0-7 7 0 0 7-7 0Z",
	MANAGER: "M-5.5-5.5H5.5V5.5H-5.5Z",
	PEER: "M-6 0A6 6 0 1 1 6 0 6 6 0 1 1-6 0Z",
	REPORT: "M0-6.5 6.5 5.5H-6.5Z",
	OTHER: "M0 6.5-6.5-5.5H6.5Z",
	COLLEAGUES: "M-6 0A6 6 0 1 1 6 0 6 6 0 1 1-6 0Z",
	OTHERS: "M-2-7H2V7H-2Z",
}
HOLLOW = (SELF,)
WIDTH, EDGE, LANE, APART = 320, 12, 16, 15
SIZE, RADIUS = 320, 118
FEWEST_SPOKES = 3


@dataclass(frozen=True)
class Mark:
	"""A group's figure; or a span, where only that is told."""

	group: str
	value: float | None
	low: float | None = None
	high: float | None = None

	def middle(self) -> float:
		"""Where the shape stands."""
		return self.value if self.value is not None else ((self.low or 0) + (self.high or 0)) / 2


@dataclass(frozen=True)
class Scale:
	"""From where to where figures go."""

	low: float
	high: float

	def share(self, value: float) -> float:
		"""How far along it a figure lies, 0 to 1."""
		span = self.high - self.low
		return min(1.0, max(0.0, (value - self.low) / span)) if span > 0 else 0.0

	def steps(self) -> list[float]:
		"""Its whole levels, at most eleven."""
		levels = round(self.high - self.low)
		stride = max(1, -(-levels // 10))
		return [self.low + step for step in range(0, levels + 1, stride)]


def shape(group: str) -> str:
	"""A group's sign, for the legend."""
	return f'<svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">{_sign(group, 0, 0)}</svg>'


def _sign(group: str, x: float, y: float) -> str:
	colour = COLOURS.get(group, GREY)
	inside = 'fill="none" stroke-width="2.4"' if group in HOLLOW else f'fill="{colour}"'
	path = SHAPES.get(group, SHAPES[PEER])
	return f'<path transform="translate({x:.1f} {y:.1f})" d="{path}" {inside} stroke="{colour}"/>'


def strip(marks: Sequence[Mark], scale: Scale) -> str:
	"""One line of the dot plot: where each group's figure lies on the scale; marks that would cover each other stand in lanes."""
	placed = _lanes(marks, scale)
	height = LANE * max([lane for _mark, lane in placed], default=0) + 24
	lines = "".join(
		f'<line x1="{_x(step, scale):.1f}" y1="0" x2="{_x(step, scale):.1f}" y2="{height}" stroke="{GREY}" stroke-opacity=".35"/>'
		for step in scale.steps()
	)
	signs = "".join(_marked(mark, 12 + lane * LANE, scale) for mark, lane in placed)
	return f"{_sheet(height)}{lines}{signs}</svg>"


def axis(scale: Scale) -> str:
	"""The figures of the scale, above the lines."""
	texts = "".join(
		f'<text x="{_x(step, scale):.1f}" y="13" text-anchor="middle" font-size="12" fill="currentColor">{step:g}</text>'
		for step in scale.steps()
	)
	return f"{_sheet(18)}{texts}</svg>"


def _sheet(height: int) -> str:
	"""The opening of a drawing that words beside it repeat."""
	return f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" aria-hidden="true">'


def _x(value: float, scale: Scale) -> float:
	return EDGE + scale.share(value) * (WIDTH - 2 * EDGE)


def _lanes(marks: Sequence[Mark], scale: Scale) -> list[tuple[Mark, int]]:
	ends: list[float] = []
	placed = []
	for mark in sorted(marks, key=lambda each: each.middle()):
		x = _x(mark.middle(), scale)
		lane = next((at for at, end in enumerate(ends) if x - end >= APART), len(ends))
		ends[lane : lane + 1] = [x]
		placed.append((mark, lane))
	return placed


def _marked(mark: Mark, y: float, scale: Scale) -> str:
	sign = _sign(mark.group, _x(mark.middle(), scale), y)
	if mark.value is not None or mark.low is None or mark.high is None:
		return sign
	ends = f'x1="{_x(mark.low, scale):.1f}" y1="{y}" x2="{_x(mark.high, scale):.1f}" y2="{y}"'
	return f'<line {ends} stroke="{COLOURS.get(mark.group, GREY)}" stroke-width="3" stroke-linecap="round"/>{sign}'


def radar(series: Mapping[str, Sequence[float | None]], scale: Scale, label: str) -> str:
	"""Two or more figures of every competency as lines around a centre; "" for fewer than three. A figure that isn't told leaves a gap.

	The spokes are numbered: their names stand in the table beside it. `label` is already escaped.
	"""
	spokes = max((len(values) for values in series.values()), default=0)
	if spokes < FEWEST_SPOKES:
		return ""
	rings = "".join(_ring(step, spokes, scale) for step in scale.steps()[1:])
	rays = "".join(_ray(at, spokes) for at in range(spokes))
	lines = "".join(_line(group, values, scale) for group, values in series.items())
	half = SIZE / 2
	box = f"{-half:g} {-half:g} {SIZE} {SIZE}"
	size = f'width="{SIZE}" height="{SIZE}"'
	return f'<svg viewBox="{box}" {size} role="img" aria-label="{label}">{rings}{rays}{lines}</svg>'


def _at(spoke: int, spokes: int, distance: float) -> tuple[float, float]:
	angle = 2 * pi * spoke / spokes - pi / 2
	return distance * cos(angle), distance * sin(angle)


def _points(points: Sequence[tuple[float, float]]) -> str:
	return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _ring(step: float, spokes: int, scale: Scale) -> str:
	around = [_at(at, spokes, RADIUS * scale.share(step)) for at in range(spokes)]
	return f'<polygon points="{_points(around)}" fill="none" stroke="{GREY}" stroke-opacity=".35"/>'


def _ray(at: int, spokes: int) -> str:
	x, y = _at(at, spokes, RADIUS)
	text_x, text_y = _at(at, spokes, RADIUS + 16)
	line = f'<line x1="0" y1="0" x2="{x:.1f}" y2="{y:.1f}" stroke="{GREY}" stroke-opacity=".35"/>'
	place = f'x="{text_x:.1f}" y="{text_y + 4:.1f}"'
	return f'{line}<text {place} text-anchor="middle" font-size="12" fill="currentColor">{at + 1}</text>'


def _line(group: str, values: Sequence[float | None], scale: Scale) -> str:
	"""A group's figures, joined where two neighbours are told."""
	spokes = len(values)
	known = {
		at: _at(at, spokes, RADIUS * scale.share(value))
		for at, value in enumerate(values)
		if value is not None
	}
	dashes = ' stroke-dasharray="6 4"' if group in HOLLOW else ""
	look = f'fill="none" stroke="{COLOURS.get(group, GREY)}" stroke-width="2"{dashes}'
	joined = "".join(
		f'<polyline points="{_points([known[at], known[(at + 1) % spokes]])}" {look}/>'
		for at in known
		if (at + 1) % spokes in known
	)
	return joined + "".join(_sign(group, *point) for point in known.values())
