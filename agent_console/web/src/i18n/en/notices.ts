export default {
  title: "Notices",
  bell: "Notices, {n} unread", unread: "{n} unread", new: "unread", readAll: "Mark all read", empty: "No notices", emptyHint: "Dispatches, warnings, overdue tickets, returns and decisions are told here.",
};
