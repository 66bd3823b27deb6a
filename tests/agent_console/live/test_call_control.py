"""What agents and supervisors do with a call reaches the phone, only from those who may, and shows on their desks."""

import anyio
import pytest

from agent_console.live.apply import apply
from agent_console.ports import Audience, DeskEvent
from config.errors import Conflict
from tests.agent_console.conftest import Desk, House, Site, call_id

pytestmark = pytest.mark.anyio
CALL = call_id(1)
COLLEAGUE = "agent:018f0000-0000-7000-8000-00000000000b"


async def talking(site: Site, house: House) -> Desk:
    desk = await site.desk("agent1")
    house.phone.ring(house.person("agent1"), CALL)
    assert (await desk.ask("accept", call=CALL))["ok"]
    await desk.event("call", state="answered")
    return desk


async def test_each_command_reaches_the_phone_with_its_fields(site: Site, house: House) -> None:
    me = house.person("agent1")
    desk = await talking(site, house)
    before = len(house.phone.done)
    for kind, fields in (
        ("consult", {"number": "025-110 110"}), ("join_party", {}), ("drop_party", {}), ("consult", {"number": COLLEAGUE}),
        ("pause_recording", {"on": True, "reason": "身份证"}), ("digits", {"digits": "12#"}), ("complete_transfer", {}),
    ):  # fmt: skip
        assert (await desk.ask(kind, call=CALL, **fields))["ok"], kind
    assert house.phone.done[before:] == [
        ("consult", me, CALL, "025110110"), ("join_party", me, CALL), ("drop_party", me, CALL), ("consult", me, CALL, COLLEAGUE),
        ("pause_recording", me, CALL, True, "身份证"), ("send_digits", me, CALL, "12#"), ("complete_transfer", me, CALL),
    ]  # fmt: skip


async def test_a_blind_transfer_and_a_dialled_number_reach_the_phone(site: Site, house: House) -> None:
    me = house.person("agent1")
    desk = await talking(site, house)
    assert (await desk.ask("transfer_number", call=CALL, number="110"))["ok"]
    assert (await desk.ask("dial", number="159 1234 5678"))["ok"]
    assert house.phone.done[-2:] == [("transfer_to_number", me, CALL, "110"), ("dial", me, "15912345678", "")]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("consult", {"number": "sip:x@203.0.113.9"}), ("dial", {"number": "drop table"}), ("digits", {"digits": "12e"})],
)
async def test_what_cannot_be_dialled_never_reaches_the_phone(
    site: Site, house: House, kind: str, fields: dict[str, str]
) -> None:
    desk = await talking(site, house)
    before = list(house.phone.done)
    reply = await desk.ask(kind, call=CALL, **fields)
    assert reply["error"]["code"] == "BadInput"
    assert house.phone.done == before


async def test_a_refusal_of_the_phone_is_said_with_its_remedy(site: Site, house: House) -> None:
    desk = await talking(site, house)
    await desk.ask("consult", call=CALL, number="110")
    reply = await desk.ask("consult", call=CALL, number="119")
    assert reply["error"] == {"code": "Conflict", "what": "已经有第三方在通话中。", "remedy": "请先结束第三方。"}


async def test_only_supervisors_supervise_and_only_seats_call(site: Site, house: House) -> None:
    await talking(site, house)
    agent, boss = await site.desk("agent2"), await site.desk("boss1", board=True)
    assert (await agent.ask("supervise", call=CALL, mode="monitor"))["error"]["code"] == "NotAllowed"
    assert (await agent.ask("stop_supervising", call=CALL))["error"]["code"] == "NotAllowed"
    assert (await boss.ask("dial", number="110"))["error"]["code"] == "NotAllowed"
    assert (await boss.ask("supervise", call=CALL, mode="whisper", side="both"))["ok"]
    assert house.phone.done[-1] == ("supervise", house.person("boss1"), CALL, "whisper", "both")


