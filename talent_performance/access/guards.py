"""The guard of every DocType of ours, and why some have none."""

from __future__ import annotations

from talent_performance.access.audience import FULL, READ, WRITE, Closed, Guard, Practice, Rule, Who

ADD = frozenset({"read", "create"})
DRAFT = {"state": ("Draft",)}
PERSONAL = {"level": ("Individual",)}
COMMON = {"level": ("Company", "Department")}
BY_HR = (Rule(Who.HR_USER, READ), Rule(Who.TALENT_MANAGER, READ))
BY_TALENT = (
	Rule(Who.MANAGER, READ, setting="managers_see_talent"),
	Rule(Who.HR_MANAGER, READ),
	Rule(Who.TALENT_MANAGER, READ),
)
OPEN_NOTE = {"visibility": ("Manager", "Employee and Manager", "Everybody")}

SETUP = (
	# Who reports to whom stands on the Employee, which HR reads in any case.
	Guard(
		"Reporting Line",
		rules=(Rule(Who.LINE, READ), Rule(Who.HR_USER, READ)),
		confidential=False,
		graded=False,
	),
	Guard("Reporting Line History", rules=(Rule(Who.HR_USER, READ),), confidential=False, graded=False),
	Guard(
		"Delegation",
		rules=(
			Rule(Who.SELF, READ),
			Rule(Who.NAMED, READ),
			Rule(Who.HR_USER, READ),
			Rule(Who.HR_MANAGER, WRITE | {"create"}),  # to fill in the form; saved once, it is never changed
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		named="acting",
		confidential=False,
		graded=False,
	),
	Guard("Talent Profile", rules=(Rule(Who.LINE, READ), *BY_HR), company="company", confidential=False),
	# When somebody wants to be reminded, and that he was: not of what.
	Guard(
		"Reminder Preference",
		rules=(Rule(Who.SELF, WRITE | {"create"}), *BY_HR),
		company="company",
		confidential=False,
		graded=False,
	),
	Guard(
		"Talent Digest",
		rules=(Rule(Who.SELF, READ), *BY_HR),
		company="company",
		confidential=False,
		graded=False,
	),
	Guard(
		"Kiosk",
		rules=(Rule(Who.HR_USER, READ),),
		subject="kept_by",
		company="company",
		confidential=False,
		graded=False,
	),
	Guard(
		"Works Agreement",
		rules=(
			Rule(Who.COLLEAGUE, READ),
			Rule(Who.HR_USER, READ),
			Rule(Who.HR_MANAGER, FULL),
			Rule(Who.TALENT_MANAGER, FULL),
		),
		subject="kept_by",
		company="company",
		confidential=False,
		graded=False,
	),
)
GOALS = (
	Guard(
		"Objective",
		rules=(
			Rule(Who.SELF, WRITE | {"create"}, PERSONAL),
			Rule(Who.SELF, frozenset({"delete"}), {**PERSONAL, "status": ("Draft", "Returned")}),
			Rule(Who.MANAGER, READ),
			Rule(Who.ACTING, READ),
			Rule(Who.COLLEAGUE, READ, COMMON),
			Rule(Who.HR_USER, FULL),
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		confidential=False,
	),
	Guard(
		"Key Result",
		rules=(
			Rule(Who.SELF, FULL, PERSONAL),
			Rule(Who.MANAGER, READ),
			Rule(Who.ACTING, READ),
			Rule(Who.COLLEAGUE, READ, COMMON),
			Rule(Who.HR_USER, FULL),
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		confidential=False,
	),
	Guard(
		"Key Result Update",
		rules=(
			Rule(Who.SELF, ADD, PERSONAL),
			Rule(Who.MANAGER, READ),
			Rule(Who.ACTING, READ),
			Rule(Who.COLLEAGUE, READ, COMMON),
			Rule(Who.HR_USER, ADD),
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		confidential=False,
	),
	Guard(
		"Objective Change",
		rules=(
			Rule(Who.LINE, ADD),
			Rule(Who.ACTING, ADD),
			Rule(Who.HR_USER, ADD),
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		confidential=False,
	),
	Guard(
		"Check-in",
		rules=(
			Rule(Who.SELF, FULL),
			Rule(Who.MANAGER, READ, {"status": ("Shared",)}),
			Rule(Who.ACTING, READ, {"status": ("Shared",)}),
			Rule(Who.HR_USER, READ, {"status": ("Shared",)}),
			Rule(Who.TALENT_MANAGER, READ, {"status": ("Shared",)}),
		),
		company="company",
		confidential=False,
	),
	# The user who wrote it and nobody else, whoever has his Employee record later.
	Guard("Check-in Note", rules=(Rule(Who.AUTHOR, FULL),)),
	Guard(
		"Feedback Note",
		rules=(
			Rule(Who.NAMED, FULL),
			Rule(Who.NAMED, READ, named="asked_of"),
			Rule(Who.SELF, READ, {"visibility": ("Employee and Manager", "Everybody")}),
			Rule(Who.MANAGER, READ, OPEN_NOTE),
			Rule(Who.ACTING, READ, OPEN_NOTE),
			Rule(Who.COLLEAGUE, READ, {"visibility": ("Everybody",)}, practice=Practice.WALL),
			Rule(Who.HR_USER, READ, OPEN_NOTE),
			Rule(Who.TALENT_MANAGER, READ, OPEN_NOTE),
		),
		company="company",
		named="author",
	),
)
APPRAISAL = (
	Guard(
		"Performance Appraisal",
		rules=(Rule(Who.LINE, READ), Rule(Who.ACTING, READ), Rule(Who.NAMED, READ), *BY_HR),
		company="company",
		named="manager",
		confidential=False,
		rated=True,
	),
	Guard(
		"Appraisal Event",
		rules=(Rule(Who.LINE, READ), Rule(Who.ACTING, READ), *BY_HR),
		company="company",
		confidential=False,
		rated=True,
	),
	Guard(
		"Appraisal Review",
		rules=(
			Rule(Who.NAMED, READ),
			Rule(Who.NAMED, WRITE, DRAFT),
			Rule(Who.SELF, READ, {"seen_by_employee": ("1",)}),
			Rule(Who.MANAGER, READ, {"seen_by_manager": ("1",)}),
			Rule(Who.ACTING, READ, {"seen_by_manager": ("1",)}),
			Rule(Who.HR_USER, READ, {"state": ("Submitted",)}),
			Rule(Who.TALENT_MANAGER, READ, {"state": ("Submitted",)}),
		),
		company="company",
		named="reviewer",
		logged=True,
		rated=True,
	),
	# Who may issue a link or a code lets somebody in; it is asked of the appraisal too.
	Guard(
		"Review Link",
		rules=(Rule(Who.HR_USER, READ), Rule(Who.HR_MANAGER, frozenset({"issue"}))),
		company="company",
	),
	Guard(
		"Personal Code",
		rules=(Rule(Who.HR_USER, READ), Rule(Who.HR_MANAGER, frozenset({"issue"}))),
		company="company",
	),
	Guard(
		"Appraisal Result",
		rules=(
			Rule(Who.MANAGER, READ),
			Rule(Who.ACTING, READ),
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.HR_MANAGER, READ),
			Rule(Who.TALENT_MANAGER, READ),
		),
		company="company",
		named="manager",
		logged=True,
	),
)
TALENT = (
	Guard(
		"Potential Assessment",
		rules=(
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.NAMED, WRITE, DRAFT, of_others=True),
			Rule(Who.MANAGER, frozenset({"create"})),
			Rule(Who.MANAGER, READ, setting="managers_see_talent"),
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, WRITE, DRAFT),
			Rule(Who.TALENT_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, WRITE, DRAFT),
		),
		company="company",
		named="assessor",
		logged=True,
		practice=Practice.POTENTIAL,
	),
	Guard("Talent Assessment", rules=BY_TALENT, company="company", logged=True, practice=Practice.NINE_BOX),
	Guard("Talent Placement", rules=BY_TALENT, company="company", logged=True, practice=Practice.NINE_BOX),
	# Nobody lists it, whatever his role: a session shows each of its participants what he may see of it.
	Guard("Calibration Move", rules=(), company="company"),
	Guard("Talent Access Log", rules=(Rule(Who.TALENT_MANAGER, READ),), company="company"),
)
MOBILITY = (
	# Own words about what one wants: nobody else writes them, and managers read them where their author lets them.
	Guard(
		"Career Aspiration",
		rules=(
			Rule(Who.SELF, FULL),
			Rule(Who.MANAGER, READ, {"visible_to_manager": ("1",)}),
			Rule(Who.HR_MANAGER, READ),
			Rule(Who.TALENT_MANAGER, READ),
		),
		confidential=False,
	),
)
OPEN = {"state": ("Open",)}
RETENTION = (
	Guard(
		"Retention Assessment",
		rules=(
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.NAMED, WRITE, DRAFT, of_others=True),
			Rule(Who.MANAGER, ADD, setting="managers_see_talent"),
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, WRITE, DRAFT),
			Rule(Who.TALENT_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, WRITE, DRAFT),
		),
		company="company",
		named="assessor",
		logged=True,
		practice=Practice.RISK,
	),
	Guard(
		"Stay Plan",
		rules=(
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.NAMED, WRITE, OPEN, of_others=True),
			Rule(Who.MANAGER, ADD, setting="managers_see_talent"),
			Rule(Who.MANAGER, WRITE, OPEN, setting="managers_see_talent"),
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, WRITE, OPEN),
			Rule(Who.TALENT_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, WRITE, OPEN),
		),
		company="company",
		named="owner_employee",
		logged=True,
		practice=Practice.RISK,
	),
	Guard(
		"Retention Score",
		rules=(
			Rule(Who.MANAGER, READ, setting="managers_see_talent", practice=Practice.ANALYTICS),
			Rule(Who.HR_MANAGER, READ, practice=Practice.ANALYTICS),
			Rule(Who.TALENT_MANAGER, READ, practice=Practice.ANALYTICS),
		),
		company="company",
		logged=True,
		practice=Practice.RISK,
	),
)
POOLS = (
	Guard(
		"Leadership Assessment",
		rules=(
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.NAMED, WRITE, DRAFT, of_others=True),
			Rule(Who.MANAGER, frozenset({"create"})),
			Rule(Who.MANAGER, READ, setting="managers_see_talent"),
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, WRITE, DRAFT),
			Rule(Who.TALENT_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, WRITE, DRAFT),
		),
		company="company",
		named="assessor",
		logged=True,
		practice=Practice.POTENTIAL,
	),
	# What a pool is for says nothing of anybody: its people are records of their own.
	Guard(
		"Talent Pool",
		rules=(Rule(Who.HR_MANAGER, FULL), Rule(Who.TALENT_MANAGER, FULL)),
		subject="kept_by",
		company="company",
		confidential=False,
		graded=False,
	),
	Guard("Talent Pool Member", rules=BY_TALENT, company="company", logged=True),
)
REWARD = (
	Guard(
		"Pay Round",
		rules=(
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, frozenset({"write", "delete"}), DRAFT),
		),
		subject="kept_by",
		company="company",
		confidential=False,
		graded=False,
	),
	Guard("Pay Round Line", rules=(Rule(Who.HR_MANAGER, READ),), company="company", logged=True),
)
INSIGHTS = (
	# In it are comments of others: it opens with the summary they were for, and not before.
	Guard(
		"Insight Log",
		rules=(
			Rule(Who.HR_MANAGER, READ, {"state": ("Open",)}),
			Rule(Who.TALENT_MANAGER, READ, {"state": ("Open",)}),
		),
		company="company",
		logged=True,
		practice=Practice.LANGUAGE_MODEL,
	),
)
# A form can be filled in only by whoever may write. Nobody writes in what is there: from then on it has a state.
NEW = {"state": ("",)}
PERSONAL_DATA = (
	Guard(
		"Personal Data Request",
		rules=(
			Rule(Who.SELF, ADD),
			Rule(Who.SELF, WRITE, NEW),
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, ADD),
		),
		company="company",
	),
	# A reviewer sees what is in an answer through the methods of its request.
	Guard("Personal Data Answer", rules=(Rule(Who.SELF, READ, {"state": ("Given",)}),)),
	Guard(
		"Legal Hold",
		rules=(
			Rule(Who.HR_MANAGER, ADD),
			Rule(Who.HR_MANAGER, WRITE, NEW),
			Rule(Who.TALENT_MANAGER, ADD),
		),
		company="company",
	),
)
RELEASED = {"state": ("Released",)}
SEALED = {"state": ("Sealed",)}
FEEDBACK = (
	Guard(
		"Feedback Round",
		rules=(
			Rule(Who.HR_USER, READ),
			Rule(Who.HR_MANAGER, FULL),
			Rule(Who.TALENT_MANAGER, FULL),
		),
		subject="kept_by",
		company="company",
		confidential=False,
		graded=False,
	),
	Guard(
		"Feedback Request",
		rules=(Rule(Who.LINE, READ), Rule(Who.ACTING, READ), *BY_HR),
		company="company",
		confidential=False,
		practice=Practice.FEEDBACK,
	),
	# Its columns change when a link is opened: whoever lists it again and again would see who answers. Others see of it
	# what flows/feedback/raters.py shows.
	Guard(
		"Feedback Invitation",
		rules=(Rule(Who.NAMED, READ),),
		company="company",
		named="rater",
		practice=Practice.FEEDBACK,
	),
	# Nobody, whatever his role: flows compute from it.
	Guard("Feedback Response", rules=(), practice=Practice.FEEDBACK),
	Guard(
		"Feedback Result",
		rules=(
			Rule(Who.SELF, READ, RELEASED),
			Rule(Who.NAMED, READ, RELEASED),
			Rule(Who.MANAGER, READ, {**RELEASED, "purpose": ("Evaluative",)}),
			Rule(Who.HR_USER, READ, RELEASED),
			Rule(Who.TALENT_MANAGER, READ, RELEASED),
			# The summaries of comments alone, before others read them: no figure.
			Rule(Who.HR_MANAGER, frozenset({"edit"}), SEALED),
			Rule(Who.TALENT_MANAGER, frozenset({"edit"}), SEALED),
		),
		company="company",
		named="coach",
		logged=True,
		rated=True,
		practice=Practice.FEEDBACK,
	),
)
BY_SUCCESSION = (
	Rule(Who.MANAGER, READ, setting="managers_see_talent"),
	Rule(Who.HR_MANAGER, FULL),
	Rule(Who.TALENT_MANAGER, FULL),
)
RIVAL = "Succession Candidate"
SUCCESSION = (
	Guard("Critical Position", rules=BY_SUCCESSION, subject="incumbent", company="company"),
	Guard(
		"Succession Plan",
		rules=BY_SUCCESSION,
		subject="incumbent",
		company="company",
		logged=True,
		closed_to=(Closed("name", RIVAL, "plan", "employee"),),
	),
	# Nobody deletes a nomination: it is withdrawn, so that who once stood on a plan stays on record.
	Guard(
		"Succession Candidate",
		rules=(
			Rule(Who.MANAGER, READ, setting="managers_see_talent"),
			Rule(Who.HR_MANAGER, WRITE | {"create"}),
			Rule(Who.TALENT_MANAGER, WRITE | {"create"}),
		),
		company="company",
		logged=True,
		closed_to=(
			Closed("plan", RIVAL, "plan", "employee"),
			Closed("position", "Critical Position", "name", "incumbent"),
		),
	),
)
# HR keeps what comes from outside; what managers and people think stays theirs until they have submitted it.
FROM_OUTSIDE = {**DRAFT, "source": ("360", "Test", "Certificate")}
SAID = {"state": ("Submitted",)}
CAPABILITY = (
	Guard(
		"Competency Assessment",
		rules=(
			Rule(Who.NAMED, READ),
			Rule(Who.NAMED, WRITE | {"delete"}, DRAFT),
			Rule(Who.SELF, frozenset({"create"})),
			Rule(Who.SELF, READ, SAID),
			Rule(Who.MANAGER, frozenset({"create"})),
			Rule(Who.MANAGER, READ, SAID),
			Rule(Who.ACTING, frozenset({"create"})),
			Rule(Who.ACTING, READ, SAID),
			Rule(Who.HR_USER, READ, SAID),
			Rule(Who.HR_MANAGER, frozenset({"create"})),
			Rule(Who.HR_MANAGER, WRITE | {"delete"}, FROM_OUTSIDE),
			Rule(Who.TALENT_MANAGER, frozenset({"create"})),
			Rule(Who.TALENT_MANAGER, READ, SAID),
			Rule(Who.TALENT_MANAGER, WRITE | {"delete"}, FROM_OUTSIDE),
		),
		company="company",
		named="assessor",
	),
)
# Whoever goes through a performance improvement reads it once it holds; everything else about oneself at any time.
OWN_DEVELOPMENT = {"kind": ("Growth", "Succession", "Onboarding")}
BEGUN = {"state": ("Active", "Completed", "Cancelled")}
MADE_BY_MANAGERS = {"kind": ("Onboarding", "Performance Improvement"), **DRAFT}
DEVELOPMENT = (
	# What is agreed changes by deeds (flows/development/deeds.py): a form is for drafts.
	Guard(
		"Development Plan",
		rules=(
			Rule(Who.SELF, frozenset({"create"}), {"kind": ("Growth",)}),
			Rule(Who.SELF, READ, OWN_DEVELOPMENT),
			Rule(Who.SELF, READ, BEGUN),
			Rule(Who.SELF, frozenset({"write", "delete"}), {**OWN_DEVELOPMENT, **DRAFT}),
			Rule(Who.NAMED, READ, of_others=True),
			Rule(Who.NAMED, WRITE, DRAFT, of_others=True),
			Rule(Who.MANAGER, ADD),
			Rule(Who.MANAGER, frozenset({"write", "delete"}), MADE_BY_MANAGERS),
			Rule(Who.ACTING, READ),
			Rule(Who.HR_USER, ADD),
			Rule(Who.HR_USER, frozenset({"write", "delete"}), DRAFT),
			Rule(Who.TALENT_MANAGER, ADD),
			Rule(Who.TALENT_MANAGER, frozenset({"write", "delete"}), DRAFT),
		),
		company="company",
		named="owner_employee",
	),
)
GUARDS = {
	guard.doctype: guard
	for guard in (
		*SETUP,
		*GOALS,
		*APPRAISAL,
		*TALENT,
		*POOLS,
		*RETENTION,
		*REWARD,
		*MOBILITY,
		*INSIGHTS,
		*PERSONAL_DATA,
		*FEEDBACK,
		*SUCCESSION,
		*CAPABILITY,
		*DEVELOPMENT,
	)
}

