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
	)
}

# DocType → why it needs no guard. Child tables and singles follow their parent and the role, and aren't listed.
UNGUARDED: dict[str, str] = {}
