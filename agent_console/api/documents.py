"""Issued documents as PDF and Word."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/documents", tags=["documents"])
