/* Drawings that several sections share: a stacked bar, its legend, a flow from left to right. */
(() => {
	"use strict";
	const report = window.TalentReport;
	const { h, svg, t } = report;

	/** parts: [{label, n, tone}]; every part says its number where it has room for it. */
	report.stacked = (parts, { label } = {}) => {
		const total = parts.reduce((sum, part) => sum + part.n, 0);
		const words = parts.filter((p) => p.n).map((p) => `${p.label}: ${report.count(p.n)}`);
		return h(
			"div",
			{
				class: "stacked",
				role: "img",
				"aria-label": [label, words.join(", ")].filter(Boolean).join(": "),
			},
			parts
				.filter((part) => part.n > 0)
				.map((part) =>
					h(
						"span",
						{
							class: `part ${part.tone}`,
							title: `${part.label}: ${report.count(part.n)} (${report.share(part.n, total)})`,
							vars: { "--grow": part.n },
						},
						h("b", {}, report.count(part.n))
					)
				)
		);
	};

	report.legend = (parts) =>
		h(
			"ul",
			{ class: "legend" },
			parts.map((part) =>
				h(
					"li",
					{},
					part.sign
						? report.sign(part.sign)
						: h("span", { class: `swatch ${part.tone}`, "aria-hidden": "true" }),
					part.label,
					part.n !== undefined && h("b", {}, report.count(part.n))
				)
			)
		);

	report.meter = (percent, grade) =>
		h(
			"span",
			{ class: `meter meter-${grade ?? "unknown"}`, "aria-hidden": "true" },
			h("span", {
				vars: { "--width": `${Math.max(0, Math.min(percent ?? 0, 120)) / 1.2}%` },
			})
		);

	const GAP = 10;
	const LEAST = 32;

	const stack = (nodes, unit, height) => {
		const used = nodes.reduce((sum, n) => sum + Math.max(n.total * unit, LEAST) + GAP, -GAP);
		let y = Math.max(0, (height - used) / 2);
		for (const node of nodes) {
			node.slot = Math.max(node.total * unit, LEAST);
			node.height = Math.max(node.total * unit, 2);
			node.y = y + (node.slot - node.height) / 2;
			node.filled = 0;
			y += node.slot + GAP;
		}
	};

	/** Paper is narrower than most screens: drawn at its own width, letters keep their size. */
	report.drawingWidth = (root) => (report.printing ? 680 : root.clientWidth || 760);

	const heightOf = (nodes, unit) =>
		nodes.reduce((sum, n) => sum + Math.max(n.total * unit, LEAST) + GAP, -GAP);

	const band = (x1, y1, x2, y2, thick) => {
		const mid = (x1 + x2) / 2;
		return (
			`M${x1},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2} ` +
			`L${x2},${y2 + thick} C${mid},${y2 + thick} ${mid},${y1 + thick} ${x1},${y1 + thick}Z`
		);
	};

	/** One or two lines that fit, the rest an ellipsis: SVG text doesn't wrap by itself. */
	const lines = (text, room) => {
		const letters = Math.max(6, Math.floor(room / 6.9));
		const cut = (part) =>
			part.length > letters ? `${part.slice(0, letters - 1).trimEnd()}…` : part;
		if (text.length <= letters) return [text];
		const space = text.lastIndexOf(" ", letters);
		if (space < 1) return [cut(text)];
		return [text.slice(0, space), cut(text.slice(space + 1))];
	};

	const label = (node, x, room, anchor) => {
		const found = lines(node.label, room);
		const middle = node.y + node.height / 2;
		const number = (props) =>
			svg("tspan", { class: "flow-n", ...props }, report.count(node.total));
		const first = middle - (found.length - 1) * 7.5;
		const text =
			anchor === "end"
				? [svg("tspan", {}, found[0]), number({ dx: 8 })]
				: [number({}), svg("tspan", { dx: 8 }, found[0])];
		const digits = report.count(node.total).length * 7.6 + 8;
		return svg(
			"g",
			{},
			svg("title", {}, `${node.label}: ${report.count(node.total)}`),
			svg("text", { x, y: first, "text-anchor": anchor, class: "flow-label" }, text),
			found.length > 1 &&
				svg(
					"text",
					{
						x: anchor === "end" ? x - digits : x + digits,
						y: first + 15,
						"text-anchor": anchor,
						class: "flow-label",
					},
					found[1]
				)
		);
	};

	const sum = (links) => links.reduce((total, link) => total + link.n, 0);

	/** The nodes of one side that anything flows through, with their sums. */
	const used = (nodes, links, end) =>
		nodes
			.map((node) => ({ ...node, total: sum(links.filter((l) => l[end] === node.key)) }))
			.filter((node) => node.total > 0);

	/** Where each band leaves and arrives, so that bands of one node lie side by side and cross little. */
	const bands = (links, sides, unit) => {
		const at = sides.map(
			(nodes) => new Map(nodes.map((node, order) => [node.key, { node, order }]))
		);
		const spots = links.map((link) => ({
			link,
			thick: Math.max(link.n * unit, 1.5),
			from: at[0].get(link.from),
			to: at[1].get(link.to),
		}));
		spots.sort((a, b) => a.from.order - b.from.order || a.to.order - b.to.order);
		for (const spot of spots) {
			spot.y1 = spot.from.node.y + spot.from.node.filled;
			spot.y2 = spot.to.node.y + spot.to.node.filled;
			spot.from.node.filled += spot.link.n * unit;
			spot.to.node.filled += spot.link.n * unit;
		}
		const front = (spot) => (spot.link.kind === "stays" ? 0 : 1);
		return spots.sort((a, b) => front(a) - front(b));
	};

	const drawnBand = (spot, x1, x2, pick) =>
		svg(
			"path",
			{
				d: band(x1, spot.y1, x2, spot.y2, spot.thick),
				class: `flow-band flow-${spot.link.kind}`,
				on: pick ? { click: () => pick(spot.link) } : {},
			},
			svg(
				"title",
				{},
				t("flow.link", {
					from: spot.from.node.label,
					to: spot.to.node.label,
					n: report.count(spot.link.n),
				})
			)
		);

	const drawnNode = (node, x, height) =>
		svg("rect", { class: "flow-node", x, y: node.y, width: 6, height });

	/**
	 * left, right: [{key, label}] from top to bottom; links: [{from, to, n, kind}].
	 * A band's thickness is its count; `pick(link)` is called when one is chosen.
	 */
	report.flow = ({ title, left, right, links, pick, width = 760, most = 520 }) => {
		const narrow = width < 560;
		const room = narrow ? Math.floor(width * 0.37) : 220;
		const sides = [used(left, links, "from"), used(right, links, "to")];
		const rows = Math.max(sides[0].length, sides[1].length);
		const unit = Math.max(most - rows * GAP, 60) / Math.max(sum(links), 1);
		const height = Math.ceil(Math.max(...sides.map((nodes) => heightOf(nodes, unit)))) + 4;
		sides.forEach((nodes) => stack(nodes, unit, height));
		const [x1, x2] = [room + 12, width - room - 12];
		return svg(
			"svg",
			{
				class: narrow ? "flow flow-narrow" : "flow",
				viewBox: `0 0 ${width} ${height}`,
				role: "img",
				"aria-label": title,
			},
			bands(links, sides, unit).map((spot) => drawnBand(spot, x1 + 6, x2 - 6, pick)),
			sides[0].map((node) => [
				drawnNode(node, x1, node.height),
				label(node, x1 - 8, room - 38, "end"),
			]),
			sides[1].map((node) => [
				drawnNode(node, x2 - 6, node.height),
				label(node, x2 + 8, room - 38, "start"),
			])
		);
	};
})();
