/* A text field that offers names while one types: for the manager filter and for finding a person. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn } = report;
	const OFFERED = 30;

	const matches = (options, typed) => {
		const words = report.lower(typed).split(/\s+/).filter(Boolean);
		const found = [];
		let more = 0;
		for (const option of options) {
			if (!words.every((word) => option.key.includes(word))) continue;
			if (found.length < OFFERED) found.push(option);
			else more += 1;
		}
		return { found, more };
	};

	const offer = (view, option, i) =>
		h(
			"li",
			{
				role: "option",
				id: `${view.input.id}-offer-${i}`,
				"aria-selected": "false",
				on: {
					pointerdown: (event) => event.preventDefault(),
					click: () => view.take(option),
				},
			},
			h("span", { class: "offer-name" }, report.bdi(option.label)),
			option.detail && h("span", { class: "offer-detail" }, report.bdi(option.detail))
		);

	const note = (text) => h("li", { class: "offer-note", role: "presentation" }, text);

	const close = (view) => {
		view.list.hidden = true;
		view.at = -1;
		view.input.setAttribute("aria-expanded", "false");
		view.input.removeAttribute("aria-activedescendant");
	};

	const open = (view) => {
		if (!view.input.value.trim() && !view.whenEmpty) {
			close(view);
			return;
		}
		const { found, more } = matches(view.options(), view.input.value);
		report.replace(
			view.list,
			found.map((option, i) => offer(view, option, i)),
			!found.length && note(t("search.nobody")),
			more > 0 && note(tn("search.more", more))
		);
		Object.assign(view, { shown: found, at: -1 });
		view.list.hidden = false;
		view.input.setAttribute("aria-expanded", "true");
	};

	const mark = (view, index) => {
		view.at = index;
		[...view.list.querySelectorAll("[role=option]")].forEach((item, i) => {
			item.setAttribute("aria-selected", String(i === index));
			if (i !== index) return;
			view.input.setAttribute("aria-activedescendant", item.id);
			item.scrollIntoView({ block: "nearest" });
		});
	};

	const keys = {
		ArrowDown: (view) =>
			view.list.hidden
				? open(view)
				: mark(view, Math.min(view.at + 1, view.shown.length - 1)),
		ArrowUp: (view) => mark(view, Math.max(view.at - 1, 0)),
		Enter: (view) =>
			view.shown.length && !view.list.hidden && view.take(view.shown[Math.max(view.at, 0)]),
		Escape: close,
	};

	/**
	 * input: the <input>; options(): [{key, label, detail, value}]; pick(option) is called with the choice.
	 * The list follows the ARIA combobox pattern: arrows move, Enter takes, Escape closes.
	 */
	report.combobox = ({ input, options, pick, whenEmpty = false }) => {
		const list = h("ul", { class: "offers", role: "listbox", id: `${input.id}-offers` });
		list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
		input.after(list);
		const view = { input, list, options, whenEmpty, shown: [], at: -1 };
		view.take = (option) => {
			close(view);
			pick(option);
		};
		input.setAttribute("role", "combobox");
		input.setAttribute("aria-controls", list.id);
		input.setAttribute("aria-autocomplete", "list");
		input.addEventListener("input", () => open(view));
		input.addEventListener("focus", () => whenEmpty && open(view));
		input.addEventListener("blur", () => close(view));
		input.addEventListener("keydown", (event) => {
			if (!(event.key in keys)) return;
			if (event.key !== "Escape" || !list.hidden) event.preventDefault();
			keys[event.key](view);
		});
		close(view);
	};
})();
