"""Deliberation in building, grid and community (三级议事): small matters do not leave the grid, large not the street."""
