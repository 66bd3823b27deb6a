"""Matters of all channels until they are tickets."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/intake", tags=["intake"])
