// The draft of a review: each place by itself, on the device at once and at the server a moment later. What another window, an ended
// session, a lost network or a closed phase keeps from the server stays on the device until it is there, or somebody has decided.
import { computed, onScopeDispose, reactive, ref, watch } from "vue";
import { boot } from "./boot";
import { ask, connection, tell } from "./server";

const PAUSE = 1200;
const RETRY = 15000;

/** `fields`: what the server has, by key. `seen`: the moment at which it had that. `submission`: open, early, closed, submitted. */
export function useReviewDraft(review, { fields, seen, submission }) {
	const place = `talent ${boot.user} review ${review}`;
	const base = reactive({ ...fields });
	const values = reactive({ ...fields });
	const theirs = reactive({});
	const refused = reactive({});
	const state = reactive({
		saving: false,
		failed: null,
		savedAt: null,
		restored: false,
		submission,
	});
	const latest = ref(seen);
	let timer = null;
	let running = null;

	const differing = computed(() =>
		Object.keys(values).filter((key) => values[key] !== base[key])
	);
	const waiting = computed(() =>
		differing.value.filter((key) => !(key in theirs) && !(key in refused))
	);
	const phase = computed(() => {
		if (state.saving) return "saving";
		if (!differing.value.length) return state.savedAt ? "saved" : "untouched";
		return state.failed || !waiting.value.length ? "device" : "waiting";
	});

	restore();
	watch(values, changed, { deep: true, flush: "sync" });
	watch(
		() => connection.offline || connection.ended,
		(lost) => lost || schedule(0)
	);
	const again = setInterval(() => state.failed && schedule(0), RETRY);
	const hidden = () => document.visibilityState === "hidden" && flush();
	addEventListener("visibilitychange", hidden);
	addEventListener("beforeunload", warn);
	onScopeDispose(() => {
		clearInterval(again);
		clearTimeout(timer);
		removeEventListener("visibilitychange", hidden);
		removeEventListener("beforeunload", warn);
	});

	/** What was typed earlier and never reached the server; where the server has something else meanwhile, both. */
	function restore() {
		const kept = read(place);
		for (const [key, value] of Object.entries(kept?.values || {})) {
			if (!(key in base) || value === base[key]) continue;
			if (submission === "submitted" || base[key] !== kept.base?.[key])
				theirs[key] = base[key];
			values[key] = value;
			state.restored = true;
		}
		if (state.restored) schedule(0);
	}

	function changed() {
		for (const key of Object.keys(refused)) delete refused[key];
		remember();
		schedule(PAUSE);
	}

	function remember() {
		const kept = read(place)?.values || {};
		const others = Object.entries(kept).filter(([key]) => !(key in values));
		const mine = differing.value.map((key) => [key, values[key]]);
		const known = Object.fromEntries(mine.map(([key]) => [key, base[key]]));
		write(place, Object.fromEntries([...others, ...mine]), known);
	}

	function schedule(after) {
		clearTimeout(timer);
		timer = setTimeout(flush, after);
	}

	/** Send what waits, one request after the other; true where nothing is left on the device alone. */
	async function flush() {
		clearTimeout(timer);
		if (running) {
			await running;
			return waiting.value.length && !state.failed ? flush() : !differing.value.length;
		}
		if (!waiting.value.length || state.submission === "submitted")
			return !differing.value.length;
		running = send();
		await running;
		running = null;
		if (waiting.value.length && !state.failed) schedule(PAUSE);
		return !differing.value.length;
	}

	async function send() {
		const sent = Object.fromEntries(waiting.value.map((key) => [key, values[key]]));
		state.saving = true;
		try {
			const told = await tell("appraisal.save_draft", {
				review,
				values: sent,
				seen: latest.value,
			});
			state.failed = null;
			await take(told, sent);
		} catch (problem) {
			state.failed = problem;
		} finally {
			state.saving = false;
			remember();
		}
	}

	async function take(told, sent) {
		latest.value = told.modified;
		state.submission = told.submission;
		Object.assign(refused, told.refused);
		if (told.state === "saved") {
			for (const [key, value] of Object.entries(sent))
				if (!(key in told.refused)) arrive(key, value, told);
			state.savedAt = new Date();
			state.restored = false;
			return;
		}
		for (const [key, value] of Object.entries(told.stored))
			if (value !== base[key]) theirs[key] = value;
		if (told.state === "conflict") await refresh();
	}

	/** The server has a value now; it may have made text of what was pasted. */
	function arrive(key, value, told) {
		const now = key in told.became ? told.became[key] : value;
		base[key] = now;
		if (values[key] === value) values[key] = now;
	}

	/** What the other window has changed where nothing was typed here. */
	async function refresh() {
		const told = await ask("appraisal.review", { review });
		latest.value = told.modified;
		for (const [key, value] of Object.entries(fieldsOf(told))) {
			if (values[key] === base[key]) values[key] = value;
			if (!(key in theirs)) base[key] = value;
		}
	}

	/** Two versions of one place: "mine", "theirs", or "both" one below the other. */
	function decide(key, choice) {
		const other = theirs[key];
		base[key] = other;
		delete theirs[key];
		if (choice === "theirs") values[key] = other;
		if (choice === "both") values[key] = [other, values[key]].filter(Boolean).join("\n");
		changed();
	}

	function warn(event) {
		if (!differing.value.length) return;
		flush();
		event.preventDefault();
	}

	return reactive({ values, theirs, refused, state, phase, differing, flush, decide });
}

/** What is written in a review, by the keys under which the server takes it. */
export function fieldsOf(page) {
	const fields = {
		summary: page.summary || "",
		overall_reason: page.overall_reason || "",
		overall_rating: page.overall_rating || 0,
	};
	for (const line of page.lines)
		for (const column of ["rating", "state", "reason", "comment"])
			fields[`ratings.${line.name}.${column}`] = line[column] ?? "";
	for (const line of page.questions)
		for (const column of ["answer", "rating"])
			fields[`answers.${line.name}.${column}`] = line[column] ?? "";
	return fields;
}

function read(place) {
	try {
		return JSON.parse(localStorage.getItem(place));
	} catch {
		return null;
	}
}

function write(place, values, base) {
	try {
		if (Object.keys(values).length)
			localStorage.setItem(place, JSON.stringify({ values, base, at: Date.now() }));
		else localStorage.removeItem(place);
	} catch {
		// No room, or storage is switched off: the page still has it, and warns before it is left.
	}
}
