// Words of mentoring that several parts share.
import { __ } from "./words";

export const TONES = { Proposed: "warn", Active: "good", Ended: "quiet", Declined: "quiet" };

/** Who helps whom, in the reader's eyes. */
export function relation(pair) {
	const learns = pair.side === "Mentee";
	return {
		Mentoring: learns ? __("Your mentor") : __("You are the mentor"),
		Coaching: learns ? __("Your coach") : __("You are the coach"),
		Buddy: learns ? __("Your buddy") : __("You are the buddy"),
	}[pair.kind];
}

/** What the next meeting is about to say. */
export const next = (pair, day) =>
	pair.days_late
		? __("The next meeting was due on {0}", [day(pair.next_on)])
		: __("Next meeting by {0}", [day(pair.next_on)]);
