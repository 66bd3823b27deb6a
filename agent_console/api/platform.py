"""Other platforms hand in matters and ask for them."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/platform", tags=["platform"])
