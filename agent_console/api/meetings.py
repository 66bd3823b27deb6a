"""Meetings, deliberation, cases, media."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/meetings", tags=["meetings"])
