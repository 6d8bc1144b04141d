// What somebody types is kept on the device until the server has it: a dropped network, an ended session, a closed tab lose nothing.
import { computed, onScopeDispose, reactive, ref, watch } from "vue";
import { boot } from "./boot";

const OLDEST = 90 * 24 * 60 * 60 * 1000;
const prefix = `talent ${boot.user} `;

/**
 * A copy of `fields` under a key of its own: `{ values, changed, restored, elsewhere, forget, settle }`.
 * `restored`: it was typed earlier and never reached the server. `elsewhere`: another tab has changed it since.
 * `settle(fields)`: this is what the server has now. `forget()`: back to what the server has.
 */
export function useDraft(key, fields) {
	const place = prefix + key;
	const stored = read(place);
	const base = ref(JSON.stringify(fields));
	const values = reactive({ ...copy(fields), ...(stored ? stored.values : {}) });
	const restored = ref(Boolean(stored));
	const elsewhere = ref(false);
	const changed = computed(() => JSON.stringify(values) !== base.value);

	watch(values, () => (changed.value ? write(place, values) : remove(place)), {
		deep: true,
		flush: "sync",
	});

	const heard = (event) => {
		if (event.key === place && event.newValue && event.newValue !== event.oldValue)
			elsewhere.value = true;
	};
	addEventListener("storage", heard);
	onScopeDispose(() => removeEventListener("storage", heard));

	function settle(now) {
		base.value = JSON.stringify(now);
		restored.value = false;
		if (!changed.value) remove(place);
	}

	function forget() {
		Object.assign(values, JSON.parse(base.value));
		restored.value = elsewhere.value = false;
		remove(place);
	}

	return reactive({ values, changed, restored, elsewhere, settle, forget });
}

/** Drafts of people who haven't come back for three months go, so that a shared device doesn't keep them for ever. */
export function tidy() {
	for (const place of Object.keys(localStorage).filter((each) => each.startsWith("talent "))) {
		const found = read(place);
		if (!found || Date.now() - found.at > OLDEST) remove(place);
	}
}

const copy = (fields) => JSON.parse(JSON.stringify(fields));

function read(place) {
	try {
		return JSON.parse(localStorage.getItem(place));
	} catch {
		return null;
	}
}

function write(place, values) {
	try {
		localStorage.setItem(place, JSON.stringify({ values, at: Date.now() }));
	} catch {
		// No room, or storage is switched off: the page still has it, and says so where it isn't saved.
	}
}

function remove(place) {
	try {
		localStorage.removeItem(place);
	} catch {
		// Storage is switched off: there is nothing to remove.
	}
}
