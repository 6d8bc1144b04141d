// What a page shows comes from the server, but what it said last time is there at once.
import { onMounted, ref, shallowRef, watch } from "vue";
import { ask } from "./server";

const known = new Map();

/**
 * What a method answers, as `{ data, problem, waiting, again }`. `values` is a function: where it reads something reactive,
 * a change asks anew.
 */
export function useAsked(method, values = () => ({})) {
	const data = shallowRef(null);
	const problem = shallowRef(null);
	const waiting = ref(true);
	let latest = 0;

	async function again() {
		const asked = values();
		const key = `${method} ${JSON.stringify(asked)}`;
		const turn = ++latest;
		data.value = known.get(key) ?? null;
		waiting.value = true;
		try {
			const answer = await ask(method, asked);
			if (turn !== latest) return; // a later question has been asked meanwhile
			known.set(key, answer);
			data.value = answer;
			problem.value = null;
		} catch (failure) {
			if (turn === latest) problem.value = failure;
		} finally {
			if (turn === latest) waiting.value = false;
		}
	}

	onMounted(again);
	watch(values, (now, before) => JSON.stringify(now) === JSON.stringify(before) || again());
	return { data, problem, waiting, again };
}
