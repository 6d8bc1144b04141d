// The self review of somebody without an account, by a personal link or at a kiosk: one page, no login, no framework.
(() => {
	const { methods, lang, words, main, status } = talentGuest;
	const { say, make, ask, show, tell, problem, complain, Refused } = talentGuest;
	const KIOSK = methods.endsWith("review_kiosk");
	const KEPT = KIOSK ? "talent-kiosk" : "talent-link";
	const UNSENT = "talent-unsent";
	const WAIT = 1500;
	const AGAIN = 8000;
	const WARNING = 30;

	// Behind the # a token reaches no server and no log; from here on it doesn't stand in the address either.
	const given = decodeURIComponent(location.hash.slice(1));
	if (given) {
		sessionStorage.setItem(KEPT, given);
		history.replaceState(null, "", location.pathname + location.search);
	}
	const device = sessionStorage.getItem(KEPT) || "";
	let token = KIOSK ? "" : device;
	let review = null;
	let seen = "";
	let dirty = false;
	let timer = 0;
	let saving = null;
	let idle = 0;

	// Opening

	async function begin() {
		if (!device) return show(make("h1", {}, say("no_link")));
		try {
			await (KIOSK ? rest() : open());
		} catch (error) {
			show(
				make("h1", {}, document.title),
				problem(error instanceof Refused ? error.message : say("trouble"))
			);
		}
	}

	async function open() {
		review = await ask("open_review", { token });
		seen = review.seen;
		dirty = false;
		draw();
		restore();
	}

	function draw() {
		tell();
		const form = make("form", { novalidate: true, oninput: changed, onsubmit: ask_submit });
		form.append(
			...section("ratings", review.ratings.map(rating_card)),
			...section("answers", review.answers.map(answer_card)),
			make(
				"div",
				{ class: "card" },
				make("label", { class: "over", for: "summary" }, say("summary")),
				text_of("summary", review.summary)
			),
			make(
				"div",
				{ id: "end" },
				make("button", { class: "main", id: "submit" }, say("submit"))
			)
		);
		if (KIOSK)
			form.append(
				make("button", { type: "button", class: "other", onclick: leave }, say("sign_out"))
			);
		show(
			make("h1", { dir: "auto" }, review.employee_name),
			make(
				"p",
				{ class: "quiet", dir: "auto" },
				say("about", review.cycle_title, review.period)
			),
			make("p", {}, `${review.due ? say("due", review.due) : ""} ${say("private")}`),
			review.return_reason ? problem(say("returned", review.return_reason)) : "",
			...beside(),
			form
		);
	}

	function section(word, cards) {
		return cards.length ? [make("h2", {}, say(word)), ...cards] : [];
	}

	function text_of(id, value, more = {}) {
		const area = make("textarea", { id, dir: "auto", maxlength: 50000, rows: 4, ...more });
		area.value = value || "";
		return area;
	}

	function levels_of(name, chosen) {
		const all = [[0, say("no_rating")], ...review.levels];
		return make(
			"div",
			{ class: "levels" },
			...all.map(([value, label]) =>
				make(
					"label",
					{},
					make("input", {
						type: "radio",
						name,
						value,
						checked: Number(chosen || 0) === value,
					}),
					make("span", { dir: "auto" }, value ? `${value} · ${label}` : label)
				)
			)
		);
	}

	function rating_card(line, at) {
		return make(
			"fieldset",
			{ class: "card" },
			make("legend", { dir: "auto" }, line.item || line.component),
			levels_of(`rating-${at}`, line.rating),
			make("label", { class: "over", for: `comment-${at}` }, say("comment")),
			text_of(`comment-${at}`, line.comment)
		);
	}

	function answer_card(line, at) {
		const words_of = `${line.question} ${line.required ? say("required") : ""}`.trim();
		if (line.kind === "Rating") {
			return make(
				"fieldset",
				{ class: "card" },
				make("legend", { dir: "auto" }, words_of),
				levels_of(`answer-${at}`, line.rating)
			);
		}
		return make(
			"div",
			{ class: "card" },
			make("label", { class: "over", for: `answer-${at}`, dir: "auto" }, words_of),
			text_of(`answer-${at}`, line.answer, { required: Boolean(line.required) })
		);
	}

	function beside() {
		const goals = review.objectives.map((each) =>
			make(
				"li",
				{ dir: "auto" },
				each.title,
				make(
					"ul",
					{},
					...each.key_results.map((result) => make("li", {}, result_of(result)))
				)
			)
		);
		const notes = review.evidence.map((each) =>
			make(
				"li",
				{ dir: "auto" },
				make(
					"span",
					{ class: "quiet" },
					[each.day, each.kind, each.who].filter(Boolean).join(" · ")
				),
				make("div", { class: "said" }, each.text)
			)
		);
		return [folded("objectives", goals), folded("added", notes)].filter(Boolean);
	}

	function result_of({ title, current_value, target_value, unit }) {
		return `${title}: ${say("of", current_value ?? "–", target_value ?? "–", unit || "")}`.trim();
	}

	function folded(word, items) {
		if (!items.length) return null;
		return make(
			"details",
			{ class: "card" },
			make("summary", {}, `${say(word)} (${items.length})`),
			make("ul", {}, ...items)
		);
	}

	// Writing

	function written() {
		const of = (id) => document.getElementById(id).value;
		const chosen = (name) =>
			Number(document.querySelector(`input[name="${name}"]:checked`)?.value || 0);
		const ratings = review.ratings.map((line, at) => [
			line.name,
			{ rating: chosen(`rating-${at}`), comment: of(`comment-${at}`) },
		]);
		const answers = review.answers.map((line, at) => [
			line.name,
			line.kind === "Rating"
				? { rating: chosen(`answer-${at}`) }
				: { answer: of(`answer-${at}`) },
		]);
		return {
			ratings: Object.fromEntries(ratings),
			answers: Object.fromEntries(answers),
			summary: of("summary"),
		};
	}

	function changed() {
		dirty = true;
		keep_unsent();
		clearTimeout(timer);
		timer = setTimeout(save, WAIT);
	}

	// A shared device keeps nothing of anybody; on one's own phone a lost connection loses nothing.
	function keep_unsent() {
		if (!KIOSK) sessionStorage.setItem(UNSENT, JSON.stringify(written()));
	}

	function restore() {
		const unsent = KIOSK ? null : sessionStorage.getItem(UNSENT);
		if (!unsent) return;
		const said = JSON.parse(unsent);
		review.ratings.forEach((line) => Object.assign(line, said.ratings[line.name]));
		review.answers.forEach((line) => Object.assign(line, said.answers[line.name]));
		review.summary = said.summary;
		draw();
		changed();
	}

	function save() {
		clearTimeout(timer);
		if (saving) return saving.then(save);
		if (!dirty || !review) return Promise.resolve(true);
		dirty = false;
		tell(say("saving"));
		saving = ask("save_draft", { token, said: written(), seen })
			.then((kept) => {
				seen = kept.seen;
				if (!dirty) sessionStorage.removeItem(UNSENT);
				tell(
					say(
						"saved",
						new Date().toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" })
					)
				);
				return true;
			})
			.catch((error) => {
				dirty = true;
				if (error instanceof Refused) {
					tell();
					complain(error.message, document.getElementById("end") || main.lastChild);
				} else {
					tell(say("offline"));
					timer = setTimeout(save, AGAIN);
				}
				return false;
			})
			.finally(() => {
				saving = null;
			});
		return saving;
	}

	// Handing in

	function ask_submit(event) {
		event.preventDefault();
		const end = document.getElementById("end");
		const yes = make(
			"button",
			{ type: "button", class: "main", id: "yes", onclick: submit },
			say("submit_yes")
		);
		end.replaceChildren(
			make("p", { id: "sure" }, say("ask_submit")),
			yes,
			make("button", { type: "button", class: "other", onclick: not_yet }, say("back"))
		);
		yes.setAttribute("aria-describedby", "sure");
		yes.focus();
	}

	function not_yet() {
		const end = document.getElementById("end");
		end.replaceChildren(make("button", { class: "main", id: "submit" }, say("submit")));
		document.getElementById("submit").focus();
	}

	async function submit() {
		const button = document.getElementById("yes");
		button.disabled = true;
		clearTimeout(timer);
		await saving;
		try {
			await ask("submit", { token, said: written(), seen });
		} catch (error) {
			dirty = true;
			not_yet();
			const text = error instanceof Refused ? error.message : say("offline");
			complain(text, document.getElementById("end"));
			return;
		}
		dirty = false;
		review = null;
		sessionStorage.removeItem(UNSENT);
		if (!KIOSK) sessionStorage.removeItem(KEPT);
		done();
	}

	function done() {
		tell();
		clearInterval(idle);
		const again = KIOSK
			? make("button", { class: "main", onclick: () => rest() }, say("start_over"))
			: "";
		show(make("h1", {}, say("done")), make("p", {}, say("done_more")), again);
		if (KIOSK) setTimeout(() => review || rest(), WARNING * 1000);
	}

	// At a kiosk

	async function rest(said = "") {
		token = "";
		review = null;
		dirty = false;
		clearInterval(idle);
		clearTimeout(timer);
		tell(said);
		const kiosk = await ask("open_kiosk", { token: device });
		show(
			make("h1", { dir: "auto" }, kiosk.cycle_title),
			make("p", { class: "quiet", dir: "auto" }, `${kiosk.company} · ${kiosk.place}`),
			make(
				"form",
				{
					class: "card",
					novalidate: true,
					autocomplete: "off",
					onsubmit: (event) => sign_in(event, kiosk),
				},
				make("p", {}, say("kiosk")),
				make("label", { class: "over", for: "number" }, say("number")),
				make("input", {
					type: "text",
					id: "number",
					autocomplete: "off",
					autocapitalize: "off",
				}),
				make("label", { class: "over", for: "secret" }, say("code")),
				make("input", {
					type: "password",
					id: "secret",
					inputmode: "numeric",
					autocomplete: "one-time-code",
				}),
				make("div", { id: "end" }, make("button", { class: "main" }, say("sign_in")))
			)
		);
	}

	async function sign_in(event, kiosk) {
		event.preventDefault();
		const of = (id) => document.getElementById(id).value;
		const end = document.getElementById("end");
		try {
			const answer = await ask("sign_in", {
				token: device,
				number: of("number"),
				secret: of("secret"),
			});
			if (answer.refused) {
				document.getElementById("secret").value = "";
				return complain(answer.refused, end);
			}
			token = answer.token;
			await open();
			watch_idle(kiosk.idle_seconds);
		} catch (error) {
			complain(error instanceof Refused ? error.message : say("trouble"), end);
		}
	}

	// The server forgets who is signed in after the same time; here what is written is saved and the screen is wiped.
	function watch_idle(seconds) {
		let touched = Date.now();
		const touch = () => (touched = Date.now());
		["input", "pointerdown", "keydown"].forEach((each) => main.addEventListener(each, touch));
		clearInterval(idle);
		idle = setInterval(() => {
			const left = Math.round(seconds - (Date.now() - touched) / 1000);
			if (left <= 0) leave();
			else if (left <= WARNING && left < seconds / 2) tell(say("idle", left));
			else if (status.textContent.startsWith(words.idle.split("{0}")[0])) tell();
		}, 1000);
	}

	async function leave() {
		clearInterval(idle);
		await save();
		if (token) await ask("sign_out", { token }).catch(() => null);
		await rest(say("signed_out"));
	}

	document.querySelectorAll("[data-language]").forEach((button) =>
		button.addEventListener("click", async () => {
			if (review) await save();
			location.search = `?_lang=${button.dataset.language}`;
		})
	);
	addEventListener("beforeunload", (event) => {
		if (dirty) event.preventDefault();
	});
	begin();
})();
