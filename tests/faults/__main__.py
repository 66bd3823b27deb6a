"""``make faults``: recognition's bad days on a real service, each a line of JSON on standard output.

--part PART …    of: pool, farm, private, crowd
--scene SCENE …  of a part's, by the name of its function
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from config.settings import Asr, load
from tests.faults import workers
from tests.faults.farm import REPLAY_S, Farm, FarmScenes
from tests.faults.model import HANG_VARIABLE, without_dither
from tests.faults.outcome import Outcome
from tests.faults.overload import CALLS, forty_streams
from tests.faults.private import card_number
from tests.faults.stand import Stand
from tests.faults.undisturbed import Undisturbed
from tests.integration.house import open_house

Scene = Callable[[Stand], Awaitable[Outcome]]
Tell = Callable[[Outcome], None]
Part = Callable[[Path, Tell, Sequence[str]], Awaitable[None]]
SOON = {"after_call_niceness": 0, "after_call_rest_s": 0.5}


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def variables(asr: Mapping[str, Any]) -> dict[str, str]:
    """Settings of ``asr`` as HOTLINE_ variables."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asr.items()}
    return {f"HOTLINE_ASR__{name.upper()}": text for name, text in texts.items()}


@asynccontextmanager
async def pool_stand(folder: Path) -> AsyncIterator[Stand]:
    """Vosk in two workers of a test build."""
    model, hang = without_dither(folder), folder / "hang"
    asr = {"engine": "vosk", "model": str(model), "language": "ko", "workers": 2, "kept_decoders": 0, "decoder_silent_s": 4.0}
    settings = variables({**asr, **SOON}) | {HANG_VARIABLE: str(hang)}
    undisturbed = Undisturbed(load().asr.model_copy(update=asr))
    async with open_house(folder, rtp_from=36_000, module="tests.faults.service", **settings) as house:
        try:
            yield Stand(house, undisturbed, folder, model, hang)
        finally:
            undisturbed.close()


@asynccontextmanager
async def farm_stand(folder: Path, farm: Farm) -> AsyncIterator[Stand]:
    """Nothing recognises but the farm's servers."""
    asr = {"engine": "vosk-server", "servers": farm.urls, "language": "ko", "replay_s": REPLAY_S}
    undisturbed = Undisturbed(Asr.model_validate(load().asr.model_dump() | asr))
    async with open_house(folder, rtp_from=38_000, **variables({**asr, **SOON})) as house:
        try:
            yield Stand(house, undisturbed, folder, folder, folder, front="asr.worker")
        finally:
            undisturbed.close()


async def play(stand: Stand, scenes: Sequence[Scene], tell: Tell) -> None:
    for scene in scenes:
        began = time.monotonic()
        try:
            outcome = await scene(stand)
        except Exception:
            say(f"WRONG {scene.__name__} did not come to its end\n{traceback.format_exc()}")
            say(stand.house.log()[-3000:])
            await stand.house.running()
            continue
        say(f"{outcome.fault}: {time.monotonic() - began:.0f} s, {', '.join(outcome.faults) or 'nothing final lost'}")
        tell(outcome)


async def pool(folder: Path, tell: Tell, names: Sequence[str]) -> None:
    async with pool_stand(folder) as stand:
        await play(stand, [one for one in workers.SCENES if not names or one.__name__ in names], tell)


async def farm(folder: Path, tell: Tell, names: Sequence[str]) -> None:
    servers = await asyncio.to_thread(Farm.of, without_dither(folder))
    try:
        async with farm_stand(folder, servers) as stand:
            one = FarmScenes(servers)
            scenes = (one.one_of_two, one.gone_for_short, one.gone_for_long, one.dead_until_after_the_call)
            await play(stand, [scene for scene in scenes if not names or scene.__name__ in names], tell)
    finally:
        await asyncio.to_thread(servers.close)


async def private(folder: Path, tell: Tell, _names: Sequence[str]) -> None:
    """The stand-in reads Mandarin live, and once more after the call."""
    asr = {"engine": "whisper", "second_pass": "whisper", "model": ""}
    undisturbed = Undisturbed(load().asr.model_copy(update=asr))
    async with open_house(folder, rtp_from=40_000, **variables({**asr, **SOON})) as house:
        try:
            await play(Stand(house, undisturbed, folder, folder, folder), [card_number], tell)
        finally:
            undisturbed.close()


async def crowd(folder: Path, tell: Tell, _names: Sequence[str]) -> None:
    asr = {"engine": "vosk", "model": str(without_dither(folder)), "language": "ko", "workers": 2}
    asr |= {"max_streams": 2 * CALLS, "kept_decoders": 0}
    began = time.monotonic()
    outcome = await forty_streams(folder, load().asr.model_copy(update=asr), variables({**asr, **SOON}))
    say(f"{outcome.fault}: {time.monotonic() - began:.0f} s, {', '.join(outcome.faults) or 'nothing final lost'}")
    tell(outcome)


PARTS: Mapping[str, Part] = {"pool": pool, "farm": farm, "private": private, "crowd": crowd}
TOGETHER = ("pool", "farm")
"""These hardly need the machine, the others have it to themselves."""


async def play_all(parts: Sequence[str], names: Sequence[str], tell: Tell) -> None:
    together = [name for name in TOGETHER if name in parts]
    await asyncio.gather(*(_part(name, names, tell) for name in together))
    for name in parts:
        if name not in together:
            await _part(name, names, tell)


async def _part(name: str, names: Sequence[str], tell: Tell) -> None:
    with tempfile.TemporaryDirectory(prefix="hotline-faults-", ignore_cleanup_errors=True) as folder:
        try:
            await PARTS[name](Path(folder), tell, names)
        except Exception:
            say(f"WRONG the part {name} did not come to its end\n{traceback.format_exc()}")


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--part", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--scene", nargs="+", default=())
    chosen = parser.parse_args(words)
    out = sys.stdout

    def tell(outcome: Outcome) -> None:
        print(outcome.line(), file=out, flush=True)

    with redirect_stdout(sys.stderr):
        asyncio.run(play_all(chosen.part, chosen.scene, tell))


if __name__ == "__main__":
    main(sys.argv[1:])
