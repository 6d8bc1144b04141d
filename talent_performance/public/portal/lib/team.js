// Words and tones that the pages of the team share.
import { __, day } from "./words";

/** What concerns a manager about his people, in the order of the filters. */
export const kinds = [
	{ at: "late", tone: "bad", label: () => __("Late") },
	{ at: "to_approve", tone: "info", label: () => __("To approve") },
	{ at: "to_write", tone: "info", label: () => __("Reviews to write") },
	{ at: "at_risk", tone: "warn", label: () => __("At risk") },
	{ at: "check_in_due", tone: "warn", label: () => __("Check-in due") },
	{ at: "to_answer", tone: "info", label: () => __("Check-in to answer") },
];

export const late = (days) => (days === 1 ? __("1 day late") : __("{0} days late", [days]));

/** Whose turn an appraisal is, in words. */
export function turnOf(appraisal) {
	if (appraisal.mine) return __("Your turn");
	if (appraisal.turn === "hr") return __("HR's turn");
	if (!appraisal.turn) return __("Nobody has to act now");
	return appraisal.actor_name
		? __("Turn of {0}", [appraisal.actor_name])
		: __("Nobody is named");
}

/** Until when, or how late. */
export function dueOf(appraisal) {
	if (appraisal.days_late) return late(appraisal.days_late);
	return appraisal.due && appraisal.status === "open"
		? __("until {0}", [day(appraisal.due)])
		: "";
}

/** What a look at an objective should bring up. */
export const signs = {
	"at risk": () => __("At risk by its pace"),
	doubtful: () => __("Its owner doubts it"),
	stale: () => __("No word for long"),
};
