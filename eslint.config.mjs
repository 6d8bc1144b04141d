// What would fail in the browser only: names that nobody defined, and names that nobody uses.
const of_the_desk = [
	...["$", "__", "cint", "cur_frm", "cur_list", "flt", "format_number", "frappe", "locals"],
	...["strip_html", "strip_number_groups", "talent_performance"],
];
const of_the_browser = [
	...["clearTimeout", "console", "CSS", "document", "FileReader", "Intl", "setTimeout"],
	...["URL", "URLSearchParams", "window"],
];

export default [
	{
		files: [
			"talent_performance/public/**/*.js",
			"talent_performance/talent_performance/**/*.js",
		],
		languageOptions: {
			sourceType: "script",
			globals: Object.fromEntries(
				[...of_the_desk, ...of_the_browser].map((name) => [name, "readonly"])
			),
		},
		rules: { "no-undef": "error", "no-unused-vars": ["error", { ignoreRestSiblings: true }] },
	},
];
