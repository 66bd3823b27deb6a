"""Callers who send no sound or nonsense, come from elsewhere, hide, or come all at once."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from random import Random

import pytest

from tests.integration.house import MAX_CALLS, RETRY_AFTER_S, House, answer, free, offered, state_is, until
from tests.integration.raw_phone import RawPhone, raw_phone

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]
FLOOD = int(MAX_CALLS)
SERVED = 6


def nonsense(count: int) -> Iterator[bytes]:
    """Noise of every length, half of it behind a true RTP header."""
    random = Random(7)
    for number in range(count):
        noise = random.randbytes(random.randrange(1500))
        yield noise if number % 2 else b"\x80\x08" + noise


@pytest.fixture
async def phone(house: House, anyio_backend: str) -> AsyncIterator[RawPhone]:
    async with raw_phone(house.sip_address) as one:
        yield one


async def test_a_caller_without_sound_is_ended_after_the_time_out(house: House, phone: RawPhone) -> None:
    number = house.fresh_number()
    async with house.desk("agent1") as desk, house.watching() as boss:
        caller = phone.dial(number)
        call, voice = await answer(desk, number)
        await phone.until(lambda: caller.ended_by_them)
        found = await house.ended(boss, call)
        assert (found["reason"], found["detail"]) == ("completed", "rtp timeout")
        await state_is(desk, "wrap_up")
        await voice.close()


async def test_nonsense_instead_of_sound_disturbs_nobody(house: House, phone: RawPhone) -> None:
    number = house.fresh_number()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
        rtp.bind(("127.0.0.1", 0))
        caller = phone.dial(number, rtp_port=rtp.getsockname()[1])
        async with house.desk("agent1") as desk, house.watching() as boss:
            call, voice = await answer(desk, number)
            for datagram in nonsense(400):
                rtp.sendto(datagram, ("127.0.0.1", caller.rtp_port))
                await asyncio.sleep(0)
            assert not caller.ended_by_them
            caller.bye()
            assert (await house.ended(boss, call))["reason"] == "completed"
            await voice.close()
    assert house.child("telephony.media.engine").is_running()
    async with house.desk("agent1") as desk, house.caller(number) as peer:
        call, voice = await answer(desk, number)
        await desk.command("hang_up", call=call)
        assert await peer.ended(5)
        await voice.close()


async def test_fifty_invites_at_once_are_answered_and_served_in_order_and_one_above_the_bound_is_told_when_to_try_again(
    house: House, phone: RawPhone
) -> None:
    numbers = [house.fresh_number() for _ in range(FLOOD)]
    async with house.watching() as boss:
        calls = [phone.dial(number, direction="recvonly") for number in numbers]
        await phone.until(lambda: all(call.status == 200 for call in calls), 20)
        await until(lambda: boss.get("/api/wallboard"), lambda board: board["queues"][0]["waiting"] == FLOOD)
        board = (await boss.get("/api/wallboard"))["calls"]
        position = {call["caller_number"]: call["position"] for call in board}
        assert sorted(numbers, key=lambda number: position[number]) == numbers
        refused = phone.dial(house.fresh_number(), direction="recvonly")
        await phone.until(lambda: refused.status > 0)
        assert refused.final
        assert (refused.status, refused.final.get("Retry-After")) == (503, RETRY_AFTER_S)
        async with house.desk("agent1") as one, house.desk("agent2") as two:
            served: list[str] = []
            while len(served) < SERVED:
                for desk in (one, two):
                    number = numbers[len(served)]
                    call = await offered(desk, number)
                    await desk.command("accept", call=call)
                    served.append(number)
                for desk, number in zip((one, two), served[-2:], strict=True):
                    await desk.command("hang_up", call=await offered(desk, number))
                    await state_is(desk, "wrap_up")
                await one.command("end_wrap_up")
                await offered(one, numbers[len(served)]) if len(served) < SERVED else None
                await two.command("end_wrap_up")
            await one.command("presence", presence="paused", reason="")
            await two.command("presence", presence="paused", reason="")
            await phone.until(lambda: [call.ended_by_them for call in calls[:SERVED]] == [True] * SERVED)
            for call in calls[SERVED:]:
                call.bye()
            await until(lambda: boss.get("/api/wallboard"), lambda board: not board["calls"])
    assert len({call.final.get("To") for call in calls if call.final}) == FLOOD


async def test_a_stranger_gets_403_and_no_call(house: House) -> None:
    async with raw_phone(house.sip_address, "127.0.0.2") as stranger, house.watching() as boss:
        call = stranger.dial("16900000000")
        await stranger.until(lambda: call.status > 0)
        assert call.status == 403
        assert not (await boss.get("/api/wallboard"))["calls"]


@pytest.mark.parametrize(
    ("caller", "more", "number", "name"),
    [
        (b'"Anonymous" <sip:anonymous@anonymous.invalid>', b"Privacy: id\r\n", "", ""),
        ('"张三" <sip:16900200001@127.0.0.1>'.encode("gb18030"), b"", "16900200001", "张三"),
        ('"李四" <sip:16900200002@127.0.0.1>'.encode(), b"", "16900200002", "李四"),
    ],
    ids=["hidden number", "GB18030 name", "UTF-8 name"],
)
async def test_a_caller_is_shown_as_the_invite_names_them(
    house: House, phone: RawPhone, caller: bytes, more: bytes, number: str, name: str
) -> None:
    async with house.desk("agent1") as desk, house.watching() as boss:
        one = phone.dial("", caller=caller, more=more, direction="recvonly")
        call, voice = await answer(desk, number)
        board = (await boss.get("/api/wallboard"))["calls"]
        assert [(row["caller_number"], row["caller_name"]) for row in board] == [(number, name)]
        one.bye()
        found = await house.ended(boss, call)
        assert (found["reason"], found["caller_number"], found["caller_name"]) == ("completed", number, name)
        await voice.close()


async def test_hidden_callers_who_give_up_do_not_become_one_entry_to_call_back(house: House, phone: RawPhone) -> None:
    async with house.watching() as boss:
        for _ in range(2):
            one = phone.dial("", caller=b"<sip:anonymous@anonymous.invalid>", direction="recvonly")
            call = (await house.live(boss, "", "queued"))["call"]
            one.bye()
            assert (await house.ended(boss, call))["reason"] == "abandoned"
        assert not [row for row in await boss.get("/api/callbacks", state="open") if not row["number"]]


async def test_an_extremely_long_number_is_answered_and_the_next_call_comes_through(house: House, phone: RawPhone) -> None:
    endless = "9" * 4_000
    long = phone.dial(endless, direction="recvonly")
    await phone.until(lambda: long.status > 0)
    async with house.watching() as boss:
        if long.status == 200:
            shown = (await until(lambda: boss.get("/api/wallboard"), lambda board: bool(board["calls"])))["calls"][0]
            assert len(shown["caller_number"]) <= 64
            long.bye()
            assert (await house.ended(boss, shown["call"]))["reason"] in ("abandoned", "completed")
    number = house.fresh_number()
    async with house.desk("agent1") as desk:
        after = phone.dial(number, direction="recvonly")
        call, voice = await answer(desk, number)
        await desk.command("hang_up", call=call)
        await phone.until(lambda: after.ended_by_them)
        await voice.close()
        await free(desk)
