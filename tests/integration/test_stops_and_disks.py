"""The service stops in the middle of a call; its database or its disk is not there for a while."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest

from telephony.media.fidelity import compare
from tests.integration.house import (
    House,
    answer,
    free,
    said_in_log,
    silent,
    sound_file,
    state_of,
    two_channels,
    until,
)

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]
LOCK = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
base.execute("ROLLBACK")
"""


@pytest.mark.realtime
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
async def test_a_stop_in_a_call_ends_it_in_order(house: House, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C reaches the whole process group, as from a terminal."""
    caller_number = house.fresh_number()
    path, sound = sound_file(tmp_path, 2.0, 51)
    async with house.stage.desk("agent1") as desk, house.caller(caller_number) as caller:
        await free(desk)
        call, voice = await answer(desk, caller_number)
        await caller.speak(path)
        service = psutil.Process(house.instance.ready["pid"])
        children = service.children(recursive=True)
        if number is signal.SIGINT:
            os.killpg(service.pid, number)
        else:
            service.send_signal(number)
        assert await caller.ended(10)
        await voice.close()
    assert await house.instance.stop() == 0
    assert os.listdir(house.instance.home / "run") == []
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, timeout=2)
    assert alive == []
    assert not (house.instance.home / "ledger-unwritten.jsonl").exists()
    recording = two_channels(house.recording(call))
    assert compare(sound, recording[:, 0]).share_of_frames >= 0.95
    await house.instance.start()
    async with house.watching() as boss, house.stage.desk("agent1", seat=False) as desk:
        found = await boss.get(f"/api/calls/{call}")
        assert (found["state"], found["reason"], found["interrupted"]) == ("ended", "completed", False)
        assert (found["by"], found["detail"]) == ("system", "service stopped")
        assert found["recording_finished"]
        assert found["quality"]
        async with httpx.AsyncClient() as prometheus:
            told = (await prometheus.get(f"{house.instance.ready['web']}/metrics")).text
        assert "hotline_engine_up 1.0" in told
        assert "hotline_http_requests_total" in told
        assert any(item["id"] == call for item in await desk.get("/api/todo"))


@pytest.mark.realtime
async def test_a_database_that_is_locked_for_seconds_loses_nothing_and_stops_no_call(house: House, tmp_path: Path) -> None:
    number = house.fresh_number()
    path, sound = sound_file(tmp_path, 1.5, 52)
    async with house.desk("agent1") as desk, house.watching() as boss, house.caller(number) as caller:
        call, voice = await answer(desk, number)
        await until(lambda: boss.get(f"/api/calls/{call}"), lambda one: one["answered_at"] is not None)
        database = house.instance.home / "hotline.db"
        locker = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LOCK, str(database), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert locker.stdout
        assert locker.stdin
        assert await locker.stdout.readline() == b"locked\n"
        await desk.command("hold", call=call)
        await state_of(desk, call, "held")
        await desk.command("resume", call=call)
        await caller.speak(path)
        await desk.command("hang_up", call=call)
        assert await caller.ended(5)
        assert locker.returncode is None
        locker.stdin.close()
        assert await locker.wait() == 0
        found = await house.ended(boss, call)
        await voice.close()
    assert found["reason"] == "completed"
    assert found["held_s"] > 0
    assert found["answered_at"]
    assert not (house.instance.home / "ledger-unwritten.jsonl").exists()
    assert compare(sound, np.frombuffer(bytes(voice.heard), "<i2")).share_of_frames >= 0.95


@pytest.mark.realtime
async def test_a_recording_folder_that_takes_nothing_ends_no_call_and_is_reported(house: House, tmp_path: Path) -> None:
    """A file stands in the way of the year's folder: as with a full or read-only disk, nothing can be written."""
    number = house.fresh_number()
    path, sound = sound_file(tmp_path, 1.5, 53)
    folder = house.stage.settings.recordings
    away = folder.with_name("recordings-away")
    seen = len(house.log())
    folder.rename(away)
    try:
        folder.write_bytes(b"")
        async with house.desk("agent1") as desk, house.watching() as boss, house.caller(number) as caller:
            call, voice = await answer(desk, number)
            voice.say(sound.tobytes())
            await caller.speak(path)
            await silent(voice)
            await desk.event("call", 5, lambda data: data["call"] == call and data["recording"] is False)
            await desk.command("hang_up", call=call)
            assert await caller.ended(5)
            found = await house.ended(boss, call)
            await voice.close()
            assert (await desk.http.get(f"/api/calls/{call}/recording")).status_code == 404
    finally:
        folder.unlink(missing_ok=True)
        away.rename(folder)
    assert found["reason"] == "completed"
    assert compare(sound, np.frombuffer(bytes(voice.heard), "<i2")).share_of_frames >= 0.95
    assert compare(sound, caller.heard()).share_of_frames >= 0.95
    reports = [line for line in said_in_log(house.log()[seen:], "recording") if line["level"] == "error"]
    assert [line["call"] for line in reports] == [call]
