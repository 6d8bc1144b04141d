// What the plain pages for people without an account share: words, elements, and asking the server.
window.talentGuest = (() => {
	const { methods, lang, words } = JSON.parse(document.getElementById("page").textContent);
	const main = document.getElementById("main");
	const status = document.getElementById("status");

	function say(word, ...values) {
		return values.reduce(
			(text, value, at) => text.replace(`{${at}}`, () => value),
			words[word] || word
		);
	}

	function make(tag, attributes = {}, ...children) {
		const node = document.createElement(tag);
		Object.entries(attributes).forEach(([name, value]) => {
			if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
			else if (value !== false && value !== null && value !== undefined) {
				node.setAttribute(name, value === true ? "" : value);
			}
		});
		node.append(...children.filter((child) => child !== null && child !== ""));
		return node;
	}

	class Refused extends Error {}

	async function ask(method, sent) {
		const answer = await fetch(`/api/method/${methods}.${method}`, {
			method: "POST",
			credentials: "omit",
			cache: "no-store",
			headers: {
				"Content-Type": "application/json",
				Accept: "application/json",
				"Accept-Language": lang,
			},
			body: JSON.stringify({ ...sent, _lang: lang }),
		});
		const said = await answer.json().catch(() => ({}));
		if (answer.ok) return said.message;
		// A server that is being restarted is no answer: what was to be sent is sent again.
		if ([502, 503, 504].includes(answer.status)) throw new Error(answer.statusText);
		throw new Refused(reason_of(said) || say("trouble"));
	}

	// Frappe's messages are a list of JSON texts whose message is HTML; here they are text.
	function reason_of(said) {
		try {
			return JSON.parse(said._server_messages)
				.map((each) => JSON.parse(each).message)
				.map((message) =>
					new DOMParser().parseFromString(message.replaceAll("<br>", "\n"), "text/html")
				)
				.map((page) => page.body.textContent)
				.join("\n");
		} catch {
			return "";
		}
	}

	function show(...nodes) {
		main.replaceChildren(...nodes);
		const heading = main.querySelector("h1");
		if (heading) heading.tabIndex = -1;
		(heading || main).focus();
		scrollTo(0, 0);
	}

	function tell(text = "") {
		status.textContent = text;
	}

	function problem(text) {
		return make("p", { class: "problem", role: "alert", id: "problem", tabindex: "-1" }, text);
	}

	function complain(text, before) {
		document.getElementById("problem")?.remove();
		const said = problem(text);
		before.before(said);
		said.focus();
	}

	return {
		methods,
		lang,
		words,
		main,
		status,
		say,
		make,
		ask,
		show,
		tell,
		problem,
		complain,
		Refused,
	};
})();
