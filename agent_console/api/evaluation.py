"""Callbacks on closed matters, questionnaires."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/evaluation", tags=["evaluation"])
