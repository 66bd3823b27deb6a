"""The Reason header (RFC 3326), both ways."""

import asyncio

import pytest

from telephony.sip import reasons
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from tests.telephony.sip.ends import answering
from tests.telephony.sip.wire import World, connect, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=41000)


@pytest.mark.parametrize(
    ("cause", "value"),
    [("agent hung up", 'Q.850;cause=16;text="agent hung up"'), ("no ACK", 'SIP;cause=408;text="no ACK"'),
     ("Call completed elsewhere", 'SIP;cause=200;text="Call completed elsewhere"'),
     ("Q.850;cause=17", "Q.850;cause=17"), ('a"b\r\nX: y', 'Q.850;cause=16;text="abX: y"')],
)  # fmt: skip
def test_a_cause_becomes_a_reason_that_cannot_end_its_header(cause: str, value: str) -> None:
    assert reasons.header(cause, "BYE") == (("Reason", value),)


def test_no_cause_no_reason() -> None:
    assert reasons.header("", "BYE") == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [('Q.850 ;cause=16 ;text="Normal"', "Q.850 16 Normal"), ("SIP;cause=200", "SIP 200"), ("", ""),
     ('SIP;cause=600;text="Busy, all", Q.850;cause=17', "SIP 600 Busy, all, Q.850 17")],
)  # fmt: skip
def test_a_reason_is_told_in_a_few_words(value: str, words: str) -> None:
    headers = (("Reason", value),) if value else ()
    assert reasons.said(Message(method="BYE", uri="sip:x@h", headers=headers)) == words


def test_the_peer_s_reason_is_told_with_the_end() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(world.script.request("BYE", more=('Reason: Q.850;cause=16;text="正常"',)))
        assert (await world.told.wait("ended"))[2:] == ("remote", "Q.850 16 正常")

    play(scene, answering)


def test_our_reason_goes_with_bye_and_cancel() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hang_up("no answer by the agent")
        assert "no answer by the agent" in (await world.them.next_of("BYE")).get("Reason")
        out = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
        invite = await world.them.next_of("INVITE")
        world.them.send(replied(invite, 180))
        await asyncio.sleep(0.01)
        out.hang_up('SIP;cause=200;text="Call completed elsewhere"')
        assert (await world.them.next_of("CANCEL")).get("Reason").startswith("SIP;cause=200")

    play(scene, answering)
