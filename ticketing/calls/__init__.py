"""Calls: the queue log (append-only), what it amounts to for each call, transcripts and outcomes."""
