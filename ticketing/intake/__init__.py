"""One intake: every channel yields the same draft, whoever or whatever brought the matter."""
