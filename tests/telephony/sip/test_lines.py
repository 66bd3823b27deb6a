"""Trunks and registrars as they live and die: keep-alives, fail-over of calls, groups of registrars. Real UDP, bare peers."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from config.settings import Registrar, Trunk
from telephony.sip.message import Message, reply
from telephony.sip.port import LocalMedia
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import FAST, Listener, Peer, answering, endpoint, free_port, peer, until
from tests.telephony.sip.scripts import OFFER, Script

LOCAL = LocalMedia(host="127.0.0.1", port=41000)
QUICK: dict[str, Any] = {"failover_s": 0.15, "probe_timeout_s": 0.06}


def trunk(port: int, name: str = "a", **more: Any) -> Trunk:
    return Trunk(name=name, host="127.0.0.1", port=port, **more)


def ok(them: Peer, invite: Message) -> Message:
    headers = (("Contact", f"<sip:t@127.0.0.1:{them.port}>"), ("Content-Type", "application/sdp"))
    return reply(invite, 200, tag="x", headers=headers, body=OFFER.encode())


def two_trunks(**more: Any) -> tuple[tuple[int, int], tuple[Trunk, Trunk]]:
    ports = free_port(), free_port()
    return ports, (trunk(ports[0], "a", **more), trunk(ports[1], "b"))


def test_a_trunk_is_up_while_it_answers_and_down_when_it_does_not() -> None:
    async def scenario() -> None:
        port = free_port()
        one = trunk(port, options_every_s=0.1, user="95001")
        async with endpoint(trunks=(one, trunk(port + 1, "silent")), timers=FAST, **QUICK) as (us, _), peer(us, port) as them:
            assert us.trunks()[0].state == "unknown"
            asked = await them.next_of("OPTIONS")
            assert (asked.uri, asked.from_.uri.split("@")[0]) == (f"sip:127.0.0.1:{port}", "sip:95001")
            them.send(reply(asked, 405, tag="x"))
            await until(lambda: us.trunks()[0].state == "up")
            assert us.trunks()[0].round_trip_ms is not None
            await until(lambda: us.trunks()[0].state == "down")
            assert us.trunks()[0].reason == "no answer to OPTIONS"
            assert us.trunks()[1].state == "unknown", "it is not asked"
            for _ in range(2):
                them.inbox = asyncio.Queue()
                them.send(reply(await them.next_of("OPTIONS"), 200, tag="x"))
            await until(lambda: us.trunks()[0].state == "up")

    asyncio.run(scenario())


def test_a_call_goes_round_a_silent_trunk_and_what_the_silent_one_says_late_is_ended() -> None:
    async def scenario() -> None:
        ports, trunks = two_trunks()
        async with endpoint(trunks=trunks, timers=Timers(0.1, 0.4, 0.5), **QUICK) as (us, told), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            us.invite("110", LOCAL)
            lost = await first.next_of("INVITE")
            taken = await second.next_of("INVITE")
            assert (taken.call_id, taken.cseq > lost.cseq) == (lost.call_id, True)
            second.send(ok(second, taken))
            await told.wait("answered")
            assert [one.calls for one in us.trunks()] == [0, 1]
            first.send(ok(first, lost))
            await first.next_of("ACK")
            await first.next_of("BYE")
            assert told.names() == ["answered"]

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [500, 503])
def test_a_trunk_that_cannot_serve_gives_way(status: int) -> None:
    async def scenario() -> None:
        ports, trunks = two_trunks()
        async with endpoint(trunks=trunks) as (us, told), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            us.invite("110", LOCAL)
            first.send(reply(await first.next_of("INVITE"), status, tag="x"))
            await first.next_of("ACK")
            second.send(ok(second, await second.next_of("INVITE")))
            await told.wait("answered")
            assert told.names() == ["answered"]

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [404, 486, 603])
def test_a_refusal_is_final_and_nobody_else_is_asked(status: int) -> None:
    async def scenario() -> None:
        ports, trunks = two_trunks()
        async with endpoint(trunks=trunks) as (us, told), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            us.invite("110", LOCAL)
            first.send(reply(await first.next_of("INVITE"), status, tag="x"))
            assert (await told.wait("failed"))[2] == status
            assert second.inbox.empty()

    asyncio.run(scenario())


def test_when_all_have_failed_the_last_failure_is_told_once() -> None:
    async def scenario() -> None:
        ports, trunks = two_trunks()
        async with endpoint(trunks=trunks, timers=Timers(0.01, 0.04, 0.05), **QUICK) as (us, told), peer(us, ports[1]) as second:
            us.invite("110", LOCAL)
            second.send(reply(await second.next_of("INVITE"), 503, tag="x"))
            assert (await told.wait("failed"))[2] == 503
            await until(lambda: us.live_legs() == 0)
            assert told.names() == ["failed"]

    asyncio.run(scenario())


def test_a_full_trunk_takes_no_more_and_says_when_to_come_again() -> None:
    async def scenario() -> None:
        ports, trunks = two_trunks(max_calls=1)
        async with endpoint(Listener(answering), trunks=trunks) as (us, heard), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            first.send(Script(first.port).invite())
            await heard.wait("incoming")
            assert [(one.trunk, one.calls) for one in us.trunks()] == [("a", 1), ("b", 0)]
            first.send(Script(first.port).invite())
            assert (await first.next_of(503)).get("Retry-After") == "7"
            us.invite("110", LOCAL)
            assert (await second.next_of("INVITE")).uri == f"sip:110@127.0.0.1:{second.port}"

    asyncio.run(scenario())


def test_a_trunk_with_a_password_answers_its_challenge_in_the_whole_call() -> None:
    """The INVITE once by challenge; re-INVITE and BYE carry credentials at once, with the nonce counted on."""

    async def scenario() -> None:
        port = free_port()
        one = trunk(port, user="95001", password="pw", auth_user="95001@ims", domain="ims.city.lan")
        async with endpoint(trunks=(one,)) as (us, told), peer(us, port) as them:
            leg = us.invite("110", LOCAL)
            asked = await them.next_of("INVITE")
            assert (asked.uri, asked.from_.uri) == ("sip:110@ims.city.lan", "sip:95001@ims.city.lan")
            value = 'Digest realm="ims", nonce="n", qop="auth"'
            them.send(reply(asked, 407, tag="c", headers=(("Proxy-Authenticate", value),)))
            paid = await them.next_of("INVITE")
            assert 'username="95001@ims"' in paid.get("Proxy-Authorization")
            them.send(ok(them, paid))
            await told.wait("answered")
            assert (await them.next_of("ACK")).get("Proxy-Authorization") == paid.get("Proxy-Authorization")
            leg.hold(True)
            held = await them.next_of("INVITE")
            assert "nc=00000002" in held.get("Proxy-Authorization")
            them.send(ok(them, held))
            await told.wait("media_changed")
            leg.hang_up()
            assert "nc=00000003" in (await them.next_of("BYE")).get("Proxy-Authorization")

    asyncio.run(scenario())


def test_a_trunk_that_is_ourselves_is_no_way_out() -> None:
    """As in a first install, where the only trunk is this machine: a number dialled must not come back as a call in."""

    async def scenario() -> None:
        port = free_port()
        async with endpoint(Listener(answering), port=port, trunks=(trunk(port),)) as (us, told):
            us.invite("110", LOCAL)
            assert (await told.wait("failed"))[2:] == (503, "no route to the target")
            assert told.names() == ["failed"]

    asyncio.run(scenario())


def group(*ports: int) -> tuple[Registrar, ...]:
    return tuple(
        Registrar(host="127.0.0.1", port=port, user="12345", password="pw", group="pbx", priority=place)
        for place, port in enumerate(ports)
    )


async def grant(them: Peer) -> Message:
    """Accept the next REGISTER."""
    asked = await them.next_of("REGISTER")
    them.send(reply(asked, 200, tag="r", headers=(("Expires", asked.get("Expires") or "300"),)))
    return asked


def states(us: Any) -> list[str]:
    return [one.state for one in us.registrations()]


def test_the_second_of_a_group_serves_while_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.sip.registration.FIRST_RETRY_S", 0.3)

    async def scenario() -> None:
        ports = free_port(), free_port()
        async with endpoint(registrars=group(*ports)) as (us, _), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            first.send(reply(await first.next_of("REGISTER"), 503, tag="r"))
            await grant(second)
            await until(lambda: states(us) == ["failed", "registered"])
            us.invite("110", LOCAL)
            assert (await second.next_of("INVITE")).from_.uri == f"sip:12345@127.0.0.1:{ports[1]}"
            await grant(first)
            assert (await grant(second)).get("Expires") == "0"
            await until(lambda: states(us) == ["registered", "standby"])

    asyncio.run(scenario())


def test_only_the_first_of_a_group_registers_while_it_serves() -> None:
    async def scenario() -> None:
        ports = free_port(), free_port()
        async with endpoint(registrars=group(*ports)) as (us, _), AsyncExitStack() as stack:
            first, second = [await stack.enter_async_context(peer(us, port)) for port in ports]
            await grant(first)
            await until(lambda: states(us) == ["registered", "standby"])
            assert second.inbox.empty()
            stopping = asyncio.ensure_future(us.stop())
            assert (await grant(first)).get("Expires") == "0"
            await stopping
            assert us._registrars.stopped

    asyncio.run(scenario())


def test_a_registrar_that_falls_silent_between_refreshes_is_found_out() -> None:
    async def scenario() -> None:
        port = free_port()
        one = group(port)[0].model_copy(update={"options_every_s": 0.1})
        async with endpoint(registrars=(one,), timers=Timers(0.01, 0.04, 0.05), **QUICK) as (us, _), peer(us, port) as them:
            await grant(them)
            await until(lambda: states(us) == ["registered"])
            them.send(reply(await them.next_of("OPTIONS"), 200, tag="o"))
            await until(lambda: states(us) == ["failed"])
            assert us.registrations()[0].reason == "no answer"

    asyncio.run(scenario())
