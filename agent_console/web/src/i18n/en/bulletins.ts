export default {
  title: "Bulletins",
  kind: { daily: "Daily report", weekly: "Weekly analysis", monthly: "Monthly bulletin", yearly: "Yearly summary" },
  before: { daily: "day before", weekly: "week before", monthly: "month before", yearly: "year before" },
  issued: "Issued", noneIssued: "None was issued yet", choose: "Choose one on the left", period: "Period", earlier: "Earlier (←)", later: "Later (→)",
  notIssued: "Preview, not issued", notOver: "Period not over", issue: "Issue", issueOf: "Issue {kind}: {name}", issueHint: "Its figures are frozen, numbered and told to the units; what changes later is a correction.",
  theme: "Question of the month", remarks: "Remarks", correct: "Issue a correction", correctN: "Correct {n}", correctHint: "{n} figures differ from what was issued. The bulletin stays; a correction is issued beside it.", reason: "Reason", drifted: "{n} figures changed since it was issued", correctedAt: "{at} {who} corrected {n}", correctedTimes: "corrected {n}×", receivedLine: "{n} received",
  receivedAll: "Received", lastYear: "last year", direct: "Answered at once", connection: "Connection rate", duty: "Leaders' on-the-spot rate", handling: "Mean handling", calendarHours: "{n} h", workingHours: "{n} h working", hours: "{c} h calendar, {w} h working",
  rate: { response: "Response", resolution: "Resolution", satisfaction: "Satisfaction", on_time: "On time", callback: "Callback", returned: "Returned", reworked: "Reworked", extended: "Extended" },
  trend: "Course", hot: "Hot topics", rising: "Rising topics", repeated: "Repeated matters", shares: "Channels, types, supervision", thisPeriod: "this period", nothing: "Nothing was received", noRising: "Nothing rose notably", noRepeated: "Nothing was repeated", concentrated: "concentrated", again: "repeated", times: "{n}×",
  rank: "Rank", unit: "Unit", responsible: "First responsible", received: "Received", score: "Score", points: "Points", apart: "apart", rankedOf: "{n} ranked, {m} apart (fewer than {least} cases)", scoreHint: "Score = response × {a} + resolution × {b} + satisfaction × {c}, scaled to the weights' sum. Point at a rate for its base.",
  perResidents: "Per 10,000 residents", perResidentsHint: "tickets of the territory ÷ residents × 10,000",
};
