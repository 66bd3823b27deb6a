"""Early media, reliable provisional responses and early dialogs (RFC 3262, 3311), as the caller, in virtual time."""

import asyncio
from typing import Any

import pytest

from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from tests.telephony.sip.scripts import OFFER
from tests.telephony.sip.wire import World, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=40000)
OURS = LocalMedia(host="127.0.0.1", port=41000)
RELIABLE = "Supported: 100rel"


def early(leg: Any, call: Any) -> None:
    leg.ring(LOCAL)


def prack(world: World, response: Message, body: str = "", rack: str = "") -> str:
    world.script.to_tag = response.to.tag
    value = rack or f"{response.get('RSeq')} {response.get('CSeq')}"
    return world.script.request("PRACK", more=(f"RAck: {value}",), body=body)


def contact(world: World) -> tuple[str, str]:
    return "Contact", f"<sip:phone@127.0.0.1:{world.them.port}>"


def reliable(world: World, invite: Message, rseq: int, *, status: int = 183, body: str = "", tag: str = "their") -> Message:
    headers = (contact(world), ("Require", "100rel"), ("RSeq", str(rseq)))
    return replied(invite, status, *headers, body=body, tag=tag)


def test_a_reliable_response_is_acknowledged_once_and_its_media_told() -> None:
    async def scene(world: World) -> None:
        leg = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", OURS)
        invite = await world.them.next_of("INVITE")
        assert "100rel" in invite.all("Supported")
        world.them.send(reliable(world, invite, 7, body=OFFER))
        ack = await world.them.next_of("PRACK")
        assert (ack.get("RAck"), ack.cseq, ack.to.tag) == ("7 1 INVITE", 2, "their")
        world.them.send(replied(ack, 200))
        assert (await world.told.wait("media_changed"))[2].remote_port == 30000
        world.them.send(reliable(world, invite, 7, body=OFFER))
        world.them.send(reliable(world, invite, 9, status=180))
        await asyncio.sleep(1)
        assert world.them.none_of("PRACK")
        world.them.send(reliable(world, invite, 8, status=180))
        second = await world.them.next_of("PRACK")
        assert (second.get("RAck"), second.cseq) == ("8 1 INVITE", 3)
        world.them.send(replied(second, 200))
        world.them.send(replied(invite, 200, contact(world)))
        assert (await world.told.wait("answered"))[2].remote_port == 30000
        assert world.told.names() == ["ringing", "media_changed", "ringing", "answered"]
        leg.hang_up()
        assert (await world.them.next_of("BYE")).cseq == 4

    play(scene)


def test_the_peer_may_update_an_early_dialog() -> None:
    async def scene(world: World) -> None:
        leg = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", OURS)
        invite = await world.them.next_of("INVITE")
        world.them.send(reliable(world, invite, 1, status=180))
        world.them.send(replied(await world.them.next_of("PRACK"), 200))
        world.them.send(in_dialog("UPDATE", world, invite, 4, OFFER))
        assert (await world.them.next_of(491)).cseq == 4, "our own offer has no answer yet"
        world.them.send(reliable(world, invite, 2, body=OFFER))
        world.them.send(replied(await world.them.next_of("PRACK"), 200))
        world.them.send(in_dialog("UPDATE", world, invite, 5, OFFER.replace("30000", "30010")))
        assert (await world.them.next_of(200)).method == "UPDATE"
        assert (await world.told.wait("media_changed", 2))[2].remote_port == 30010
        world.them.send(replied(invite, 200, contact(world), body=OFFER))
        assert (await world.told.wait("answered"))[2].remote_port == 30010, "what was settled stays"
        world.them.send(in_dialog("UPDATE", world, invite, 5, ""))
        assert (await world.them.next_of(500)).cseq == 5, "the number was used before the answer"
        assert leg.state == "established"  # type: ignore[attr-defined]

    play(scene)


def in_dialog(method: str, world: World, invite: Message, cseq: int, body: str, tag: str = "their") -> str:
    kind = "Content-Type: application/sdp\r\n" if body else ""
    branch = f"z9hG4bK{method}{cseq}{len(body)}"
    return (
        f"{method} {invite.from_.uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{world.them.port};branch={branch}\r\n"
        f"From: {invite.get('To')};tag={tag}\r\nTo: {invite.get('From')}\r\nCall-ID: {invite.call_id}\r\n"
        f"CSeq: {cseq} {method}\r\nMax-Forwards: 70\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
    )


