"""Dispatch (派单): who leads, who helps, who objects; merged, split and batched tickets; drafts that nobody ended."""
