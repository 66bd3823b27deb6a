export default {
  about: "Asked beside the grade; a change is the next version, answers stay with theirs.", name: "Questionnaire", version: "Version", nth: "v{n}", state: "State", effective: "From", answers: "Answers", types: "Types", allTypes: "All types", atOnce: "At once",
  states: { now: "In use", waiting: "To come", past: "Replaced", withdrawn: "Withdrawn" }, ended: "Ended", endedHint: "From this version on the questionnaire is not asked any more.",
  make: "New questionnaire", edit: "Change", nextOf: "{name}, version {n}", withdraw: "Withdraw", withdrawAsk: "This version will never be in force; the one before goes on. Go on?", end: "End", endAsk: "It is not asked any more; its answers stay. Go on?",
  kind: "Kind", kinds: { grade: "Grade 1–5", yes_no: "Yes or no", choice: "Choice", text: "Words" }, question: "Question", options: "Options, one a line", required: "Needed by link", mayBeSeveral: "Several", up: "Up", down: "Down", remove: "Remove", add: "Add a question", preview: "As citizens see it", keeps: "A published version never changes; publish the next one.", publish: "Publish",
  lacks: { title: "Name the questionnaire.", questions: "Add 1 to 20 questions.", text: "Question {n} has no words.", options: "Question {n} needs two options.", twice: "Question {n} has the same option twice." },
  holds: "Published; version {n} is in force.", willHold: "Published; version {n} is in force from {at}.", none: "No questionnaire yet", noneHint: "Without one only solved and satisfaction are asked.",
  show: "Show", questions: "Questions", results: "Results", askedIn: "put to {n} this month", answeredBy: "{n} answered", mean: ", mean {mean}", noWords: "Nobody wrote anything this month.",
  grade: { "5": "Very good", "4": "Good", "3": "Fair", "2": "Poor", "1": "Very poor" }, yes: "Yes", no: "No", several: "(several)", optional: "(optional)", must: "Please answer “{question}”.",
};
