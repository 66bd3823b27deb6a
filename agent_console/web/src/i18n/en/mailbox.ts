export default {
  title: "Mailbox", contacts: "Public contacts",
  write: "Write to us", look: "Look up", language: "中文", emergency: "In an emergency call 110, 119 or 120; by telephone, 12345.",
  promise: "No account. Accepted within {n} minutes; the tracking number and your phone's last digits show the progress.", type: "Kind", text: "What happened", textHint: "When, where, what happened, and what you ask for", place: "Place (optional)", placeHint: "Estate, road or number", files: "Pictures and videos (optional, at most {n})", addFile: "Add",
  name: "Name", phone: "Mobile phone", send: "Send", sending: "Sending…", uploading: "Files are going up…", privacy: "Name and phone serve only to handle the matter and call back; they are not published.", wrong: { text: "Say what it is about, in five characters at least.", name: "Enter your name.", phone: "Enter a number at which you can be reached, such as 13800000000." }, limits: "{kinds}; each picture up to {picture} MB, each video up to {video} MB.", skipped: "{most} at most; {n} more were not added.", tooLarge: "Larger than {n} MB: please make it smaller.", removeFile: "Remove {name}",
  sent: "Received", trackingIs: "Your tracking number", copy: "Copy", copied: "Copied", keep: "Keep it. To look the answer up you also need your phone's last four digits: {digits}.", acceptedBy: "We accept it by {at}.", lookNow: "See progress", another: "Another matter",
  tracking: "Tracking number", trackingHint: "e.g. 7K2M-9QF4-TX8C", digits: "Phone's last four digits", lookUp: "Look up", other: "Another one",
  stage: { received: "Received, waiting to be accepted", accepted: "Accepted, being checked", asked: "We need more from you", dispatched: "Dispatched, waiting for the unit", handling: "In hand", done: "Done", closed: "Closed" },
  short: { received: "Received", accepted: "Accepted", dispatched: "Dispatched", handling: "In hand", done: "Done" },
  handledBy: "Handled by", acceptDue: "Accepted by", deadline: "Due", ticket: "Ticket", answer: "Answer", asked: "Please add", supplement: "Send", supplementHint: "Write here", yourWords: "Your words", fileCount: "{n} files", history: "History",
  step: {
    receive: "Sent", accept: "Accepted", ask: "More was asked", supplement: "You added more", answer: "Answered", dispatch: "Dispatched", join: "Joined with the same matter", close: "Closed", prevent: "Done",
    ticket_sign: "The unit has signed", ticket_start_handling: "Work began", ticket_ask_supplement: "More was asked", ticket_supplement: "You added more", ticket_resume: "Work goes on", ticket_report: "The unit has reported", ticket_close: "Done", ticket_rework: "Sent back to the unit", ticket_extend: "The due time was extended", ticket_redispatch: "Another unit handles it",
  },
};
