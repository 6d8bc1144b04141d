"""Two pay rounds, one a company, what their rules suggest, and what people earn in the ranges of their grades."""

from __future__ import annotations

from datetime import date

from talent_performance.rehearsal.sample.books import Books
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.people import YEAR, Person
from talent_performance.rehearsal.sample.structure import BOGA, NIAGA

RANGES = {
	"G1": (4_500_000, 7_500_000),
	"G2": (6_000_000, 11_000_000),
	"G3": (9_000_000, 17_000_000),
	"G4": (16_000_000, 32_000_000),
	"G5": (30_000_000, 70_000_000),
}
STEP = 50_000
# (pay round, company, budget): the first budget is too small for what the rules suggest, the second round has none.
ROUNDS = (("MERIT-BOGA", BOGA, 65_000_000), ("MERIT-NIAGA", NIAGA, None))
# (rating, third, percent): who stands low in the range catches up, who stands high waits.
RULES = (
	(1, "any", 0),
	(2, "any", 0),
	(3, "any", 2.5),
	(4, "any", 4),
	(4, "lower", 5.5),
	(5, "any", 6),
	(5, "lower", 8),
	(5, "upper", 4.5),
)


def write_pay(books: Books, people: list[Person], seed: int) -> None:
	"""Of a few nobody knows the salary, of some more no range."""
	for pay_round, company, budget in ROUNDS:
		on = date(YEAR + 1, 1, 1)
		books.add("pay_rounds", pay_round=pay_round, company=company, effective_on=on, budget=budget)
		for rating, third, percent in RULES:
			books.add("merit_rules", pay_round=pay_round, rating=rating, third=third, percent=percent)
	chance = Chance(seed, "pay")
	for person in people:
		low, high = RANGES[person.grade]
		place, known, ranged = chance.between(-0.05, 1.05), chance.happens(0.97), chance.happens(0.93)
		if known:
			books.add(
				"pay",
				employee=person.employee,
				salary=STEP * int((low + (high - low) * place) / STEP + 0.5),
				range_low=low if ranged else None,
				range_high=high if ranged else None,
			)