# DocType → why its twins say what no guard can say: they aren't about an employee.
OWN_TWINS: dict[str, str] = {
	"Calibration Session": "a session belongs to a company's HR and to those who take part in it; about nobody until people are read",
	"Performance Cycle": "a cycle belongs to several companies: their HR writes it, their people read it once it is launched",
	"Talent Run": "a run belongs to whoever started it, and to the roles that may start its kind",
}
NOT_SHARED = frozenset({*GUARDS, *OWN_TWINS})

# DocType → why it needs no guard. Singles follow the role; child tables of what is guarded stand in PARENTS.
UNGUARDED: dict[str, str] = {
	"Competency": "a master that speaks of nobody",
	"KPI": "a master that speaks of nobody",
	"Rating Scale": "a master that speaks of nobody",
	"Reminder Text": "a text that speaks of nobody until it is filled in, which the digest does",
	"Result Letter Wording": "a text that speaks of nobody until it is filled in, which the letter does",
	"Review Template": "a master that speaks of nobody",
	"Role Competency Profile": "what a role requires speaks of nobody",
}

# All of ours that have a list: what counts and searches past the rules of Frappe's is asked by the list instead.
SEARCHED = frozenset({*NOT_SHARED, *UNGUARDED})

# Child table → the DocType whose rows it belongs to. A schema test holds this equal to the DocTypes' files.
PARENTS = {
	"Appraisal Absence": "Performance Appraisal",
	"Appraisal Competency": "Performance Appraisal",
	"Appraisal Objective": "Performance Appraisal",
	"Appraisal Segment": "Performance Appraisal",
	"Aspired Role": "Career Aspiration",
	"Competency Rating": "Competency Assessment",
	"Calibration Cycle": "Calibration Session",
	"Calibration Participant": "Calibration Session",
	"Cycle Company": "Performance Cycle",
	"Cycle Phase": "Performance Cycle",
	"Cycle Template Rule": "Performance Cycle",
	"Development Action": "Development Plan",
	"Development Review": "Development Plan",
	"Development Step": "Development Plan",
	"Feedback Answer": "Feedback Response",
	"Feedback Competency": "Feedback Round",
	"Key Result Milestone": "Key Result",
	"Key Result Month": "Key Result",
	"Key Result Step": "Key Result",
	"Leadership Rating": "Leadership Assessment",
	"Merit Rule": "Pay Round",
	"Objective Expectation": "Objective",
	"Potential Rating": "Potential Assessment",
	"Review Answer": "Appraisal Review",
	"Review Rating": "Appraisal Review",
	"Talent Pool Criterion": "Talent Pool",
	"Talent Pool Step": "Talent Pool Member",
	"Talent Profile Employment": "Talent Profile",
	"Talent Run Chunk": "Talent Run",
	"Withheld Line": "Personal Data Answer",
}
