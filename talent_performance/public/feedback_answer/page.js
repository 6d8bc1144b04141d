// Feedback on somebody, by a link from a mail or from the portal: one page, no login, no framework.
(() => {
	const { lang, main, say, make, ask, show, tell, problem, complain, Refused } = talentGuest;
	const HERE = "talent-feedback-here";
	const KNOWN = "talent-feedback-known";
	const UNSENT = "talent-feedback-unsent:";
	const BY_PORTAL = "t.";
	const WAIT = 1500;
	const AGAIN = 8000;
	const KEPT_DAYS = 120;
	const A_DAY = 24 * 60 * 60 * 1000;

	// Behind the # nothing reaches a server or a log; from here on it doesn't stand in the address either.
	const given = decodeURIComponent(location.hash.slice(1));
	if (given) {
		sessionStorage.setItem(HERE, given);
		history.replaceState(null, "", location.pathname + location.search);
	}
	const link = sessionStorage.getItem(HERE) || "";
	let token = "";
	let form = null;
	let asked = null;
	let seen = "";
	let dirty = false;
	let timer = 0;
	let saving = null;

	// A link opens once; on this device it opens again, for what it was exchanged for is kept here.
	function known() {
		const all = JSON.parse(localStorage.getItem(KNOWN) || "{}");
		const young = ([, { at }]) => Date.now() - at < KEPT_DAYS * A_DAY;
		return Object.fromEntries(Object.entries(all).filter(young));
	}

	function remember(made) {
		const all = { ...known(), [link]: { token: made, at: Date.now() } };
		localStorage.setItem(KNOWN, JSON.stringify(all));
	}

	function forget() {
		const { [link]: _gone, ...others } = known();
		localStorage.setItem(KNOWN, JSON.stringify(others));
		localStorage.removeItem(UNSENT + link);
		sessionStorage.removeItem(HERE);
	}

	async function token_of_link() {
		if (link.startsWith(BY_PORTAL)) return link.slice(BY_PORTAL.length);
		const kept = known()[link]?.token;
		if (kept) return kept;
		const made = (await ask("exchange", { code: link })).token;
		remember(made);
		return made;
	}

	async function begin() {
		if (!link) return show(make("h1", {}, say("no_link")));
		try {
			token = await token_of_link();
			asked = await ask("open_feedback", { token });
		} catch (error) {
			return refused(error instanceof Refused ? error.message : say("trouble"));
		}
		seen = asked.seen;
		if (restore() || !asked.submitted) draw();
		else done();
		return null;
	}

	function refused(text) {
		const again = make("button", { class: "main", onclick: new_link }, say("new_link"));
		show(
			make("h1", {}, document.title),
			problem(text),
			link.startsWith(BY_PORTAL) ? "" : again
		);
	}

	async function new_link(event) {
		event.target.disabled = true;
		try {
			await ask("send_again", { code: link });
			show(
				make("h1", {}, document.title),
				make("p", { class: "note" }, say("new_link_sent"))
			);
			forget();
		} catch (error) {
			complain(error instanceof Refused ? error.message : say("trouble"), event.target);
			event.target.disabled = false;
		}
	}

	// What is asked

	function draw() {
		tell();
		const ratings = asked.items.filter((item) => item.kind === "Rating");
		const texts = asked.items.filter((item) => item.kind !== "Rating");
		form = make("form", { novalidate: true, oninput: changed, onsubmit: ask_submit });
		form.append(
			...section("ratings", ratings.map(rating_card)),
			...section("questions", texts.map(text_card)),
			make("div", { class: "counted", "aria-hidden": "true" }, make("span", {})),
			make("p", { class: "quiet", id: "counted" }),
			make("div", { id: "end" })
		);
		show(
			make(
				"h1",
				{ dir: "auto" },
				asked.myself ? say("mine") : say("heading", asked.subject)
			),
			make("p", { class: "quiet", dir: "auto" }, say("about", asked.title, asked.until)),
			promises(),
			asked.submitted ? make("p", { class: "note" }, say("stays")) : "",
			form
		);
		buttons();
		count();
	}

	function promises() {
		return make(
			"details",
			{ class: "card promises", open: !asked.submitted },
			make("summary", {}, say("who_sees")),
			make("ul", {}, ...asked.promises.map((each) => make("li", {}, each)))
		);
	}

	function section(word, cards) {
		return cards.length ? [make("h2", {}, say(word)), ...cards] : [];
	}

	function words_of(item) {
		return `${item.text} ${item.required ? say("required") : ""}`.trim();
	}

	function answer_of(item) {
		return asked.answers[item.item] || { value: 0, not_applicable: 0, text: "" };
	}

	function area(id, value, more = {}) {
		const node = make("textarea", { id, dir: "auto", maxlength: 20000, rows: 4, ...more });
		node.value = value || "";
		return node;
	}

	function rating_card(item) {
		const at = asked.items.indexOf(item);
		const answer = answer_of(item);
		return make(
			"fieldset",
			{ class: "card" },
			make("legend", { dir: "auto" }, words_of(item)),
			item.help ? make("p", { class: "help", dir: "auto" }, item.help) : "",
			make(
				"div",
				{ class: "levels" },
				...asked.levels.map((level) => level_choice(at, level, answer)),
				choice(at, "none", Boolean(answer.not_applicable), say("cannot_say"))
			),
			make(
				"details",
				{ class: "comment", open: Boolean(answer.text) },
				make("summary", {}, say("comment")),
				area(`text-${at}`, answer.text, { "aria-label": say("comment_on", item.text) })
			)
		);
	}

	function level_choice(at, [value, label, meaning], answer) {
		const chosen = !answer.not_applicable && answer.value === value;
		const shown = label ? `${value} · ${label}` : String(value);
		return choice(at, value, chosen, shown, meaning);
	}

	function choice(at, value, checked, label, meaning = "") {
		return make(
			"label",
			{},
			make("input", { type: "radio", name: `rating-${at}`, value, checked }),
			make(
				"span",
				{ dir: "auto" },
				label,
				meaning ? make("span", { class: "meaning" }, meaning) : ""
			)
		);
	}

	function text_card(item) {
		const at = asked.items.indexOf(item);
		return make(
			"div",
			{ class: "card" },
			make("label", { class: "over", for: `text-${at}`, dir: "auto" }, words_of(item)),
			item.help ? make("p", { class: "help", dir: "auto" }, item.help) : "",
			area(`text-${at}`, answer_of(item).text, { required: Boolean(item.required) })
		);
	}

	function buttons() {
		document.getElementById("end").replaceChildren(
			make("button", { class: "main", id: "submit" }, say("submit")),
			asked.submitted
				? ""
				: make(
						"button",
						{
							type: "button",
							class: "quiet-button",
							id: "decline",
							onclick: ask_decline,
						},
						say("decline")
					)
		);
	}

	// Writing

	function written() {
		const said = asked.items.map((item, at) => {
			const chosen = form.querySelector(`input[name="rating-${at}"]:checked`)?.value;
			const text = document.getElementById(`text-${at}`).value;
			const none = chosen === "none";
			return [
				item.item,
				{ value: none ? 0 : Number(chosen || 0), not_applicable: Number(none), text },
			];
		});
		return Object.fromEntries(said);
	}

	function count() {
		const all = Object.values(written());
		const some = all.filter((each) => each.value || each.not_applicable || each.text.trim());
		document.getElementById("counted").textContent = say("counted", some.length, all.length);
		form.querySelector(".counted span").style.inlineSize =
			`${(100 * some.length) / all.length}%`;
	}

	function changed() {
		dirty = true;
		count();
		localStorage.setItem(UNSENT + link, JSON.stringify(written()));
		clearTimeout(timer);
		// What is submitted stays as it is until it is submitted again.
		if (!asked.submitted) timer = setTimeout(save, WAIT);
	}

	function restore() {
		const unsent = localStorage.getItem(UNSENT + link);
		if (!unsent) return false;
		asked.answers = { ...asked.answers, ...JSON.parse(unsent) };
		setTimeout(changed);
		return true;
	}

	function save() {
		clearTimeout(timer);
		if (saving) return saving.then(save);
		if (!dirty || asked.submitted) return Promise.resolve();
		dirty = false;
		tell(say("saving"));
		saving = ask("save_draft", { token, said: written(), seen })
			.then((kept) => {
				seen = kept.seen;
				if (!dirty) localStorage.removeItem(UNSENT + link);
				const clock = { hour: "2-digit", minute: "2-digit" };
				tell(say("saved", new Date().toLocaleTimeString(lang, clock)));
			})
			.catch(not_saved)
			.finally(() => {
				saving = null;
			});
		return saving;
	}

	function not_saved(error) {
		dirty = true;
		if (error instanceof Refused) {
			tell();
			complain(error.message, document.getElementById("end"));
		} else {
			tell(say("offline"));
			timer = setTimeout(save, AGAIN);
		}
	}

	// Handing in

	function ask_submit(event) {
		event.preventDefault();
		choose("ask_submit", "submit_yes", submit);
	}

	function choose(question, yes, deed, ...more) {
		const sure = make(
			"button",
			{
				type: "button",
				class: "main",
				id: "yes",
				onclick: deed,
				"aria-describedby": "sure",
			},
			say(yes)
		);
		document
			.getElementById("end")
			.replaceChildren(
				make("p", { id: "sure" }, say(question)),
				...more,
				sure,
				make("button", { type: "button", class: "other", onclick: not_yet }, say("back"))
			);
		(more.find((node) => node.tagName === "TEXTAREA") || sure).focus();
	}

	function not_yet() {
		buttons();
		document.getElementById("submit").focus();
	}

	async function finish(method, sent) {
		const button = document.getElementById("yes");
		button.disabled = true;
		clearTimeout(timer);
		await saving;
		try {
			return (await ask(method, { token, ...sent() })) || {};
		} catch (error) {
			button.disabled = false;
			complain(
				error instanceof Refused ? error.message : say("offline"),
				document.getElementById("sure")
			);
			return null;
		}
	}

	async function submit() {
		const kept = await finish("submit", () => ({ said: written(), seen }));
		if (!kept) return;
		seen = kept.seen;
		dirty = false;
		asked.answers = written();
		asked.submitted = true;
		localStorage.removeItem(UNSENT + link);
		done();
	}

	function done() {
		tell();
		show(
			make("h1", {}, say("done")),
			make("p", {}, say(asked.named ? "done_named" : "done_more", asked.until)),
			make("button", { class: "other", id: "change", onclick: draw }, say("change")),
			make("button", { class: "quiet-button", onclick: leave }, say("forget"))
		);
	}

	function leave() {
		forget();
		show(make("h1", {}, say("done")), make("p", {}, say("forgotten")));
	}

	function ask_decline() {
		const label = make("label", { class: "over", for: "reason" }, say("decline_why"));
		const reason = make("textarea", { id: "reason", dir: "auto", maxlength: 500, rows: 3 });
		// What is written here is no answer to the round.
		reason.addEventListener("input", (event) => event.stopPropagation());
		choose("decline", "decline_yes", decline, label, reason);
	}

	async function decline() {
		const why = document.getElementById("reason").value;
		if (!(await finish("decline", () => ({ reason: why })))) return;
		dirty = false;
		forget();
		tell();
		show(make("h1", {}, say("declined")), make("p", {}, say("declined_more")));
	}

	document.querySelectorAll("[data-language]").forEach((button) =>
		button.addEventListener("click", async () => {
			if (form) await save();
			location.search = `?_lang=${button.dataset.language}`;
		})
	);
	addEventListener("beforeunload", (event) => {
		if (dirty && main.contains(form)) event.preventDefault();
	});
	begin();
})();