async def test_a_supervisors_page_that_reloads_knows_what_it_listens_to(site: Site, house: House) -> None:
    await talking(site, house)
    token = await site.token("boss1")
    boss = await site.desk_of(token, board=True)
    await boss.ask("supervise", call=CALL, mode="monitor", side="caller")
    assert (await boss.event("supervision"))["side"] == "caller"
    again = await site.desk_of(token, board=True)
    assert again.data["supervision"] == {"supervisor": house.person("boss1"), "call": CALL, "mode": "monitor", "side": "caller"}
    assert (await again.ask("stop_supervising", call=CALL))["ok"]
    assert (await again.event("supervision"))["mode"] is None
    refused = await again.ask("stop_supervising", call=CALL)
    assert refused["error"]["code"] == "Conflict"


async def test_events_applied_to_an_old_snapshot_give_the_fresh_one_in_a_conversation(site: Site, house: House) -> None:
    me = house.person("agent1")
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    picture = desk.data

    async def catch_up() -> None:
        nonlocal picture
        house.events.publish(DeskEvent(type="mark", data={}, audience=Audience(people=frozenset({me}))))
        while (message := await desk.numbered())["event"] != "mark":
            picture = dict(apply(picture, message["event"], message["data"]))
        page = await site.desk_of(token, board=True)
        assert picture == page.data
        await page.socket.close()

    house.phone.ring(me, CALL)
    await desk.ask("accept", call=CALL)
    await desk.ask("consult", call=CALL, number="110")
    await catch_up()
    assert picture["call"]["parties"][0]["state"] == "calling"
    house.phone.party_answers(CALL)
    await catch_up()
    await desk.ask("pause_recording", call=CALL, on=True)
    await desk.ask("join_party", call=CALL)
    await catch_up()
    assert picture["call"]["recording_paused"] is True
    await desk.ask("complete_transfer", call=CALL)
    await catch_up()
    assert (picture["call"]["state"], picture["call"]["parties"]) == ("ended", [])


async def test_a_call_that_we_make_stands_on_the_desk_while_it_rings(site: Site, house: House) -> None:
    token = await site.token("agent1")
    desk = await site.desk_of(token)
    await desk.ask("dial", number="15912345678")
    told = await desk.event("call")
    fresh = (await site.desk_of(token, board=True)).data
    assert fresh["offer"] is None
    assert (fresh["call"]["direction"], fresh["call"]["state"]) == (told["direction"], told["state"]) == ("out", "ringing")


async def test_a_supervisors_own_desk_shows_no_call_that_goes_on_without_an_agent(site: Site, house: House) -> None:
    boss = await site.desk("boss1")
    orphan = {"call": CALL, "state": "answered", "agent": None}
    house.events.publish(DeskEvent(type="call", data=orphan, audience=Audience(roles=frozenset({"supervisor"}))))
    event = await boss.event("call")
    assert apply(boss.data, "call", event)["call"] is None


async def test_a_call_back_is_claimed_and_dialled_with_its_entry(site: Site, house: House) -> None:
    await anyio.to_thread.run_sync(lost, house)
    desk = await site.desk("agent1")
    async with await site.signed_in("agent1") as agent, await site.signed_in("agent2") as other:
        (entry,) = (await agent.get("/api/callbacks")).json()
        made = await agent.post(f"/api/callbacks/{entry['id']}/dial")
        taken = await other.post(f"/api/callbacks/{entry['id']}/dial")
    assert made.json()["call"] == (await desk.event("call", direction="out"))["call"]
    assert house.phone.done[-1] == ("dial", house.person("agent1"), "15412345678", entry["id"])
    assert taken.status_code == 409


async def test_a_call_back_that_cannot_be_dialled_says_why(site: Site, house: House) -> None:
    await anyio.to_thread.run_sync(lost, house)
    await site.desk("agent1")
    house.phone.fails = Conflict("这个号码正在通话中。", "请稍后再拨。")
    async with await site.signed_in("agent1") as agent:
        (entry,) = (await agent.get("/api/callbacks")).json()
        refused = await agent.post(f"/api/callbacks/{entry['id']}/dial")
    assert (refused.status_code, refused.json()["error"]["remedy"]) == (409, "请稍后再拨。")


def lost(house: House) -> None:
    house.record("call_arrived", CALL, caller_number="15412345678", caller_name="", dialled="12345", trunk="t", sip_call_id=CALL)
    house.record("call_queued", CALL, queue="general", position=1)
    house.record("call_ended", CALL, reason="abandoned", by="caller", queue="general", agent=None, waited_s=9.0, talked_s=0.0)
