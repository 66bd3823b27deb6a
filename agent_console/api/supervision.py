"""Supervision: ladder, pool, warnings, look-back."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/supervision", tags=["supervision"])
