"""Files of the small city with some words changed, and a look and an import in a line each."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.ticketing.story import NOON, Story
from ticketing.directory import service
from ticketing.directory.columns import TableName
from ticketing.directory.proposing import Mode, Upload
from ticketing.directory.schemas import CityPreview, CityVersion

FOLDER = Path(__file__).parents[1] / "city"


def table(name: TableName, *changes: tuple[str, str]) -> Upload:
    text = (FOLDER / f"{name}.csv").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return Upload(f"{name}.csv", text.encode())


def look(story: Story, *uploads: Upload, mode: Mode = "replace", at: datetime = NOON) -> CityPreview:
    return story.do(service.preview, uploads, mode, at)


def publish(story: Story, *uploads: Upload, mode: Mode = "replace", at: datetime = NOON, **more: Any) -> CityVersion:
    seen = look(story, *uploads, mode=mode, at=at)
    assert seen.mistakes == ()
    given: dict[str, Any] = {
        "base": seen.base, "digest": seen.digest, "effective_at": None, "note": "", "accept_stranded": False, "by": "admin",
    }  # fmt: skip
    return story.do(service.publish, uploads, mode, at=at, **(given | more))
