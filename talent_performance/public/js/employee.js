// Where a person stands, on ERPNext's own form: what the server says that this reader may know, and nothing otherwise.
frappe.ui.form.on("Employee", {
	refresh(frm) {
		if (frm.is_new()) return;
		const employee = frm.doc.name;
		talent_performance
			.call("doctype.talent_profile.talent_profile.where_stands", { employee })
			.then((standing) => {
				if (frm.doc.name === employee) show_standing(frm, standing);
			});
	},
});

function show_standing(frm, standing) {
	const { html } = talent_performance;
	const tiles = [
		rating_tile(standing.published),
		open_tile(standing.under_way),
		box_tile(standing.box),
		objectives_tile(standing.objectives),
	].filter(Boolean);
	place_of(frm).find(".tp-standing").remove();
	if (!tiles.length) return;
	const title = __("Performance and Talent");
	const panel = html`<section class="tp-standing" aria-label="${title}">
		<h5>${title}</h5>
		<div class="tp-ratings">${tiles}</div>
	</section>`;
	place_of(frm).prepend(String(panel));
}

// The first tab, for Employee keeps its dashboard in the last.
function place_of(frm) {
	const tabs = frm.layout.tabs || [];
	return $(tabs.length ? tabs[0].wrapper : frm.layout.page);
}

function tile(title, figure, note) {
	const { html } = talent_performance;
	return html`<div class="tp-rating">
		<div class="tp-rating-head">${title}</div>
		<div class="tp-rating-figure tp-small" dir="auto">${figure}</div>
		<div class="text-muted" dir="auto">${note}</div>
	</div>`;
}

function rating_tile(published) {
	if (!published) return null;
	const said = published.rating_label || published.no_rating_reason || __("no rating");
	const { link } = talent_performance;
	return tile(
		__("Latest Rating"),
		said,
		link("Performance Appraisal", published.name, published.cycle_title)
	);
}

function open_tile(appraisal) {
	if (!appraisal) return null;
	const { html, link, day } = talent_performance;
	const due = appraisal.due_date ? __("due {0}", [day(appraisal.due_date)]) : "";
	return tile(
		__("Open Appraisal"),
		__(appraisal.state),
		html`${link("Performance Appraisal", appraisal.name, appraisal.cycle_title)} ${due}`
	);
}

function box_tile(assessment) {
	if (!assessment || !assessment.box) return null;
	const { html, link } = talent_performance;
	const promise = assessment.high_potential === "No" ? "" : assessment.high_potential;
	const more = [assessment.movement, promise].filter(Boolean).map((word) => __(word));
	return tile(
		__("Nine-Box"),
		`${assessment.box} ${__(assessment.box_label)}`,
		html`${link("Talent Assessment", assessment.name)} ${more.join(" · ")}`
	);
}

const GRADES = { Green: "green", Amber: "yellow", Red: "red" };
const AT_A_GLANCE = 5;

function objectives_tile(objectives) {
	if (!objectives) return null;
	const { html, bar, link, percent } = talent_performance;
	const rows = objectives.rows.slice(0, AT_A_GLANCE).map((each) => {
		const text = percent(each.attainment_reason ? null : each.attainment);
		return html`<div class="tp-glance">
			<span dir="auto">${link("Objective", each.name, each.title)}</span>
			${bar(each.attainment, text, GRADES[each.grade] || "gray")} <span>${text}</span>
		</div>`;
	});
	const more = objectives.rows.length - rows.length;
	return tile(
		__("Objectives: {0}", [objectives.rows.length]),
		percent(objectives.attainment),
		html`${rows} ${more > 0 ? __("and {0} more", [more]) : ""}`
	);
}
