import alerts from "./en/alerts";
import bulletins from "./en/bulletins";
import city from "./en/city";
import dispatching from "./en/dispatching";
import evaluation from "./en/evaluation";
import figures from "./en/figures";
import floor from "./en/floor";
import funds from "./en/funds";
import handling from "./en/handling";
import intake from "./en/intake";
import knowledge from "./en/knowledge";
import leading from "./en/leading";
import mailbox from "./en/mailbox";
import meetings from "./en/meetings";
import notices from "./en/notices";
import operation from "./en/operation";
import oversight from "./en/oversight";
import quality from "./en/quality";
import questionnaires from "./en/questionnaires";
import rota from "./en/rota";
import staffing from "./en/staffing";
import timeline from "./en/timeline";

import type zh from "./zh-CN";

type Words<T> = { [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };

const en: Words<typeof zh> = {
  alerts, bulletins, city, dispatching, evaluation, figures, floor, funds, handling, intake, knowledge, leading, mailbox, meetings, notices, operation, oversight, quality, questionnaires, rota, staffing, timeline,
  app: { name: "12345 Citizens' Hotline", short: "12345", skip: "Skip to content", loading: "Loading…", retry: "Retry" },
  menu: { bulletins: "Bulletins", desk: "Desk", duty: "Duty", calls: "Calls", tickets: "Tickets", monitor: "Monitor", acceptance: "Drafts", blocked: "Blocked", wallboard: "Board", people: "People", city: "Directory", platforms: "Platforms", intake: "Intake", dispatching: "Dispatch", handling: "Handling", supervision: "Supervise", papers: "Papers", meetings: "Meetings", evaluation: "Callback", funds: "Funds", knowledge: "Knowledge", quality: "Quality", staffing: "Staffing", timeline: "Replay", alerts: "Alerts", operation: "Settings", leading: "Leading" },
  common: { cancel: "Cancel", confirm: "OK", save: "Save", close: "Close", search: "Search", refresh: "Refresh", more: "More", none: "None", unknown: "Unknown", all: "All", yes: "Yes", no: "No", people: "{n} people", empty: "Nothing yet" },
  error: { http: "The service answered with an error ({status}).", offline: "The service cannot be reached.", offlineRemedy: "Check the network; the page reconnects by itself.", noReply: "The service did not answer in time. Try again.", page: "Page error: {what}" },
  signin: {
    title: "Sign in", username: "User name", password: "Password", submit: "Sign in", language: "中文", needUsername: "Enter your user name.", needPassword: "Enter your password.",
    mustChange: "First sign-in: choose a password of your own.", old: "Present password", fresh: "New password", again: "New password again", rule: "At least 10 characters, not the present one.",
    tooShort: "The new password needs at least 10 characters.", same: "The new password must differ from the present one.", differ: "The two new passwords differ.", change: "Set password and go on", motto: "One number, every matter answered",
  },
  user: { signOut: "Sign out", phone: "My phone", browser: "Browser softphone", sip: "SIP phone", sipAddress: "SIP address", sipHint: "such as sip:8001{'@'}127.0.0.1", changeLanguage: "中文", help: "Shortcuts" },
  state: { offline: "Offline", available: "Available", reserved: "Offered", talking: "Talking", held: "On hold", wrap_up: "Wrap-up", paused: "Paused" },
  reason: { signed_in: "just signed in", break: "break", meeting: "meeting", training: "training", meal: "meal", missed: "missed calls", no_answer: "no answer", missed_offers: "missed calls", connection_lost: "connection lost", paused: "break", leg_failed: "phone failed" },
  presence: { label: "Presence", available: "Available", paused: "Paused", next: "then: {state}", nextAvailable: "available", nextPaused: "paused", reason: "Reason", wrapUpFirst: "After wrap-up" },
  lamp: { recogniser: "Transcript", on: "{engine}", off: "No transcript", none: "No speech model: calls work, without a transcript.", line: "Line", ms: "{ms} ms", noInterims: "whole sentences" },
  link: { connecting: "Connecting…", lost: "Connection lost, reconnecting. The call goes on; what you typed stays here.", replaced: "You signed in elsewhere; this page takes no calls.", takeBack: "Continue here", signed_out: "Signed out. Please sign in again.", failed: "The call's audio could not be connected.", reconnecting: "Audio interrupted, reconnecting…" },
  mic: {
    off: "Microphone off", asking: "Please allow the microphone in the browser", ready: "Microphone works", insecure: "This page is not on a secure connection, so the browser gives no microphone. Open the https address, or use a SIP phone.",
    refused: "Microphone refused. Allow it at the lock icon in the address bar, then retry.", missing: "No microphone found. Plug in a headset, then retry.", failed: "The microphone cannot be opened; another program may hold it.",
    device: "Microphone", headset: "Headset", default: "System default", retry: "Retry", test: "Turn on", level: "Speaking", ear: "Hearing", title: "Softphone", buffer: "buffer {ms} ms", sip: "SIP phone",
  },
  outcome: { answered_on_the_spot: "Answered", ticket: "Dispatched", supplement: "Supplement", harassment: "Harassment", silent: "Silent", wrong_number: "Wrong number" },
  endReason: { completed: "Completed", abandoned: "Abandoned", callback_requested: "Call-back", rejected: "Rejected", failed: "Interrupted" },
  by: { caller: "citizen hung up", agent: "agent hung up", system: "ended by the system", transfer: "transferred" },
  party: {
    calling: "Calling; the citizen hears music", consulting: "Alone with you; the citizen hears music", joined: "Three-way", join: "Join", complete: "Hand over", drop: "Drop", giveUp: "End consultation",
    short: { calling: "calling", consulting: "consulting", joined: "three-way", taken: "has it" },
  },
  partyWhy: { hung_up: "hung up", dropped: "ended", no_answer: "no answer", declined: "declined", failed: "could not be reached", call_ended: "call ended" },
  transferHow: { blind: "blind", attended: "after consultation", refer: "by the trunk" },
  pauseReason: { card: "card number", id: "ID number", caller: "caller's wish", other: "other" },
  registrationState: { registered: "registered", trying: "registering", failed: "not registered", standby: "standby (another of its group serves)" },
  lineReason: {
    silent: "no answer", brief: "interval too brief", nothing: "nothing granted", standby: "standby (another of its group serves)",
    s401: "wrong account or password", s403: "refused", s404: "number unknown there", s407: "wrong account or password", s408: "no answer", s480: "not available now", s486: "busy", s503: "out of service",
    s4xx: "refused", s5xx: "fault at the peer", s6xx: "refused", with: "{what} ({status})",
  },
  trunkState: { up: "up", down: "down", unknown: "not probed" },
  supervision: {
    monitor: "Listen", whisper: "Whisper", barge: "Barge in", stop: "Leave", side: { both: "Both", caller: "Citizen", agent: "Agent" },
    now: { monitor: "Listening; nobody hears you", whisper: "Whispering; only the agent hears you", barge: "Barged in; both hear you" },
    told: { monitor: "{name} listens", whisper: "{name} whispers to the agent", barge: "{name} joined" },
  },
  reach: { title: "Consult or transfer", hint: "Name, unit or number", queue: "to the queue", number: "dial this number", consult: "Consult", transfer: "Transfer", free: "free", busy: "busy", empty: "Nobody found; a number may be typed", keys: "↑↓ choose · Enter consult · Ctrl+Enter transfer · Esc close" },
  monitor: {
    calls: "Live calls", callsHint: "↑↓ choose", time: "Time", company: "Company", transferred: "Transferred", noCalls: "No calls now", choose: "Choose a call to listen, whisper or barge in", side: "Whom to hear", connecting: "connecting sound…", place: "no. {n}", missed: "missed {n}",
    expected: "about {n} min", freeSeats: "{n} free", lines: "Lines", onTrunk: "{n} calls", pausedRecording: "recording paused", warning: "Early warning", warningOf: "{n} people within {days} days on one matter: {title}", surge: "Surge", surgeHint: "More callers wait than can be served; new ones hear so and may ask for a call-back.",
  },
  blocking: {
    title: "Blocked numbers", search: "Number, reason", add: "Block a number", empty: "The list is empty", reason: "Reason", reasonHint: "Say why, so that it can be reviewed", by: "By", at: "Since", until: "Until", to: "to {at}", lift: "Lift", liftTitle: "Lift {number}", blocked: "blocked", lifted: "lifted", block: "Block",
    suspects: "Suspects", suspectsHint: "harassment in the last 30 days", times: "{n} times", suspectReason: "{n} times harassment within 30 days", effect: "Its next calls hear a notice and end; live ones go on.", span: { day: "A day", week: "A week", month: "30 days", open: "Open" },
  },
  facts: { title: "Company and quality", party: "Called {who}", joined: "three-way", consulted: "consulted", unanswered: "not reached", transferred: "{who} transferred to {to}", paused: "recording paused {lasted}", leg: "Leg", legs: { caller: "Caller", agent: "Agent", consulted: "Consulted", third_party: "Third party", transfer_target: "Transferred to", supervisor: "Supervisor" }, jitter: "Jitter", loss: "Loss", roundTrip: "Round trip" },
  callState: { ringing: "Ringing", queued: "Waiting", offered: "Offered", answered: "Talking", held: "On hold", wrap_up: "Wrap-up", ended: "Ended" },
  type: { consultation: "Consultation", request: "Request", complaint: "Complaint", report: "Report", suggestion: "Suggestion", praise: "Praise", fault: "Fault" },
  origin: { reactive: "Reactive", proactive: "Proactive" },
  level: { 1: "1 working day", 3: "3 working days", 7: "7 working days", 11: "11 working days" },
  basis: {
    permit: "who permits supervises", charge: "who is in charge", approve: "who approves", benefit: "who benefits", directory: "duty directory", first_receiver: "first receiver", named: "named unit", fallback: "fallback unit",
    whoever_permits_supervises: "who permits supervises", whoever_is_in_charge: "who is in charge", whoever_approves: "who approves", whoever_benefits: "who benefits",
  },
  desk: {
    idle: "Waiting for calls", idlePaused: "Paused: no calls come in", idleOffline: "Not signed in to the queues", idleHint: "Calls appear here; answer with F2 or Enter", pausedHint: "Choose Available above to take calls (F8)",
    offer: "Incoming call", history: "{n} earlier calls", first: "First call", openTickets: "{n} open tickets", answer: "Answer", decline: "Decline", answerIn: "{s} s left", sipRinging: "Your phone is ringing: pick it up",
    hold: "Hold", resume: "Resume", mute: "Mute", unmute: "Unmute", hangUp: "Hang up", talking: "Talking", onHold: "On hold, the citizen hears music", muted: "Muted", ended: "Call ended", wrapUp: "Wrap-up", wrapUpLeft: "seconds left", endWrapUp: "End wrap-up",
    needOutcome: "No outcome chosen yet; the call will stay in your to-do list.", recording: "Recording", notRecorded: "Not recorded", transfer: "Transfer", transferTo: "Transfer to", todo: "To do", todoEmpty: "Nothing to do", callbacks: "Call-backs", callbacksEmpty: "No lost calls", done: "Called back", doneNote: "What came of it", callBack: "Note", later: "Later", lostAt: "lost at {at}", callBackHint: "The entry is yours now, nobody else will ring this number. Dial closes it when the citizen answers; if you reached them otherwise, note what came of it.", toDesk: "To the desk", open: "Open", interrupted: "interrupted by a restart",
    reach: "Consult / transfer", digits: "Keypad", digitsHint: "Type digits to send", pauseHint: "Pause recording and transcript while an ID or card number is spoken", pauseWhy: "Why shall nothing be recorded?", pausedNow: "Recording and transcript paused", pauseEnds: "goes on in {left}", pauseEndsItself: "goes on by itself", continueRecording: "Record again", calling: "Calling…", giveUp: "Cancel", outgoing: "outgoing", transferred: "Transferred to {to}",
    consultedBy: "{name} asks for your advice", consulting: "Conferring with {name}", withCaller: "citizen {number}", leaveConsult: "Leave", dial: "Dial", dialHint: "Dial a number", notReached: "{number} did not answer; noted.", attempts: "tried {n} times", harassed: "harassed {n} times",
    todoKind: { draft: "Unfinished", callback: "Call back", duty: "No verdict yet" }, lost: "lost {n} times", transcript: "Live transcript", caller: "Citizen", agent: "Agent", system: "System", noCall: "What both say appears here once you answer", listening: "Listening…", toNewest: "To the newest", transcriptDone: "Complete",
    unsureWord: "Heard unsurely: please check", phraseInto: "goes into", phraseKeys: "↑↓ another · Esc", phraseFilled: "Filled into {field}", undo: "Undo", morePhrases: "and others, {n} in all", sure: "{n}% sure", byPerson: "chosen by hand", noRecogniser: "No transcript at this desk", noRecogniserHint: "Calls work and are recorded; please fill in by hand.", putAway: "Put away",
  },
  draft: {
    title: "Registration", empty: "The form appears with the call", emptyHint: "Name, place and matter fill themselves; what you edit is never overwritten", gone: "The form went with the call", goneHint: "What you wrote is in it; who took the call goes on with it", machine: "Filled automatically", edited: "Edited",
    caller_name: "Caller", callback_number: "Call back", type: "Type", category: "Category", place: "Place", detail: "Detail", titleField: "Title", matter: "Matter", wish: "Wish", summary: "Summary", level: "Time limit", unit: "Unit",
    time: "When", object: "Object", timeHint: "when, for how long", objectHint: "company, estate, line", seeSource: "Click for the words", doubtful: "Not sure: compare with the words", newer: "Heard since: {value}", takeNewer: "Take", categoryHint: "Type to search", placeHint: "Road, estate, unit", detailHint: "Number, building", unitHint: "By the duty directory", titleHint: "One line: place and matter", suggestions: "Suggested", due: "Due {at}", saving: "Saving…", saved: "Saved", unsaved: "Not saved", saveFailed: "Save failed",
    takeTheirs: "Use it", urgent: "Urgent", idNumbers: "ID {number}", idHint: "Masked; never in title or summary", historyTitle: "History", street: "Street {name}", answer: "Answer", dispatch: "Dispatch", harassment: "Harassment", silent: "Silent", wrong_number: "Wrong number", supplement: "Supplement",
    answerTitle: "Answer on the spot", answerHint: "The answer given to the citizen; stored with the ticket", answerConfirm: "Answer and close", answerNeeded: "Write the answer first.", dispatchTitle: "Dispatch", dispatchConfirm: "Dispatch", dispatchUnit: "Unit", dispatchWhy: "Basis", dispatchDue: "Due", dispatchCo: "Co-units",
    noUnit: "Choose a unit first.", noMatter: "Fill in the matter first.", unsavedFirst: "The form is not saved yet. Settle the marked fields, or try again.", outcomeConfirm: "Record as “{outcome}”?", outcomeHint: "No ticket is made; this can be set once.", note: "Note", doneAnswered: "Answered on the spot", doneDispatched: "Dispatched", doneClosed: "Closed", doneOutcome: "Recorded: {outcome}", ticketNumber: "Ticket", openTicket: "Open ticket", other: "Other",
  },
  similar: { title: "{n} similar open tickets", place: "same place", category: "same kind", object: "same object", text: "similar words", caller: "same caller", callers: "{n} callers", confirm: "Add this call to {number} ({title})? The caller becomes its caller no. {n}, and the draft is closed.", join: "Add", done: "Added as caller no. {n} to", undo: "Take back" },
  acceptance: { title: "Acceptance of drafts", period: "Period", short: "Drafts kept", overall: "Over all fields", drafts: "{n} drafts", byField: "By field", byAgent: "By agent", trend: "Last eight weeks", kept: "kept", changed: "changed", emptied: "emptied", added: "{n} added", truncated: "Too many drafts in this period: only the newest were counted.", empty: "No drafts became tickets in this time", emptyHint: "Once drafts are answered or dispatched, this shows how much of each field was kept", base: "Base: fields that the machine had filled in drafts that became tickets; kept = the same in the ticket.", open: "Show acceptance" },
  flag: { group: "group", repeat: "repeated", long_running: "long-running" },
  urgent: { title: "Urgent", acknowledge: "Seen", show: "Show the words" },
  when: {
    year: "{y} ", month: "{m}/", day: "{d}", daily: "daily", after: "{when} and later", nextDay: "{clock} the next day", span: "{from} to {to}", means: "= {when}",
    weekday: { 1: "Mondays", 2: "Tuesdays", 3: "Wednesdays", 4: "Thursdays", 5: "Fridays", 6: "Saturdays", 7: "Sundays" },
  },
  step: { normal: "normal", fewer_interims: "fewer interim texts", no_interims: "no interim texts", after_call: "new calls after their end", spooled: "queued", lost: "recogniser lost", none: "no transcript", stand_in: "stand-in engine", unknown: "–" },
  phrase: { caller_name: "Name", callback_number: "Number", place: "Place", detail: "Detail", time: "When", object: "Object", title: "Title", matter: "Matter", wish: "Wish", summary: "Summary" },
  transcript: { version: "Version of the transcript", live: "Live", second: "Second pass", liveHint: "Read sentence by sentence during the call", secondHint: "Read anew after the call by a larger model", secondWaits: "second pass to come", secondFailed: "No second pass:", engine: "Engine {name}" },
  gap: { waiting: "after the call", done: "filled in", given_up: "could not be read", onwards: "from {from}" },
  gapWhy: { postponed: "recogniser busy", refused: "recogniser busy", spooled: "recogniser overloaded", lost: "recogniser interrupted", worker_lost: "recogniser interrupted", no_worker: "no recogniser", restarted: "recogniser restarted", failed: "recogniser failed", interrupted: "service interrupted", second_pass: "second pass" },
  keys: { handling: "Handling", box: "Another box", sign: "Sign", begin: "Start", contact: "Record contact", report: "Report", extension: "Ask for extension", back: "Back", title: "Shortcuts", answer: "Answer the call", hold: "Hold / resume", mute: "Mute / unmute", hangUp: "Hang up", presence: "Available / paused", answerSpot: "Answer on the spot", dispatch: "Dispatch", wrapUp: "End wrap-up", reach: "Consult / transfer", quick: "Consult 110", join: "Three-way", complete: "Hand over", drop: "End consultation / drop", pause: "Pause / resume recording", digits: "Keypad", help: "This help", draft: "To the form (title)", toCategory: "To the category", toPlace: "To the place", toUnit: "To the unit", save: "Changes in the form are saved by themselves", suggest: "Take suggestion 1–3", urgent: "Urgent: seen", urgentLine: "Urgent: show the words", enter: "Into the field at hand", desk: "Desk", monitor: "Monitor", lists: "Lists", listen: "Listen / whisper / barge in", side: "Both / citizen / agent", stop: "Stop listening", row: "Row by row", open: "Open", phrase: "Choose a phrase of the transcript", undo: "Undo what was filled in", similar: "Similar tickets" },
  board: {
    title: "Wallboard", queues: "Queues", waiting: "Waiting", longest: "Longest", expected: "Expected", minutes: "{n} min", free: "Free agents", agents: "Agents", state: "State", since: "For", lastHour: "Calls of the last hour", answered: "Answered", abandoned: "Abandoned", serviceLevel: "Service level", goal: "goal {goal}% / {s} s", variant: "base: {name}", connection: "Connection rate", asa: "Avg. answer", aht: "Avg. handling",
    duty: "Duty sessions · on the spot", dutyNone: "No session now", of: "{n} / {m}", registrations: "Lines", trunk: "direct trunk", recogniser: "Transcript", lag: "{s} s late", noAgents: "Nobody is signed in", exit: "Back", live: "{n} talking", stale: "not updated for {s} s", noCalls: "No calls in the last hour",
  },
  calls: { title: "Calls", number: "Caller", agent: "Agent", at: "Time", waited: "Wait", talked: "Talk", outcome: "Outcome", choose: "Choose a call for its recording and transcript", recording: "Recording", noRecording: "No recording", transcript: "Transcript", noTranscript: "No transcript", left: "left: citizen", right: "right: agent", both: "Both", play: "Play", pause: "Pause", ticket: "Ticket", state: "State", queue: "Queue", speed: "Speed", wholeNumber: "Whole number", how: "State or result", today: "Today", lastDays: "Last {n} days", fromDay: "From", toDay: "To", own: "Mine", whose: "Whose calls", empty: "No calls", interrupted: "interrupted" },
  tickets: {
    title: "Tickets", number: "Number", state: "State", unit: "Unit", deadline: "Due", created: "Registered", category: "Category", matterTitle: "Title", searchHint: "Number, title, text, phone", empty: "No tickets", history: "History", answer: "Answer", caller: "Caller", callback: "Call back", place: "Place", level: "Limit", basis: "Basis", summary: "Summary", matter: "Matter", wish: "Wish",
    recording: "Recording and transcript", noCall: "This ticket has no call", left: "{d} left", overdue: "{d} overdue", days: "{n} days", hours: "{n} hours", back: "Back", callers: "{n} callers; added later:", type: "Type", co: "Co-units",
  },
  ticketState: { draft: "Draft", accepted: "Accepted", answered: "Answered", dispatched: "Dispatched", signed: "Signed", handling: "Handling", reviewing: "Reviewing", callback: "Callback", closed: "Closed", archived: "Archived", supplement: "Supplement", suspended: "Suspended", merged: "Merged", transferred: "Transferred", problem_ticket: "Problem" },
  ticketCommand: { accept: "Accept", answer: "Answer", dispatch: "Dispatch", close: "Close", sign: "Sign", start: "Start", report: "Report", callback: "Callback", archive: "Archive" },
  duty: {
    title: "Leaders' duty", sessions: "Sessions", today: "Today", plan: "Plan", open: "Start", close: "End session", leader: "Leader", deputy: "Deputy", unit: "Unit", from: "Time", to: "End", number: "Number", name: "Name", rate: "Answered on the spot", rateOf: "{n} of {m} connected calls answered on the spot", beside: "beside: {a} abandoned, {s} silent, {w} wrong number",
    onTheSpot: "On the spot", toDispatch: "To dispatch", calls: "Calls", left: "{n} without verdict", leftHint: "Ending the session dispatches the calls without verdict to {unit}.", closeTitle: "End the session", closeConfirm: "End and dispatch", empty: "No sessions yet", callsEmpty: "No calls yet", closed: "closed", planned: "planned", opened: "open", ticket: "Ticket", answer: "Answer", notConnected: "not connected", none: "Choose a session", year: "Year {year}", sessionCount: "{n} sessions", planHint: "Plan one: its leader, its time and its number", planConfirm: "Plan", needLeader: "Choose the leader", deputyHint: "Optional: may start, judge and end it", unitHint: "The leader's own unit", numberHint: "What citizens dial; optional", nameHint: "Optional; else named by unit and leader",
    deaf: "You take no calls now; citizens will wait.", waiting: "Waiting for calls", answerTitle: "Answered on the spot", answerHint: "What you told the citizen; stored with the ticket. Optional.", answerFinal: "This closes the matter and cannot be changed.", answerConfirm: "Confirm answer", nothingLeft: "Every call has its result.", asOf: "as of {at}", groupBy: "Group by", by_leader: "By leader", by_unit: "By unit", by_month: "By month", ledgerEmpty: "No sessions this year", connectedCalls: "Connected", besideShort: "Beside",
  },
  people: {
    import: "Import", importHint: "One table of people: CSV or .xlsx; an export serves as a template.", mode: { merge: "Add and change only: who is not in it stays", replace: "Whole table: who is not in it has left; the account is disabled, not deleted" },
    what: { added: "New", changed: "Changed", leaving: "Leaving" }, hashing: "Making passwords {done} / {of}", imported: "{added} new, {changed} changed, {leaving} disabled.", passwordsOnce: "First passwords are shown this once and must be changed at the first sign-in.", savePasswords: "Save as a table",
    history: "Record", historyOf: "Record of {name}'s account", how: { created: "Made", changed: "Changed", imported: "Imported", left: "Left" },
    title: "People", add: "Add", username: "User name", name: "Name", roles: "Roles", unit: "Unit", phone: "Phone", queues: "Queues", active: "Active", edit: "Edit", password: "First password", passwordHint: "Shown this once; it must be changed at the first sign-in.", created: "{name} added", reset: "Reset password", wasReset: "New password for {name}", resetHint: "A new password is made for {name}; the old one and all open pages end at once.", search: "Name, user name, unit", empty: "Nobody found", levels: "Levels", levelsHint: "1 knows best and is asked first; longer waits widen the circle", unitHint: "Optional", browser: "Browser", usernameRule: "2–64 letters, digits or . _ {'@'} -", needed: "required" },
  unitKind: { territory: "Territory", industry: "Industry", utility: "Utility", liaison: "Liaison", studio: "Studio" },
  unitLevel: { city: "City", district: "District", street: "Street", community: "Community", grid: "Grid" },
  role: { agent: "Agent", leader: "Leader", supervisor: "Supervisor", dispatcher: "Dispatcher", handler: "Handler", inspector: "Inspector", analyst: "Analyst", admin: "Admin" },
};

export default en;
