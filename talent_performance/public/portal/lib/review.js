// A review as a list of places to answer, in sections: what is done, what is missing, and how each is called.
import { __ } from "./words";

const NOT_APPLICABLE = "Not Applicable";

/** Sections in the order in which a person works through them. */
export function sectionsOf(page) {
	const components = [...new Set(page.lines.map((line) => line.component))];
	return [
		page.objectives.length && { id: "objectives", title: __("Objectives"), kind: "facts" },
		...components.map((component, at) => {
			const lines = page.lines.filter((line) => line.component === component);
			return { id: `lines-${at}`, title: lines[0].component_label, kind: "lines", lines };
		}),
		page.questions.length && { id: "questions", title: __("Questions"), kind: "questions" },
		{
			id: "overall",
			title: page.rates_overall ? __("Overall") : __("Summary"),
			kind: "overall",
		},
	].filter(Boolean);
}

/** Every place that is answered: `done`, `needed` with what is `missing` in words, and where to find it. */
export function placesOf(page, values) {
	const lines = sectionsOf(page)
		.filter((section) => section.kind === "lines")
		.flatMap((section) => section.lines.map((line) => placeOfLine(line, section, values)));
	const questions = page.questions.map((line) => placeOfQuestion(line, values));
	return [...lines, ...questions, ...(page.rates_overall ? [placeOfOverall(page, values)] : [])];
}

function placeOfLine(line, section, values) {
	const of = (column) => values[`ratings.${line.name}.${column}`];
	const aside = of("state") === NOT_APPLICABLE;
	const unexplained = aside && !of("reason").trim();
	const done = aside ? !unexplained : of("rating") > 0;
	return {
		id: `at-${line.name}`,
		section: section.id,
		title: line.title,
		done,
		missing: unexplained
			? __("say why it isn't applicable")
			: !done && line.needed
				? __("rate it, or say why it isn't applicable")
				: "",
	};
}

function placeOfQuestion(line, values) {
	const done =
		line.kind === "Rating"
			? values[`answers.${line.name}.rating`] > 0
			: Boolean(values[`answers.${line.name}.answer`].trim());
	const missing = !done && line.needed ? __("an answer is required") : "";
	return { id: `at-${line.name}`, section: "questions", title: line.question, done, missing };
}

function placeOfOverall(page, values) {
	const done = values.overall_rating > 0;
	const missing = !done && page.needs_overall ? __("choose a level") : "";
	return { id: "at-overall", section: "overall", title: __("Overall rating"), done, missing };
}

/** How a key of the draft is called, for people. */
export function nameOf(page, key) {
	const [table, row, column] = key.split(".");
	if (!row)
		return (
			{ summary: __("Summary"), overall_rating: __("Overall rating") }[key] || __("Reason")
		);
	const line = [...page.lines, ...page.questions].find((each) => each.name === row);
	const what = {
		rating: __("Rating"),
		reason: __("Reason"),
		comment: __("Comment"),
		state: __("State"),
	};
	const title = line?.title || line?.question || "";
	return table === "answers" && column === "answer" ? title : `${title}: ${what[column]}`;
}
