"""The tables are whole, their judges can fail, and a quick part of them runs against the service with every test run."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from config.settings import load
from tests.integration.house import House
from tests.torture.answer import Answer, read
from tests.torture.case import Single, case, silence
from tests.torture.footprint import MEMORY_MB, Footprint, leaks
from tests.torture.hostile_registrar import MOST, PASSWORD, Registrar, Registrars
from tests.torture.pen import Pen
from tests.torture.run import HOSTILE, KEYS, REGISTRARS, RFC4475, SETTINGS, SOUND, torture, tortured_house
from tests.torture.sound_case import SoundCase, dressed
from tests.torture.talk import AGENT_HZ, CALLER_HZ, HOSTILE_HZ, alaw, bent, last_row, level, linear, talk, tone

SECTIONS = (
    *[f"3.1.1.{n}" for n in range(1, 14)], *[f"3.1.2.{n}" for n in range(1, 20)], "3.2.1",
    *[f"3.3.{n}" for n in range(1, 16)], "3.4.1",
)  # fmt: skip
EVERY = 12
"""Of the hostile messages, one in so many; of the sound cases one in twice so many."""


def test_each_section_of_rfc_4475_has_its_case() -> None:
    assert [one.source.partition("§")[2] for one in RFC4475] == list(SECTIONS)
    assert len(SECTIONS) == 49


def test_the_hostile_set_is_large_and_each_case_has_a_name_of_its_own_and_a_source() -> None:
    cases = [(one.name, one.source) for one in HOSTILE]
    cases += [(one.name, one.source) for one in SOUND] + [(one.name, one.source) for one in KEYS]
    cases += [(one.name, one.source) for one in REGISTRARS]
    assert len(cases) >= 150
    assert len({name for name, _ in cases}) == len(cases)
    assert all(source for _, source in cases)


@pytest.mark.parametrize("one", [one for one in (*RFC4475, *HOSTILE) if isinstance(one, Single)], ids=lambda one: one.name)
def test_every_message_fits_a_datagram(one: Single) -> None:
    made = one.build(Pen(("127.0.0.1", 5062), ("127.0.0.1", 5060)))
    assert all(len(data) <= 65_507 for data in ((made,) if isinstance(made, bytes) else made))


def answered(status: int, call: str = "a", more: str = "") -> Answer:
    found = read(f"SIP/2.0 {status} X\r\nCall-ID: {call}\r\nCSeq: 1 INVITE\r\n{more}\r\n".encode())
    assert found
    return found


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        (case("", "", Pen.invite, 400), [answered(200)]),
        (case("", "", Pen.invite, 400), []),
        (case("", "", Pen.invite, 200, 400), [answered(200), answered(400)]),
        (case("", "", Pen.invite, 200), [answered(200), answered(200, "b")]),
        (case("", "", Pen.invite, 405, Allow="INVITE"), [answered(405)]),
        (silence("", "", Pen.invite), [answered(100)]),
    ],
)
def test_a_wrong_answer_is_noticed(wanted: Single, seen: list[Answer]) -> None:
    assert wanted._verdict(seen)


def test_a_right_answer_is_right() -> None:
    assert case("", "", Pen.invite, 405, Allow="INVITE")._verdict([answered(405, more="Allow: INVITE, ACK\r\n")]) == ""
    assert silence("", "", Pen.invite)._verdict([]) == ""


def register(cseq: int, authorization: str = "") -> Answer:
    found = read(f"REGISTER sip:a SIP/2.0\r\nCSeq: {cseq} REGISTER\r\nAuthorization: {authorization}\r\n\r\n".encode())
    assert found
    return found


@pytest.mark.parametrize(
    "asked",
    [
        [],
        [register(n, f'Digest nonce="{n}"') for n in range(MOST + 1)],
        [register(1, "Basic bGFtcA==")],
        [register(1, f'Digest nonce="{PASSWORD}"')],
        [register(n, 'Digest realm="a", nonce="n", qop=auth, nc=00000001') for n in range(2)],
    ],
    ids=["never came back", "too often", "basic", "the password", "a count twice"],
)
def test_a_registrar_notices_what_is_wrong(asked: list[Answer]) -> None:
    one = Registrar(REGISTRARS[0])
    one.asked, one.done = asked, bool(asked)
    assert one.verdict()
    one.asked, one.done = [register(1, 'Digest nonce="n"'), register(1, 'Digest nonce="n"')], True
    assert one.verdict() == "", "the same REGISTER, sent again"


def test_tones_are_told_apart_also_through_a_law() -> None:
    heard = linear(alaw(tone(CALLER_HZ)))
    assert level(heard, CALLER_HZ) > 7_000
    assert max(level(heard, AGENT_HZ), level(heard, HOSTILE_HZ)) < 200
    quiet = np.zeros(160, np.int16)
    assert last_row([heard, quiet, heard, heard], CALLER_HZ) == 2


def test_what_does_not_come_back_is_a_leak() -> None:
    before = {"a": Footprint(50, 3, 10, 0), "b": Footprint(50, 3, 10, 0)}
    assert leaks(before, before) == []
    after = {"a": Footprint(50 + MEMORY_MB + 1, 9, 30, 1)}
    found = leaks(before, after)
    assert [word for word in ("gone", "memory", "threads", "descriptors", "ports") if any(word in one for one in found)] == [
        "gone", "memory", "threads", "descriptors", "ports",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def tortured(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[tuple[House, Registrars]]:
    async with tortured_house(tmp_path_factory.mktemp("torture"), REGISTRARS[::4]) as opened:
        yield opened


@pytest.mark.anyio
@pytest.mark.protocol
async def test_a_part_of_the_torture_finds_nothing_wrong(tortured: tuple[House, Registrars]) -> None:
    house, there = tortured
    messages, sound, keys = (*RFC4475, *HOSTILE[::EVERY]), SOUND[:: 2 * EVERY], KEYS[::4]
    found = await torture(house, there, messages, sound, keys)
    assert found.wrong == []
    assert found.messages == len(messages) + len(sound) + len(keys) + len(there.cases) + 3


@pytest.mark.anyio
@pytest.mark.protocol
async def test_a_hostile_tone_that_is_played_is_noticed(tortured: tuple[House, Registrars]) -> None:
    """The judge of the conversation can fail: what is right in every field is played, and a caller who is gone is missed."""
    played = dressed("", "", lambda packet: (bent(packet, payload=alaw(tone(HOSTILE_HZ))),))

    async with talk(tortured[0]) as (going, _, _):
        assert "hostile tone" in await played.run(going)
        going.dress = lambda packet: ()
        assert re.search("frames in a row", await SoundCase("", "", lambda talk: None).run(going))


def test_the_settings_of_the_torture_name_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    assert load().acd.prompts[1] == "recording_notice"
