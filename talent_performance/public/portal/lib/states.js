// The states of an appraisal as the person whom it is about reads them.
import { __ } from "./words";

const TONES = {
	"Self Review": "warn",
	Published: "info",
	Acknowledged: "good",
	Appealed: "warn",
	Cancelled: "quiet",
	Exempt: "quiet",
};

export const toneOf = (state) => TONES[state] || "quiet";

/** What happens now, in a sentence. */
export function turnOf(row) {
	if (row.write)
		return row.self_state
			? __("Your self review is begun.")
			: __("It is your turn: write your self review.");
	if (row.acknowledge)
		return __("Your result is published. Read it and say that you have received it.");
	return (
		{
			"Goal Setting": __("Objectives are being agreed."),
			"Goals Approved": __("Your objectives are agreed. Work goes on."),
			"Mid-year Review": __("The mid-year review is on."),
			"Self Review": __("Self reviews are being written."),
			"Manager Review": __("Your manager is writing the review."),
			"Second-Level Review": __("Your manager's manager is looking at it."),
			Calibration: __("Ratings are being compared across teams before they are published."),
			Published: __("Your result is published."),
			Acknowledged: __("You have received your result."),
			"Closed without Reply": __("Closed: there was no reply in time."),
			Appealed: __("Your appeal is being looked at."),
			Exempt: __("You aren't appraised in this cycle."),
			Cancelled: __("This appraisal was cancelled."),
		}[row.state] || ""
	);
}
