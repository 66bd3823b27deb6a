"""Dispatching, legs, objections, batches, merging."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/dispatching", tags=["dispatching"])
