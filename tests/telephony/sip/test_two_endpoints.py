"""Our caller against our callee over real UDP: whole calls, both ways."""

import asyncio

from config.settings import Registrar
from telephony.sip.port import LocalMedia, Party
from tests.telephony.sip.ends import LOCAL, Listener, answering, endpoint, free_port, until

THERE = LocalMedia(host="127.0.0.1", port=41000)


def test_a_call_is_answered_and_ended_by_the_caller() -> None:
    async def scenario() -> None:
        async with endpoint(Listener(answering)) as (callee, heard), endpoint() as (caller, told):
            leg = caller.invite(
                f"sip:12345@127.0.0.1:{callee.address[1]}", THERE, caller=Party(number="16412345678", name="王 小明", uri="")
            )
            _, _, media = await told.wait("answered")
            assert (media.codec, media.remote_port, media.dtmf_payload_type) == ("PCMA", LOCAL.port, 101)
            other, call = heard.calls[0]
            assert (call.caller.number, call.caller.name, call.dialled, call.trunk) == (
                "16412345678", "王 小明", "12345", "local",
            )  # fmt: skip
            await until(lambda: other.state == "established")
            leg.hang_up()
            assert (await heard.wait("ended"))[2:] == ("remote", "BYE")
            assert (await told.wait("ended"))[2] == "local"
            assert told.names() == ["ringing", "answered", "ended"]
            await until(lambda: callee.live_legs() == caller.live_legs() == 0)
            assert not callee.phone.calls
            assert not caller.phone.calls

    asyncio.run(scenario())


def test_the_name_of_a_silent_registrar_is_looked_up_again() -> None:
    looked_up: list[str] = []

    def look_up(host: str) -> str:
        looked_up.append(host)
        return "127.0.0.1"

    async def scenario() -> None:
        registrar = Registrar(host="registrar.test", port=free_port(), user="12345", password="secret")
        async with endpoint(registrars=(registrar,), look_up=look_up):
            await until(lambda: len(looked_up) >= 2)

    asyncio.run(scenario())
    assert set(looked_up) == {"registrar.test"}
