"""Calls with a real sipp, each scenario a caller or a phone of its own (`scenarios/`)."""

import asyncio
import shutil
from pathlib import Path

import pytest

from config.settings import Trunk
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia, Party, SipLeg
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import Listener, answering, endpoint, free_port, until

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.skipif(not shutil.which("sipp"), reason="sipp is not installed (apt-get install sip-tester)"),
]
SCENARIOS = Path(__file__).with_name("scenarios")
LOCAL = LocalMedia(host="127.0.0.1", port=41000)
REAL = Timers(t1=0.1, t2=0.8, t4=0.5)
BOUND_S = 20.0


async def sipp(name: str, folder: Path, port: int, *more: str) -> None:
    """Run a scenario; fails with sipp's own words."""
    options = "-i 127.0.0.1 -mi 127.0.0.1 -m 1 -timeout 15 -nostdin -trace_err"
    command = ["sipp", "-sf", str(SCENARIOS / name), *options.split(), "-error_file", str(folder / "errors"), *more]
    command += [f"127.0.0.1:{port}"] if port else []
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(BOUND_S):
            words, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    errors = folder / "errors"
    assert process.returncode == 0, words.decode("utf-8", "replace")[-1500:] + (errors.read_text() if errors.exists() else "")


def play_caller(scenario: str, folder: Path, listener: Listener, **more: object) -> None:
    async def run() -> None:
        async with endpoint(listener, timers=REAL, **more) as (us, _):
            await sipp(scenario, folder, us.address[1], "-p", str(free_port()))
            await until(lambda: us.live_legs() == 0)

    asyncio.run(run())


def ringing(leg: object, call: object) -> None:
    leg.ring()  # type: ignore[attr-defined]


def test_a_call_from_sipp_is_answered_and_ended(tmp_path: Path) -> None:
    heard = Listener(answering)
    play_caller("uac_call.xml", tmp_path, heard)
    assert heard.names() == ["incoming", "ended"]
    assert (heard.calls[0][1].caller.number, heard.calls[0][1].caller.name) == ("16400001111", "市民")


def test_the_200_is_repeated_until_a_late_ack(tmp_path: Path) -> None:
    async def run() -> None:
        async with endpoint(Listener(answering), timers=REAL) as (us, heard):
            sent: list[int] = []
            send = us.layer.send

            def counted(message: Message, destination: tuple[str, int]) -> None:
                sent.append(message.status)
                send(message, destination)

            us.layer.send = counted
            await sipp("uac_late_ack.xml", tmp_path, us.address[1], "-p", str(free_port()))
            assert sent.count(200) == 5, "at 0, 100, 300, 700 ms; one more for BYE"
            assert heard.names() == ["incoming", "ended"]

    asyncio.run(run())


def test_a_cancel_from_sipp_gets_its_487(tmp_path: Path) -> None:
    heard = Listener(ringing)
    play_caller("uac_cancel.xml", tmp_path, heard)
    assert heard.heard[-1][2:] == ("remote", "CANCEL")


def test_hold_and_resume_from_sipp(tmp_path: Path) -> None:
    heard = Listener(answering)
    play_caller("uac_hold.xml", tmp_path, heard)
    changes = [what[2].direction for what in heard.heard if what[0] == "media_changed"]
    assert changes == ["recvonly", "sendrecv"]


def test_a_session_is_refreshed_and_held_by_update(tmp_path: Path) -> None:
    heard = Listener(answering)
    play_caller("uac_update.xml", tmp_path, heard)
    changes = [what[2].direction for what in heard.heard if what[0] == "media_changed"]
    assert changes == ["recvonly"]


def early(leg: object, call: object) -> None:
    leg.ring(LOCAL)  # type: ignore[attr-defined]
    leg.answer(LOCAL)  # type: ignore[attr-defined]


@pytest.mark.parametrize("scenario", ["uac_prack.xml", "uac_early_media.xml"])
def test_early_media_comes_before_the_answer(scenario: str, tmp_path: Path) -> None:
    heard = Listener(early)
    play_caller(scenario, tmp_path, heard)
    assert heard.names() == ["incoming", "ended"]


class Transferring(Listener):
    """Says that the one who is asked for rings, then answers."""

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        super().transfer_requested(leg, target, replaces)
        for status in (180, 200):
            leg.answer_refer(status)


def test_a_caller_who_transfers_hears_how_it_goes(tmp_path: Path) -> None:
    heard = Transferring(answering)
    play_caller("uac_refer.xml", tmp_path, heard)
    assert [what[2].number for what in heard.heard if what[0] == "transfer_requested"] == ["16400009999"]


def test_a_cancel_that_crosses_our_200_ends_nothing(tmp_path: Path) -> None:
    heard = Listener(answering)
    play_caller("uac_cancel_race.xml", tmp_path, heard)
    assert heard.heard[-1][2:] == ("remote", "BYE")


def test_a_stranger_is_refused(tmp_path: Path) -> None:
    heard = Listener(answering)
    play_caller("uac_refused.xml", tmp_path, heard, trunks=(Trunk(name="far", host="127.0.0.250"),))
    assert heard.names() == []


def test_a_full_house_is_told(tmp_path: Path) -> None:
    async def run() -> None:
        async with endpoint(Listener(answering), timers=REAL, max_calls=1) as (us, heard), endpoint() as (other, told):
            other.invite(f"sip:12345@127.0.0.1:{us.address[1]}", LOCAL)
            await told.wait("answered")
            await sipp("uac_full.xml", tmp_path, us.address[1], "-p", str(free_port()))
            assert heard.names() == ["incoming"]

    asyncio.run(run())


def test_we_call_a_phone_made_of_sipp(tmp_path: Path) -> None:
    async def run() -> None:
        port = free_port()
        phone = asyncio.ensure_future(sipp("uas_answer.xml", tmp_path, 0, "-p", str(port)))
        async with endpoint(timers=REAL) as (us, told):
            leg = us.invite(f"sip:200@127.0.0.1:{port}", LOCAL)
            await told.wait("answered")
            leg.hang_up()
            await phone
            assert told.names() == ["ringing", "answered", "ended"]

    asyncio.run(run())
