"""What the page says on which raters answer."""

from __future__ import annotations

from frappe import _


def words() -> dict[str, str]:
	"""Its sentences, in the rater's language."""
	return {
		"about": _("{0} · please answer by {1}"),
		"ask_submit": _("Submit now? You can change your answers until the round is closed."),
		"back": _("Keep Writing"),
		"cannot_say": _("I can't say"),
		"change": _("Change My Answers"),
		"comment": _("Add a comment"),
		"comment_on": _("Comment on {0}"),
		"counted": _("{0} of {1} answered"),
		"decline": _("I'd Rather Not Answer"),
		"decline_why": _("Why not? The manager and HR read this."),
		"decline_yes": _("Decline"),
		"declined": _("You have declined."),
		"declined_more": _("The manager and HR read why. You may close this page."),
		"done": _("Your feedback is submitted. Thank you."),
		"done_more": _(
			"You can change it until {0}. After the close nobody finds it again, and nobody can tell that it is yours."
		),
		"done_named": _("You can change it until {0}, when the round is closed."),
		"forget": _("Forget It on This Device"),
		"forgotten": _("This device has forgotten the link. What you submitted counts."),
		"heading": _("Feedback on {0}"),
		"mine": _("How do you see yourself?"),
		"new_link": _("Send Me a New Link"),
		"new_link_sent": _("A new link is on its way to the address that the first one went to."),
		"no_link": _("This page opens by the link in your invitation. Open it as it was sent."),
		"offline": _("Not saved: no connection. What you wrote stays on this device; it is tried again."),
		"questions": _("In your own words"),
		"ratings": _("What have you seen?"),
		"required": _("(required)"),
		"saved": _("Saved at {0}"),
		"saving": _("Saving …"),
		"stays": _("Not submitted yet. The earlier answers count until you submit again."),
		"submit": _("Submit"),
		"submit_yes": _("Yes, Submit"),
		"trouble": _("Something went wrong. What you wrote stays on this page. Try again in a moment."),
		"who_sees": _("Who will see what?"),
	}
