"""The desk's WebSocket: snapshot, numbered events, resume, and the reasons for which a desk is closed."""

from datetime import timedelta

import anyio
import pytest
from websockets.exceptions import InvalidStatus

from agent_console.live import socket
from agent_console.live.apply import apply
from agent_console.live.stream import BACKLOG_EVENTS, RESUME_WITHIN
from agent_console.ports import Audience, DeskEvent
from config.errors import Conflict
from tests.agent_console.conftest import WITHIN_S, Desk, House, Site, call_id
from ticketing.calls import gaps
from ticketing.people import service as people
from ticketing.people.repository import person_row
from ticketing.people.schemas import PersonPatch

pytestmark = pytest.mark.anyio
CALL = call_id(1)


def change(house: House, username: str, patch: PersonPatch) -> None:
    with house.database.unit_of_work() as uow:
        people.change(uow, house.person(username), patch)


def must_change_password(house: House, username: str) -> None:
    with house.database.unit_of_work() as uow:
        person_row(uow, house.person(username)).must_change_password = True


async def until_left(site: Site) -> None:
    with anyio.fail_after(WITHIN_S):
        while site.hub.desks:
            await anyio.sleep(0.005)


async def test_a_desk_takes_its_seat_and_gets_its_snapshot_first(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    assert house.phone.done == [("sign_in", house.person("agent1"))]
    assert desk.data["me"]["username"] == "agent1"
    assert desk.data["agent"]["state"] == "paused"
    assert desk.data["call"] is None
    assert desk.data["recogniser"]["engine"] == "vosk"


async def test_events_follow_the_snapshot_without_a_gap(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    assert (await desk.ask("presence", presence="available"))["ok"]
    await desk.event("agent", state="available")
    house.phone.ring(house.person("agent1"), CALL)
    assert (await desk.event("offer"))["caller_number"] == "15412345678"


async def test_commands_reach_the_phone_and_its_refusals_reach_the_desk(site: Site, house: House) -> None:
    me = house.person("agent1")
    desk = await site.desk("agent1")
    house.phone.ring(me, CALL)
    for kind, fields in (
        ("accept", {}), ("hold", {}), ("resume", {}), ("mute", {"on": True}), ("hang_up", {}),
    ):  # fmt: skip
        assert (await desk.ask(kind, call=CALL, **fields))["ok"], kind
    assert (await desk.ask("end_wrap_up"))["ok"]
    assert house.phone.done[1:] == [
        ("accept", me, CALL), ("hold", me, CALL), ("resume", me, CALL), ("mute", me, CALL, True), ("hang_up", me, CALL),
        ("end_wrap_up", me),
    ]  # fmt: skip
    refused = await desk.ask("accept", call=CALL)
    assert refused == {
        "reply": refused["reply"],
        "ok": False,
        "error": {"code": "NotFound", "what": "这通电话已经不在了。", "remedy": "请等待下一通电话。"},
    }


async def test_a_message_that_is_none_of_ours_is_answered_and_the_desk_goes_on(site: Site) -> None:
    desk = await site.desk("agent1")
    for wrong in ({"kind": "dance"}, {"kind": "mute", "call": CALL}, {"kind": "presence", "presence": "asleep"}):
        reply = await desk.ask(**wrong)
        assert reply["error"]["code"] == "BadInput"
    assert (await desk.ask("ping"))["ok"]


@pytest.mark.parametrize("text", ["[" * 60_000, '{"id":' * 10_000, "null", '{"id": 1e999}', '{"id": "\\ud800"}'])
async def test_no_text_however_odd_closes_the_desk(site: Site, text: str) -> None:
    desk = await site.desk("agent1")
    await desk.socket.send(text)
    while "reply" not in (answer := await desk.next()):
        assert answer["type"] == "event"
    assert answer["error"]["code"] == "BadInput"
    assert (await desk.ask("ping"))["ok"]


async def test_an_unforeseen_error_is_told_without_its_inside(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    house.phone.fails = ZeroDivisionError("secret inside")
    reply = await desk.ask("end_wrap_up")
    assert reply["error"]["code"] == "Unexpected"
    assert "secret" not in str(reply)


async def test_who_has_no_seat_sees_but_cannot_take_calls(site: Site, house: House) -> None:
    desk = await site.desk("boss1")
    assert (await desk.ask("presence", presence="available"))["error"]["code"] == "NotAllowed"
    assert house.phone.done == []


async def test_an_agents_events_are_not_shown_to_another_agent(site: Site, house: House) -> None:
    mine, other = await site.desk("agent1"), await site.desk("agent2")
    house.phone.ring(house.person("agent1"), CALL)
    assert (await mine.event("offer"))["call"] == CALL
    everybody = Audience(roles=frozenset({"agent"}))
    house.events.publish(DeskEvent(type="recogniser", data={"engine": "none"}, audience=everybody))
    seen = [await other.numbered()]
    while seen[-1]["event"] != "recogniser":
        seen.append(await other.numbered())
    assert all(message["event"] != "offer" for message in seen)
    assert all(message["data"].get("agent") != house.person("agent1") for message in seen)


async def test_a_broken_connection_is_resumed_with_exactly_what_was_missed(site: Site, house: House) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    await desk.socket.close()
    await until_left(site)
    house.phone.ring(house.person("agent1"), CALL)
    again = Desk(await site.open("/ws/agent", "hotline.agent.v1", token))
    reply = await again.ask("hello", resume={"stream": desk.stream, "seq": desk.seq})
    assert reply["resumed"] is True
    again.seq = desk.seq
    assert (await again.event("offer"))["call"] == CALL
    assert house.phone.done == [("sign_in", house.person("agent1"))]


@pytest.mark.parametrize("resume", [{"stream": "unknown", "seq": 0}, {"stream": None, "seq": 9_999}])
async def test_a_place_that_is_not_in_the_ring_gives_a_new_snapshot(site: Site, resume: dict[str, object]) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    await desk.socket.close()
    again = await site.desk_of(token, resume={**resume, "stream": resume["stream"] or desk.stream})
    assert again.stream != desk.stream
    assert again.data["me"]["username"] == "agent1"


async def test_a_stream_of_another_person_cannot_be_resumed(site: Site) -> None:
    first = await site.desk("agent1")
    stolen = await site.desk("agent2", resume={"stream": first.stream, "seq": 0})
    assert stolen.data["me"]["username"] == "agent2"
    assert stolen.stream != first.stream


async def test_after_a_minute_a_stream_is_forgotten(site: Site, house: House) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    await desk.socket.close()
    await until_left(site)
    house.clock.ahead += RESUME_WITHIN + timedelta(seconds=1)
    site.hub.sweep()
    again = await site.desk_of(token, resume={"stream": desk.stream, "seq": desk.seq})
    assert again.stream != desk.stream


async def test_a_seat_whose_desk_stays_away_is_left_and_one_that_comes_back_is_kept(site: Site, house: House) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    await desk.socket.close()
    await until_left(site)
    house.clock.ahead += timedelta(seconds=10)
    site.hub.sweep()
    assert ("sign_out", house.person("agent1")) not in house.phone.done
    again = await site.desk_of(token, resume={"stream": desk.stream, "seq": desk.seq})
    house.clock.ahead += timedelta(seconds=30)
    site.hub.sweep()
    assert ("sign_out", house.person("agent1")) not in house.phone.done
    await again.socket.close()
    await until_left(site)
    house.clock.ahead += timedelta(seconds=20)
    site.hub.sweep()
    assert house.phone.done[-1] == ("sign_out", house.person("agent1"))


async def test_the_same_person_at_another_desk_closes_the_older(site: Site) -> None:
    older = await site.desk("agent1")
    newer = await site.desk("agent1")
    assert (await older.closed())[0] == 4009
    assert (await newer.ask("ping"))["ok"]


async def test_a_wallboard_page_displaces_no_desk_and_takes_no_seat(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    page = await site.desk("agent1", board=True)
    assert house.phone.done == [("sign_in", house.person("agent1"))]
    board = await page.event("board")
    assert [agent["agent"] for agent in board["agents"]] == [house.person("agent1")]
    assert board["hour"]["service_level"]["rate"]["denominator"] == 0
    assert (await desk.ask("ping"))["ok"]


async def test_a_page_of_news_hears_what_changes_lists_and_nothing_of_calls(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    page = await site.desk("boss1", news=True)
    house.phone.ring(house.person("agent1"), CALL)
    await desk.event("offer")
    matter = {"channel": "walk_in", "text": "小区门口路灯坏了三天没人修。", "caller_number": "16412345678", "accept": False}
    async with await site.signed_in("agent1") as clerk:
        made = (await clerk.post("/api/intake", json=matter)).json()
    first = await page.numbered()
    assert (first["event"], first["data"]) == ("intake", {"id": made["id"], "channel": "walk_in", "state": "received"})
    assert house.phone.done == [("sign_in", house.person("agent1"))]


async def test_a_page_of_news_displaces_no_desk_and_resumes_what_it_missed(site: Site, house: House) -> None:
    desk = await site.desk("agent1")
    page = await site.desk("agent1", news=True)
    await page.socket.close()
    house.events.publish(
        DeskEvent(type="notice", data={"text": "一"}, audience=Audience(people=frozenset({house.person("agent1")})))
    )
    again = await site.desk("agent1", news=True, resume={"stream": page.stream, "seq": page.seq})
    again.stream, again.seq = page.stream, page.seq
    assert (await again.event("notice"))["text"] == "一"
    assert (await desk.ask("ping"))["ok"]


async def test_the_board_comes_to_supervisors_at_most_once_a_second(site: Site) -> None:
    desk = await site.desk("boss1")
    first = await desk.event("board")
    started = anyio.current_time()
    second = await desk.event("board")
    assert first["at"] < second["at"]
    assert anyio.current_time() - started > 0.8


async def test_a_desk_whose_roles_have_changed_is_opened_anew(site: Site, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "RECHECK_S", 0.05)
    desk, other = await site.desk("agent1"), await site.desk("agent2")
    for username, patch in (("agent1", PersonPatch(roles=("handler",))), ("agent2", PersonPatch(roles=("agent", "leader")))):
        await anyio.to_thread.run_sync(change, house, username, patch)
    assert await desk.closed() == (4008, "您的账号权限已变更，请重新连接。")
    assert await other.closed() == (4008, "您的账号权限已变更，请重新连接。")
    assert ("sign_out", house.person("agent1")) in house.phone.done
    assert ("sign_out", house.person("agent2")) not in house.phone.done


async def test_a_desk_whose_account_must_change_its_password_is_closed(
    site: Site, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "RECHECK_S", 0.05)
    desk = await site.desk("agent1")
    await anyio.to_thread.run_sync(must_change_password, house, "agent1")
    assert (await desk.closed())[0] == 4008


async def test_a_desk_that_does_not_keep_up_is_closed_as_too_slow(site: Site, house: House) -> None:
    token = await site.token("agent1")
    slow = Desk(await site.open("/ws/agent", "hotline.agent.v1", token, max_queue=1))
    await slow.ask("hello")
    data = {"items": [], "filler": "x" * 60_000}
    everybody = Audience(roles=frozenset({"agent"}))
    for _ in range(BACKLOG_EVENTS * 2):
        house.events.publish(DeskEvent(type="todo", data=data, audience=everybody))
    with anyio.fail_after(WITHIN_S):
        while site.hub.desks:
            await anyio.sleep(0.01)
    fresh = await site.desk_of(token)
    assert (await fresh.ask("ping"))["ok"]


async def test_when_live_events_break_off_desks_are_told_to_take_a_new_snapshot(site: Site, house: House) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    house.events.break_off()
    assert (await desk.closed())[0] == 4008
    with anyio.fail_after(WITHIN_S):
        while not house.events.subscribed:
            await anyio.sleep(0.01)
    again = await site.desk_of(token, resume={"stream": desk.stream, "seq": desk.seq})
    assert again.stream != desk.stream
    house.phone.ring(house.person("agent1"), CALL)
    assert (await again.event("offer"))["call"] == CALL


@pytest.mark.parametrize("token", [None, "no-such-token", "x" * 600])
async def test_without_a_session_the_desk_is_closed_with_4001(site: Site, token: str | None) -> None:
    desk = Desk(await site.open("/ws/agent", "hotline.agent.v1", token))
    assert (await desk.closed())[0] == 4001


async def test_a_page_of_another_site_gets_no_handshake(site: Site) -> None:
    token = await site.token("agent1")
    with pytest.raises(InvalidStatus):
        await site.open("/ws/agent", "hotline.agent.v1", token, origin="https://evil.example")
    ours = Desk(await site.open("/ws/agent", "hotline.agent.v1", token, origin=site.url))
    assert (await ours.ask("hello"))["ok"]


async def test_the_cookie_of_the_page_is_enough(site: Site) -> None:
    token = await site.token("agent1")
    headers = {"Cookie": f"hotline_session={token}"}
    desk = Desk(await site.open("/ws/agent", "hotline.agent.v1", None, additional_headers=headers))
    assert (await desk.ask("hello"))["ok"]
    assert desk.socket.subprotocol == "hotline.agent.v1"


async def test_anything_but_a_hello_first_is_closed(site: Site) -> None:
    desk = Desk(await site.open("/ws/agent", "hotline.agent.v1", await site.token("agent1")))
    await desk.socket.send('{"id": 1, "type": "ping"}')
    assert (await desk.closed())[0] == 4400


async def test_a_seat_that_cannot_be_taken_is_said_before_the_desk_is_closed(site: Site, house: House) -> None:
    house.phone.fails = Conflict("这个坐席的话机正在使用。", "请稍后再试。")
    desk = Desk(await site.open("/ws/agent", "hotline.agent.v1", await site.token("agent1")))
    assert (await desk.ask("hello"))["error"]["what"] == "这个坐席的话机正在使用。"
    assert (await desk.closed())[0] == 4400


def put_off(house: House, channel: str, from_s: float) -> None:
    """A stretch is left for after the call, as the ledger tells the agent's desk."""
    with house.database.unit_of_work() as uow:
        gaps.tell(uow, CALL, channel, from_s, None, "postponed", house.clock.now())
        known = [gap.model_dump(mode="json") for gap in gaps.of_call(uow, CALL)]
    whose = Audience(people=frozenset({house.person("agent1")}))
    house.events.publish(DeskEvent(type="transcript_gaps", data={"call": CALL, "gaps": known}, audience=whose))


async def test_events_applied_to_an_old_snapshot_give_the_fresh_one(site: Site, house: House) -> None:
    """At every step of a call: offered, answered, spoken on, held, ended, wrapped up, finished."""
    me = house.person("agent1")
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    picture = desk.data

    async def catch_up() -> None:
        nonlocal picture
        mark = DeskEvent(type="mark", data={}, audience=Audience(people=frozenset({me})))
        house.events.publish(mark)
        while (message := await desk.numbered())["event"] != "mark":
            picture = dict(apply(picture, message["event"], message["data"]))
        page = await site.desk_of(token, board=True)
        assert without_times(picture) == without_times(page.data)
        await page.socket.close()

    await desk.ask("presence", presence="available")
    await catch_up()
    house.phone.ring(me, CALL)
    await catch_up()
    assert picture["offer"]["call"] == CALL
    await anyio.to_thread.run_sync(house.answered, CALL, "agent1")
    await desk.ask("accept", call=CALL)
    await catch_up()
    assert picture["draft"]["call_id"] == CALL
    house.phone.says(CALL, "caller", "路灯")
    await catch_up()
    assert picture["call"]["partials"] == {"caller": "路灯"}
    await anyio.to_thread.run_sync(speak, house, "caller", "我们小区门口的路灯坏了三天了", 0.5)
    await catch_up()
    await anyio.to_thread.run_sync(speak, house, "agent", "请问您在哪个小区", 2.0)
    await desk.ask("hold", call=CALL)
    await desk.ask("resume", call=CALL)
    await desk.ask("mute", call=CALL, on=True)
    await catch_up()
    assert [line["channel"] for line in picture["segments"]] == ["caller", "agent"]
    assert picture["call"]["muted"] is True
    await anyio.to_thread.run_sync(put_off, house, "agent", 3.0)
    await catch_up()
    assert [(gap["channel"], gap["state"]) for gap in picture["gaps"]] == [("agent", "waiting")]
    await anyio.to_thread.run_sync(house.ended, CALL, "agent1")
    house.phone.caller_hangs_up(CALL)
    await catch_up()
    assert picture["call"]["state"] == "ended"
    assert picture["todo"][0]["id"] == CALL
    await desk.ask("end_wrap_up")
    await catch_up()
    assert (picture["call"], picture["draft"], picture["segments"], picture["gaps"]) == (None, None, [], [])


def speak(house: House, channel: str, text: str, t0: float) -> None:
    """A final as the house publishes it: stored, then told to the desk."""
    segment = house.said(CALL, channel, text, t0)
    house.phone.calls[CALL].get("partials", {}).pop(channel, None)
    data = {
        "call": CALL, "channel": channel, "text": text, "t0": t0, "t1": t0 + 1.0, "confidence": 0.9, "words": [],
        "engine": "vosk:test", "segment": segment,
    }  # fmt: skip
    house.events.publish(DeskEvent(type="final", data=data, audience=Audience(people=frozenset({house.person("agent1")}))))


def without_times(data: dict[str, object]) -> dict[str, object]:
    """A call's times come from the phone's clock when it lives and from the ledger's when it is over."""
    call = data["call"]
    if isinstance(call, dict):
        gone = {"arrived_at", "queued_at", "answered_at", "expires_at", "position"}
        data = {**data, "call": {key: value for key, value in call.items() if key not in gone}}
    return data
