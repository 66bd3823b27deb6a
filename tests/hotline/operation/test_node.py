"""The running node lays out the prompts that were chosen: a disk that takes none is told to whoever chose, the rest goes on."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from unittest.mock import sentinel

import pytest

from config.errors import Unavailable
from config.settings import Folders, load
from hotline.home import prepare_home
from hotline.operation.node import OperatedNode
from hotline.operation.taking_up import Applied
from ticketing.db import open_database
from ticketing.operation import prompts
from ticketing.operation.prompts import NewSound

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


async def no_metrics() -> bytes:
    return b""


def test_a_prompt_that_finds_no_room_is_told_once_and_laid_out_when_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    settings = load(
        home=tmp_path, folders=Folders(recordings=str(tmp_path / "r"), models=str(tmp_path / "m"), prompts=str(folder))
    )
    prepare_home(settings)
    database = open_database(settings.database_url, law=settings.law)
    blocked = folder / "custom"
    blocked.write_text("what a full disk does, a file in the folder's place does too")
    node = OperatedNode(
        Applied(settings, {}),
        database,
        cast("None", sentinel.exchange),  # type: ignore[arg-type]
        cast("None", sentinel.phone),  # type: ignore[arg-type]
        spec_of=lambda queue: sentinel.spec,
        taken_up=lambda settings: None,
        metrics=no_metrics,
        now=lambda: NOON,
    )
    try:
        with database.unit_of_work() as uow:
            new = NewSound(name="welcome", how="uploaded", sound=b"RIFF", seconds=1.0)
            one = prompts.keep(uow, new, by="system", at=NOON)
            prompts.use(uow, "welcome", one.id, base=prompts.version(uow), by="system", at=NOON)
        with pytest.raises(Unavailable, match="磁盘"):
            asyncio.run(node.take_up())
        asyncio.run(node.take_up())
        blocked.unlink()
        asyncio.run(node.take_up())
        assert (blocked / "welcome.wav").read_bytes() == b"RIFF"
        assert [path.name for path in blocked.iterdir()] == ["welcome.wav"]
    finally:
        database.close()
