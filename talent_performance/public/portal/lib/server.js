// How the portal talks to the server. A failure says what kind it is, so that a page can keep what was typed and say what to do.
import { reactive } from "vue";
import { boot } from "./boot";
import { __ } from "./words";

const PREFIX = "/api/method/talent_performance.portal.";
const READ_WITHIN = 30000;
const WRITE_WITHIN = 120000;

/** What a page can do about a failure: "offline", "session", "refused", "conflict" or "server". */
export class Problem extends Error {
	constructor(kind, message) {
		super(message);
		this.kind = kind;
	}
}

/** Whether the server can be reached and the reader is logged in: the shell shows it. */
export const connection = reactive({ offline: !navigator.onLine, ended: false, other: "" });

addEventListener("online", () => (connection.offline = false));
addEventListener("offline", () => (connection.offline = true));

/** Read: `ask("home.overview", {…})`. */
export function ask(method, values = {}) {
	const query = new URLSearchParams(
		Object.entries(values).map(([key, value]) => [key, written(value)])
	);
	return send(`${PREFIX}${method}?${query}`, { method: "GET" }, READ_WITHIN);
}

/** Write: `tell("check_ins.share", {…})`. A token that a new session made invalid is fetched, and the call made once more. */
export async function tell(method, values = {}) {
	const request = () =>
		send(
			PREFIX + method,
			{
				method: "POST",
				headers: {
					"Content-Type": "application/json",
					"X-Frappe-CSRF-Token": boot.csrf_token,
				},
				body: JSON.stringify(values),
			},
			WRITE_WITHIN
		);
	try {
		return await request();
	} catch (problem) {
		if (problem.kind !== "token" || !(await renewed()))
			throw problem.kind === "token" ? ended() : problem;
		return request();
	}
}

/** Ask who is logged in now; true where it is the reader of this page, who may go on. */
export async function renewed() {
	const found = await send(`${PREFIX}shell.who`, { method: "GET" }, READ_WITHIN);
	connection.other = found.user !== "Guest" && found.user !== boot.user ? found.user : "";
	connection.ended = found.user !== boot.user;
	if (!connection.ended) boot.csrf_token = found.csrf_token;
	return !connection.ended;
}

function written(value) {
	return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? "");
}

function ended() {
	connection.ended = true;
	return new Problem(
		"session",
		__("Your session has ended. What you typed is kept on this device.")
	);
}

async function send(address, request, within) {
	let answer;
	try {
		answer = await fetch(address, {
			...request,
			headers: { Accept: "application/json", ...request.headers },
			credentials: "same-origin",
			signal: AbortSignal.timeout(within),
		});
	} catch {
		connection.offline = !navigator.onLine;
		throw new Problem(
			"offline",
			__("The server can't be reached. What you typed is kept on this device.")
		);
	}
	connection.offline = false;
	const said = await answer.json().catch(() => ({}));
	if (answer.ok) return said.message;
	throw problemOf(answer.status, said);
}

function problemOf(status, said) {
	const kind = said.exc_type || "";
	if (kind === "CSRFTokenError") return new Problem("token", "");
	if (said.session_expired || status === 401) return ended();
	const message = messageOf(said);
	if (kind === "TimestampMismatchError")
		return new Problem(
			"conflict",
			message || __("Somebody, or you in another window, has changed this.")
		);
	if (status >= 500 || !message)
		return new Problem(
			"server",
			__(
				"Something went wrong on the server. Try again; if it happens again, tell HR when it was."
			)
		);
	return new Problem("refused", message);
}

/** What Frappe says to people, as plain text. */
function messageOf(said) {
	try {
		const texts = JSON.parse(said._server_messages || "[]").map(
			(each) => JSON.parse(each).message
		);
		const page = new DOMParser().parseFromString(texts.join("\n"), "text/html");
		return page.body.textContent.trim();
	} catch {
		return "";
	}
}