ALLOWS_UPDATE = ("Allow", "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")


async def early_settled(world: World, *more: tuple[str, str]) -> tuple[Any, Message]:
    """A call of ours whose reliable 183 has settled the media; the leg and its INVITE."""
    leg = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", OURS)
    invite = await world.them.next_of("INVITE")
    headers = (contact(world), ("Require", "100rel"), ("RSeq", "1"), *more)
    world.them.send(replied(invite, 183, *headers, body=OFFER))
    world.them.send(replied(await world.them.next_of("PRACK"), 200))
    await world.told.wait("media_changed")
    return leg, invite


def test_a_hold_before_the_answer_goes_by_update_where_the_peer_takes_it() -> None:
    async def scene(world: World) -> None:
        leg, invite = await early_settled(world, ALLOWS_UPDATE)
        leg.hold(True)
        update = await world.them.next_of("UPDATE")
        assert (b"a=sendonly" in update.body, update.cseq) == (True, 3)
        world.them.send(in_dialog("UPDATE", world, invite, 5, OFFER))
        assert (await world.them.next_of(491)).method == "UPDATE", "ours is out"
        world.them.send(replied(update, 200, contact(world), body=f"{OFFER}a=recvonly\r\n"))
        assert (await world.told.wait("media_changed", 2))[2].direction == "sendonly"
        world.them.send(reliable(world, invite, 2, status=180))
        assert (await world.them.next_of("PRACK")).cseq == 4
        world.them.send(replied(invite, 200, contact(world)))
        assert (await world.told.wait("answered"))[2].direction == "sendonly"
        assert world.them.none_of("INVITE")
        leg.hold(False)
        assert b"a=sendrecv" in (await world.them.next_of("INVITE")).body, "by re-INVITE once it is answered"

    play(scene)


@pytest.mark.parametrize("why", ["not allowed", 405, 488, "silence"])
def test_a_hold_that_finds_no_update_waits_for_the_answer(why: str | int) -> None:
    async def scene(world: World) -> None:
        leg, invite = await early_settled(world, *(() if why == "not allowed" else (ALLOWS_UPDATE,)))
        leg.hold(True)
        if why == "not allowed":
            await asyncio.sleep(1)
            assert world.them.none_of("UPDATE")
        else:
            update = await world.them.next_of("UPDATE")
        if isinstance(why, int):
            world.them.send(replied(update, why))
        elif why == "silence":
            await asyncio.sleep(40)
        assert leg.state == "progressing"
        world.them.send(replied(invite, 200, contact(world)))
        await world.told.wait("answered")
        assert b"a=sendonly" in (await world.them.next_of("INVITE")).body

    play(scene, invite_timeout_s=100)


def test_an_update_that_meets_theirs_is_sent_again_after_the_time_of_the_rfc() -> None:
    async def scene(world: World) -> None:
        leg, invite = await early_settled(world, ALLOWS_UPDATE)
        leg.hold(True)
        first = await world.them.next_of("UPDATE")
        began = world.us.loop.time()
        world.them.send(replied(first, 491))
        world.them.send(in_dialog("UPDATE", world, invite, 5, OFFER.replace("30000", "30010")))
        assert (await world.them.next_of(200)).method == "UPDATE"
        second = await world.them.next_of("UPDATE")
        assert 2.1 <= world.us.loop.time() - began <= 4.1, "we own the Call-ID"
        assert (second.cseq, b"a=sendonly" in second.body) == (first.cseq + 1, True)

    play(scene)


def test_an_update_of_a_fork_that_was_not_answered_says_nothing_of_the_one_that_was() -> None:
    async def scene(world: World) -> None:
        leg, invite = await early_settled(world, ALLOWS_UPDATE)
        leg.hold(True)
        update = await world.them.next_of("UPDATE")
        world.them.send(replied(invite, 200, contact(world), body=OFFER.replace("30000", "30040"), tag="other"))
        assert (await world.told.wait("answered"))[2].remote_port == 30040
        again = await world.them.next_of("INVITE")
        assert (again.to.tag, b"a=sendonly" in again.body) == ("other", True)
        world.them.send(replied(update, 200, contact(world), body=OFFER))
        await asyncio.sleep(1)
        assert leg.media.remote_port == 30040

    play(scene)


