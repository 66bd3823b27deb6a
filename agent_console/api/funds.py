"""Fund pools, studios, task forces, conditional approvals, aid."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/funds", tags=["funds"])
