"""Many calls of random deeds over a network that loses, doubles and delays: whatever happens, nobody stays behind."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import LocalMedia
from tests.telephony.sip.ends import Listener
from tests.telephony.sip.wire import Network, PatientListener, World, play

LOCAL = LocalMedia(host="127.0.0.1", port=40000)
CALLS = 12
LEFT_OVER_S = 400


class BadNetwork(Network):
    """Loses ``loss`` of the datagrams, doubles as many, and delays each by up to 300 ms, so that they overtake each other."""

    def __init__(self, dice: random.Random, loss: float) -> None:
        super().__init__()
        self.dice, self.loss = dice, loss

    def carry(self, data: bytes, source: tuple[str, int], to: tuple[str, int]) -> None:
        for _ in range(1 + (self.dice.random() < self.loss)):
            if self.dice.random() >= self.loss:
                asyncio.get_running_loop().call_later(self.dice.uniform(0.001, 0.3), self._deliver, data, source, to)


class Doer:
    """Does something random to each leg now and then, and ends it at last."""

    def __init__(self, dice: random.Random, endpoint: PyVoipEndpoint) -> None:
        self.dice, self.endpoint = dice, endpoint
        self.legs: list[Any] = []

    def keep(self, leg: Any, deeds: int) -> None:
        self.legs.append(leg)
        self._plan(leg, deeds)

    def _plan(self, leg: Any, left: int) -> None:
        self.endpoint.loop.call_later(self.dice.choice((0.0, 0.05, 0.4, 2.0, 9.0)), self._do, leg, left)

    def _do(self, leg: Any, left: int) -> None:
        if not left:
            leg.hang_up(self.dice.choice(("", "done", "Q.850;cause=16")))
            return
        deed = self.dice.randrange(9)
        if deed == 0:
            leg.ring()
        elif deed == 1:
            leg.ring(LOCAL)
        elif deed in (2, 3, 4):
            leg.answer(LOCAL)
        elif deed == 5:
            leg.hold(self.dice.random() < 0.6)
        elif deed == 6:
            leg.refer("sip:1@127.0.0.1")
        elif deed == 7:
            leg.answer_refer(self.dice.choice((180, 200, 486)))
        else:
            leg.reject(self.dice.choice((486, 480, 603)))
        self._plan(leg, left - 1)


def ends_of(told: Listener) -> Counter[str]:
    return Counter(what[1].leg_id for what in told.heard if what[0] in ("ended", "failed"))


@pytest.mark.parametrize("seed", range(16))
def test_nobody_stays_behind(seed: int) -> None:
    dice = random.Random(seed)

    async def scene(world: World) -> None:
        world.network = BadNetwork(dice, loss=dice.choice((0.0, 0.1, 0.3, 0.6)))
        one, heard = await world.endpoint(PatientListener(lambda leg, call: callee.keep(leg, dice.randrange(1, 7))))
        other, told = await world.endpoint()
        callee, caller = Doer(dice, one), Doer(dice, other)
        for _ in range(CALLS):
            caller.keep(other.invite(f"sip:12345@127.0.0.1:{one.address[1]}", LOCAL), dice.randrange(0, 6))
            await asyncio.sleep(dice.uniform(0, 3))
        await asyncio.sleep(LEFT_OVER_S)
        for end in (one, other):
            assert end.live_legs() == end.layer.live() == 0
            assert not end._dialogs
            assert not end.phone.calls
            assert not end.layer.invites
        assert ends_of(told) == Counter({leg.leg_id: 1 for leg in caller.legs})
        assert set(ends_of(heard).values()) <= {1}
        assert {leg.state for leg in (*caller.legs, *callee.legs)} == {"ended"}

    with capture_logs() as logs:
        play(scene)
    assert [one for one in logs if one["log_level"] == "error"] == []
