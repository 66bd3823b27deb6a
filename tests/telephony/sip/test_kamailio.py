"""Registration and calls through a real kamailio: digest, refresh, record-route, removal."""

import asyncio
from collections.abc import Iterator

import pytest

from config.errors import BadInput
from config.settings import Trunk
from hotline.demo.kamailio import Kamailio, installed
from telephony.sip.port import LocalMedia, Party
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import Listener, answering, endpoint, free_port, registrar, until

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.skipif(not installed(), reason="kamailio is not installed (apt-get install kamailio)"),
]
THERE = LocalMedia(host="127.0.0.1", port=41000)
PATIENT = Timers(t1=0.2, t2=0.8, t4=0.5)


@pytest.fixture(scope="module")
def proxy() -> Iterator[Kamailio]:
    with Kamailio({"12345": "s3cret", "1001": "pw1001"}) as one:
        yield one


def nobody() -> tuple[Trunk, ...]:
    """Trunk mode off: only the registrar may send."""
    return (Trunk(name="none", host="127.0.0.250"),)


def test_an_account_that_could_end_its_line_is_refused() -> None:
    with pytest.raises(BadInput):
        Kamailio({"1001": 'a"; exit; "'}).start()


def test_it_registers_with_digest_and_leaves(proxy: Kamailio) -> None:
    async def scenario() -> None:
        one = registrar(proxy.port, expires_s=120)
        async with endpoint(registrars=(one,), trunks=nobody(), timers=PATIENT) as (us, _):
            await until(lambda: us.registrations()[0].state == "registered")
            status = us.registrations()[0]
            assert status.registrar == f"12345@127.0.0.1:{proxy.port}"
            assert 100 < status.expires_in_s <= 120
            (client,) = us._registrars
            await us.stop()
            assert client.stopped

    asyncio.run(scenario())


def test_a_wrong_password_is_told_and_tried_again(proxy: Kamailio) -> None:
    async def scenario() -> None:
        wrong = registrar(proxy.port, password="wrong")
        async with endpoint(registrars=(wrong,), timers=PATIENT) as (us, _):
            await until(lambda: us.registrations()[0].state == "failed")
            assert us.registrations()[0].reason.startswith("401")
            (client,) = us._registrars
            await until(lambda: client._registration.failures >= 2)

    asyncio.run(scenario())


def test_a_registrar_that_is_not_there_is_waited_for() -> None:
    async def scenario() -> None:
        port = free_port()
        async with endpoint(registrars=(registrar(port),), timers=Timers(0.02, 0.08, 0.1)) as (us, _):
            await until(lambda: us.registrations()[0].state == "failed")
            assert us.registrations()[0].reason == "no answer"
            with Kamailio({"12345": "s3cret"}, port=port):
                await until(lambda: us.registrations()[0].state == "registered")

    asyncio.run(scenario())


def test_a_call_goes_through_the_proxy_both_ways(proxy: Kamailio) -> None:
    """The caller is challenged (407), the registered callee is found, and BYE follows the record-route."""

    async def scenario() -> None:
        ours, theirs = registrar(proxy.port), registrar(proxy.port)
        theirs = theirs.model_copy(update={"user": "1001", "password": "pw1001"})
        async with (
            endpoint(registrars=(ours,), trunks=nobody(), timers=PATIENT) as (hotline, told),
            endpoint(Listener(answering), user="1001", registrars=(theirs,), trunks=nobody(), timers=PATIENT) as (
                phone,
                heard,
            ),
        ):
            await until(lambda: hotline.registrations()[0].state == phone.registrations()[0].state == "registered")
            caller = Party(number="12345", name="热线", uri="")
            leg = hotline.invite(f"sip:1001@127.0.0.1:{proxy.port}", THERE, caller=caller)
            await told.wait("answered")
            other, call = heard.calls[0]
            assert (call.caller.number, call.caller.name) == ("12345", "热线")
            assert call.source == ("127.0.0.1", proxy.port)
            assert other.dialog.route_set, "kamailio record-routes"
            await until(lambda: other.state == "established")
            leg.hold(True)
            assert (await heard.wait("media_changed"))[2].direction == "recvonly"
            await told.wait("media_changed")
            other.hang_up()
            assert (await told.wait("ended"))[2] == "remote"
            await until(lambda: hotline.live_legs() == phone.live_legs() == 0)
            second = phone.invite(f"sip:12345@127.0.0.1:{proxy.port}", THERE, caller=Party(number="1001", name="", uri=""))
            await told.wait("incoming")
            told.calls[0][0].ring()
            await heard.wait("ringing")
            second.hang_up()
            assert (await told.wait("ended", 2))[2:] == ("remote", "CANCEL")

    asyncio.run(scenario())


