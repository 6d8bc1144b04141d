// Short messages that go by themselves; one with "Undo" stays long enough to be used.
import { reactive } from "vue";

const SHORT = 4000;
const LONG = 10000;
let last = 0;

export const toasts = reactive([]);

/** Say something: `toast(text, { undo: () => …, tone: "good" })`. */
export function toast(text, { undo = null, tone = "info" } = {}) {
	const id = ++last;
	toasts.push({ id, text, undo, tone });
	setTimeout(() => dismiss(id), undo ? LONG : SHORT);
}

export function dismiss(id) {
	const at = toasts.findIndex((each) => each.id === id);
	if (at >= 0) toasts.splice(at, 1);
}
