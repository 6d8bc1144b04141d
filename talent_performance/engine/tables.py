"""The tables that the rules read and write: names, columns, units and meaning.

One list of what a column is called and may hold serves the engine's own argument checks, the file reader,
`talent-rehearsal map`, and the documentation. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["id", "text", "number", "date", "flag", "choice"]


@dataclass(frozen=True)
class Column:
	"""One column of a table.

	`required` means present and filled in every row. `refers` names the table.column that a value must exist in.
	`also` lists headers under which other systems export the same thing (ERPNext's labels and field names first).
	`low` and `high` bound a number, both ends allowed.
	"""

	name: str
	kind: Kind
	doc: str
	required: bool = False
	choices: tuple[str, ...] = ()
	default: Any = None
	refers: str = ""
	also: tuple[str, ...] = ()
	low: float | None = None
	high: float | None = None


@dataclass(frozen=True)
class Table:
	"""A table: what one row is, which columns make it unique, and its columns."""

	name: str
	doc: str
	columns: tuple[Column, ...]
	key: tuple[str, ...] = ()
	required: bool = False
	by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

	def __post_init__(self) -> None:
		object.__setattr__(self, "by_name", {c.name: c for c in self.columns})

	@property
	def names(self) -> list[str]:
		"""The column names in order."""
		return [c.name for c in self.columns]


def _id(name: str, doc: str, **more: Any) -> Column:
	return Column(name, "id", doc, **more)


def _text(name: str, doc: str, **more: Any) -> Column:
	return Column(name, "text", doc, **more)


def _number(name: str, doc: str, **more: Any) -> Column:
	return Column(name, "number", doc, **more)


def _date(name: str, doc: str, **more: Any) -> Column:
	return Column(name, "date", doc, **more)


def _flag(name: str, doc: str, **more: Any) -> Column:
	return Column(name, "flag", doc, **{"default": False, **more})


def _choice(name: str, doc: str, choices: tuple[str, ...], **more: Any) -> Column:
	return Column(name, "choice", doc, choices=choices, **more)


METHODS = ("progress", "achievement", "lower is better", "range", "step table", "boolean", "milestones")
AGGREGATES = ("sum", "average", "last", "max")
CYCLE_KINDS = ("annual", "half-year", "quarterly", "project", "probation", "contract end")
LINE_STATES = ("rated", "not applicable", "missing")
ARCHIVED = ("no", "approved", "not approved")
BANDS = ("low", "mid", "high")
NOT_READY = "none"
ANCHORS = ("kpi", "last rating", "feedback")
SOURCES = ("manager", "self", "feedback", "test", "certificate")
POOL_FACTS = (
	"Performance", "Performance Band", "Potential", "Potential Band", "Box", "High Potential", "Learning Agility",
	"Leadership Capability", "Fit to Role", "Years of Service", "Department", "Designation", "Branch", "Grade", "Employment Type",
)  # fmt: skip
POOL_OPERATORS = ("is", "is not", "one of", "none of", "at least", "at most")
MOBILITY_GROUPS = ("ranked", "essential unmet", "not ranked")
REACHES = ("within reach", "with development", "further away", "not known")
LEARNING_TYPES = ("experience", "exposure", "education")
PLAN_SOURCES = ("gap", "succession", "appraisal", "360")
PROMOTIONS = ("ready", "nearly", "not yet")
MERIT_THIRDS = ("any", "lower", "middle", "upper")

EMPLOYEES = Table(
	"employees",
	"Everybody, one row a person: ERPNext's own Employee export fits as it is.",
	(
		_id(
			"employee",
			"Employee number, unique.",
			required=True,
			also=("ID", "Employee", "Employee ID", "name", "EmpID"),
		),
		_text("employee_name", "Name as shown.", also=("Full Name", "Employee Name")),
		_text("company", "Company.", also=("Company",)),
		_text("department", "Department.", also=("Department",)),
		_text("branch", "Branch or site.", also=("Branch",)),
		_text(
			"designation",
			"Job title; also the role that competency requirements name.",
			also=("Designation", "Job Title", "Position"),
		),
		_text(
			"grade",
			"Grade or level; equal to a position's grade means the same level.",
			also=("Grade", "Employee Grade", "Level"),
		),
		_text("employment_type", "Permanent, contract, …", also=("Employment Type",)),
		_choice(
			"status",
			"Left people are not appraised.",
			("Active", "Inactive", "Suspended", "Left"),
			default="Active",
			also=("Status",),
		),
		_id(
			"reports_to",
			"The manager's employee number.",
			refers="employees.employee",
			also=("Reports to", "Reports To", "Manager ID"),
		),
		_date("date_of_joining", "First working day.", also=("Date of Joining", "Joining Date", "Hire Date")),
		_date("relieving_date", "Last working day.", also=("Relieving Date", "Date of Leaving")),
		_date(
			"resignation_letter_date", "Day the resignation was handed in.", also=("Resignation Letter Date",)
		),
		_date("date_of_retirement", "Planned retirement.", also=("Date Of Retirement", "Date of Retirement")),
		_date("contract_end_date", "End of a fixed-term contract.", also=("Contract End Date",)),
		_date(
			"role_since",
			"Start in the present role; time in role counts from joining where this is empty.",
			also=("In Role Since",),
		),
		_text(
			"template",
			"Review template of this person; else the policy's template rules decide.",
			also=("Review Template",),
		),
		_choice(
			"retention_risk",
			"Risk of leaving as the manager or HR judged it.",
			BANDS,
			also=("Retention Risk",),
		),
		_choice("loss_impact", "Impact if the person left, as judged.", BANDS, also=("Impact of Loss",)),
	),
	key=("employee",),
	required=True,
)

CYCLES = Table(
	"cycles",
	"Performance cycles. Exactly one is the current one; the others name what `history` refers to.",
	(
		_id("cycle", "Cycle, unique.", required=True, also=("Performance Cycle",)),
		_text("title", "Title as shown."),
		_choice(
			"kind",
			"Probation and project cycles don't count for high potential.",
			CYCLE_KINDS,
			default="annual",
		),
		_date("start_date", "First day.", required=True, also=("From Date", "Start Date")),
		_date("end_date", "Last day.", required=True, also=("To Date", "End Date")),
		_flag("is_current", "The cycle that is being rehearsed."),
	),
	key=("cycle",),
)

OBJECTIVES = Table(
	"objectives",
	"Objectives of the current cycle, from company to person.",
	(
		_id("objective", "Objective, unique.", required=True),
		_text("title", "What is to be reached.", also=("Objective Title",)),
		_choice(
			"level", "Whose objective it is.", ("company", "department", "individual"), default="individual"
		),
		_id(
			"employee",
			"Owner of an individual objective.",
			refers="employees.employee",
			also=("Employee", "Owner"),
		),
		_text("company", "Company of a company or department objective."),
		_text("department", "Department of a department objective."),
		_id("cycle", "Cycle; empty means the current one.", refers="cycles.cycle"),
		_id("segment", "Segment it belongs to; empty means the whole period."),
		_number(
			"weight",
			"Relative weight; any positive sum is fine.",
			default=1.0,
			low=0,
			also=("Weightage", "Weight"),
		),
		_choice(
			"commitment",
			"Committed is expected in full; aspirational succeeds at 70 %.",
			("committed", "aspirational"),
			default="committed",
		),
		_id(
			"parent_objective",
			"The objective that this one is aligned to.",
			refers="objectives.objective",
			also=("Aligned to",),
		),
		_flag("contributes", "Counts as one more line of the parent."),
		_number("contribution_weight", "Weight of that line in the parent.", default=1.0, low=0),
		_choice(
			"archived",
			"Archived with approval is left out; without approval it counts 0.",
			ARCHIVED,
			default="no",
		),
		_date("start_date", "First day; else the cycle's."),
		_date("due_date", "Due day; else the cycle's last."),
		_number("confidence", "Owner's confidence, 1 to 10.", low=1, high=10),
		_date("updated_on", "Last time anything was recorded."),
	),
	key=("objective",),
)

KEY_RESULTS = Table(
	"key_results",
	"Key results and KPIs; each belongs to one objective and says how it is measured.",
	(
		_id("key_result", "Key result, unique.", required=True),
		_id("objective", "Its objective.", required=True, refers="objectives.objective"),
		_text("title", "What is measured."),
		_number(
			"weight",
			"Relative weight inside the objective; 0 never moves it.",
			default=1.0,
			low=0,
			also=("Weightage",),
		),
		_choice("method", "How a value becomes attainment.", METHODS, default="progress"),
		_text("unit", "Unit as shown."),
		_number("start_value", "Value at the start (progress).", also=("Baseline", "Start")),
		_number("target_value", "Value wanted.", also=("Target",)),
		_number(
			"current_value", "Value now; empty means not started, which counts 0.", also=("Actual", "Current")
		),
		_number("range_low", "Lower end of the wanted range."),
		_number("range_high", "Upper end of the wanted range."),
		_number(
			"range_tolerance", "Distance outside the range at which attainment reaches 0.", default=0.0, low=0
		),
		_choice("aggregate", "How monthly values of `kpi_months` become one.", AGGREGATES, default="sum"),
		_choice("archived", "As for objectives.", ARCHIVED, default="no"),
		_flag(
			"prorate", "Leave lowers the target in proportion (progress and achievement only).", default=True
		),
		_id(
			"parent_key_result",
			"The key result whose number this one carries.",
			refers="key_results.key_result",
		),
		_choice(
			"cascade",
			"A split target is part of the parent's number; a shared one repeats it.",
			("split", "shared"),
		),
		_flag("fed", "Another system feeds its values: neither the owner nor a manager reports them."),
	),
	key=("key_result",),
)

KEY_RESULT_UPDATES = Table(
	"key_result_updates",
	"What was recorded when. The value on any day can be rebuilt: the last total on or before it plus later events.",
	(
		_id("key_result", "Key result.", required=True, refers="key_results.key_result"),
		_date("updated_on", "Day it holds for.", required=True, also=("Date",)),
		_choice(
			"kind", "A total replaces the value, an event adds to it.", ("total", "event"), default="total"
		),
		_number("value", "The total, or what the event adds.", required=True),
		_text("author", "Who recorded it."),
		_text("note", "Why."),
	),
)

KPI_MONTHS = Table(
	"kpi_months",
	"Monthly targets and actuals of a KPI; months after the as-of date don't count yet.",
	(
		_id("key_result", "Key result.", required=True, refers="key_results.key_result"),
		_date("month", "Any day of the month.", required=True),
		_number("target", "Target of that month."),
		_number("actual", "Actual of that month; empty means not reported."),
	),
	key=("key_result", "month"),
)

KEY_RESULT_STEPS = Table(
	"key_result_steps",
	"Step table of a KPI: the attainment that holds from a value on.",
	(
		_id("key_result", "Key result.", required=True, refers="key_results.key_result"),
		_number("from_value", "Holds from this value on, upwards.", required=True),
		_number("attainment", "Attainment, 1 is fully met.", required=True, low=0),
	),
	key=("key_result", "from_value"),
)

MILESTONES = Table(
	"milestones",
	"Milestones of a key result: attainment is done weight over total weight.",
	(
		_id("key_result", "Key result.", required=True, refers="key_results.key_result"),
		_text("milestone", "Milestone.", required=True),
		_number("weight", "Relative weight.", default=1.0, low=0),
		_date("done_on", "Day it was done; empty means open."),
	),
	key=("key_result", "milestone"),
)

TARGET_PROFILES = Table(
	"target_profiles",
	"Share of an objective expected by a day, where the pace isn't even over the period.",
	(
		_id("objective", "Objective.", required=True, refers="objectives.objective"),
		_date("on_date", "Day.", required=True),
		_number("expected", "Share expected by then, 0 to 1.", required=True, low=0, high=1),
	),
	key=("objective", "on_date"),
)

KEY_RESULT_VERSIONS = Table(
	"key_result_versions",
	"What was agreed after approval: `key_results` holds what was first approved, each row here what holds from a day on.",
	(
		_id("key_result", "Key result.", required=True, refers="key_results.key_result"),
		_date("effective_from", "First day on which it holds.", required=True),
		_number("target_value", "Target from then on; empty means that it stays."),
		_number("weight", "Weight from then on; empty means that it stays.", low=0),
		_choice("archived", "Archived from then on, as for objectives; empty means that it stays.", ARCHIVED),
	),
	key=("key_result", "effective_from"),
)

OBJECTIVE_VERSIONS = Table(
	"objective_versions",
	"The same for objectives: `objectives` holds what was first approved.",
	(
		_id("objective", "Objective.", required=True, refers="objectives.objective"),
		_date("effective_from", "First day on which it holds.", required=True),
		_number("weight", "Weight from then on; empty means that it stays.", low=0),
		_choice("archived", "Archived from then on; empty means that it stays.", ARCHIVED),
	),
	key=("objective", "effective_from"),
)

COMPONENT_RATINGS = Table(
	"component_ratings",
	"Ratings of the appraisal's other components (competencies, feedback, values): one row a line.",
	(
		_id("employee", "Who is rated.", required=True, refers="employees.employee"),
		_text("component", "Component as the template calls it.", required=True, default="competencies"),
		_text("item", "Line within the component; empty where there is one rating for it."),
		_id("segment", "Segment; empty means every segment of the person."),
		_number("weight", "Relative weight of the line.", default=1.0, low=0),
		_number("rating", "Rating on the policy's scale."),
		_choice(
			"state", "Not applicable leaves the denominator and needs a reason.", LINE_STATES, default="rated"
		),
		_text("reason", "Why not applicable."),
	),
	key=("employee", "segment", "component", "item"),
)

OVERALL_RATINGS = Table(
	"overall_ratings",
	"The manager's rating of record and the calibrated one, one row a person.",
	(
		_id("employee", "Who is rated.", required=True, refers="employees.employee"),
		_number(
			"manager_rating",
			"The manager's overall rating.",
			also=("PerformanceRating", "Performance Rating", "Rating"),
		),
		_text("manager_reason", "Why it differs from the calculated score."),
		_number("calibrated_rating", "Rating after calibration."),
		_text("calibration_reason", "Why calibration moved it."),
		_text("exempt_reason", "Why this person isn't appraised in this cycle."),
	),
	key=("employee",),
)

SEGMENTS = Table(
	"segments",
	"Parts of the period under another manager, template, department or company. Absent: one segment a person.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_id("segment", "Segment, unique for the person.", required=True),
		_date("start_date", "First day.", required=True),
		_date("end_date", "Last day.", required=True),
		_number("days_excluded", "Days of leave within it.", default=0.0, low=0),
		_text("company", "Company in that segment."),
		_text("department", "Department in that segment."),
		_text("designation", "Designation in that segment."),
		_id("manager", "Manager in that segment.", refers="employees.employee"),
		_text("template", "Template of that segment."),
	),
	key=("employee", "segment"),
)

ABSENCES = Table(
	"absences",
	"Long leave: its days prorate targets and never lower a score.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_date("start_date", "First day away.", required=True),
		_date("end_date", "Last day away.", required=True),
		_text("kind", "Parental, sick, unpaid, …"),
	),
	key=("employee", "start_date"),
)

POTENTIAL = Table(
	"potential",
	"Potential assessments; the latest of each person counts.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_date("assessed_on", "Day of the assessment.", required=True),
		_number("ability", "Ability and learning agility, on the potential scale."),
		_number("aspiration", "Aspiration."),
		_number("engagement", "Engagement."),
		_choice("calibrated_band", "Band that calibration put in the place of the factors'.", BANDS),
	),
	key=("employee", "assessed_on"),
)

RATING_ANCHORS = Table(
	"rating_anchors",
	"What speaks of a person's performance and isn't the present manager's: managers who rate high or low are found by it.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_choice(
			"kind",
			"A figure that another system feeds, the last rating by another manager, or the others' 360 feedback.",
			ANCHORS,
			required=True,
		),
		_number("value", "Its value, on a scale of its own.", required=True),
	),
	key=("employee", "kind"),
)

HISTORY = Table(
	"history",
	"Results of earlier closed cycles, one row a person and cycle.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_id("cycle", "Cycle.", required=True),
		_choice("cycle_kind", "Kind of that cycle; else as `cycles` says.", CYCLE_KINDS),
		_date("closed_on", "Day it closed; else the cycle's last day."),
		_number("performance_score", "Score on the policy's scale."),
		_choice("performance_band", "Band, where no score is known.", BANDS),
		_choice("potential_band", "Band of potential.", BANDS),
		_number("aspirational_mean", "Mean attainment of the aspirational objectives.", low=0),
	),
	key=("employee", "cycle"),
)

POSITIONS = Table(
	"positions",
	"Critical positions.",
	(
		_id("position", "Position, unique.", required=True),
		_text("title", "Title as shown."),
		_text("company", "Company."),
		_text("department", "Department."),
		_text("designation", "Role whose competencies it requires."),
		_text("grade", "Grade; a candidate of the same grade is judged without potential."),
		_id("incumbent", "Who holds it; empty means vacant.", refers="employees.employee"),
		_number("criticality", "1 (low) to 5 (the business stops).", default=3.0, low=1, high=5),
	),
	key=("position",),
)

CANDIDATES = Table(
	"candidates",
	"Nominations of successors.",
	(
		_id("position", "Position.", required=True, refers="positions.position"),
		_id("employee", "Candidate; empty for an external one.", refers="employees.employee"),
		_text("candidate_name", "Name of an external candidate."),
		_text(
			"readiness_band",
			"The human judgement, required on every nomination: a band of the policy (Ready Now, 1-2 years, 3-5 years) or none.",
			required=True,
		),
		_choice(
			"status",
			"Only confirmed nominations count for the bench.",
			("proposed", "confirmed"),
			default="proposed",
		),
		_flag("emergency_cover", "Could hold the post for some weeks."),
		_flag("emergency_only", "Emergency cover and nothing more: never part of the bench."),
		_flag("external", "From outside: never part of the bench."),
	),
	key=("position", "employee", "candidate_name"),
)

ROLE_COMPETENCIES = Table(
	"role_competencies",
	"Required level of a competency in a role.",
	(
		_text("designation", "Role.", required=True),
		_text("competency", "Competency.", required=True),
		_number("required_level", "Required level; 0 means not required.", required=True, low=0),
		_number("weight", "Relative weight.", default=1.0, low=0),
		_flag("essential", "Unmet, it caps readiness."),
	),
	key=("designation", "competency"),
)

COMPETENCY_EVIDENCE = Table(
	"competency_evidence",
	"Judgements of a person's level, each by one source on one day.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_text("competency", "Competency.", required=True),
		_choice("source", "Who or what judged.", SOURCES, default="manager"),
		_number("level", "Level.", required=True, low=0),
		_date("assessed_on", "Day.", required=True),
		_number("weight", "Weight of this evidence; else the policy's weight of the source.", low=0),
	),
)

DEVELOPMENT_GOALS = Table(
	"development_goals",
	"Levels that people set out to reach.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_text("competency", "Competency.", required=True),
		_number("target_level", "Level wanted.", required=True, low=0),
		_date("agreed_on", "Day it was agreed: the level then is the level before.", required=True),
	),
	key=("employee", "competency"),
)

POOL_CRITERIA = Table(
	"pool_criteria",
	"What people of a talent pool have in common.",
	(
		_id("pool", "Talent pool.", required=True, also=("Talent Pool",)),
		_choice("match", "Whether all criteria are to be met, or any.", ("all", "any"), default="all"),
		_choice("fact", "What is asked of a person.", POOL_FACTS, required=True),
		_choice("operator", "How it is compared.", POOL_OPERATORS, required=True),
		_text("value", "With what; several with commas between them.", required=True),
	),
)

ASPIRATIONS = Table(
	"aspirations",
	"Roles that people would like to have.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_text("designation", "Role.", required=True),
		_number("place", "1 is the first wish.", default=1.0, low=1),
	),
	key=("employee", "designation"),
)

MOVES = Table(
	"moves",
	"Person-years by role: where people of a role were a year later.",
	(
		_number("year", "Year."),
		_text("from_role", "Designation at the start of the year.", required=True),
		_text("to_role", "Designation a year later; empty means left the company."),
		_number("people", "How many.", default=1.0, low=0),
	),
)

ROLES = Table(
	"roles",
	"Roles with the job family that lends its rates to a role with few people.",
	(
		_text("role", "Designation.", required=True),
		_text("job_family", "Job family."),
		_number("headcount", "People in it today; else counted from `employees`.", low=0),
		_number("hires", "Hires planned for next year.", default=0.0, low=0),
	),
	key=("role",),
)

LEAVER_RATES = Table(
	"leaver_rates",
	"The company's own leavers by retention-risk band; used from 10 leavers in a band on.",
	(
		_choice("risk_band", "Retention-risk band a year before.", BANDS, required=True),
		_number("people", "People in the band.", required=True, low=0),
		_number("leavers", "Of them, who left within the year.", required=True, low=0),
	),
	key=("risk_band",),
)

RETENTION_FACTS = Table(
	"retention_facts",
	"What the computed risk of leaving rests upon, one row a person; what isn't known stays empty. No protected attribute has a place here.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_number("promotion", "Months since the last promotion.", low=0, also=("Months since Promotion",)),
		_number("pay", "Place in the pay range: 0 its low end, 1 its high one.", also=("Pay Position",)),
		_number("managers", "Months with the manager.", low=0, also=("Months with Manager",)),
		_number("tenure", "Months of service.", low=0, also=("Months of Service",)),
		_number(
			"objectives",
			"By which share of their targets the objectives rose from the review before to the latest.",
			also=("Trend of Objectives",),
		),
		_number("training", "Months since the last training.", low=0, also=("Months since Training",)),
	),
	key=("employee",),
)

PAY_ROUNDS = Table(
	"pay_rounds",
	"Pay rounds: for whom the cycle's ratings suggest merit, and within which budget.",
	(
		_id("pay_round", "Pay round, unique.", required=True, also=("Pay Round",)),
		_text("company", "Whose people; empty means everybody's.", also=("Company",)),
		_date("effective_on", "Who takes part is judged on this day.", required=True, also=("Effective On",)),
		_number(
			"budget",
			"What all suggestions are scaled down to; empty or 0 means no limit.",
			low=0,
			also=("Budget",),
		),
		_number(
			"least_days",
			"So many days employed on that day, or no part.",
			default=90.0,
			low=0,
			also=("Least Days",),
		),
		_flag("prorated", "Only the share of the cycle counts on which somebody was employed.", default=True),
		_number("places", "Places to which money is rounded.", default=0.0, low=0, high=4),
	),
	key=("pay_round",),
)

MERIT_RULES = Table(
	"merit_rules",
	"What a rating suggests; the rule for a third of the pay range comes before the one for any.",
	(
		_id("pay_round", "Pay round.", required=True, refers="pay_rounds.pay_round"),
		_number("rating", "Level of the policy's scale.", required=True, also=("Rating",)),
		_choice("third", "Where pay stands in its range.", MERIT_THIRDS, default="any"),
		_number(
			"percent", "Merit in percent of the salary.", required=True, low=0, high=100, also=("Percent",)
		),
	),
	key=("pay_round", "rating", "third"),
)

PAY = Table(
	"pay",
	"What people earn.",
	(
		_id("employee", "Employee.", required=True, refers="employees.employee"),
		_number(
			"salary", "Of the period that the round is about.", required=True, low=0, also=("Salary", "CTC")
		),
		_number("range_low", "Low end of the pay range.", low=0, also=("Range Low",)),
		_number("range_high", "High end of the pay range.", low=0, also=("Range High",)),
	),
	key=("employee",),
)

INPUTS: dict[str, Table] = {
	t.name: t
	for t in (
		EMPLOYEES, CYCLES, OBJECTIVES, KEY_RESULTS, KEY_RESULT_UPDATES, KPI_MONTHS, KEY_RESULT_STEPS, MILESTONES,
		TARGET_PROFILES, KEY_RESULT_VERSIONS, OBJECTIVE_VERSIONS, COMPONENT_RATINGS, OVERALL_RATINGS, SEGMENTS, ABSENCES,
		POTENTIAL, RATING_ANCHORS, HISTORY, POSITIONS, CANDIDATES, ROLE_COMPETENCIES, COMPETENCY_EVIDENCE, DEVELOPMENT_GOALS,
		ASPIRATIONS, POOL_CRITERIA, MOVES, ROLES, LEAVER_RATES, RETENTION_FACTS, PAY_ROUNDS,
		MERIT_RULES, PAY,
	)
}  # fmt: skip


_PERSON = (
	_id("employee", "Employee."),
	_text("employee_name", "Name."),
	_text("company", "Company."),
	_text("department", "Department."),
	_text("designation", "Designation."),
	_text("grade", "Grade."),
	_id("manager", "Manager's employee number."),
)

KEY_RESULTS_SCORED = Table(
	"key_results",
	"Every key result with its attainment.",
	(
		_id("key_result", "Key result."),
		_id("objective", "Objective."),
		_text("title", "Title."),
		_text("method", "Method."),
		_number("weight", "Weight."),
		_number("target", "Target in force, after year-to-date and leave."),
		_number("actual", "Value on the as-of date."),
		_number("attainment", "0 to the cap (1.2); 1 is fully met."),
		_text("reason", "Why there is no attainment."),
	),
	key=("key_result",),
)

OBJECTIVES_SCORED = Table(
	"objectives",
	"Every objective with attainment, grade and pace.",
	(
		_id("objective", "Objective."),
		_text("title", "Title."),
		_text("level", "company, department or individual."),
		_id("employee", "Owner."),
		_text("company", "Company (of the owner for individual objectives)."),
		_text("department", "Department (likewise)."),
		_id("parent_objective", "Aligned to."),
		_flag("contributes", "Counts in the parent."),
		_text("commitment", "committed or aspirational."),
		_number("weight", "Weight."),
		_text("archived", "no, approved or not approved."),
		_number("attainment", "0 to the cap, unrounded."),
		_text("grade", "red, amber or green."),
		_flag("succeeded", "Reached what its commitment expects."),
		_flag("needs_post_mortem", "Committed, due, and missed."),
		_number("expected", "Share expected by the as-of date."),
		_number("pace", "Attainment over expected."),
		_text("pace_status", "on track, behind, at risk, too early, n/a."),
		_number("confidence", "1 to 10."),
		_flag("confidence_disagrees", "Confidence and pace say different things."),
		_text("issues", "Alignment health: orphan, stale, no key results, loop (comma-separated)."),
		_text("reason", "Why there is no attainment."),
	),
	key=("objective",),
)

CASCADE_CHECKS = Table(
	"cascade",
	"Numbers that were split: do the parts add up?",
	(
		_id("key_result", "Parent key result."),
		_text("title", "Title."),
		_number("target", "Parent's target."),
		_number("children_total", "Sum of the split targets."),
		_number("children", "How many parts."),
		_number("difference", "Sum of the parts − target: negative means not covered."),
		_text("message", "Readable: children cover 95 of 100."),
	),
	key=("key_result",),
)

COMPONENTS_SCORED = Table(
	"components",
	"Every component of every segment: what was weighed.",
	(
		_id("employee", "Employee."),
		_id("segment", "Segment; empty where a person has one."),
		_text("component", "Component."),
		_number("weight", "Weight in the template."),
		_number("rating", "Rating on the scale, unrounded."),
		_text("state", "rated, not applicable or missing."),
	),
	key=("employee", "segment", "component"),
)

SEGMENTS_SCORED = Table(
	"segments",
	"Every segment of every appraisal with its score.",
	(
		_id("employee", "Employee."),
		_id("segment", "Segment; empty where a person has one."),
		_date("start_date", "First day counted."),
		_date("end_date", "Last day counted."),
		_number("days", "Active days: calendar days − leave."),
		_text("template", "Template."),
		_id("manager", "Manager."),
		_number("coverage", "Rated weight over applicable weight."),
		_number("score", "Score on the scale, unrounded."),
		_text("reason", "Why there is no score."),
	),
	key=("employee", "segment"),
)

APPRAISALS = Table(
	"appraisals",
	"One row a person in the cycle: three numbers side by side and the one that counts.",
	(
		*_PERSON,
		_text("template", "Template (of the last segment)."),
		_number("service_days", "Active days in the cycle."),
		_number("coverage", "Rated share of the weights."),
		_number("objectives_attainment", "Weighted attainment of the person's objectives."),
		_number("aspirational_mean", "Mean attainment of the aspirational ones."),
		_flag("aim_higher", "Aspirational mean above the limit in this cycle and the one before."),
		_number("calculated_score", "Calculated from the components, two places."),
		_number("manager_rating", "Manager's rating of record."),
		_number("calibrated_rating", "Calibrated rating."),
		_flag("override_needs_reason", "Manager's rating differs from the calculated level and says no why."),
		_number("performance_score", "The number that counts downstream, two places."),
		_text("performance_source", "calibrated, manager or calculated."),
		_number("performance_rating", "Level of the scale."),
		_text("performance_label", "Label of that level."),
		_text("performance_band", "low, mid or high."),
		_text("reason", "Why there is no rating."),
	),
	key=("employee",),
)

TALENT = Table(
	"talent",
	"One row a person in the cycle: performance, potential, box, and where the person came from.",
	(
		*_PERSON,
		_number("performance_score", "As in appraisals."),
		_number("performance_rating", "Level of the scale."),
		_text("performance_band", "low, mid or high."),
		_number("potential_score", "Mean of the factors on the potential scale, two places."),
		_text("potential_band", "low, mid or high, after the floor."),
		_date("potential_assessed_on", "Day of that assessment."),
		_number("box", "1 to 9 as the policy numbers them."),
		_text("box_label", "Its label."),
		_text("high_potential", "high potential, emerging, no; empty where unknown."),
		_text("previous_cycle", "The cycle compared with."),
		_text("previous_performance_band", "Band then."),
		_text("previous_potential_band", "Band then."),
		_number("previous_box", "Box then."),
		_text("movement", "up, down, same, sideways, new."),
		_text("reason", "Why the person isn't in a box."),
	),
	key=("employee",),
)

DISTRIBUTION = Table(
	"distribution",
	"How the ratings of a scope compare with the guideline, and how many would have to move.",
	(
		_text("scope_kind", "all, company, department or manager."),
		_text("scope", "Which one."),
		_text("guideline", "The guideline in words."),
		_number("rated", "Rated people in scope."),
		_number("people", "People at those levels."),
		_number("share", "people / rated, two places of a percent."),
		_number("allowed_low", "Fewest people the guideline allows."),
		_number("allowed_high", "Most people it allows."),
		_number("move_low", "allowed_low − people."),
		_number("move_high", "allowed_high − people."),
		_text("message", "within guideline, move 2 to 5 out, move 1 in, too few people."),
	),
	key=("scope_kind", "scope", "guideline"),
)

SEVERITY = Table(
	"severity",
	"Managers against an anchor that they don't control: whether they rate higher or lower than it lets expect. A note, never applied.",
	(
		_text("manager", "Who rates."),
		_text(
			"anchor", "What the ratings are compared with: the anchor that most of the manager's people have."
		),
		_number("people", "Of them, how many have both."),
		_number(
			"mean_residual",
			"By how much they are rated higher than the anchor lets expect, fitted without this manager.",
		),
		_number(
			"shrinkage",
			"λ: from how many people on half of that mean is believed; empty where managers don't differ.",
		),
		_number("severity", "n/(n + λ) times the mean, two places."),
		_number("low", "Lower end of its interval."),
		_number("high", "Upper end of its interval."),
		_flag("shown", "Whether it is worth a note."),
		_text("message", "The note, or that rater and team can't be told apart; empty for too few people."),
	),
	key=("manager",),
)

RATING_COUNTS = Table(
	"rating_counts",
	"People per level of the scale and scope.",
	(
		_text("scope_kind", "all, company, department or manager."),
		_text("scope", "Which one."),
		_number("rating", "Level; empty for not rated."),
		_text("label", "Its label."),
		_number("people", "How many."),
	),
	key=("scope_kind", "scope", "rating"),
)

TRANSITIONS = Table(
	"transitions",
	"From which box to which since the previous cycle.",
	(
		_number("from_box", "Box then."),
		_number("to_box", "Box now."),
		_number("people", "How many."),
		_number("share", "Of those who were in from_box and are placed now."),
	),
	key=("from_box", "to_box"),
)

COMPETENCY_LEVELS = Table(
	"competency_levels",
	"Effective level of each assessed competency.",
	(
		_id("employee", "Employee."),
		_text("competency", "Competency."),
		_number("level", "Effective level, unrounded."),
		_number("confidence", "How fresh the evidence is, 0 to 1."),
		_text("sources", "Who spoke (comma-separated)."),
		_flag("reassess", "Confidence below the limit."),
	),
	key=("employee", "competency"),
)

COMPETENCY_GAPS = Table(
	"competency_gaps",
	"Required against actual level in the person's present role.",
	(
		_id("employee", "Employee."),
		_text("designation", "Role."),
		_text("competency", "Competency."),
		_number("required_level", "Required."),
		_number("level", "Actual; empty where not assessed."),
		_number("gap", "max(0, required − actual); empty where not assessed."),
		_number("weight", "Weight in the role."),
		_flag("essential", "Essential in the role."),
	),
	key=("employee", "competency"),
)

FIT = Table(
	"fit",
	"Fit of each person to the present role.",
	(
		_id("employee", "Employee."),
		_text("designation", "Role."),
		_number("fit", "0 to 1 over the assessed competencies."),
		_number("coverage", "Assessed weight over required weight."),
		_flag("ranked", "Coverage is enough to rank."),
		_text("unmet_essentials", "Essential and below the required level."),
		_text("unknown_essentials", "Essential and not assessed."),
		_text("reason", "Why there is no fit."),
	),
	key=("employee", "designation"),
)

DEVELOPMENT = Table(
	"development",
	"How much of each development goal's gap has closed.",
	(
		_id("employee", "Employee."),
		_text("competency", "Competency."),
		_number("before", "Level when agreed."),
		_number("target_level", "Level wanted."),
		_number("after", "Level now."),
		_number("gap_closed", "(after − before)/(target − before); may be negative."),
		_text("reason", "Why there is none."),
	),
	key=("employee", "competency"),
)

SUCCESSION = Table(
	"succession",
	"Every nomination with the human band and the computed one.",
	(
		_id("position", "Position."),
		_text("position_title", "Title."),
		_id("employee", "Candidate."),
		_text("candidate_name", "Name."),
		_text("status", "proposed or confirmed."),
		_text("readiness_band", "The human judgement: it decides."),
		_number("readiness", "Computed, 0 to 1, four places."),
		_text("computed_band", "Band of the computed value, after the cap."),
		_number("fit", "Fit to the position's role."),
		_number("performance", "Performance as a fraction of the scale."),
		_number("potential", "Potential as a fraction of its scale."),
		_number("time", "min(1, months in role / 24)."),
		_flag("capped", "An unmet essential caps it."),
		_flag("disagrees", "Human and computed band differ."),
		_flag("emergency_cover", "Could hold the post for some weeks."),
		_number("plans", "Positions for which the person is confirmed."),
		_flag(
			"counts",
			"Part of the bench: confirmed, internal, not a leaver, not the incumbent, not emergency only.",
		),
		_text("reason", "Why there is no computed value, or why the nomination doesn't count."),
	),
	key=("position", "employee", "candidate_name"),
)

BENCH = Table(
	"bench",
	"Every critical position with its bench and risk.",
	(
		_id("position", "Position."),
		_text("title", "Title."),
		_text("company", "Company."),
		_text("department", "Department."),
		_id("incumbent", "Who holds it."),
		_text("incumbent_name", "Name."),
		_number("criticality", "1 to 5."),
		_text("bench", "ready now, future or none."),
		_number("ready_now", "Confirmed internal successors who are ready now."),
		_number("future", "Those who will be."),
		_number("shared_bench", "Σ 1/(plans the person is in) over the ready-now ones."),
		_flag("covered", "At least one ready now."),
		_flag("always_empty", "Empty in every maximum matching."),
		_text("competes_with", "Positions that share too few people: one of them stays empty."),
		_text("vacates", "Critical positions that a ready-now successor would leave."),
		_flag("emergency_cover", "Somebody could hold it for some weeks."),
		_number("loss_probability", "Probability that it falls vacant within a year."),
		_text("loss_reason", "vacant, resignation, retirement, contract end, own rate, base rate."),
		_number("risk", "0 to 1."),
	),
	key=("position",),
)

RETENTION = Table(
	"retention",
	"Who might leave, and what that would mean: the judgement, and where facts are given the computed score beside it.",
	(
		_id("employee", "Employee."),
		_text("employee_name", "Name."),
		_text("company", "Company."),
		_text("department", "Department."),
		_text("risk", "As judged: low, mid, high."),
		_text("impact", "As judged: low, mid, high."),
		_number("exposure", "Risk (thirds of 100) by impact/3, 0 to 100."),
		_number("score", "Computed risk, 0 to 100; no probability."),
		_number("coverage", "Share of the drivers' weight that is known."),
		_text("score_band", "low, mid or high, by the policy's cuts."),
		_number("score_exposure", "Score by impact/3."),
		_text("reason", "Why there is no score."),
	),
	key=("employee",),
)

SUPPLY = Table(
	"supply",
	"People per role a year from now, before hires to cover a shortfall.",
	(
		_text("role", "Role."),
		_number("now", "People today."),
		_number("stay", "Of them, expected to stay in the role."),
		_number("arrive", "Expected to move in."),
		_number("leave", "Expected to leave the company."),
		_number("hires", "Planned."),
		_number("next", "Expected a year from now, whole people."),
		_flag("pooled", "Too few person-years: the job family's rates were used."),
	),
	key=("role",),
)

POOL_SUGGESTIONS = Table(
	"pool_suggestions",
	"Whom a talent pool's criteria suggest, and of whom nobody knows.",
	(
		_id("pool", "Talent pool."),
		_id("employee", "Employee."),
		_number("fits", "1 where the criteria are met, empty where that isn't known."),
		_text("met", "Facts that meet their criterion."),
		_text("unmet", "Facts that don't; of a pool that asks for any."),
		_text("unknown", "Facts that nobody knows."),
	),
	key=("pool", "employee"),
)

PLAN_SUGGESTIONS = Table(
	"plan_suggestions",
	"What a development plan of each person might hold, the most pressing first.",
	(
		_id("employee", "Employee."),
		_number("place", "1 is the most pressing."),
		_text("competency", "Competency; empty where it is about an objective."),
		_text("objective", "Objective that was missed; empty where it is about a competency."),
		_text("action", "What might be done."),
		_choice("learning_type", "How it is learned: 70, 20 or 10.", LEARNING_TYPES),
		_number("level_before", "Level now."),
		_number("level_wanted", "Level wanted."),
		_number("due_days", "Days until it is due."),
		_date("due_on", "Day it is due."),
		_text("success_measure", "How one will know."),
		_flag("essential", "Essential in the present role or the role aimed at."),
		_choice("source", "What suggests it first.", PLAN_SOURCES),
		_text("sources", "All that suggest it (comma-separated)."),
		_text("reason", "Why, with the figures."),
	),
	key=("employee", "place"),
)

MERIT = Table(
	"merit",
	"What each pay round's ratings suggest; money as it is paid out, null with a reason for who gets none.",
	(
		_id("pay_round", "Pay round."),
		_id("employee", "Employee."),
		_text("employee_name", "Name."),
		_text("company", "Company."),
		_text("department", "Department."),
		_number(
			"rating", "Level that pay hears of: without 360 feedback and without aspirational objectives."
		),
		_text("rating_label", "Its label."),
		_number("share", "Share of the cycle that counts."),
		_number("salary", "Salary."),
		_number("range_low", "Low end of the pay range."),
		_number("range_high", "High end of the pay range."),
		_number("position", "Place in the pay range: 0 its low end, 1 its high one."),
		_text("third", "lower, middle or upper third of the range."),
		_number("percent", "Of the rule."),
		_number("guideline", "What the rule suggests, before the budget."),
		_number("merit", "What is suggested within the budget."),
		_number("new_salary", "Salary and merit."),
		_text("reason", "Why nothing is suggested."),
	),
	key=("pay_round", "employee"),
)

MERIT_TOTALS = Table(
	"merit_totals",
	"Every pay round in all.",
	(
		_id("pay_round", "Pay round."),
		_text("company", "Whose people; empty for everybody's."),
		_number("people", "How many stand in it."),
		_number("without", "Of them, for how many nothing is suggested."),
		_number("guideline", "What the rules suggest, before the budget."),
		_number("budget", "Budget; empty for no limit."),
		_number("factor", "By which all suggestions were scaled to fit; 1 where they fit as they are."),
		_number("suggested", "Sum of what is suggested."),
	),
	key=("pay_round",),
)

MOBILITY = Table(
	"mobility",
	"People in the order in which they come into question for a role.",
	(
		_text("designation", "Role."),
		_id("employee", "Employee."),
		_text("employee_name", "Name."),
		_choice("standing", "Ranked, or why apart.", MOBILITY_GROUPS),
		_number("place", "1 is the first; equal ones share a place; only of the ranked."),
		_number("fit", "Fit to the role."),
		_number("readiness", "Computed readiness, 0 to 1, where it is known."),
		_number("performance", "Performance as a fraction of the scale."),
		_number("wish", "Place among the person's own wishes; empty if it isn't one."),
		_number("open_gap", "Levels that are missing, as weighted mean over the assessed competencies."),
		_number("coverage", "Assessed weight over required weight."),
		_number("short", "Competencies below the required level."),
		_number("unassessed", "Competencies without a level."),
		_text("unmet_essentials", "Essential and below the required level."),
		_text("unknown_essentials", "Essential and not assessed."),
		_text("reason", "Why there is no place."),
	),
	key=("designation", "employee"),
)

REACH = Table(
	"reach",
	"How near people are to roles.",
	(
		_id("employee", "Employee."),
		_text("designation", "Role."),
		_choice("reach", "How near.", REACHES),
		_number("wish", "Place among the person's own wishes; empty if it isn't one."),
		_number("fit", "Fit to the role."),
		_number("open_gap", "Levels that are missing, as weighted mean over the assessed competencies."),
		_number("coverage", "Assessed weight over required weight."),
		_number("short", "Competencies below the required level."),
		_number("unassessed", "Competencies without a level."),
		_text("unmet_essentials", "Essential and below the required level."),
		_text("unknown_essentials", "Essential and not assessed."),
		_text("reason", "Why it isn't known."),
	),
	key=("employee", "designation"),
)

PROMOTION = Table(
	"promotion",
	"Who is ready for the next step.",
	(
		_id("employee", "Employee."),
		_choice("promotion", "All conditions met, all but one, or fewer.", PROMOTIONS),
		_number("met", "How many conditions are met."),
		_number("asked", "How many there are."),
		_text("reason", "What isn't met, or not known."),
	),
	key=("employee",),
)

SUMMARY = Table(
	"summary",
	"Headline figures, each for everybody and for each company.",
	(
		_text("company", "Company; empty for all."),
		_text("figure", "Which figure: see the pipeline."),
		_number("value", "Its value."),
		_number("of", "Denominator, where it is a share of a count."),
		_text("note", "A sentence where the number alone would mislead."),
	),
	key=("company", "figure"),
)

OUTPUTS: dict[str, Table] = {
	t.name: t
	for t in (
		SUMMARY, APPRAISALS, TALENT, OBJECTIVES_SCORED, KEY_RESULTS_SCORED, CASCADE_CHECKS, COMPONENTS_SCORED,
		SEGMENTS_SCORED, DISTRIBUTION, SEVERITY, RATING_COUNTS, TRANSITIONS, COMPETENCY_LEVELS, COMPETENCY_GAPS, FIT,
		DEVELOPMENT, SUCCESSION, BENCH, RETENTION, SUPPLY, MOBILITY, REACH, PROMOTION, POOL_SUGGESTIONS,
		PLAN_SUGGESTIONS, MERIT, MERIT_TOTALS,
	)
}  # fmt: skip
