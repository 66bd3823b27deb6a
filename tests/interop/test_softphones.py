"""Real softphones at a real kamailio call the service, and are called by it: the whole of a working day in one call each way."""

import asyncio
import shutil
from pathlib import Path

import pytest

from hotline.demo.kamailio import Kamailio, Tls, installed
from tests.interop.conftest import USERS, Table
from tests.interop.desk import Desk, open_desk
from tests.interop.phones import Account, BaresipPhone, LinphonePhone, Softphone, Transport

pytestmark = pytest.mark.skipif(not installed(), reason="kamailio is not installed (apt-get install kamailio)")
CORE, LONG = pytest.mark.protocol, pytest.mark.interop
PHONES = {"baresip": BaresipPhone, "linphone": LinphonePhone}
TALK_S, PACKETS = 0.6, 20
"""How long both talk, and the packets each way that this must have brought at the least."""


def account(user: str, at: Kamailio, transport: Transport, tls: Tls, *, named: bool) -> Account:
    """``named``: the registrar is called by its name, as Linphone's look at a certificate wants it."""
    secure = transport == "tls"
    return Account(
        user=user, password=USERS[user], realm="hotline", host="localhost" if secure and named else "127.0.0.1",
        port=at.tls_port if secure else at.port, transport=transport,
        authority=tls.certificate.with_name("authority.crt") if secure else None,
    )  # fmt: skip


async def reached(desk: Desk, user: str, at: Kamailio) -> None:
    """Call the phone until it has registered and answers."""
    async with asyncio.timeout(15):
        while True:
            await desk.call(f"sip:{user}@127.0.0.1:{at.port}")
            tried = desk.count("answered") + desk.count("failed")
            await desk.until(lambda tried=tried: desk.count("answered") + desk.count("failed") > tried, "an answer")
            if desk.heard[-1][0] == "answered":
                return
            await desk.quality()
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("name", "transport", "user"),
    [
        pytest.param("baresip", "udp", "8001", id="baresip-udp", marks=CORE),
        pytest.param("linphone", "udp", "8002", id="linphone-udp", marks=CORE),
        pytest.param("baresip", "tcp", "8003", id="baresip-tcp", marks=LONG),
        pytest.param("linphone", "tcp", "8004", id="linphone-tcp", marks=LONG),
        pytest.param("baresip", "tls", "8005", id="baresip-tls", marks=LONG),
        pytest.param("linphone", "tls", "8006", id="linphone-tls", marks=CORE),
    ],
)
def test_a_softphone_works_with_us(
    name: str, transport: Transport, user: str, registrar: Kamailio, tls: Tls, desk_port: int, sound: Path, tmp_path: Path,
    table: Table,
) -> None:  # fmt: skip
    kind = PHONES[name]
    if not shutil.which(kind.program):
        pytest.skip(f"{kind.program} is not installed")

    async def scenario() -> None:
        phone: Softphone = kind(tmp_path / "phone", account(user, registrar, transport, tls, named=name == "linphone"), sound)
        async with open_desk(desk_port, sound) as desk:
            try:
                await phone.start()
                await whole_day(desk, phone, user, registrar, table)
            finally:
                await phone.stop()

    asyncio.run(scenario())


async def whole_day(desk: Desk, phone: Softphone, user: str, at: Kamailio, table: Table) -> None:
    with table.step("registers, is called"):
        await reached(desk, user, at)
    with table.step("held by us, back"):
        held = desk.count("media_changed")
        assert desk.leg
        desk.leg.hold(True)
        assert (await desk.told("media_changed", held + 1))[1] in ("sendonly", "inactive")
        desk.leg.hold(False)
        assert (await desk.told("media_changed", held + 2))[1] == "sendrecv"
    with table.step("we hang up"):
        ended = desk.count("ended")
        desk.leg.hang_up()
        await desk.told("ended", ended + 1)
        await desk.quality()
        await desk.until(lambda: desk.sip.live_legs() == 0, "no leg is left")
    with table.step("calls us (digest)"):
        await phone.dial("12345")
        assert (await desk.told("incoming"))[1].caller.number == user
        await desk.told("picked_up")
        await phone.speak()
        await asyncio.sleep(TALK_S)
    with table.step("digit (RFC 4733)"):
        await phone.press("5")
        assert (await desk.told("digit"))[1:] == ("5", "RFC 4733")
    with table.step("holds us, back"):
        held = desk.count("media_changed")
        await phone.hold(True)
        assert (await desk.told("media_changed", held + 1))[1] in ("recvonly", "inactive")
        await phone.hold(False)
        assert (await desk.told("media_changed", held + 2))[1] == "sendrecv"
    ended = desk.count("ended")
    with table.step("asks for a transfer"):
        await phone.transfer("8009")
        assert (await desk.told("transfer_requested"))[1] == "8009"
    with table.step("hangs up"):
        await phone.hang_up()
        await desk.told("ended", ended + 1)
        await desk.until(lambda: desk.sip.live_legs() == 0, "no leg is left")
    with table.step("sound both ways"):
        quality = await desk.quality()
        assert min(quality.packets_received, quality.packets_sent) > PACKETS, quality


@LONG
@pytest.mark.parametrize(("name", "user"), [("baresip", "8007"), ("linphone", "8008")], ids=["baresip-refer", "linphone-refer"])
def test_a_softphone_calls_whom_we_send_it_to(
    name: str, user: str, registrar: Kamailio, tls: Tls, desk_port: int, sound: Path, tmp_path: Path, table: Table
) -> None:
    """Our REFER: the phone calls the number, and says by NOTIFY how that went."""
    kind = PHONES[name]
    if not shutil.which(kind.program):
        pytest.skip(f"{kind.program} is not installed")

    async def scenario() -> None:
        phone = kind(tmp_path / "phone", account(user, registrar, "udp", tls, named=False), sound)
        async with open_desk(desk_port, sound) as desk:
            try:
                await phone.start()
                await reached(desk, user, registrar)
                assert desk.leg
                with table.step("calls whom we refer to"):
                    desk.leg.refer(f"sip:12345@127.0.0.1:{registrar.port}")
                    assert (await desk.told("incoming"))[1].caller.number == user
                with table.step("says how that went"):
                    await desk.until(lambda: ("refer_progressed", 200) in desk.heard, "a NOTIFY of success")
            finally:
                await phone.stop()

    asyncio.run(scenario())


@LONG
@pytest.mark.parametrize("name", ["linphone"], ids=["linphone-info"])
def test_digits_by_info(
    name: str, registrar: Kamailio, tls: Tls, desk_port: int, sound: Path, tmp_path: Path, table: Table
) -> None:
    if not shutil.which(LinphonePhone.program):
        pytest.skip(f"{LinphonePhone.program} is not installed")

    async def scenario() -> None:
        one = account("8009", registrar, "udp", tls, named=False)
        phone = LinphonePhone(tmp_path / "phone", one, sound, digits_by_info=True)
        async with open_desk(desk_port, sound) as desk:
            try:
                await phone.start()
                await reached(desk, "8009", registrar)
                with table.step("digit (INFO)"):
                    await phone.press("7")
                    assert (await desk.told("digit"))[1:] == ("7", "INFO")
                await phone.hang_up()
                await desk.told("ended")
            finally:
                await phone.stop()

    asyncio.run(scenario())
