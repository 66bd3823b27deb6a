"""Units, categories, duties and contacts: import, export, versions."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/city", tags=["city"])
