"""The built pages: files as they are, the index for the pages' own routes, nothing from outside the folder."""

from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from agent_console.pages import served
from tests.agent_console.conftest import Site


@pytest.fixture
def built(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("index")
    (static / "assets" / "app-1a2b.js").write_text("js")
    (tmp_path / "secret.txt").write_text("secret")
    return static


@pytest.mark.parametrize(
    ("path", "file", "cache"),
    [
        ("", "index.html", "no-cache"),
        ("desk", "index.html", "no-cache"),
        ("tickets/20260304-000123", "index.html", "no-cache"),
        ("index.html", "index.html", "no-cache"),
        ("assets/app-1a2b.js", "app-1a2b.js", "public, max-age=31536000, immutable"),
    ],
)
def test_a_path_gives_its_file_or_the_index(built: Path, path: str, file: str, cache: str) -> None:
    answer = served(built, path)
    assert isinstance(answer, FileResponse)
    assert Path(answer.path).name == file
    assert answer.headers["cache-control"] == cache


@pytest.mark.parametrize("path", ["assets/gone.js", "favicon.ico", "../secret.txt", "assets/../../secret.txt"])
def test_a_missing_or_foreign_file_is_not_found(built: Path, path: str) -> None:
    with pytest.raises(HTTPException):
        served(built, path)


def test_who_takes_gzip_gets_the_form_that_the_build_has_made(built: Path) -> None:
    (built / "assets" / "app-1a2b.js.gz").write_text("small")
    small, whole = served(built, "assets/app-1a2b.js", gzip=True), served(built, "assets/app-1a2b.js")
    assert (Path(small.path).name, small.headers["content-encoding"]) == ("app-1a2b.js.gz", "gzip")
    assert (Path(whole.path).name, "content-encoding" in whole.headers) == ("app-1a2b.js", False)
    assert small.headers["content-type"] == whole.headers["content-type"]
    assert small.headers["vary"] == whole.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in served(built, "desk", gzip=True).headers


@pytest.mark.anyio
async def test_without_built_pages_the_reader_is_told_how_to_build_them(site: Site) -> None:
    async with site.client() as client:
        answer = await client.get("/desk")
    assert answer.status_code == 200
    assert "make web" in answer.text
