/* How objectives hang together: as a picture, then as a tree that opens; and whether split numbers add up. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, t, tn, filters } = report;
	const { objectives, cascade } = report.tables;
	const MOST_CHILDREN = 25;
	const MOST_PRINTED = 400;
	const MOST_SIDES = 14;
	const GRADES = ["green", "amber", "red", null];
	let printed = 0;

	const children = report.grouped(report.rows(objectives), (row) => objectives.parent[row]);

	/** The objective on top of each, −1 where alignment runs in a loop. */
	const tops = new Int32Array(objectives.rows).fill(-2);
	const topOf = (row) => {
		const path = [];
		let at = row;
		while (tops[at] === -2 && objectives.parent[at] >= 0 && path.length <= objectives.rows) {
			tops[at] = -1;
			path.push(at);
			at = objectives.parent[at];
		}
		const top = tops[at] === -2 ? at : tops[at];
		tops[at] = top;
		for (const step of path) tops[step] = top;
		return top;
	};
	for (let row = 0; row < objectives.rows; row++) topOf(row);

	const alive = (row) => objectives.archived[row] !== "approved" && filters.objective(row);

	const shown = () => {
		const inside = new Uint8Array(objectives.rows);
		for (const row of report.rows(objectives, alive)) {
			for (let at = row; at >= 0 && !inside[at]; at = objectives.parent[at]) inside[at] = 1;
		}
		return inside;
	};

	const beneath = (row, inside) => {
		const counts = new Map();
		const open = [...(children.get(row) ?? [])];
		const seen = new Set([row]);
		while (open.length) {
			const next = open.pop();
			if (seen.has(next)) continue;
			seen.add(next);
			if (inside[next])
				counts.set(objectives.grade[next], (counts.get(objectives.grade[next]) ?? 0) + 1);
			open.push(...(children.get(next) ?? []));
		}
		return counts;
	};

	const small = (counts) =>
		report.stacked(
			GRADES.map((g) => ({
				label: g ? report.word(g) : t("objectives.no_value"),
				n: counts.get(g) ?? 0,
				tone: g ? `grade-${g}` : "tone-none",
			})),
			{ label: t("alignment.beneath") }
		);

	const line = (row, inside) => {
		const counts = beneath(row, inside);
		const below = [...counts.values()].reduce((a, b) => a + b, 0);
		const owner = objectives.owner[row];
		return [
			report.sign(objectives.grade[row] ?? "unknown"),
			h(
				"span",
				{ class: "node-title" },
				report.bdi(objectives.title[row]),
				h(
					"small",
					{},
					report.word(objectives.level[row]),
					" · ",
					owner >= 0
						? report.personLink(owner)
						: report.bdi(
								objectives.owner_id[row] ??
									objectives.department[row] ??
									objectives.company[row]
							)
				)
			),
			h("b", { class: "node-value" }, report.percent(objectives.attainment[row])),
			h(
				"span",
				{ class: "node-below" },
				below > 0 && [h("small", {}, tn("alignment.below", below)), small(counts)]
			),
		];
	};

	const branch = (rows, inside, depth) => {
		const most = report.printing ? MOST_PRINTED - printed : MOST_CHILDREN;
		const list = h("ul", { class: "tree" });
		const add = (from, to) =>
			list.append(...rows.slice(from, to).map((row) => node(row, inside, depth)));
		add(0, most);
		const rest = (from) => {
			const left = rows.length - from;
			if (left <= 0) return;
			if (report.printing) {
				list.append(h("li", { class: "note" }, tn("alignment.not_printed", left)));
				return;
			}
			const button = h(
				"button",
				{ type: "button", class: "quiet" },
				tn("alignment.more", left)
			);
			const item = h("li", { class: "screen" }, button);
			button.addEventListener("click", () => {
				item.remove();
				add(from, from + 100);
				rest(from + 100);
			});
			list.append(item);
		};
		rest(most);
		return list;
	};

	const node = (row, inside, depth) => {
		printed += 1;
		const below = (children.get(row) ?? []).filter((child) => inside[child] && child !== row);
		if (!below.length || tops[row] === -1)
			return h("li", { class: "leaf" }, h("div", { class: "node" }, line(row, inside)));
		const details = h("details", {}, h("summary", { class: "node" }, line(row, inside)));
		const fill = () => {
			if (details.childElementCount === 1) details.append(branch(below, inside, depth + 1));
		};
		details.addEventListener("toggle", () => details.open && fill());
		if (report.printing && depth < 1) {
			fill();
			details.open = true;
		}
		return h("li", {}, details);
	};

	const sideNodes = (counts, names, other) => {
		const sorted = [...counts].sort((a, b) => b[1] - a[1]);
		const kept = sorted
			.slice(0, sorted.length > MOST_SIDES ? MOST_SIDES - 1 : MOST_SIDES)
			.map(([key]) => key);
		const nodes = kept.map((key) => ({ key, label: names(key) }));
		const left = sorted.length - kept.length;
		return {
			kept: new Set(kept),
			nodes: left > 0 ? [...nodes, { key: "…", label: tn(other, left) }] : nodes,
		};
	};

	/** Company objectives on the left, whose objectives serve them on the right. */
	const picture = (root) => {
		const rows = report
			.rows(objectives, alive)
			.filter((row) => objectives.level[row] !== "company");
		if (!rows.length) return null;
		const start = (row) => {
			const top = tops[row];
			if (top === -1) return "loop";
			return objectives.level[top] === "company" ? top : "none";
		};
		const end = (row) => objectives.department[row] ?? "";
		const names = (key) =>
			typeof key === "number"
				? (objectives.title[key] ?? t("none"))
				: t(`alignment.to.${key}`);
		const left = sideNodes(report.counted(rows, start), names, "alignment.others");
		const right = sideNodes(
			report.counted(rows, end),
			(key) => key || t("filter.nothing"),
			"alignment.other_departments"
		);
		const links = new Map();
		for (const row of rows) {
			const from = left.kept.has(start(row)) ? start(row) : "…";
			const to = right.kept.has(end(row)) ? end(row) : "…";
			const key = `${from}\u0000${to}`;
			const link = links.get(key) ?? {
				from,
				to,
				n: 0,
				kind: typeof from === "number" ? "aligned" : "adrift",
			};
			link.n += 1;
			links.set(key, link);
		}
		return h(
			"figure",
			{},
			h("figcaption", {}, t("alignment.picture")),
			report.flow({
				title: t("alignment.picture_title", { n: report.count(rows.length) }),
				left: left.nodes,
				right: right.nodes,
				links: [...links.values()],
				width: report.drawingWidth(root),
			})
		);
	};

	const checks = () =>
		report.table({
			caption: t("cascade.caption"),
			columns: [
				{
					key: "title",
					label: t("cascade.title"),
					value: (r) => cascade.title[r],
					cell: (r) => report.bdi(cascade.title[r]),
				},
				{
					key: "target",
					label: t("cascade.target"),
					number: true,
					value: (r) => cascade.target[r],
					cell: (r) => report.plain(cascade.target[r]),
				},
				{
					key: "total",
					label: t("cascade.total"),
					number: true,
					value: (r) => cascade.total[r],
					cell: (r) => report.plain(cascade.total[r]),
				},
				{
					key: "children",
					label: t("cascade.children"),
					number: true,
					value: (r) => cascade.children[r],
				},
				{
					key: "difference",
					label: t("cascade.check"),
					value: (r) => cascade.difference[r],
					cell: (r) => [
						report.sign(cascade.difference[r] < 0 ? "red" : "green"),
						" ",
						report.bdi(report.sentence(cascade.message[r])),
					],
				},
			],
			rows: report.rows(cascade),
			sort: "difference",
			empty: t("cascade.empty"),
		});

	report.sections.alignment = (root) => {
		printed = 0;
		const inside = shown();
		const roots = report.rows(
			objectives,
			(row) => inside[row] && (objectives.parent[row] < 0 || tops[row] === -1)
		);
		const rank = { company: 0, department: 1 };
		const order = (row) => (tops[row] === -1 ? 4 : (rank[objectives.level[row]] ?? 2));
		const aligned = roots.filter((row) => order(row) < 2).sort((a, b) => order(a) - order(b));
		const loose = roots.filter((row) => order(row) === 2);
		const loops = roots.filter((row) => order(row) === 4);
		const part = (title, rows) =>
			rows.length > 0 && [h("h3", {}, title), branch(rows, inside, 0)];
		const folded = (title, rows) => {
			if (!rows.length) return null;
			const details = h("details", { class: "folded" }, h("summary", {}, title));
			details.addEventListener("toggle", () => {
				if (details.open && details.childElementCount === 1)
					details.append(branch(rows, inside, 1));
			});
			return details;
		};
		return [
			picture(root),
			part(t("alignment.tree"), aligned),
			folded(tn("alignment.loose", loose.length), loose),
			folded(tn("alignment.loops", loops.length), loops),
			h("h3", {}, t("cascade.heading")),
			filters.active() && h("p", { class: "note" }, t("cascade.unfiltered")),
			checks(),
		];
	};
})();
