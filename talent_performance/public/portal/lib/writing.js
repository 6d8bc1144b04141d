// The writing aid: asked while somebody writes, and given up quietly where it can't be reached. It never stands in the way.
import { tell } from "./server";

const AT_MOST = 5;
let there = true;

/**
 * Notes about a text: `{ quote, message, suggestion }`; none where there is no aid. `about` is `{ review, line }`, where the text
 * stands in a review.
 */
export async function lookAt(text, about = {}) {
	if (!there) return [];
	try {
		const told = await tell("writing.look_at", { text, ...about });
		return (told?.findings ?? told ?? []).slice(0, AT_MOST).map((note) => ({
			quote: text.slice(note.start, note.end).trim(),
			message: note.message,
			suggestion: note.suggestion || "",
		}));
	} catch (problem) {
		there = problem.kind === "offline" || problem.kind === "session";
		return [];
	}
}
