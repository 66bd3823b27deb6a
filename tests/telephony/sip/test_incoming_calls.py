"""What a caller sees of us on the wire: answers, retransmissions, CANCEL, hold, refusals. Real UDP, hand-written peer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from config.settings import Trunk
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import LOCAL, Listener, Peer, answering, endpoint, peer, until
from tests.telephony.sip.scripts import OFFER, Script

Scene = Callable[[PyVoipEndpoint, Listener, Peer, Script], Awaitable[None]]


def play(scene: Scene, listener: Listener | None = None, **more: Any) -> None:
    async def scenario() -> None:
        async with endpoint(listener, **more) as (us, told), peer(us) as them:
            await scene(us, told, them, Script(them.port))

    asyncio.run(scenario())


async def connect(told: Listener, them: Peer, script: Script) -> Any:
    """A call that is answered and acknowledged; the leg."""
    them.send(script.invite())
    ok = await them.next_of(200)
    them.send(script.ack(ok))
    leg = told.calls[-1][0]
    await until(lambda: leg.state == "established")
    return leg


def test_trying_ringing_answer_in_that_order_with_one_tag() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite(more=("Record-Route: <sip:127.0.0.1:9;lr>, <sip:127.0.0.1:8;lr>",)))
        trying, ringing, ok = [await them.next() for _ in range(3)]
        assert [one.status for one in (trying, ringing, ok)] == [100, 180, 200]
        assert trying.to.tag == ""
        assert ringing.to.tag == ok.to.tag != ""
        assert ok.all("Record-Route") == ("<sip:127.0.0.1:9;lr>", "<sip:127.0.0.1:8;lr>")
        assert dict(ok.via.params)["rport"] == str(them.port)
        assert f"@127.0.0.1:{us.address[1]}" in ok.get("Contact")
        assert b"m=audio 40000 RTP/AVP 8 101" in ok.body

    play(scene, Listener(answering))


def test_a_lost_200_comes_again_until_the_ack() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        for _ in range(3):
            ok = await them.next_of(200)
        them.send(script.ack(ok))
        await until(lambda: told.calls[0][0].state == "established")
        assert us.live_legs() == 1
        assert them.inbox.qsize() <= 1

    play(scene, Listener(answering))


def test_without_ack_the_call_ends_by_bye_and_timeout() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        bye = await them.next_of("BYE")
        assert (await told.wait("ended"))[2:] == ("timeout", "no ACK")
        assert (bye.to.tag, bye.from_.tag) == (script.tag, told.calls[0][0].local_tag)
        assert us.live_legs() == 0

    play(scene, Listener(answering), timers=Timers(0.02, 0.08, 0.1))


def test_a_retransmitted_invite_gets_the_last_answer_and_no_second_call() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        invite = script.invite()
        them.send(invite)
        assert (await them.next()).status == 100
        await told.wait("incoming")
        told.calls[0][0].ring()
        first = await them.next_of(180)
        them.send(invite)
        again = await them.next()
        assert (again.status, again.to.tag) == (180, first.to.tag)
        assert told.names() == ["incoming"]
        assert us.live_legs() == 1

    play(scene)


def test_cancel_gets_200_and_the_invite_487() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        await told.wait("incoming")
        told.calls[0][0].ring()
        await them.next_of(180)
        them.send(script.request("CANCEL", cseq=1, branch=script.branch))
        finals = [await them.next() for _ in range(2)]
        assert {one.status for one in finals} == {200, 487}
        assert finals[0].to.tag == finals[1].to.tag
        assert (await told.wait("ended"))[2:] == ("remote", "CANCEL")
        assert told.calls[0][0].answer(LOCAL) is None
        assert us.live_legs() == 0

    play(scene)


def test_the_487_is_repeated_until_its_ack_and_the_ack_is_absorbed() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        await told.wait("incoming")
        told.calls[0][0].reject(486)
        await them.next_of(486)
        busy = await them.next_of(486)
        them.send(script.ack(busy))
        await until(lambda: us.layer.live() == 0)
        assert told.names() == ["incoming"]

    play(scene)


def test_a_cancel_after_the_answer_changes_nothing() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        ok = await them.next_of(200)
        them.send(script.request("CANCEL", cseq=1, branch=script.branch))
        while (await them.next_of(200)).method != "CANCEL":
            pass
        them.send(script.ack(ok))
        await until(lambda: told.calls[0][0].state == "established")
        assert "ended" not in told.names()

    play(scene, Listener(answering))


def test_bye_gets_200_and_a_second_one_481() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        them.send(script.request("BYE"))
        assert (await them.next_of(200)).method == "BYE"
        assert (await told.wait("ended"))[2:] == ("remote", "BYE")
        them.send(script.request("BYE"))
        assert (await them.next()).status == 481

    play(scene, Listener(answering))


def test_hold_and_a_new_address_by_reinvite() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        them.send(script.invite(OFFER.replace("30000", "30002") + "a=sendonly\r\n"))
        ok = await them.next_of(200)
        assert b"a=recvonly" in ok.body
        media = (await told.wait("media_changed"))[2]
        assert (media.direction, media.remote_port) == ("recvonly", 30002)
        them.send(script.ack(ok))
        them.send(script.request("UPDATE", body=OFFER))
        assert b"a=sendrecv" in (await them.next_of(200)).body
        assert (await told.wait("media_changed", 2))[2].direction == "sendrecv"
        assert us.live_legs() == 1

    play(scene, Listener(answering))


def test_an_unusable_reinvite_is_488_and_the_call_goes_on() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        leg = await connect(told, them, script)
        them.send(script.invite(OFFER.replace("8 0 101", "18")))
        assert (await them.next_of(488)).cseq == 2
        assert leg.state == "established"
        assert "media_changed" not in told.names()

    play(scene, Listener(answering))


def test_our_hold_is_a_reinvite_with_its_ack() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        leg = await connect(told, them, script)
        leg.hold(True)
        offer = await them.next_of("INVITE")
        assert b"a=sendonly" in offer.body
        lines = [f"Via: {offer.get('Via')}", f"From: {offer.get('From')}", f"To: {offer.get('To')}"]
        head = ["SIP/2.0 200 OK", *lines, f"Call-ID: {offer.call_id}", f"CSeq: {offer.get('CSeq')}"]
        body = OFFER + "a=recvonly\r\n"
        head += [
            f"Contact: <sip:moved@127.0.0.1:{them.port}>",
            "Content-Type: application/sdp",
            f"Content-Length: {len(body)}",
        ]
        them.send("\r\n".join(head) + "\r\n\r\n" + body)
        ack = await them.next_of("ACK")
        assert (ack.cseq, ack.uri) == (offer.cseq, f"sip:moved@127.0.0.1:{them.port}")
        assert (await told.wait("media_changed"))[2].direction == "sendonly"

    play(scene, Listener(answering))


def test_a_delayed_offer_is_settled_by_the_ack() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite(""))
        ok = await them.next_of(200)
        assert b"m=audio 40000 RTP/AVP 8 0 101" in ok.body
        them.send(script.ack(ok, body=OFFER))
        media = (await told.wait("media_changed"))[2]
        assert (media.codec, media.remote_port) == ("PCMA", 30000)

    play(scene, Listener(answering))


def test_a_delayed_offer_without_answer_ends_the_call() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite(""))
        them.send(script.ack(await them.next_of(200)))
        await them.next_of("BYE")
        assert (await told.wait("ended"))[2] == "error"

    play(scene, Listener(answering))


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"), ("application/dtmf-relay", "Signal= 11\r\n", "#"),
     ("application/dtmf", "*", "*")],
)  # fmt: skip
def test_an_info_is_a_digit(kind: str, body: str, digit: str) -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        them.send(script.request("INFO", body=body, kind=kind))
        await them.next_of(200)
        assert (await told.wait("digit"))[2] == digit

    play(scene, Listener(answering))


def test_an_old_cseq_is_refused() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        them.send(script.request("BYE", cseq=1))
        assert (await them.next()).status == 500
        assert us.live_legs() == 1

    play(scene, Listener(answering))


def test_hang_up_before_the_ack_waits_for_it() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        ok = await them.next_of(200)
        told.calls[0][0].hang_up()
        assert (await told.wait("ended"))[2] == "local"
        them.send(script.ack(ok))
        await them.next_of("BYE")

    play(scene, Listener(answering))


def test_hang_up_of_a_ringing_call_is_480() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        await told.wait("incoming")
        told.calls[0][0].hang_up()
        await them.next_of(480)
        assert us.live_legs() == 0

    play(scene)


def test_a_reject_carries_reason_and_retry_after() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        await told.wait("incoming")
        told.calls[0][0].reject(503, "All busy", retry_after_s=30)
        refused = await them.next_of(503)
        assert (refused.reason, refused.get("Retry-After")) == ("All busy", "30")

    play(scene)


def test_a_listener_that_fails_refuses_the_call_and_spoils_no_other() -> None:
    def fail(leg: Any, call: Any) -> None:
        raise RuntimeError("a bug of the listener")

    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        for _ in range(2):
            them.send(Script(them.port).invite())
            assert (await them.next_of(500)).status == 500
        assert us.live_legs() == 0

    play(scene, Listener(fail))


def test_a_stranger_gets_403() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        for request in (script.invite(), script.request("OPTIONS"), script.request("REGISTER")):
            them.send(request)
            assert (await them.next()).status == 403
        assert not told.heard
        assert us.layer.live() == 0
        assert us.figures().refused == {"stranger": 3}

    play(scene, trunks=(Trunk(name="far", host="127.0.0.250"),))


def test_legs_that_we_dialled_take_no_caller_s_place() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        us.invite(f"sip:200@127.0.0.1:{them.port}", LOCAL)
        await them.next_of("INVITE")
        assert us.live_legs() == 1
        await connect(told, them, script)

    play(scene, Listener(answering), max_calls=1)


def test_a_full_house_gives_503_with_retry_after() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        them.send(Script(them.port).invite())
        full = await them.next_of(503)
        assert full.get("Retry-After") == "7"
        assert len(told.calls) == 1
        assert us.figures().refused == {"full": 1}

    play(scene, Listener(answering), max_calls=1)


REFUSED: list[tuple[dict[str, Any], int, tuple[str, str] | None]] = [
    ({"method": "FROB"}, 501, ("Allow", "INVITE")), ({"method": "PUBLISH"}, 405, ("Allow", "INVITE")),
    *(({"method": "SUBSCRIBE", "more": (f"Event: {event}", "Expires: 3600")}, 489, ("Allow-Events", "refer"))
      for event in ("message-summary", "presence", "dialog;sla", "Talk")),
    ({"method": "SUBSCRIBE"}, 489, ("Allow-Events", "refer")), ({"method": "SUBSCRIBE", "more": ("o: refer;id=3",)}, 403, None),
    ({"method": "NOTIFY", "more": ("Event: message-summary",)}, 481, None),
    ({"method": "INVITE", "max_forwards": "0"}, 483, None),
    ({"method": "INVITE", "more": ("Require: timer, frobnicate",)}, 420, ("Unsupported", "frobnicate")),
    ({"method": "BYE"}, 481, None), ({"method": "CANCEL"}, 481, None),
    ({"method": "INVITE", "body": OFFER.replace("8 0 101", "18")}, 488, ("Warning", "304")),
    ({"method": "INVITE", "body": "<x/>", "kind": "text/xml"}, 415, ("Accept", "application/sdp")),
    ({"method": "INVITE", "uri": "http://example"}, 416, None), ({"method": "INVITE", "max_forwards": "x"}, 400, None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "status", "header"), REFUSED)
def test_a_request_that_cannot_be_served_is_told_why(what: dict[str, Any], status: int, header: tuple[str, str] | None) -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.request(**what))
        refused = await them.next()
        assert refused.status == status
        assert refused.to.tag
        if header:
            assert header[1] in refused.get(header[0])
        assert not told.heard

    play(scene)


def test_another_version_is_505() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite().replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", 1))
        assert (await them.next()).status == 505

    play(scene)


def test_a_merged_request_is_482() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite())
        await told.wait("incoming")
        them.send(script.invite(cseq=1))
        assert (await them.next_of(482)).cseq == 1
        assert len(told.calls) == 1

    play(scene)


def test_options_tells_what_we_can() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.request("OPTIONS"))
        ok = await them.next()
        assert ok.status == 200
        assert "UPDATE" in ok.all("Allow")
        assert ok.get("Accept") == "application/sdp"

    play(scene)


def test_junk_and_keep_alives_meet_silence_and_hurt_nobody() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        keep_alives = (b"", b"\r\n\r\n", b"\0\0\0\0")
        wrong = (b"\x80\x08" + bytes(170), b"GET / HTTP/1.1\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n", b"\xff" * 900)
        for junk in keep_alives + wrong:
            them.send(junk)
        them.send(script.request("OPTIONS"))
        assert (await them.next()).status == 200
        assert them.inbox.empty()

    play(scene)


def test_the_asserted_identity_wins() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        them.send(script.invite(more=('P-Asserted-Identity: "李四" <sip:+8616112345678@127.0.0.1>, <tel:+861>',)))
        await told.wait("incoming")
        call = told.calls[0][1]
        assert (call.caller.number, call.caller.name) == ("+8616112345678", "李四")

    play(scene)


def test_stop_ends_every_call_and_frees_the_port() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer, script: Script) -> None:
        await connect(told, them, script)
        stopping = asyncio.ensure_future(us.stop())
        bye = await them.next_of("BYE")
        lines = [f"{name}: {value}" for name, value in bye.headers if name in ("Via", "From", "To", "Call-ID", "CSeq")]
        them.send("\r\n".join(["SIP/2.0 200 OK", *lines]) + "\r\n\r\n")
        await stopping
        assert us.live_legs() == us.layer.live() == 0

    play(scene, Listener(answering))
