"""What a callee sees of us on the wire: INVITE, ACK, CANCEL, credentials, forks. Real UDP, hand-written peer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from config.errors import BadSetting
from config.settings import Registrar, Trunk
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.keyring import Keyring
from telephony.sip.message import Message, reply
from telephony.sip.port import LocalMedia, Party, SipLeg
from telephony.sip.transactions import Timers
from telephony.sip.trunk_lines import accounts_of
from tests.telephony.sip.ends import FAST, Listener, Peer, endpoint, free_port, peer, settings, until
from tests.telephony.sip.scripts import OFFER

LOCAL = LocalMedia(host="127.0.0.1", port=41000)
SDP = ("Content-Type", "application/sdp")
Scene = Callable[[PyVoipEndpoint, Listener, Peer], Awaitable[None]]


def play(scene: Scene, **more: Any) -> None:
    async def scenario() -> None:
        async with endpoint(**more) as (us, told), peer(us) as them:
            await scene(us, told, them)

    asyncio.run(scenario())


def dial(us: PyVoipEndpoint, them: Peer, **more: Any) -> SipLeg:
    return us.invite(f"sip:200@127.0.0.1:{them.port}", LOCAL, **more)


def contact(them: Peer) -> tuple[str, str]:
    return "Contact", f"<sip:phone@127.0.0.1:{them.port};transport=udp>"


def ok(them: Peer, invite: Message, tag: str = "their", body: str = OFFER, **more: Any) -> Message:
    headers = (contact(them), SDP, *more.get("headers", ()))
    return reply(invite, 200, tag=tag, headers=headers, body=body.encode())


def test_the_ack_matches_the_2xx_and_follows_its_record_route() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        invite = await them.next_of("INVITE")
        assert (invite.from_.uri, invite.uri) == (f"sip:12345@127.0.0.1:{us.address[1]}", f"sip:200@127.0.0.1:{them.port}")
        routes = (f"<sip:127.0.0.1:{them.port};lr;x=1>", f"<sip:127.0.0.1:{them.port};lr;x=2>")
        answer = ok(them, invite)
        them.send(reply_with_routes(answer, routes))
        ack = await them.next_of("ACK")
        assert (ack.to.tag, ack.cseq, ack.uri) == ("their", 1, f"sip:phone@127.0.0.1:{them.port};transport=udp")
        assert ack.all("Route") == tuple(reversed(routes))
        assert ack.via.branch != invite.via.branch
        assert (await told.wait("answered"))[2].codec == "PCMA"
        them.send(reply_with_routes(answer, routes))
        assert (await them.next_of("ACK")).to.tag == "their"
        leg.hang_up("done")
        bye = await them.next_of("BYE")
        assert (bye.cseq, bye.to.tag, bye.all("Route")) == (2, "their", tuple(reversed(routes)))

    play(scene)


def reply_with_routes(message: Message, routes: tuple[str, ...]) -> bytes:
    return message.having("Record-Route", *routes).encode()


def test_the_caller_shown_is_the_party_given() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them, caller=Party(number="164 1234\r\nX: y", name='王"五"\r\nInjected: 1', uri=""))
        invite = await them.next_of("INVITE")
        assert (invite.from_.display, invite.from_.uri.split("@")[0]) == ('王"五"Injected: 1', "sip:1641234Xy")
        assert invite.get("Injected") == ""

    play(scene)


def test_a_lost_invite_is_sent_again_and_silence_is_408() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them)
        first, again = await them.next_of("INVITE"), await them.next_of("INVITE")
        assert first == again
        assert (await told.wait("failed"))[2:] == (408, "no response")
        assert us.live_legs() == 0

    play(scene, timers=Timers(0.02, 0.08, 0.1))


@pytest.mark.parametrize("status", [302, 404, 486, 503, 603])
def test_a_failure_is_acknowledged_and_told_once(status: int) -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them)
        invite = await them.next_of("INVITE")
        them.send(reply(invite, 100))
        them.send(reply(invite, 183, tag="a"))
        them.send(reply(invite, status, tag="a"))
        ack = await them.next_of("ACK")
        assert (ack.via.branch, ack.to.tag) == (invite.via.branch, "a")
        them.send(reply(invite, status, tag="a"))
        await them.next_of("ACK")
        assert (await told.wait("failed"))[2] == status
        assert told.names() == ["ringing", "failed"]
        assert us.live_legs() == 0

    play(scene)


def test_cancel_waits_for_a_provisional_answer() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        invite = await them.next_of("INVITE")
        leg.hang_up()
        assert (await told.wait("ended"))[2] == "local"
        assert us.live_legs() == 1
        them.send(reply(invite, 180, tag="a"))
        cancel = await them.next_of("CANCEL")
        assert (cancel.via.branch, cancel.cseq, cancel.uri) == (invite.via.branch, 1, invite.uri)
        them.send(reply(cancel, 200, tag="a"))
        them.send(reply(invite, 487, tag="a"))
        await them.next_of("ACK")
        await until(lambda: us.live_legs() == 0)
        assert told.names() == ["ended"]

    play(scene)


def test_an_answer_that_crosses_the_cancel_is_acknowledged_and_left() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        invite = await them.next_of("INVITE")
        them.send(reply(invite, 180, tag="a"))
        await told.wait("ringing")
        leg.hang_up()
        await them.next_of("CANCEL")
        them.send(ok(them, invite, "a"))
        assert (await them.next_of("ACK")).to.tag == "a"
        assert (await them.next_of("BYE")).to.tag == "a"
        assert "answered" not in told.names()
        assert us.live_legs() == 0

    play(scene)


def test_a_phone_that_only_rings_is_given_up() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them)
        them.send(reply(await them.next_of("INVITE"), 180, tag="a"))
        await them.next_of("CANCEL")
        assert (await told.wait("failed"))[2] == 408

    play(scene, invite_timeout_s=0.2)


def test_a_second_2xx_of_a_fork_is_left_by_bye() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        invite = await them.next_of("INVITE")
        them.send(ok(them, invite, "one"))
        assert (await them.next_of("ACK")).to.tag == "one"
        them.send(ok(them, invite, "two"))
        assert (await them.next_of("ACK")).to.tag == "two"
        assert (await them.next_of("BYE")).to.tag == "two"
        assert leg.state == "established"
        assert told.names() == ["answered"]

    play(scene)


def test_an_answer_without_a_codec_of_ours_fails() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them)
        them.send(ok(them, await them.next_of("INVITE"), body=OFFER.replace("8 0 101", "18")))
        await them.next_of("ACK")
        await them.next_of("BYE")
        assert (await told.wait("failed"))[2] == 488

    play(scene)


def challenge(invite: Message, nonce: str, extra: str = "") -> Message:
    value = f'Digest realm="r", nonce="{nonce}", qop="auth", algorithm=SHA-256{extra}'
    return reply(invite, 407, tag="c", headers=(("Proxy-Authenticate", value),))


def account(port: int) -> tuple[Registrar, ...]:
    return (Registrar(host="127.0.0.1", port=port, user="12345", password="pw"),)


def test_a_challenge_is_answered_once_and_a_stale_nonce_again() -> None:
    async def scenario() -> None:
        async with endpoint() as (us, told), peer(us) as them:
            us.keyring = Keyring(accounts_of(settings(free_port(), registrars=account(them.port))))
            dial(us, them)
            invite = await them.next_of("INVITE")
            assert invite.get("Proxy-Authorization") == ""
            them.send(challenge(invite, "n1"))
            second = await them.next_of("INVITE")
            assert (second.cseq, second.call_id, second.from_.tag) == (2, invite.call_id, invite.from_.tag)
            assert 'nonce="n1"' in second.get("Proxy-Authorization")
            them.send(challenge(second, "n2", ", stale=true"))
            third = await them.next_of("INVITE")
            assert 'nonce="n2"' in third.get("Proxy-Authorization")
            assert len(third.all("Proxy-Authorization")) == 1
            them.send(challenge(third, "n3"))
            assert (await told.wait("failed"))[2] == 407

    asyncio.run(scenario())


def test_a_challenge_without_account_fails() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        dial(us, them)
        them.send(challenge(await them.next_of("INVITE"), "n"))
        assert (await told.wait("failed"))[2] == 407

    play(scene)


@pytest.mark.parametrize("target", ["", "sip:", "mailto:x", "sip:a b@127.0.0.1", "20\r\n0"])
def test_a_target_that_is_none_fails_with_503(target: str) -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        us.invite(target, LOCAL)
        assert (await told.wait("failed"))[2] == 503
        assert us.live_legs() == 0

    play(scene)


def test_a_bare_number_goes_to_the_first_trunk() -> None:
    async def scenario() -> None:
        port = free_port()
        async with endpoint(trunks=(Trunk(name="local", host="127.0.0.1", port=port),)) as (us, _), peer(us, port) as them:
            leg = us.invite("16412345678", LOCAL)
            assert (await them.next_of("INVITE")).uri == f"sip:16412345678@127.0.0.1:{them.port}"
            assert leg.remote.number == "16412345678"

    asyncio.run(scenario())


def test_a_peer_that_lost_the_call_ends_it() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        them.send(ok(them, await them.next_of("INVITE")))
        await told.wait("answered")
        leg.hold(True)
        them.send(reply(await them.next_of("INVITE"), 481))
        assert (await told.wait("ended"))[2] == "timeout"

    play(scene)


def test_glare_is_refused_with_491() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        invite = await them.next_of("INVITE")
        them.send(ok(them, invite))
        await told.wait("answered")
        leg.hold(True)
        await them.next_of("INVITE")
        ours = f"<sip:200@127.0.0.1:{them.port}>;tag=their"
        lines = [
            f"INVITE {invite.from_.uri} SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:{them.port};branch=z9hG4bKglare",
            f"From: {ours}", f"To: {invite.get('From')}", f"Call-ID: {invite.call_id}", "CSeq: 9 INVITE",
            "Content-Length: 0", "", "",
        ]  # fmt: skip
        them.send("\r\n".join(lines))
        assert (await them.next_of(491)).cseq == 9

    play(scene)


def test_our_hold_that_meets_glare_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.sip.session.glare_delay", lambda owner: 0.01)

    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        them.send(ok(them, await them.next_of("INVITE")))
        await told.wait("answered")
        leg.hold(True)
        first = await them.next_of("INVITE")
        them.send(reply(first, 491))
        second = await them.next_of("INVITE")
        assert second.cseq == first.cseq + 1
        them.send(ok(them, second, body=OFFER + "a=recvonly\r\n"))
        assert (await told.wait("media_changed"))[2].direction == "sendonly"

    play(scene)


def test_a_wish_that_changes_during_our_reinvite_is_sent_after_it() -> None:
    async def scene(us: PyVoipEndpoint, told: Listener, them: Peer) -> None:
        leg = dial(us, them)
        them.send(ok(them, await them.next_of("INVITE")))
        await told.wait("answered")
        leg.hold(True)
        held = await them.next_of("INVITE")
        leg.hold(False)
        them.send(ok(them, held, body=OFFER + "a=recvonly\r\n"))
        resumed = await them.next_of("INVITE")
        assert b"a=sendrecv" in resumed.body
        them.send(ok(them, held, body=OFFER + "a=recvonly\r\n"))
        while (await them.next_of("ACK")).cseq != held.cseq:
            pass
        them.send(ok(them, resumed))
        while (await them.next_of("ACK")).cseq != resumed.cseq:
            pass
        assert leg.media.direction == "sendrecv"

    play(scene)


def test_an_address_that_nobody_can_answer_is_a_wrong_setting() -> None:
    async def scenario() -> None:
        with pytest.raises(BadSetting, match=r"sip\.advertised_host"):
            await PyVoipEndpoint(settings(5060, host="0.0.0.0"), timers=FAST).start(Listener())

    asyncio.run(scenario())


def test_a_port_in_use_is_a_sentence_with_the_setting() -> None:
    async def scenario() -> None:
        async with endpoint() as (us, _):
            second = PyVoipEndpoint(settings(us.address[1]), timers=FAST)
            with pytest.raises(BadSetting, match=r"sip\.port.*HOTLINE_SIP__PORT"):
                await second.start(Listener())

    asyncio.run(scenario())
