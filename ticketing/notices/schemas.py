"""Notices as the console sees them."""

from datetime import datetime

from ticketing.schema import Schema


class NoticeOut(Schema):
    """``kind`` names the rule that told it; ``link`` the page where it is dealt with."""

    id: str
    at: datetime
    kind: str
    text: str
    ticket: str | None
    link: str
    read: bool


class NoticePage(Schema):
    """``unread`` counts up to the bound of `ticketing.notices.service.COUNTED`; ``next`` goes into ``before``."""

    items: tuple[NoticeOut, ...]
    unread: int
    next: str | None
