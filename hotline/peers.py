"""Citizens' phones for ``hotline call`` and the demo: the product's own caller on a socket and an engine of its own."""

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from config.ids import new_id
from config.settings import Settings, Sip
from hotline.ports import free_port, free_rtp_range
from hotline.sound import read_pcm
from telephony.caller import Caller
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import Party

CALLERS_RTP_FROM = 52_000
DIAL_S = 15.0


def make_caller(settings: Settings, number: str, prompts: Path, *, dial_s: float = DIAL_S) -> Caller:
    """A phone with ``number`` on a free SIP port; it takes no calls, and its own ring for ``dial_s`` seconds at most."""
    port = free_port(socket.SOCK_DGRAM)
    sip: Sip = settings.sip.model_copy(
        update={"port": port, "user": number, "registrars": (), "trunks": (), "invite_timeout_s": dial_s}
    )
    media = settings.media.model_copy(update={"rtp_ports": free_rtp_range(CALLERS_RTP_FROM)})
    party = Party(number=number, name="", uri=f"sip:{number}@{sip.host}:{port}")
    return Caller(
        PyVoipEndpoint(sip),
        MediaProcess(media, prompts=prompts, tap=None),
        now=lambda: datetime.now(UTC),
        party=party,
    )


async def place_call(
    settings: Settings,
    target: str,
    *,
    wav: Path | None,
    record: Path | None,
    seconds: float,
    caller: str,
    speak_after_s: float,
) -> dict[str, Any]:
    """One whole call; what became of it as JSON-ready values."""
    phone = make_caller(settings, caller, settings.prompts, dial_s=min(DIAL_S, seconds))
    await phone.start()
    try:
        done = await phone.call(target, wav, record=record, say_after_answer_s=speak_after_s, seconds_max=seconds)
    finally:
        await phone.stop()
    talked = (done.ended_at - done.answered_at).total_seconds() if done.ended_at and done.answered_at else 0.0
    return {
        "status": done.status,
        "reason": done.reason,
        "rang": done.rang,
        "seconds": round(talked, 2),
        "ended_by": done.ended_by,
        "spoken": done.spoken,
        "heard": str(done.heard) if done.heard else None,
        "mos": done.quality.mos if done.quality else None,
    }


class CallerPeer:
    """One citizen of the demo: `dial`, `speak`, `hang_up` or `ended`, then `heard`."""

    def __init__(self, settings: Settings, folder: Path, *, number: str) -> None:
        self._phone = make_caller(settings, number, settings.prompts)
        self._file = folder / f"heard-{new_id()}.wav"
        self._reported = False
        self.status = 0

    async def dial(self, target: str) -> None:
        await self._phone.start()
        self.status = await self._phone.dial(target, record=self._file)

    async def speak(self, path: Path) -> bool:
        return await self._phone.speak(path)

    async def hang_up(self) -> None:
        self._phone.hang_up()
        await self._report()

    async def ended(self, timeout_s: float) -> bool:
        """Wait for the other side's hang-up; False when it did not come."""
        try:
            await asyncio.wait_for(self._phone.over.wait(), timeout_s)
        except TimeoutError:
            return False
        await self._report()
        return True

    async def _report(self) -> None:
        if not self._reported:
            self._reported = True
            await self._phone.report()

    def heard(self) -> np.ndarray:
        """What came out of the receiver, int16 at 8 kHz; after the call."""
        return read_pcm(self._file)

    async def close(self) -> None:
        await self._report()
        await self._phone.stop()
