/** What stands beside a ticket's facts: one tab a panel. A feature adds its own here, in one line; the order is theirs by number. */

import { type Component, defineAsyncComponent } from "vue";
import type { Role, Ticket } from "@/api/model";

/** A panel's component takes `ticket` and emits `changed` when it has changed it. */
export interface TicketPanel {
  name: string;
  /** The key of its word in the catalogues. */
  label: string;
  order: number;
  component: Component;
  /** Those who see it; everybody where it says nothing. */
  roles?: readonly Role[];
  shows?: (ticket: Ticket) => boolean;
}

const PANELS: readonly TicketPanel[] = [
  { name: "history", label: "handling.panel.history", order: 10, component: defineAsyncComponent(() => import("./HistoryPanel.vue")) },
  { name: "clock", label: "handling.panel.clock", order: 20, component: defineAsyncComponent(() => import("./ClockPanel.vue")), shows: (ticket) => ticket.dispatched_at !== null },
  { name: "legs", label: "handling.panel.legs", order: 30, component: defineAsyncComponent(() => import("./LegsPanel.vue")), shows: (ticket) => ticket.legs.length > 0 },
  { name: "dispatch", label: "dispatching.panel", order: 35, component: defineAsyncComponent(() => import("@/dispatching/KinPanel.vue")), roles: ["agent", "leader", "supervisor", "dispatcher", "inspector", "handler"] },
  { name: "joint", label: "meetings.title", order: 37, component: defineAsyncComponent(() => import("@/meetings/JointPanel.vue")), roles: ["supervisor", "dispatcher", "inspector", "handler", "leader"] },
  { name: "evaluations", label: "evaluation.title", order: 40, component: defineAsyncComponent(() => import("@/evaluation/TicketEvaluations.vue")), roles: ["agent", "supervisor", "inspector", "handler"], shows: (ticket) => ["callback", "closed", "archived", "merged"].includes(ticket.state) || ticket.reworks > 0 },
  { name: "cited", label: "knowledge.cites", order: 50, component: defineAsyncComponent(() => import("@/knowledge/CitedPanel.vue")), shows: (ticket) => Boolean(ticket.answer) },
  { name: "funds", label: "funds.onTicket", order: 60, component: defineAsyncComponent(() => import("@/funds/TicketFunds.vue")), roles: ["handler", "leader", "supervisor", "dispatcher", "inspector"], shows: (ticket) => ticket.state !== "draft" },
  { name: "files", label: "intake.files", order: 80, component: defineAsyncComponent(() => import("@/intake/TicketFiles.vue")), roles: ["agent", "leader", "supervisor", "dispatcher", "inspector", "handler"] },
  { name: "recording", label: "handling.panel.recording", order: 90, component: defineAsyncComponent(() => import("./RecordingPanel.vue")), shows: (ticket) => ticket.call_id !== null },
];

export function panelsOf(ticket: Ticket, has: (...roles: Role[]) => boolean, panels: readonly TicketPanel[] = PANELS): TicketPanel[] {
  const shown = panels.filter((panel) => (!panel.roles || has(...panel.roles)) && (panel.shows?.(ticket) ?? true));
  return [...shown].sort((one, other) => one.order - other.order);
}
