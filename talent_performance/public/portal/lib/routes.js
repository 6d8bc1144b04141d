// The addresses of the portal, below /talent. `title` is what the tab and the heading say.
import Appraisal from "../pages/Appraisal.vue";
import AppraisalSheet from "../pages/AppraisalSheet.vue";
import Career from "../pages/Career.vue";
import CheckIn from "../pages/CheckIn.vue";
import CheckIns from "../pages/CheckIns.vue";
import Feedback from "../pages/Feedback.vue";
import FeedbackResult from "../pages/FeedbackResult.vue";
import FeedbackResults from "../pages/FeedbackResults.vue";
import Growth from "../pages/Growth.vue";
import GrowthAssess from "../pages/GrowthAssess.vue";
import Home from "../pages/Home.vue";
import Mentoring from "../pages/Mentoring.vue";
import MentoringPair from "../pages/MentoringPair.vue";
import Notes from "../pages/Notes.vue";
import Nowhere from "../pages/Nowhere.vue";
import Objective from "../pages/Objective.vue";
import ObjectiveForm from "../pages/ObjectiveForm.vue";
import Objectives from "../pages/Objectives.vue";
import Plan from "../pages/Plan.vue";
import Review from "../pages/Review.vue";
import Settings from "../pages/Settings.vue";
import Team from "../pages/Team.vue";
import TeamCompetencies from "../pages/TeamCompetencies.vue";
import TeamMember from "../pages/TeamMember.vue";
import TeamPlans from "../pages/TeamPlans.vue";
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
	{ path: "/check-ins", component: CheckIns, meta: { title: __("Check-ins"), at: "check-ins" } },
	{
		path: "/check-ins/:name",
		component: CheckIn,
		meta: { title: __("Check-in"), at: "check-ins" },
	},
	{ path: "/notes", component: Notes, meta: { title: __("Praise & Notes"), at: "notes" } },
	{
		path: "/notes/requests/:request",
		component: Notes,
		meta: { title: __("Praise & Notes"), at: "notes" },
	},
	{ path: "/wall", component: Notes, meta: { title: __("Wall of Praise"), at: "notes" } },
	{ path: "/feedback", component: Feedback, meta: { title: __("Feedback"), at: "feedback" } },
	{ path: "/team", component: Team, meta: { title: __("My Team"), at: "team" } },
	{
		path: "/team/competencies",
		component: TeamCompetencies,
		meta: { title: __("Competencies of My Team"), at: "team" },
	},
	{
		path: "/team/plans",
		component: TeamPlans,
		meta: { title: __("Plans of My Team"), at: "team" },
	},
	{
		path: "/team/plan/:plan",
		component: Plan,
		meta: { title: __("Development Plan"), at: "team" },
	},
	{
		path: "/growth/plan/of/:employee",
		component: Plan,
		meta: { title: __("Development Plan"), at: "team" },
	},
	{
		path: "/growth/plan/:plan?",
		component: Plan,
		meta: { title: __("Development Plan"), at: "growth" },
	},
	{ path: "/team/:employee", component: TeamMember, meta: { title: __("My Team"), at: "team" } },
	{ path: "/growth", component: Growth, meta: { title: __("Growth"), at: "growth" } },
	{ path: "/growth/career", component: Career, meta: { title: __("Career"), at: "growth" } },
	{
		path: "/growth/mentoring",
		component: Mentoring,
		meta: { title: __("Mentoring"), at: "growth" },
	},
	{
		path: "/growth/mentoring/:name",
		component: MentoringPair,
		meta: { title: __("Mentoring"), at: "growth" },
	},
	{
		path: "/growth/assess/:employee?",
		component: GrowthAssess,
		meta: { title: __("Assess Competencies"), at: "growth" },
	},
	{
		path: "/growth/of/:employee",
		component: Growth,
		meta: { title: __("Competencies"), at: "team" },
	},
	{
		path: "/objectives",
		component: Objectives,
		meta: { title: __("Objectives"), at: "objectives" },
	},
	{
		path: "/objectives/new",
		component: ObjectiveForm,
		meta: { title: __("New Objective"), at: "objectives" },
	},
	{
		path: "/objectives/:name",
		component: Objective,
		meta: { title: __("Objective"), at: "objectives" },
	},
	{
		path: "/objectives/:name/edit",
		component: ObjectiveForm,
		meta: { title: __("Edit Objective"), at: "objectives" },
	},
	{
		path: "/feedback-results",
		component: FeedbackResults,
		meta: { title: __("Feedback Results"), at: "feedback" },
	},
	{
		path: "/feedback-result/:name",
		component: FeedbackResult,
		meta: { title: __("Feedback Result"), at: "feedback" },
	},
	{ path: "/settings", component: Settings, meta: { title: __("Settings"), at: "settings" } },
	{ path: "/:rest(.*)*", component: Nowhere, meta: { title: __("Not Found") } },
];

/** What stands in the navigation, for whom. `at` is what a route's meta says. */
export const places = [
	{ at: "home", to: "/", icon: "home", label: __("Home") },
	{ at: "objectives", to: "/objectives", icon: "target", label: __("Objectives") },
	{ at: "check-ins", to: "/check-ins", icon: "chat", label: __("Check-ins") },
	{ at: "notes", to: "/notes", icon: "heart", label: __("Notes") },
	{ at: "appraisal", to: "/appraisal", icon: "sheet", label: __("My Appraisal") },
	{ at: "feedback", to: "/feedback", icon: "round", label: __("Feedback") },
	{ at: "growth", to: "/growth", icon: "leaf", label: __("Growth") },
	{ at: "team", to: "/team", icon: "people", label: __("My Team"), forManagers: true },
];
