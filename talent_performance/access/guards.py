"""The guard of every DocType of ours, and why some have none."""

from __future__ import annotations

from talent_performance.access.audience import READ, Guard, Rule, Who

GUARDS = {
	guard.doctype: guard
	for guard in (
		Guard(
			"Reporting Line",
			rules=(Rule(Who.LINE, READ), Rule(Who.HR_USER, READ)),
			confidential=False,
		),
		Guard("Reporting Line History", rules=(Rule(Who.HR_USER, READ),), confidential=False),
		Guard(
			"Talent Profile",
			rules=(Rule(Who.LINE, READ), Rule(Who.HR_USER, READ), Rule(Who.TALENT_MANAGER, READ)),
			company="company",
			confidential=False,
		),
	)
}

# DocType → why its twins say what no guard can say: they aren't about an employee.
OWN_TWINS: dict[str, str] = {
	"Talent Run": "a run belongs to whoever started it, and to the roles that may start its kind",
}
NOT_SHARED = frozenset({*GUARDS, *OWN_TWINS})

# DocType → why it needs no guard. Child tables and singles follow their parent and the role, and aren't listed.
UNGUARDED: dict[str, str] = {}
