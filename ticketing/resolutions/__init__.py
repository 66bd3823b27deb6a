"""Resolutions (决议) and whatever else has an owner and a due date and is followed until done."""
