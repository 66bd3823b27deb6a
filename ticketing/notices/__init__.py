"""Notices (通知): what a unit, a person or a role is told at once, and whether they have read it."""
