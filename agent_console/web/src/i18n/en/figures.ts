export default {
  wall: {
    hourBack: "Last hour", today: "Today", goalOf: "Goal {goal}%", goalWithin: "all queues {goal}% / {s} s", ownGoals: "each queue by its own goal, together {goal}%", ownGoalsWithin: "each queue by its own goal, together {goal}% / {s} s", queueLongest: "Max", queueFree: "Free", level: "Today · goal", ownGoal: "own {goal}% / {s} s", houseGoal: "house {goal}% / {s} s", lost: "No new data for {s} s", lostHint: "The picture stands at {at}; look at the network or the service",
    agents: "Agents", total: "On shift", more: "{n} more queues", quiet: "Nobody waits", levelChart: "Service level · every {n} min", hoursChart: "Answered by hour", usual: "usual", usualOf: "median of the weekday, {n} weeks", noUsual: "no earlier weeks", running: "running",
    trunk: "Trunk {name}", channels: "{n} / {of}", spot: "Answered on the spot", noDuty: "No duty session now", step: "Transcription", variantKey: "V: other variant", longest: "Longest wait", onCall: "On call", dayStale: "Today's data {n} min old", abandoned: "Abandoned", down: "down",
  },
  shift: {
    title: "My shift", since: "since {at}", notYet: "Not signed in today", median: "Queue median", peers: "Beside {n} colleagues of the same queues today, without names", few: "Too few colleagues for a median", refresh: "Refresh", more: "All figures", less: "Less",
    figure: {
      calls: "Calls", calls_per_hour: "Calls per hour", talk_s: "Talk", hold_s: "Hold", wrap_up_s: "Wrap-up", handling_s: "Mean handling", occupancy: "Occupancy", on_the_spot: "On the spot", missed: "Missed", pause_s: "Pauses", drafts_kept: "Drafts kept",
    },
    pauses: "Pauses", failed: "Figures are not available now",
  },
};
