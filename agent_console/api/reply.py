"""What a citizen answers by link: no account, a token instead."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/reply", tags=["reply"])
