import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import Shell from "../portal/Shell.vue";
import { tidy } from "../portal/lib/drafts";
import { routes } from "../portal/lib/routes";
import { __, day, number, percent } from "../portal/lib/words";
import "../portal/look.css";

tidy();
const router = createRouter({
	history: createWebHistory("/talent"),
	routes,
	scrollBehavior: (to, from, saved) => saved || { top: 0 },
});
const app = createApp(Shell);
Object.assign(app.config.globalProperties, { __, day, number, percent });
app.use(router);
app.mount("#talent");
