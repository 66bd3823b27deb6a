"""All that others do with drafts, by name."""

from ticketing.drafts.endings import (
    answer,
    close_without_ticket,
    dispatch,
    dispatch_at_close,
    dispatch_by_itself,
    suggest,
    where,
)
from ticketing.drafts.errors import DraftChanged
from ticketing.drafts.filling import edit, gave_away, get, history, open_draft, open_of_intake, read, refill, writers
from ticketing.drafts.joining import join, leave

__all__ = [
    "DraftChanged",
    "answer",
    "close_without_ticket",
    "dispatch",
    "dispatch_at_close",
    "dispatch_by_itself",
    "edit",
    "gave_away",
    "get",
    "history",
    "join",
    "leave",
    "open_draft",
    "open_of_intake",
    "read",
    "refill",
    "suggest",
    "where",
    "writers",
]
