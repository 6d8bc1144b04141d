// Words of a round of feedback.
import { __ } from "./words";

/** As what somebody is asked. */
export const groupOf = (group) =>
	({
		Self: __("Your own view"),
		Manager: __("As the manager"),
		Peer: __("As a peer"),
		Report: __("As a report"),
		Other: __("As somebody from outside the team"),
	})[group] || group;

/** What a rater is to the person. */
export const kindOf = (group) =>
	({ Peer: __("Peer"), Report: __("Report"), Other: __("Other") })[group] || group;

const STATES = {
	Nominated: ["quiet", () => __("Nominated")],
	Approved: ["info", () => __("Approved")],
	Sent: ["good", () => __("Asked")],
	Declined: ["bad", () => __("Declined")],
};

export const toneOf = (state) => (STATES[state] || ["quiet"])[0];
export const stateOf = (state) => (STATES[state] ? STATES[state][1]() : state);

const OF_REQUEST = {
	Nominating: ["warn", () => __("To nominate")],
	Waiting: ["warn", () => __("Waits for approval")],
	Approved: ["info", () => __("Approved")],
	Collecting: ["good", () => __("Being asked")],
};

export const requestTone = (state) => (OF_REQUEST[state] || ["quiet"])[0];
export const requestState = (state) => (OF_REQUEST[state] ? OF_REQUEST[state][1]() : state);

/** Who reads the result, as everybody who takes part is told. */
export const purposeOf = (purpose) =>
	purpose === "Evaluative"
		? __("Evaluative: the person, the managers above and HR see the result.")
		: __("Development: the person, a coach and HR see the result.");

/** From how many answers on the rater's group is shown; nothing where the rater answers by name. */
export const thresholdOf = (row) => row[row.rater_group.toLowerCase()];
