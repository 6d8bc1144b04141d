/* A table that sorts by its headers and shows a page at a time; on paper it shows everything that a reader would read. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn } = report;
	const ON_PAPER = 120;
	const narrow = window.matchMedia("(max-width: 44rem)");

	const compare = (a, b) => {
		if (a === b) return 0;
		if (a === null || a === undefined || a === "") return 1;
		if (b === null || b === undefined || b === "") return -1;
		return typeof a === "number" ? a - b : report.text.compare(a, b);
	};

	/** Nothing known goes last, whichever way the rest is sorted. */
	const sorted = (rows, column, falling) => {
		const keyed = rows.map((row) => [column.value(row), row]);
		const empty = (value) => value === null || value === undefined || value === "";
		keyed.sort(([a], [b]) =>
			empty(a) || empty(b) || !falling ? compare(a, b) : compare(b, a)
		);
		return keyed.map(([, row]) => row);
	};

	const header = (view, column) => {
		const current = view.sort === column;
		const order = current ? (view.falling ? "descending" : "ascending") : "none";
		const button = h(
			"button",
			{
				type: "button",
				on: {
					click: () => {
						view.falling = current ? !view.falling : Boolean(column.fallsFirst);
						view.sort = column;
						view.page = 0;
						view.draw(column.key);
					},
				},
			},
			column.label,
			h("span", { class: `arrow arrow-${order}`, "aria-hidden": "true" })
		);
		const props = {
			scope: "col",
			role: "columnheader",
			class: column.number ? "number" : null,
		};
		return column.value && !report.printing
			? h("th", { ...props, "aria-sort": order, "data-key": column.key }, button)
			: h("th", props, column.label);
	};

	const cell = (column, row, first) =>
		h(
			first ? "th" : "td",
			{
				scope: first ? "row" : null,
				role: first ? "rowheader" : "cell",
				class: column.number ? "number" : null,
				"data-label": column.label,
			},
			h("div", { class: "value" }, column.cell ? column.cell(row) : column.value(row))
		);

	const pager = (view, pages) => {
		const turn = (step, key) =>
			h(
				"button",
				{
					type: "button",
					class: "quiet",
					disabled: view.page + step < 0 || view.page + step >= pages,
					on: {
						click: () => {
							view.page += step;
							view.draw(key);
						},
					},
					"data-key": key,
				},
				t(`table.${key}`)
			);
		return h(
			"nav",
			{ class: "pager screen", "aria-label": t("table.pages", { caption: view.caption }) },
			turn(-1, "previous"),
			h(
				"span",
				{ "aria-live": "polite" },
				t("table.page", { page: view.page + 1, of: pages })
			),
			turn(1, "next")
		);
	};

	const draw = (view) => {
		const rows = view.sort ? sorted(view.rows, view.sort, view.falling) : view.rows;
		const size = report.printing ? view.paper : view.size;
		const from = report.printing ? 0 : view.page * size;
		const shown = rows.slice(from, from + size);
		const pages = Math.ceil(rows.length / size);
		const left = rows.length - shown.length;
		report.replace(
			view.element,
			h(
				"table",
				{ class: `data ${view.kind ?? ""}`, role: "table" },
				h("caption", { class: view.showCaption ? "shown" : "unseen" }, view.caption),
				h(
					"thead",
					{ role: "rowgroup" },
					h(
						"tr",
						{ role: "row" },
						view.columns.map((c) => header(view, c))
					)
				),
				h(
					"tbody",
					{ role: "rowgroup" },
					shown.map((row) =>
						h(
							"tr",
							{ role: "row" },
							view.columns.map((c, i) => cell(c, row, i === 0))
						)
					)
				)
			),
			!report.printing && pages > 1 && pager(view, pages),
			report.printing && left > 0 && h("p", { class: "note" }, tn("table.left", left))
		);
	};

	/**
	 * columns: {key, label, value(row) for sorting, cell(row) for showing, number, fallsFirst};
	 * a column without `value` doesn't sort.
	 */
	report.table = ({
		caption,
		columns,
		rows,
		size = 12,
		sort,
		falling = false,
		empty,
		kind,
		showCaption,
		paper = ON_PAPER,
	}) => {
		if (!rows.length) return h("p", { class: "note" }, empty ?? t("table.empty"));
		const view = {
			caption,
			columns,
			rows,
			falling,
			kind,
			showCaption,
			paper,
			page: 0,
			size: narrow.matches ? Math.ceil(size / 2) : size,
			element: h("div", { class: "table-wrap" }),
			sort: columns.find((c) => c.key === sort),
			draw: (key) => {
				draw(view);
				const where = [...view.element.querySelectorAll("[data-key]")].find(
					(e) => e.dataset.key === key
				);
				(where?.matches("button") ? where : where?.querySelector("button"))?.focus();
			},
		};
		draw(view);
		return view.element;
	};
})();
