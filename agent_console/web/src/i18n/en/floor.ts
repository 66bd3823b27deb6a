export default {
  notRead: "The floor could not be read: {what}",
  title: "Floor", tab: { floor: "Floor", broadcast: "Broadcasts", ledger: "Ledger" },
  waiting: "Waiting", noWaiting: "Nobody waits", ringing: "rings at {name}", allQueues: "All queues", allStates: "All states", order: "Order", byQueue: "By queue", byState: "By state", orderBy: { state: "By state", time: "By time", name: "By name" },
  lists: "← → list · ↑ ↓ row", noAgents: "No such agents", tooLong: "over {limit}", movedUntil: "moved until {at}", next: "then {state}", calls: "On calls", noCalls: "No call is going on", urgent: "urgent",
  agentsTitle: "Agents", caller: "with {number}", taken: "You have the call of {number}.", toCall: "Back to the call", takenTitle: "A call taken over", leaveTaken: "Back to the floor",
  read: { title: "Live transcript", choose: "Choose a call to read both sides as they speak", draft: "Draft (read only)", empty: "Nothing heard yet", loading: "Reading…", none: "Nothing noted yet", deaf: "No transcription", field: { title: "Title", type: "Type", category: "Category", place: "Place", matter: "Matter", wish: "Wish", unit: "Unit" } },
  act: {
    take_over: "Take over", end_call: "End call", move_call: "Move", to_head: "To the head", move_agent: "Queues", force_state: "State", broadcast: "Broadcast", nothing: "Choose a call or an agent, then act by key", waits: "waits {time}", of: "agent {name}",
  },
  ask: {
    why: "Why", whyHint: "They read it, and the ledger keeps it", whyNeeded: "Say why, two characters at least.", confirm: "Do it", keys: "Ctrl+Enter",
    take_over: "Take over the call of {number}", end_call: "End the call of {number}", move_call: "Move {number}", move_agent: "Queues of {name}", force_state: "State of {name}",
    takeHint: "The agent leaves and writes up; recording, transcript and draft go on with you.", endHint: "Both sides are hung up at once.", inCall: "In a call: holds after wrap-up.", until: "Until", untilShift: "end of shift", hours: "{n} h", untilAt: "a set time", lasting: "For good (changes the record)", level: "Level", queues: "Queues", state: "State", reason: "Reason of the break",
    states: { available: "Available", paused: "Break", offline: "Signed out" }, where: "To", toQueue: "Queue", toHead: "Head of its queue", toAgent: "One agent", nobodyFree: "Nobody is free now", chooseQueue: "Choose a queue.", chooseAgent: "Choose an agent.",
  },
  whys: { take_over: ["Caller asks for it", "To help", "Caller is upset"], end_call: ["Malicious", "Abuse", "Bad line"], move_call: ["Priority", "Expertise", "Waited too long"], move_agent: ["Peak", "Duty session", "Rotation"], force_state: ["Wrap-up too long", "Rest", "Urgent support", "Equipment"] },
  broadcast: {
    title: "Broadcast", text: "Text", textHint: "Stands on top of the desks, no pop-up", to: "To", kind: { all: "All desks", queues: "Queues", people: "Agents" }, choose: "Choose", priority: "Priority", priorities: { normal: "Normal", high: "Important" }, mustConfirm: "Must be confirmed", expires: "For", minutes: "{n} min", hours: "{n} h", send: "Send", sent: "Sent to {n}.",
    today: "Today's broadcasts", empty: "No broadcast today", readOf: "{read} / {told} read", until: "until {at}", over: "expired", readers: "Who has read it", notYet: "not yet", needText: "Write a text.",
  },
  ledger: { title: "Ledger of the floor", empty: "No order today", at: "Time", by: "Who", what: "What", whom: "Whom", change: "Change", why: "Why", confirmed: "Confirmed", day: "Day", kind: "Kind", all: "All kinds", more: "Earlier" },
  acts: { move_agent: "Queues", force_state: "State", take_over: "Taken over", end_call: "Ended", move_call: "Call moved", broadcast: "Broadcast", read_along: "Read along" },
  line: {
    move_agent: "{by} moved you to {queues} until {until}", moved: "{by} moved you to {queues}", paused: "{by} set you: {state}", next: "{by} set you after this call: {state}", take_over: "{by} has taken this call over", end_call: "{by} has ended this call", move_call: "{by} sends you a call", broadcast: "{by}: {text}", confirm: "Understood", more: "{n} more", label: "Orders and broadcasts of the supervisor",
  },
  states: { available: "available", paused: "break", offline: "signed out" },
  presenceNext: "then: {state}", keysGroup: "Floor",
  keys: { lists: "Other list", take: "Take over", end: "End call", move: "Move call / queues", head: "Call to the head", force: "Agent's state", broadcast: "Broadcast", confirm: "Confirm an order" },
};
