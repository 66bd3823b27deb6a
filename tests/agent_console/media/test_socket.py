"""The browser's audio over a real WebSocket: both ways, bounded, ended with the call."""

import json
import struct

import anyio
import pytest
from websockets.exceptions import ConnectionClosed

from agent_console.media.line import ends_audio, ends_listening
from agent_console.ports import Audience, BrowserLeg, DeskEvent
from config.ids import CallId, PersonId
from tests.agent_console.conftest import WITHIN_S, Desk, House, Site, call_id
from tests.fakes.phone import FakeLeg

pytestmark = pytest.mark.anyio
CALL = call_id(1)
FRAME = bytes(range(160)) * 2


async def talking(site: Site) -> tuple[Desk, str]:
    house = site.house
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    house.phone.ring(house.person("agent1"), CALL)
    await desk.ask("accept", call=CALL)
    await desk.event("call")
    house.audio.talking.add(house.person("agent1"))
    return desk, token


async def listening(leg: FakeLeg) -> None:
    with anyio.fail_after(WITHIN_S):
        while not leg.listened_to:
            await anyio.sleep(0.001)


async def test_frames_go_both_ways(site: Site, house: House) -> None:
    _, token = await talking(site)
    audio = await site.open("/ws/media", "hotline.media.v1", token)
    assert json.loads(await audio.recv()) == {"type": "ready", "call": CALL}
    leg = house.audio.legs[0]
    await listening(leg)
    for _ in range(3):
        leg.play(FRAME)
    heard = [await audio.recv() for _ in range(3)]
    assert heard == [struct.pack("!II", number, number * 160) + FRAME for number in range(3)]
    await audio.send(struct.pack("!II", 0, 0) + FRAME)
    with anyio.fail_after(WITHIN_S):
        while not leg.sent:
            await anyio.sleep(0.001)
    assert leg.sent == [FRAME]


async def test_without_a_call_there_is_nothing_to_hear(site: Site) -> None:
    audio = Desk(await site.open("/ws/media", "hotline.media.v1", await site.token("agent1")))
    assert (await audio.closed())[0] == 4404


@pytest.mark.parametrize("message", [b"", bytes(327), bytes(329), "text"])
async def test_a_message_of_another_size_closes_the_line(site: Site, message: str | bytes) -> None:
    _, token = await talking(site)
    audio = await site.open("/ws/media", "hotline.media.v1", token)
    await audio.recv()
    await audio.send(message)
    assert (await Desk(audio).closed())[0] == 4400
    with anyio.fail_after(WITHIN_S):
        while not site.house.audio.legs[0].closed:
            await anyio.sleep(0.001)


async def test_the_line_ends_with_the_call(site: Site, house: House) -> None:
    _, token = await talking(site)
    audio = await site.open("/ws/media", "hotline.media.v1", token)
    await audio.recv()
    await listening(house.audio.legs[0])
    house.phone.caller_hangs_up(CALL)
    assert json.loads(await audio.recv()) == {"type": "ended"}
    assert (await Desk(audio).closed())[0] == 1000


async def test_a_browser_that_goes_lets_its_leg_go(site: Site, house: House) -> None:
    _, token = await talking(site)
    audio = await site.open("/ws/media", "hotline.media.v1", token)
    await audio.recv()
    await audio.close()
    with anyio.fail_after(WITHIN_S):
        while not house.audio.legs[0].closed:
            await anyio.sleep(0.001)


async def test_a_second_line_of_the_same_person_closes_the_first(site: Site) -> None:
    _, token = await talking(site)
    first = await site.open("/ws/media", "hotline.media.v1", token)
    await first.recv()
    second = await site.open("/ws/media", "hotline.media.v1", token)
    await second.recv()
    assert (await Desk(first).closed())[0] == 4009


@pytest.mark.parametrize(
    ("kind", "data", "ends"),
    [
        ("call_ended", {"call": "c"}, True),
        ("call_ended", {"call": "other"}, False),
        ("agent", {"agent": "me", "state": "wrap_up"}, True),
        ("agent", {"agent": "me", "state": "held"}, False),
        ("agent", {"agent": "other", "state": "offline"}, False),
        ("draft", {"call_id": "c"}, False),
    ],
)
async def test_which_events_end_the_audio(kind: str, data: dict[str, str], ends: bool) -> None:
    event = DeskEvent(type=kind, data=data, audience=Audience())
    assert ends_audio(event, PersonId("me"), CallId("c")) is ends


async def test_a_browser_that_goes_before_it_is_refused_is_no_fault(
    site: Site, house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, refuse = anyio.Event(), anyio.Event()
    open_line = house.audio.open

    async def slowly(person: PersonId) -> BrowserLeg:
        asked.set()
        await refuse.wait()
        return await open_line(person)

    monkeypatch.setattr(house.audio, "open", slowly)
    token = await site.token("agent1")
    gone = await site.open("/ws/media", "hotline.media.v1", token)
    await asked.wait()
    gone.transport.abort()
    await gone.wait_closed()
    await anyio.sleep(0.05)
    refuse.set()
    with pytest.raises(ConnectionClosed):
        await (await site.open("/ws/media", "hotline.media.v1", token)).recv()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_supervisor_hears_the_call_until_supervision_ends(site: Site, house: House) -> None:
    await talking(site)
    boss = house.person("boss1")
    token = await site.token("boss1")
    page = await site.desk_of(token, board=True)
    early = Desk(await site.open("/ws/supervision", "hotline.media.v1", token))
    assert (await early.closed())[0] == 4404
    await page.ask("supervise", call=CALL, mode="monitor")
    house.audio.listening.add(boss)
    audio = await site.open("/ws/supervision", "hotline.media.v1", token)
    assert json.loads(await audio.recv()) == {"type": "ready", "call": CALL}
    leg = house.audio.legs[-1]
    await listening(leg)
    leg.play(FRAME)
    assert (await audio.recv())[8:] == FRAME
    await page.ask("stop_supervising", call=CALL)
    assert json.loads(await audio.recv()) == {"type": "ended"}
    with pytest.raises(ConnectionClosed):
        await audio.recv()
    assert leg.closed


def test_who_calls_a_citizen_hears_it_ring() -> None:
    def told(state: str, call: str | None) -> DeskEvent:
        return DeskEvent(type="agent", data={"agent": "p", "state": state, "call": call}, audience=Audience())

    assert not ends_audio(told("reserved", CALL), PersonId("p"), CALL)
    assert ends_audio(told("reserved", call_id(2)), PersonId("p"), CALL)
    assert ends_audio(told("available", None), PersonId("p"), CALL)


def test_supervision_ends_with_its_own_event_or_the_calls_end() -> None:
    def told(kind: str, **data: object) -> DeskEvent:
        return DeskEvent(type=kind, data=data, audience=Audience())

    boss = PersonId("s")
    assert not ends_listening(told("supervision", supervisor="s", mode="barge"), boss, CALL)
    assert not ends_listening(told("supervision", supervisor="other", mode=None), boss, CALL)
    assert ends_listening(told("supervision", supervisor="s", mode=None), boss, CALL)
    assert ends_listening(told("call_ended", call=CALL), boss, CALL)
    assert not ends_listening(told("call_ended", call=call_id(2)), boss, CALL)
