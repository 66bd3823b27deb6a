"""The public mailbox: no account, a tracking number instead."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/mailbox", tags=["mailbox"])
