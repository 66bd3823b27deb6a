"""Drafts: what a call becomes before it is a ticket, filled by the machine, corrected by a person."""