def test_each_fork_is_heard_when_it_speaks_and_the_one_that_answers_in_the_end() -> None:
    async def scene(world: World) -> None:
        world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", OURS)
        invite = await world.them.next_of("INVITE")
        for tag, port in (("a", "30002"), ("b", "30004")):
            world.them.send(reliable(world, invite, 5, body=OFFER.replace("30000", port), tag=tag))
            prack = await world.them.next_of("PRACK")
            assert (prack.to.tag, prack.get("RAck")) == (tag, "5 1 INVITE")
            world.them.send(replied(prack, 200, tag=tag))
        world.them.send(reliable(world, invite, 1, status=180, tag="c"))
        world.them.send(replied(await world.them.next_of("PRACK"), 200, tag="c"))
        heard = [what[2].remote_port for what in world.told.heard if what[0] == "media_changed"]
        assert heard == [30002, 30004], "a fork that only rings silences nobody"
        world.them.send(replied(invite, 200, contact(world), tag="a"))
        assert (await world.told.wait("answered"))[2].remote_port == 30002

    play(scene)


def test_a_hold_of_one_whom_we_let_hear_early_goes_by_update() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE, "Allow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")))
        world.them.send(prack(world, await world.them.next_of(183)))
        await world.them.next_of(200)
        leg = world.told.calls[0][0]
        leg.hold(True)
        update = await world.them.next_of("UPDATE")
        leg.answer(LOCAL)
        ok = await world.them.next_of(200)
        assert ok.body == b"", "the 183 has said it all"
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        world.them.send(replied(update, 200, contact(world), body=f"{OFFER}a=recvonly\r\n", tag=world.script.tag))
        assert (await world.told.wait("media_changed"))[2].direction == "sendonly"
        assert (leg.state, leg.session.state) == ("established", "stable")

    play(scene, early)


def test_early_media_without_reliability_is_told_and_the_200_has_the_last_word() -> None:
    async def scene(world: World) -> None:
        world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", OURS)
        invite = await world.them.next_of("INVITE")
        world.them.send(replied(invite, 183, contact(world), body=OFFER))
        assert (await world.told.wait("media_changed"))[2].remote_port == 30000
        world.them.send(replied(invite, 200, contact(world), body=OFFER.replace("30000", "30020")))
        assert (await world.told.wait("answered"))[2].remote_port == 30020

    play(scene)


def test_two_of_us_hear_each_other_before_the_answer() -> None:
    async def scene(world: World) -> None:
        other, told = await world.endpoint()
        leg = other.invite(f"sip:12345@127.0.0.1:{world.us.address[1]}", OURS)
        assert (await told.wait("media_changed"))[2].remote_port == LOCAL.port
        mine = world.told.calls[0][0]
        mine.answer(LOCAL)
        await told.wait("answered")
        leg.hang_up("done")
        await world.told.wait("ended")
        await asyncio.sleep(60)
        assert world.us.layer.live() == other.layer.live() == 0
        assert world.us.live_legs() == other.live_legs() == 0

    play(scene, early)


def test_lost_packets_do_not_lose_the_early_answer() -> None:
    async def scene(world: World) -> None:
        seen: dict[tuple[str, int], int] = {}

        def lost(message: Message) -> bool:
            key = message.method, message.status
            seen[key] = seen.get(key, 0) + 1
            return seen[key] == 1  # the first of each kind never arrives

        world.network.lost = lost
        other, told = await world.endpoint()
        other.invite(f"sip:12345@127.0.0.1:{world.us.address[1]}", OURS)
        await told.wait("media_changed")
        world.told.calls[0][0].answer(LOCAL)
        await told.wait("answered")
        await asyncio.sleep(60)
        assert world.us.live_legs() == other.live_legs() == 1
        assert world.us.layer.live() == other.layer.live() == 0

    play(scene, early)
