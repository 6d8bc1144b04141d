// The addresses of the portal, below /talent. `title` is what the tab and the heading say.
import Appraisal from "../pages/Appraisal.vue";
import AppraisalSheet from "../pages/AppraisalSheet.vue";
import Home from "../pages/Home.vue";
import Nowhere from "../pages/Nowhere.vue";
import Review from "../pages/Review.vue";
import { __ } from "./words";

export const routes = [
	{ path: "/", component: Home, meta: { title: __("Home"), at: "home" } },
	{
		path: "/appraisal",
		component: Appraisal,
		meta: { title: __("My Appraisal"), at: "appraisal" },
	},
	{
		path: "/appraisal/:name",
		component: AppraisalSheet,
		meta: { title: __("Appraisal"), at: "appraisal" },
	},
	{ path: "/review/:name", component: Review, meta: { title: __("Review"), at: "appraisal" } },
	{ path: "/:rest(.*)*", component: Nowhere, meta: { title: __("Not Found") } },
];

/** What stands in the navigation, for whom. `at` is what a route's meta says. */
export const places = [
	{ at: "home", to: "/", icon: "home", label: __("Home") },
	{ at: "objectives", to: "/objectives", icon: "target", label: __("Objectives") },
	{ at: "check-ins", to: "/check-ins", icon: "chat", label: __("Check-ins") },
	{ at: "appraisal", to: "/appraisal", icon: "sheet", label: __("My Appraisal") },
	{ at: "team", to: "/team", icon: "people", label: __("My Team"), forManagers: true },
];
