"""What the page behind a personal link, and that of a kiosk, says."""

from __future__ import annotations

from frappe import _


def words() -> dict[str, str]:
	"""What the page says."""
	return {
		"about": _("{0}, {1}"),
		"added": _("What was written down about your work"),
		"answers": _("Questions"),
		"ask_submit": _("Submit now? After that you can't change it any more."),
		"back": _("Keep Writing"),
		"code": _("Code"),
		"comment": _("Comment"),
		"done": _("Your self review is submitted. Thank you."),
		"done_more": _("Your manager reads it next. You may close this page."),
		"due": _("Please submit it by {0}."),
		"idle": _("Still there? In {0} seconds you are signed off. What was saved is kept."),
		"kiosk": _("Type your number and the code from your sheet."),
		"no_link": _("This page opens by a link or a code that HR gives you. Open it as it was sent."),
		"no_rating": _("No rating"),
		"number": _("Employee Number"),
		"of": _("{0} of {1} {2}"),
		"offline": _("Not saved: no connection. What you wrote stays on this page; it is tried again."),
		"objectives": _("Your objectives"),
		"private": _("Nobody reads it before you submit it."),
		"ratings": _("How do you see your work?"),
		"required": _("(required)"),
		"returned": _("Returned to you: {0}"),
		"saved": _("Saved at {0}"),
		"saving": _("Saving …"),
		"sign_in": _("Begin"),
		"sign_out": _("Sign Off"),
		"signed_out": _("You are signed off."),
		"start_over": _("Next Person"),
		"stay": _("I'm Still Here"),
		"submit": _("Submit"),
		"submit_yes": _("Yes, Submit"),
		"summary": _("Summary"),
		"trouble": _("Something went wrong. What you wrote stays on this page. Try again in a moment."),
	}
