"""The edges of dialogs and transactions: repeated and late packets, numbers out of order, bounds, leftovers; virtual time."""

import asyncio
from typing import Any

import pytest

from telephony.sip.port import LocalMedia
from tests.telephony.sip.ends import answering
from tests.telephony.sip.scripts import OFFER, Script
from tests.telephony.sip.wire import World, connect, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=41000)


def test_a_repeated_request_gets_the_same_answer_and_happens_once() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        for method, body, kind in (
            ("INFO", "Signal=5\r\n", "application/dtmf-relay"), ("UPDATE", OFFER.replace("30000", "30004"), "application/sdp"),
            ("REFER", "", ""), ("BYE", "", ""),
        ):  # fmt: skip
            more = ("Refer-To: <sip:1@127.0.0.1>",) if method == "REFER" else ()
            request = world.script.request(method, body=body, kind=kind, more=more)
            for _ in range(3):
                world.them.send(request)
            answers = [await world.them.next_of(202 if method == "REFER" else 200) for _ in range(3)]
            assert answers[0] == answers[1] == answers[2]
        counted = world.told.names()
        assert [counted.count(name) for name in ("digit", "media_changed", "transfer_requested", "ended")] == [1, 1, 1, 1]

    play(scene, answering)


def test_numbers_may_leap_but_not_fall() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(world.script.request("INFO", cseq=500))
        assert (await world.them.next_of(200)).cseq == 500
        for old in (499, 2, 500):
            world.them.send(world.script.request("BYE", cseq=old))
            assert (await world.them.next_of(500)).get("Retry-After") == "1"
        assert leg.state == "established"

    play(scene, answering)


def test_an_ack_of_nothing_and_one_too_many_meet_silence() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        for cseq in (1, 1, 77):
            world.them.send(world.script.request("ACK", cseq=cseq, body=OFFER.replace("30000", "39990")))
        world.them.send(Script(world.them.port).request("ACK", cseq=1))
        await asyncio.sleep(5)
        assert world.them.inbox.empty()
        assert (leg.state, leg.media.remote_port) == ("established", 30000)

    play(scene, answering)


@pytest.mark.parametrize("method", ["BYE", "UPDATE", "INFO", "PRACK", "NOTIFY", "REFER", "INVITE"])
def test_a_request_with_a_foreign_tag_is_481(method: str) -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.script.tag = "forged"
        world.them.send(world.script.request(method))
        assert (await world.them.next_of(481)).method == method
        assert leg.state == "established"

    play(scene, answering)


def test_bye_without_hops_left_is_still_taken() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(world.script.request("BYE", max_forwards="0"))
        assert (await world.them.next_of(200)).method == "BYE"

    play(scene, answering)


@pytest.mark.parametrize(("value", "status"), [("text/plain", 406), ("text/plain, application/sdp;level=1", 180), ("*/*", 180)])
def test_an_invite_that_takes_no_sdp_back_is_406(value: str, status: int) -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(f"Accept: {value}",)))
        assert (await world.them.next_of(status)).cseq == 1

    play(scene, answering)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [("application/dtmf-relay", "Signal=16\r\n", 200), ("application/dtmf", "!", 200), ("text/plain", "5", 415), ("", "", 200)],
)
def test_an_info_that_is_no_digit_is_taken_or_told_what_is(kind: str, body: str, status: int) -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(world.script.request("INFO", body=body, kind=kind))
        answer = await world.them.next_of(status)
        assert ("application/dtmf-relay" in answer.all("Accept")) == (status == 415)
        assert "digit" not in world.told.names()

    play(scene, answering)


def test_transactions_are_bounded_and_a_call_can_still_end() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        statuses = []
        for _ in range(130):
            world.them.send(world.script.request("INFO"))
            statuses.append((await world.them.next()).status)
        assert set(statuses) == {200, 503}
        assert world.us.layer.live() == 100
        world.them.send(world.script.request("BYE"))
        assert (await world.them.next_of(200)).method == "BYE"
        await asyncio.sleep(60)
        assert world.us.layer.live() == world.us.live_legs() == 0

    play(scene, answering, max_transactions=100)


def test_options_leave_nothing_behind() -> None:
    async def scene(world: World) -> None:
        request = world.script.request("OPTIONS")
        for _ in range(2):
            world.them.send(request)
        one, two = await world.them.next_of(200), await world.them.next_of(200)
        assert one == two
        assert "100rel" in one.all("Supported")
        assert world.us.layer.live() == 0

    play(scene)


def test_a_branch_of_the_cookie_alone_is_no_name() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(branch="z9hG4bK"))
        await world.them.next_of(200)
        world.them.send(Script(world.them.port).request("INVITE", body=OFFER, branch="z9hG4bK"))
        await world.told.wait("incoming", 2)

    play(scene, answering)


def test_everything_is_gone_when_the_timers_of_the_rfc_are_over() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hold(True)
        world.them.send(replied(await world.them.next_of("INVITE"), 200, body=OFFER))
        world.them.send(world.script.request("BYE"))
        await world.told.wait("ended")
        for status in (180, 404):
            out: Any = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
            invite = await world.them.next_of("INVITE")
            world.them.send(replied(invite, status))
            await asyncio.sleep(0.01)
            out.hang_up()
        await asyncio.sleep(32 + 32 + 5)
        us = world.us
        assert us.layer.live() == us.live_legs() == len(us._dialogs) == len(us.phone.calls) == 0

    play(scene, answering)
