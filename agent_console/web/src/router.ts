/** Pages and who may open them; the server decides again on every request. */

import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { opened } from "@/api/first_look";
import type { Role } from "@/api/model";
import { useSession } from "@/session";

declare module "vue-router" {
  interface RouteMeta {
    open?: boolean;
    /** For citizens: no account, whoever is signed in or not. */
    public?: boolean;
    roles?: Role[];
    menu?: string;
    bare?: boolean;
  }
}

const WATCHERS: Role[] = ["supervisor", "agent", "leader"];
const READERS: Role[] = ["agent", "supervisor", "leader", "handler", "inspector", "analyst", "dispatcher"];

export const routes: RouteRecordRaw[] = [
  { path: "/signin", component: () => import("@/signin/SignInPage.vue"), meta: { open: true, bare: true } },
  { path: "/leading/:tab?", component: () => import("@/leading/LeadingPage.vue"), meta: { roles: ["leader"], menu: "leading" } },
  { path: "/desk", component: () => import("@/desk/DeskPage.vue"), meta: { roles: ["agent", "leader"], menu: "desk" } },
  { path: "/monitor/:tab?", component: () => import("@/monitor/MonitorPage.vue"), meta: { roles: ["supervisor"], menu: "monitor" } },
  { path: "/taken", component: () => import("@/desk/TakenPage.vue"), meta: { roles: ["supervisor"] } },
  { path: "/duty/:tab?", component: () => import("@/duty/DutyPage.vue"), meta: { roles: ["leader", "supervisor", "agent"], menu: "duty" } },
  { path: "/calls/:id?", component: () => import("@/calls/CallsPage.vue"), meta: { roles: ["agent", "supervisor", "leader"], menu: "calls" } },
  { path: "/tickets", component: () => import("@/tickets/TicketsPage.vue"), meta: { roles: READERS, menu: "tickets" } },
  { path: "/tickets/:id", component: () => import("@/tickets/TicketPage.vue"), meta: { roles: READERS } },
  { path: "/handling/:tab?", component: () => import("@/handling/HandlingPage.vue"), meta: { roles: ["handler"], menu: "handling" } },
  { path: "/dispatching/:tab?", component: () => import("@/dispatching/DispatchingPage.vue"), meta: { roles: ["dispatcher", "supervisor"], menu: "dispatching" } },
  { path: "/intake/:tab?", component: () => import("@/intake/IntakePage.vue"), meta: { roles: ["agent", "dispatcher", "supervisor"], menu: "intake" } },
  { path: "/supervision/:tab?", component: () => import("@/supervision/SupervisionPage.vue"), meta: { roles: ["inspector", "supervisor"], menu: "supervision" } },
  { path: "/bulletins/:tab?", component: () => import("@/bulletins/BulletinsPage.vue"), meta: { roles: ["analyst", "supervisor", "inspector", "dispatcher", "leader", "handler"], menu: "bulletins" } },
  { path: "/unit-papers/:tab?", component: () => import("@/supervision/UnitPapersPage.vue"), meta: { roles: ["handler"], menu: "papers" } },
  { path: "/evaluation/:tab?", component: () => import("@/evaluation/EvaluationPage.vue"), meta: { roles: ["agent", "inspector", "supervisor"], menu: "evaluation" } },
  { path: "/meetings/:tab?", component: () => import("@/meetings/MeetingsPage.vue"), meta: { roles: ["dispatcher", "inspector", "supervisor", "handler", "leader"], menu: "meetings" } },
  { path: "/funds/:tab?", component: () => import("@/funds/FundsPage.vue"), meta: { roles: ["handler", "leader", "inspector", "supervisor"], menu: "funds" } },
  { path: "/notices", component: () => import("@/notices/NoticesPage.vue"), meta: { roles: READERS } },
  { path: "/acceptance", component: () => import("@/acceptance/AcceptancePage.vue"), meta: { roles: ["supervisor"], menu: "acceptance" } },
  { path: "/blocked", component: () => import("@/blocking/BlockingPage.vue"), meta: { roles: ["supervisor"], menu: "blocked" } },
  { path: "/wallboard", component: () => import("@/wallboard/WallboardPage.vue"), meta: { roles: WATCHERS, menu: "wallboard", bare: true } },
  { path: "/city/:tab?", component: () => import("@/city/CityPage.vue"), meta: { roles: ["admin", "dispatcher", "supervisor"], menu: "city" } },
  { path: "/platforms", component: () => import("@/intake/PlatformsPage.vue"), meta: { roles: ["admin"], menu: "platforms" } },
  { path: "/people", component: () => import("@/people/PeoplePage.vue"), meta: { roles: ["admin"], menu: "people" } },
  { path: "/knowledge/:tab?", component: () => import("@/knowledge/KnowledgePage.vue"), meta: { roles: ["agent", "leader", "supervisor", "dispatcher", "handler"], menu: "knowledge" } },
  { path: "/quality/:tab?", component: () => import("@/quality/QualityPage.vue"), meta: { roles: ["supervisor", "agent", "leader", "inspector"], menu: "quality" } },
  { path: "/staffing/:tab?", component: () => import("@/staffing/StaffingPage.vue"), meta: { roles: ["supervisor"], menu: "staffing" } },
  { path: "/timeline/:tab?", component: () => import("@/timeline/TimelinePage.vue"), meta: { roles: ["supervisor"], menu: "timeline" } },
  { path: "/alerts/:tab?", component: () => import("@/alerts/AlertsPage.vue"), meta: { roles: ["supervisor"], menu: "alerts" } },
  { path: "/operation/:tab?", component: () => import("@/operation/OperationPage.vue"), meta: { roles: ["admin"], menu: "operation" } },
  { path: "/beside/:call", component: () => import("@/leading/BesidePage.vue"), meta: { roles: ["supervisor", "leader", "agent"] } },
  { path: "/duty-figures", component: () => import("@/publicfigures/PublicFiguresPage.vue"), meta: { public: true, bare: true } },
  { path: "/contacts", component: () => import("@/city/PublicContactsPage.vue"), meta: { public: true, bare: true } },
  { path: "/mailbox/:tracking?", component: () => import("@/mailbox/MailboxPage.vue"), meta: { public: true, bare: true } },
  { path: "/reply/:token", component: () => import("@/mailbox/ReplyPage.vue"), meta: { public: true, bare: true } },
  { path: "/", component: { render: () => null }, meta: { bare: true } },
  { path: "/:rest(.*)*", redirect: "/" },
];

export const router = createRouter({ history: createWebHistory(), routes });

/** The first page of the menu that the person may open. */
export function home(has: (...roles: Role[]) => boolean): string {
  const first = routes.find((route) => route.meta?.menu && route.meta.roles && has(...route.meta.roles));
  return first ? first.path.replace(/\/:.*$/, "") : "/signin";
}

router.beforeEach(async (to) => {
  if (to.meta.public) return true;
  const session = useSession();
  await session.ask();
  const ready = session.me && !session.me.must_change_password;
  if (to.meta.open) return ready ? home(session.has) : true;
  if (!ready) return { path: "/signin", query: to.path === "/" ? {} : { to: to.fullPath } };
  return to.path === "/" || (to.meta.roles && !session.has(...to.meta.roles)) ? home(session.has) : true;
});

router.afterEach((to, from) => {
  if (to.path !== from.path) opened();
});
