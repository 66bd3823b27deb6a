"""Whether the farm's addresses recognise, asked once each, outside a running service (``hotline doctor``)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from asr.vosk_server.dial import FAILURES, Dialer, in_words
from config.settings import Asr


@dataclass(frozen=True, slots=True)
class Answer:
    """``after_s`` seconds until the recogniser behind ``url`` answered; None when it did not, and ``why``."""

    url: str
    after_s: float | None
    why: str = ""


def ask_all(asr: Asr) -> Sequence[Answer]:
    """Ask all addresses at once; raises BadSetting when their authority cannot be read."""
    dialer = Dialer(ca=asr.server_ca, connect_s=asr.server_connect_s, silent_s=asr.server_silent_s)

    async def ask_each() -> list[Answer]:
        return await asyncio.gather(*(_ask(dialer, url) for url in asr.servers))

    return asyncio.run(ask_each())


async def _ask(dialer: Dialer, url: str) -> Answer:
    try:
        return Answer(url, await dialer.ask(url))
    except FAILURES as error:
        return Answer(url, None, in_words(error))
