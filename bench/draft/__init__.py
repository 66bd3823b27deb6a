"""How much of a good agent's notes the drafts hold, on transcripts of calls: precision, recall, every miss by name."""
