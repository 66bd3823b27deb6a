"""Open tickets that look like the same matter, each with the reasons why."""
