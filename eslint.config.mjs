// What would fail in the browser only: names that nobody defined, and names that nobody uses.
const of_the_desk = [
	"open_url_post",
	...["$", "__", "cint", "cur_frm", "cur_list", "flt", "format_number", "frappe", "locals"],
	...["strip_html", "strip_number_groups", "talent_performance"],
];
const of_the_browser = [
	...["clearInterval", "clearTimeout", "console", "CSS", "document", "FileReader", "Intl"],
	...["requestAnimationFrame", "ResizeObserver", "setInterval", "setTimeout"],
	...["URL", "URLSearchParams", "window"],
];

const of_the_portal = [
	...["AbortSignal", "addEventListener", "DOMParser", "fetch", "localStorage", "navigator"],
	...["removeEventListener", "crypto", "location", "history"],
];
const portal = [
	"talent_performance/public/portal/**/*.js",
	"talent_performance/public/js/*.bundle.js",
];
const plain_page = ["self_review", "feedback_answer", "guest_page"].map(
	(each) => `talent_performance/public/${each}/*.js`
);
const rules = { "no-undef": "error", "no-unused-vars": ["error", { ignoreRestSiblings: true }] };
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
	{ ignores: ["talent_performance/public/dist/**"] },
	{
		files: portal,
		languageOptions: {
			sourceType: "module",
			globals: readonly([...of_the_browser, ...of_the_portal]),
		},
		rules,
	},
	{
		files: plain_page,
		languageOptions: {
			sourceType: "script",
			globals: readonly([
				...of_the_browser,
				...of_the_portal,
				"scrollTo",
				"sessionStorage",
				"talentGuest",
			]),
		},
		rules,
	},
	{
		ignores: [...portal, ...plain_page],
		files: [
			"talent_performance/public/**/*.js",
			"talent_performance/talent_performance/**/*.js",
		],
		languageOptions: {
			sourceType: "script",
			globals: readonly([...of_the_desk, ...of_the_browser]),
		},
		rules,
	},
];
