"""What a role asks and what a person brings, around a centre: SVG that carries its own colours, for screen and paper.

Required levels are a dashed line, the person's a filled shape with dots, so that they differ without colour. A competency that
nobody has assessed leaves a gap. Names stand at the spokes, shortened; in full they are in the table beside the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

GREY, REQUIRED, ACTUAL = "#8a8f98", "#c2700a", "#2f7ed8"
RADIUS, WIDTH, HEIGHT, FEWEST, LONGEST = 84, 330, 226, 3, 18
RINGS = 4
Point = tuple[float, float]


def radar(
	names: Sequence[str], required: Sequence[float], levels: Sequence[float | None], top: float, label: str
) -> str:
	"""The drawing; "" for fewer than three competencies. `top` is the highest level that the scale or the role knows."""
	spokes = len(names)
	if spokes < FEWEST or top <= 0:
		return ""
	rings = "".join(_ring(RADIUS * step / RINGS, spokes) for step in range(1, RINGS + 1))
	rays = "".join(_ray(at, spokes, name) for at, name in enumerate(names))
	wanted = [_at(at, spokes, RADIUS * level / top) for at, level in enumerate(required)]
	asked = f'<polygon points="{_points(wanted)}" fill="none" stroke="{REQUIRED}" stroke-width="2" stroke-dasharray="5 4"/>'
	box = f"{-WIDTH / 2:g} {-HEIGHT / 2:g} {WIDTH} {HEIGHT}"
	size = f'width="{WIDTH}" height="{HEIGHT}"'
	drawn = f"{rings}{rays}{asked}{_actual(levels, top)}"
	return f'<svg viewBox="{box}" {size} role="img" aria-label="{escape(label)}">{drawn}</svg>'


def _actual(levels: Sequence[float | None], top: float) -> str:
	"""The person's levels: a shape where all are known, otherwise lines between neighbours that are."""
	spokes = len(levels)
	known = {
		at: _at(at, spokes, RADIUS * min(level / top, 1))
		for at, level in enumerate(levels)
		if level is not None
	}
	look = f'stroke="{ACTUAL}" stroke-width="2"'
	dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ACTUAL}"/>' for x, y in known.values())
	if len(known) == spokes:
		shape = (
			f'<polygon points="{_points(list(known.values()))}" fill="{ACTUAL}" fill-opacity=".15" {look}/>'
		)
		return shape + dots
	pairs = [(known[at], known[(at + 1) % spokes]) for at in known if (at + 1) % spokes in known]
	return "".join(f'<polyline points="{_points(pair)}" fill="none" {look}/>' for pair in pairs) + dots


def _at(spoke: int, spokes: int, distance: float) -> Point:
	angle = 2 * pi * spoke / spokes - pi / 2
	return distance * cos(angle), distance * sin(angle)


def _points(points: Sequence[Point]) -> str:
	return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _ring(radius: float, spokes: int) -> str:
	around = [_at(at, spokes, radius) for at in range(spokes)]
	return f'<polygon points="{_points(around)}" fill="none" stroke="{GREY}" stroke-opacity=".4"/>'


def _ray(at: int, spokes: int, name: str) -> str:
	x, y = _at(at, spokes, RADIUS)
	text_x, text_y = _at(at, spokes, RADIUS + 9)
	side = "middle" if abs(text_x) < 12 else "start" if text_x > 0 else "end"
	line = f'<line x1="0" y1="0" x2="{x:.1f}" y2="{y:.1f}" stroke="{GREY}" stroke-opacity=".4"/>'
	place = f'x="{text_x:.1f}" y="{text_y + 3.5:.1f}" text-anchor="{side}" font-size="10" fill="currentColor"'
	return f"{line}<text {place}>{escape(shortened(name))}</text>"


def shortened(name: str, longest: int = LONGEST) -> str:
	"""A name that fits.

	>>> shortened("Communication with customers")
	'Communication wit…'
	"""
	return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
