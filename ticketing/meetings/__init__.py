"""Joint handling (会办): meetings of all kinds, planned, held, minuted, and again by their rhythm."""
