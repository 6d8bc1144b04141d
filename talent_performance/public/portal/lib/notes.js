// What notes and their forms say: who reads what, in words that need no manual.
import { __ } from "./words";

export const PRAISE = "Praise";
export const SUGGESTION = "Suggestion";
export const REQUEST = "Request";
export const ONLY_ME = "Only Me";
export const BOTH = "Employee and Manager";
export const VISIBILITIES = [BOTH, "Everybody", "Manager", ONLY_ME];

/** Who reads a note about somebody, as its author is told. */
export function readers(visibility, name) {
	const who = name || __("the person");
	return {
		[ONLY_ME]: __("Nobody but you: a note to remember."),
		Manager: __("Those above {0} and HR. {0} doesn't read it.", [who]),
		[BOTH]: __("{0}, those above and HR.", [who]),
		Everybody: __("Everybody in the company. Praise also stands on the wall."),
	}[visibility];
}

/** How a note's visibility is called in a list. */
export const called = (visibility) =>
	({
		[ONLY_ME]: __("Only you"),
		Manager: __("Managers and HR"),
		[BOTH]: __("Person and managers"),
		Everybody: __("Everybody"),
	})[visibility];

export const toneOf = { Praise: "good", Suggestion: "info", Request: "warn" };
