"""The Vue pages: built files as they are, the index for the pages' own routes, or a plain page that says what is missing."""

from collections.abc import Sequence
from mimetypes import guess_type
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from agent_console.guard import HEADERS
from agent_console.transaction import Ports

ASSETS = "assets"
FOREVER = "public, max-age=31536000, immutable"
"""Vite puts a hash of the content into the names under ``assets``."""
NOT_PAGES = ("api", "ws", "metrics")
FRAMED = "duty-figures"
"""The one page that the city's other sites may show in a frame, where a setting names them."""
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
    answer = served(static, path, gzip="gzip" in request.headers.get("accept-encoding", ""))
    if path == FRAMED and (sites := ports.settings.law.leading.embed_from):
        answer.headers["Content-Security-Policy"] = framed_by(sites)
    return answer


def framed_by(sites: Sequence[str]) -> str:
    """The policy of all pages, but for who may frame this one. Browsers heed it before ``X-Frame-Options`` (CSP 3, 6.4.2)."""
    return HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(sites)}")


def served(static: Path, path: str, *, gzip: bool = False) -> FileResponse:
    """The file named by ``path`` below ``static``; a missing asset is 404, any other name is a route of the pages.

    ``gzip``: whether the reader takes the form that the build has put beside the file.
    """
    root = static.resolve()
    file = (root / path).resolve() if "\0" not in path else root
    if file.is_relative_to(root) and file.is_file():
        return _sent(file, FOREVER if file.parent.name == ASSETS else "no-cache", gzip)
    if path.startswith(f"{ASSETS}/") or "." in path.rpartition("/")[2]:
        raise HTTPException(404)
    return _sent(root / "index.html", "no-cache", gzip)


def _sent(file: Path, cache: str, gzip: bool) -> FileResponse:
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    small = file.with_name(f"{file.name}.gz")
    if not gzip or not small.is_file():
        return FileResponse(file, headers=headers)
    return FileResponse(small, headers={**headers, "Content-Encoding": "gzip"}, media_type=guess_type(file.name)[0])
