"""Joint handling (会办) as one ticket sees it: where it is talked about, and what was decided on it."""
