// What the succession map and the form of a plan share: cards of candidates, and the chain of who fills whose place.
frappe.provide("talent_performance.succession");

{
	const { html, link, percent, pill } = talent_performance;
	const PARTS = {
		fit: () => __("Fit"),
		performance: () => __("Performance"),
		potential: () => __("Potential"),
		time: () => __("Time in Role"),
	};

	const parts = (each) =>
		html`<dl class="tp-succession-parts">
			${Object.entries(PARTS).map(
				([part, label]) =>
					html`<div>
						<dt>${label()}</dt>
						<dd>${percent(each.parts[part])}</dd>
					</div>`
			)}
		</dl>`;

	const computed = (each) => {
		if (!each.computed_band) return "";
		const text = __("Computed: {0} ({1})", [each.computed_band, percent(each.readiness)]);
		return html`<div class="small text-muted">${text}</div>
			${parts(each)}`;
	};

	const marks = (each) => [
		each.disagrees ? pill(__("Differs from Judgement"), "orange") : "",
		each.capped ? pill(__("Unmet Essential"), "orange") : "",
		each.emergency_cover ? pill(__("Emergency Cover"), "blue") : "",
		each.external ? pill(__("From Outside"), "gray") : "",
		each.plans > 1 ? pill(__("On {0} Plans", [each.plans]), "yellow") : "",
	];

	const masked = (each) =>
		html`<div class="tp-succession-card masked">
			<div class="text-muted">${__("A candidate whom you may not see")}</div>
			<div>${pill(each.band, "gray")} <span class="small">${__(each.status)}</span></div>
		</div>`;

	const card = (each, company) =>
		each.masked
			? masked(each)
			: html`<div class="tp-succession-card ${each.counts ? "" : "apart"}">
					<div>${link("Succession Candidate", each.name, each.candidate_name)}</div>
					<div class="small text-muted">
						${[each.designation, each.company === company ? "" : each.company]
							.filter(Boolean)
							.join(" · ")}
					</div>
					<div>
						${pill(each.band, each.counts ? "green" : "gray")}
						<span class="small">${__(each.status)}</span>
					</div>
					${computed(each)}
					<div class="tp-succession-marks">${marks(each)}</div>
					${each.others.length ? html`<div class="small">${__("Also for {0}", [each.others.join(", ")])}</div>` : ""}
					${each.why ? html`<div class="small text-muted">${each.why}</div>` : ""}
				</div>`;

	const ENDINGS = {
		filled: () => __("Nothing critical falls empty after that."),
		empty: () => __("Nobody is ready now: it stays empty."),
		"comes round": () => __("It comes round: that position is part of the chain already."),
	};

	const step = (each) => {
		const who = each.masked ? __("somebody whom you may not see") : each.who || __("nobody");
		return html`<li>
			${__("{0}: {1} steps in", [each.seat, who])}${each.next ? html`, ${__("and leaves {0}", [each.next])}` : ""}
			${each.ending ? html`<div class="text-muted">${ENDINGS[each.ending]()}</div>` : ""}
		</li>`;
	};

	Object.assign(talent_performance.succession, {
		cards(seat) {
			const none = html`<p class="text-muted small">${__("Nobody is named yet.")}</p>`;
			return html`<div class="tp-succession-cards">
				${seat.candidates.length ? seat.candidates.map((each) => card(each, seat.company)) : none}
			</div>`;
		},

		chain(seat) {
			return html`<details class="tp-succession-chain">
				<summary>${__("Who Fills Whose Place")}</summary>
				<ol>
					${seat.chain.map(step)}
				</ol>
			</details>`;
		},

		parts,

		// What a judgement of readiness may be stands in Talent Settings.
		async offer_bands(frm, field) {
			if (!frm.perm[0]?.write) return;
			const bands = await frappe.xcall(
				"talent_performance.talent_performance.doctype.critical_position.critical_position.bands"
			);
			const options = bands.map((value) => ({ value, label: __(value) }));
			frm.set_df_property(field, "options", options);
			const control = frm.get_field(field);
			if (control.awesomplete) control.set_data(options);
		},
	});
}
