"""Joint handling (会办): meetings of all kinds, their minutes, and resolutions followed until done."""
