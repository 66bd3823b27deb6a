"""Files of tickets."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/attachments", tags=["attachments"])
