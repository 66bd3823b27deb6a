export default {
  notRead: "The alarms could not be read: {what}",
  title: "Alerts", tabs: "Alert pages", now: "Standing", rules: "Rules", ledger: "Ledger", history: "Changes",
  none: "No alarm", noneHint: "All figures are within their thresholds", acknowledge: "Acknowledge", acknowledged: "{who} acknowledged at {at}", note: "What was done (optional)", stood: "for {d}", ackKey: "acknowledge the first", standing: "{n} alarms", open: "Open alerts",
  add: "New rule", usual: "Take the usual rules", edit: "Change rule", noRules: "No rules yet", noRulesHint: "Take the usual rules first, then fit them to your city", remove: "Remove", removeConfirm: "Remove the rule \"{title}\"? Its alarms stay in the ledger.", save: "Save", cancel: "Cancel", on: "On", off: "Off",
  name: "Name", kind: "Figure", scope: "Scope", each: "Each on its own", house: "All together", threshold: "Threshold", clearAt: "Clears at", hold: "Must hold for", calm: "Calm for", seconds: "s", severity: "Severity", roles: "Roles told", tellQueue: "Also tell the queue's agents", quiet: "Quiet hours", quietHint: "Written down as always, told afterwards if it still stands", to: "to",
  raisedWhen: { above: "above {n} {unit}, clears at {m} {unit}", at_least: "from {n} {unit}, clears at {m} {unit}", below: "below {n} {unit}, clears at {m} {unit}" },
  holds: "Holds", held: "for {s} s", atOnce: "at once", level: { notice: "Notice", warning: "Warning", critical: "Critical" },
  what: { raised: "Raised", told: "Told", escalated: "Escalated", acknowledged: "Acknowledged", cleared: "Cleared" }, at: "Time", text: "Alarm", duration: "Duration", by: "By", system: "System", more: "Earlier ones", ledgerEmpty: "No alarm yet", historyEmpty: "No rule has been changed",
  up: { title: "Unacknowledged", column: "Escalates", tag: "Step {n}", after: "Step {n}: told", minutes: "min ago, not acknowledged", message: "Short message too", people: "Named people", add: "Add a step", hint: "Each step stands out on every supervisor's pages; roles and people may be told as well", climbs: "Each step must be later than the one before", take: "Remove step {n}", unreached: "No mobile number, no short message: {who}", short: "{m} min", messaged: "message: {who}", louder: "louder on supervisors' pages", noteOrWhom: "Note, or told", named: "{n} people" },
  how: { created: "Created", changed: "Changed", removed: "Removed" }, before: "Before", after: "After", day: "Day", allDays: "All", field: {
    title: "Name", kind: "Figure", scope: "Scope", threshold: "Threshold", clear_at: "Clears at", hold_s: "Holds (s)", calm_s: "Calm (s)", severity: "Severity", roles: "Roles", tell_queue: "Tell agents", quiet_from: "Quiet from", quiet_to: "Quiet to", escalation: "Escalation", on: "On",
  },
};
