"""Three-level deliberation (议事): building, grid, community, and what goes up unsolved."""
