// What the pages of Objectives share: words, tones, and how a value is written.
import { __, number, percent } from "./words";

export const TONES = { "On Track": "good", Behind: "warn", "At Risk": "bad" };
export const STATUS_TONES = {
	Draft: "quiet",
	Submitted: "info",
	Returned: "warn",
	Approved: "good",
	Archived: "quiet",
};
export const METHODS = [
	{
		value: "Achievement",
		label: __("Achievement"),
		hint: __("Actual over target: 90 of 100 is 90%."),
	},
	{
		value: "Progress",
		label: __("Progress"),
		hint: __("The way from where you start to the target, up or down."),
	},
	{
		value: "Lower is Better",
		label: __("Lower is Better"),
		hint: __("Costs, complaints, days: less than the target is more than 100%."),
	},
	{ value: "Boolean", label: __("Yes or no"), hint: __("Done or not done.") },
	{ value: "Milestones", label: __("Milestones"), hint: __("Steps, each with its weight.") },
	{
		value: "Range",
		label: __("Range"),
		hint: __("Within two values counts in full; outside less and less."),
	},
	{
		value: "Step Table",
		label: __("Step Table"),
		hint: __("From each value on, so much is attained."),
	},
];
export const CONFIDENCE = [
	{ value: 2, label: __("Very low") },
	{ value: 4, label: __("Low") },
	{ value: 6, label: __("Medium") },
	{ value: 8, label: __("High") },
	{ value: 10, label: __("Very high") },
];
const BARE = "no key results"; // said better by what is missing
export const ISSUES = {
	orphan: __("Hangs on nothing above"),
	stale: __("Not updated for long"),
	"no key results": __("Nothing measures it"),
	overloaded: __("One of too many objectives"),
	loop: __("Aligned in a circle"),
};

/** The step of CONFIDENCE that a stored confidence belongs to; none for 0, which means not said. */
export const confidenceStep = (stored) =>
	stored ? CONFIDENCE.find((step) => stored <= step.value) : undefined;

/** A value with its unit, as in "12.5 %"; a dash where there is none. */
export function amount(value, unit) {
	if (value === null || value === undefined) return "–";
	return unit ? `${number(value)} ${unit}` : number(value);
}

/** What a key result wants, in a few words. */
export function wanted(measure) {
	if (measure.method === "Boolean") return __("Yes or no");
	if (measure.method === "Milestones") return __("Milestones");
	if (measure.method === "Step Table") return __("Step Table");
	if (measure.method === "Range")
		return __("{0} to {1}", [
			number(measure.range_low),
			amount(measure.range_high, measure.unit),
		]);
	return amount(measure.target_value, measure.unit);
}

/** What stands there now, in a few words. */
export function standing(measure) {
	if (!measure.started) return __("not begun");
	if (["Boolean", "Milestones"].includes(measure.method)) return percent(measure.attainment);
	return amount(measure.current_value, measure.unit);
}

/** The signs that a look at an objective should bring up, in words. */
export function signsOf(objective) {
	const issues = objective.issues.filter((issue) => !objective.missing || issue !== BARE);
	const found = issues.map((issue) => ISSUES[issue]).filter(Boolean);
	if (objective.confidence_disagrees) found.push(__("Pace and confidence say different things"));
	if (objective.needs_post_mortem && !objective.post_mortem)
		found.push(__("Missed: what can be learned from it?"));
	return found;
}
