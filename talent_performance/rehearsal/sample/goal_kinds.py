"""What an objective and a key result of the sample look like, and short ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass

Steps = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Measure:
	"""A key result. `vary`: by what share targets differ between people; `monthly`: how months become one value."""

	title: str
	method: str
	unit: str = ""
	target: float | None = None
	start: float | None = None
	places: int = 0
	weight: float = 1
	vary: float = 0.0
	monthly: str = ""
	low: float | None = None
	high: float | None = None
	tolerance: float | None = None
	steps: Steps = ()
	milestones: tuple[tuple[str, float], ...] = ()
	cascade: str = ""

	@property
	def prorated(self) -> bool:
		"""Leave lowers amounts, not rates."""
		return self.vary > 0 or self.monthly == "sum" or bool(self.cascade)


@dataclass(frozen=True)
class Goal:
	"""An objective. `serves` is the place, in the list above it, of the objective that it is aligned to."""

	title: str
	weight: float
	serves: int | None
	measures: tuple[Measure, ...]
	commitment: str = "committed"
	due: tuple[int, int] | None = None
	due_next_year: bool = False
	contributes: float = 0.0
	seasonal: bool = False


def amount(title: str, unit: str, target: float, vary: float = 0.2, **more: object) -> Measure:
	"""More is better, from nothing."""
	return Measure(title, "achievement", unit, target, vary=vary, **more)


def toward(title: str, unit: str, start: float, target: float, places: int = 1, **more: object) -> Measure:
	"""From where it stands to where it should be; the target may lie below."""
	return Measure(title, "progress", unit, target, start, places, **more)


def below(title: str, unit: str, target: float, places: int = 0, **more: object) -> Measure:
	"""Should stay under the target."""
	return Measure(title, "lower is better", unit, target, places=places, **more)


def within(title: str, unit: str, low: float, high: float, tolerance: float, places: int = 1) -> Measure:
	"""Should stay between two values."""
	return Measure(title, "range", unit, places=places, low=low, high=high, tolerance=tolerance)


def stepped(title: str, unit: str, steps: Steps) -> Measure:
	"""Attainment by a table of steps."""
	return Measure(title, "step table", unit, steps=steps)


def done(title: str) -> Measure:
	"""Done or not."""
	return Measure(title, "boolean", "done", 1)


def plan(title: str, *milestones: tuple[str, float]) -> Measure:
	"""Milestones with their weights."""
	return Measure(title, "milestones", "%", milestones=milestones)


FEW_INCIDENTS: Steps = ((0, 1.1), (1, 0.8), (2, 0.5), (4, 0))
AUDIT_SCORE: Steps = ((0, 0), (60, 0.5), (75, 0.8), (85, 1), (95, 1.2))

REVENUE = Measure("Net sales", "achievement", "IDR billion", 0, places=1, weight=3, cascade="revenue")
OUTLETS = Measure("New modern-trade outlets", "achievement", "outlets", 0, cascade="outlets")
SAVINGS = Measure("Cost savings", "achievement", "IDR billion", 0, places=2, cascade="savings")
SEASON = (0.07, 0.085, 0.125, 0.075, 0.07, 0.075, 0.08, 0.08, 0.08, 0.08, 0.085, 0.095)

SAFE = Goal("Work safely every day", 20, 0, (stepped("Recordable incidents", "incidents", FEW_INCIDENTS),))
SUCCESSORS = Goal(
	"Leave a team that can do without me",
	10,
	None,
	(amount("Confirmed successors trained", "people", 4, 0),),
)