def test_who_is_not_registered_is_not_found(proxy: Kamailio) -> None:
    async def scenario() -> None:
        async with endpoint(registrars=(registrar(proxy.port),), timers=PATIENT) as (us, told):
            us.invite("7777", THERE)
            assert (await told.wait("failed"))[2] == 404

    asyncio.run(scenario())


def test_who_guesses_passwords_is_not_heard_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.sip.registration.FIRST_RETRY_S", 0.05)

    async def scenario() -> None:
        with Kamailio({"12345": "s3cret"}, guesses=2) as strict:
            wrong = registrar(strict.port, password="wrong")
            async with endpoint(registrars=(wrong,), timers=PATIENT) as (us, _):
                await until(lambda: us.registrations()[0].reason.startswith("403"))

    asyncio.run(scenario())


def test_the_nodes_calls_to_other_numbers_go_to_the_carrier_as_the_account() -> None:
    async def scenario() -> None:
        node_port, carrier_port = free_port(), free_port()
        carriers = [f"127.0.0.1:{carrier_port}"]
        with Kamailio({"12345": "s3cret"}, hotline=f"127.0.0.1:{node_port}", carriers=carriers) as proxy:
            one = registrar(proxy.port)
            async with (
                endpoint(Listener(answering), port=carrier_port, timers=PATIENT) as (_, asked),
                endpoint(port=node_port, registrars=(one,), trunks=nobody(), timers=PATIENT) as (us, told),
            ):
                await until(lambda: us.registrations()[0].state == "registered")
                leg = us.invite("96110", THERE, caller=Party(number="16400000001", name="王小明", uri=""))
                await told.wait("answered")
                _, call = asked.calls[0]
                assert (call.dialled, call.caller.number, call.caller.name) == ("96110", "12345", "")
                assert call.headers["P-Asserted-Identity"] == (f"<sip:12345@127.0.0.1:{proxy.port}>",)
                leg.hang_up()
                await asked.wait("ended")

    asyncio.run(scenario())


def test_a_second_registrar_stands_in_while_the_first_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.sip.registration.FIRST_RETRY_S", 0.2)

    async def scenario() -> None:
        users, ports = {"12345": "s3cret"}, (free_port(), free_port())
        group = tuple(
            registrar(port, group="pbx", priority=place, options_every_s=0.2) for place, port in enumerate(ports)
        )  # fmt: skip
        first = Kamailio(users, port=ports[0])
        with Kamailio(users, port=ports[1]):
            first.start()
            quick = {"timers": Timers(0.02, 0.08, 0.1), "probe_timeout_s": 0.2}
            try:
                async with endpoint(registrars=group, trunks=nobody(), **quick) as (us, _):
                    await until(lambda: states(us) == ["registered", "standby"])
                    first.stop()
                    await until(lambda: states(us) == ["failed", "registered"])
                    first.start()
                    await until(lambda: states(us) == ["registered", "standby"])
            finally:
                first.stop()

    asyncio.run(scenario())


def states(us: object) -> list[str]:
    return [one.state for one in us.registrations()]  # type: ignore[attr-defined]


def test_a_carrier_is_known_by_its_address_and_others_must_have_an_account() -> None:
    async def scenario() -> None:
        for carriers, heard in ((["127.0.0.1"], "answered"), ([], "failed")):
            with Kamailio({"12345": "s3cret"}, carriers=carriers) as proxy:
                ours = registrar(proxy.port)
                async with (
                    endpoint(Listener(answering), registrars=(ours,), trunks=nobody(), timers=PATIENT) as (us, _),
                    endpoint(timers=PATIENT) as (caller, told),
                ):
                    await until(lambda: us.registrations()[0].state == "registered")
                    caller.invite(f"sip:12345@127.0.0.1:{proxy.port}", THERE)
                    assert (await told.wait(heard))[0] == heard

    asyncio.run(scenario())
