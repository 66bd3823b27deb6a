"""What units do with tickets, by command."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/handling", tags=["handling"])
