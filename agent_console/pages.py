"""The Vue pages: built files as they are, the index for the pages' own routes, or a plain page that says what is missing."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from agent_console.transaction import Ports

ASSETS = "assets"
FOREVER = "public, max-age=31536000, immutable"
"""Vite puts a hash of the content into the names under ``assets``."""
NOT_PAGES = ("api", "ws", "metrics")
NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>12345 热线</title>
<h1>页面尚未构建</h1>
<p>服务正在运行，但页面文件还没有生成。请在项目目录运行 <code>make web</code>，然后刷新本页。</p>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "HEAD"])
def page(path: str, request: Request, ports: Ports) -> Response:
    """A built file, or the index, whose router knows the rest."""
    if path.partition("/")[0] in NOT_PAGES:
        raise HTTPException(404)
    static = ports.static
    if static is None or not (static / "index.html").is_file():
        return HTMLResponse(NOT_BUILT, headers={"Cache-Control": "no-store"})
    return served(static, path)


def served(static: Path, path: str) -> Response:
    """The file named by ``path`` below ``static``; a missing asset is 404, any other name is a route of the pages."""
    root = static.resolve()
    file = (root / path).resolve() if "\0" not in path else root
    if file.is_relative_to(root) and file.is_file():
        cache = FOREVER if file.parent.name == ASSETS else "no-cache"
        return FileResponse(file, headers={"Cache-Control": cache})
    if path.startswith(f"{ASSETS}/") or "." in path.rpartition("/")[2]:
        raise HTTPException(404)
    return FileResponse(root / "index.html", headers={"Cache-Control": "no-cache"})
