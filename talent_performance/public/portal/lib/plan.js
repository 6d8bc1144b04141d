// Words, tones and groups that the pages of development plans share.
import { __, day } from "./words";

export const ONBOARDING = "Onboarding";
export const IMPROVEMENT = "Performance Improvement";
export const OPEN = ["Draft", "Awaiting Approval", "Active"];
export const STATE_TONES = {
	Draft: "quiet",
	"Awaiting Approval": "warn",
	Active: "info",
	Completed: "good",
	Cancelled: "quiet",
};
export const ACTION_TONES = {
	Suggested: "warn",
	Planned: "quiet",
	"In Progress": "info",
	Done: "good",
	Dropped: "quiet",
};
export const REVIEW_TONES = { "On Track": "good", "At Risk": "warn", "Off Track": "bad" };
export const OUTCOME_TONES = {
	Met: "good",
	"Partly Met": "info",
	"Not Met": "warn",
	Ended: "quiet",
};

/** How people learn, and what each means in words that need no manual. */
export const LEARNING = [
	{
		id: "Experience",
		label: __("By Doing"),
		hint: __("A task, a project, a stand-in: learning in the work itself."),
		example: __("Lead the stocktake of the northern warehouse"),
	},
	{
		id: "Exposure",
		label: __("From Others"),
		hint: __("A mentor, a coach, shadowing, feedback."),
		example: __("Shadow Ratna in two negotiations"),
	},
	{
		id: "Education",
		label: __("By Training"),
		hint: __("A course, a book, a certificate."),
		example: __("Course on contract law, two days"),
	},
];
export const MILESTONES = [
	{ id: "30 Days", label: __("First 30 Days") },
	{ id: "60 Days", label: __("Up to 60 Days") },
	{ id: "90 Days", label: __("Up to 90 Days") },
];

/** Where a suggestion comes from. */
export const SOURCES = {
	Appraisal: __("From the appraisal"),
	360: __("From 360° feedback"),
	Gap: __("From a gap to the role"),
	Succession: __("From the role aimed at"),
	Manager: __("From the manager"),
	Person: __("Own idea"),
};

/** Actions in the groups that fit the plan's kind; whatever stands in none comes last. */
export function grouped(plan, actions) {
	const onboarding = plan.kind === ONBOARDING;
	const groups = onboarding ? MILESTONES : LEARNING;
	const of = (action) => (onboarding ? action.milestone : action.learning_type);
	const known = new Set(groups.map((group) => group.id));
	const rest = actions.filter((action) => !known.has(of(action)));
	const found = groups.map((group) => ({
		...group,
		actions: actions.filter((action) => of(action) === group.id),
	}));
	return rest.length
		? [...found, { id: "rest", label: __("Without a Place Yet"), actions: rest }]
		: found;
}

export const isOpen = (plan) => OPEN.includes(plan.state);

/** From when until when. */
export const span = (plan) =>
	plan.starts_on && plan.ends_on
		? __("{0} to {1}", [day(plan.starts_on), day(plan.ends_on)])
		: plan.ends_on
			? __("until {0}", [day(plan.ends_on)])
			: "";

export const countOf = (many) => (many === 1 ? __("1 action") : __("{0} actions", [many]));
export const lateOf = (many) => (many === 1 ? __("1 overdue") : __("{0} overdue", [many]));

/** What a plan's state means for its reader, in a sentence. */
export function turnOf(plan) {
	const approver = plan.approver_name || __("HR");
	if (plan.state === "Draft")
		return plan.mine
			? __("It is a draft: change it until it fits, then ask for approval.")
			: __("It is a draft: {0} is still working on it.", [plan.employee_name]);
	if (plan.state === "Awaiting Approval")
		return plan.may.approve
			? __("It is your turn: read it, then approve it or give it back.")
			: __("It waits for the approval of {0}.", [approver]);
	return (
		{
			Active:
				plan.kind === IMPROVEMENT
					? __("It is under way.")
					: __("It is agreed and under way."),
			Completed: __("It is completed."),
			Cancelled: __("It was cancelled."),
		}[plan.state] || ""
	);
}
