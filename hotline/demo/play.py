"""``hotline demo``: every scene on a private instance, one JSON line a fact, nothing left running."""

import asyncio
import os
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping

import psutil

from asr.choose import describe
from config.errors import HotlineError
from config.ids import new_id
from config.settings import Settings
from hotline.demo.scenes import abandoned_call, browser_call, crash, duty_session, korean_call, registered, softphone_call
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage, say, temporary_home
from hotline.setup import prepare

SCENE_S = 240.0
LEAVE_S = 10.0
RUN = "DEMO_RUN"
Scene = Callable[[Stage], Awaitable[None]]
SCENES: Mapping[str, Scene] = {
    "browser": browser_call.play,
    "softphone": softphone_call.play,
    "duty": duty_session.play,
    "abandoned": abandoned_call.play,
    "crash": crash.play,
    "registered": registered.play,
    "korean": korean_call.play,
}


def play(settings: Settings, *, keep: bool = False, only: frozenset[str] = frozenset()) -> bool:
    """True when every fact holds."""
    prepare(settings, say=say)
    speech = Speech(settings.home / "speech")
    speech.prepare(settings.models, say)
    facts = Facts()
    os.environ[RUN] = new_id()
    try:
        asyncio.run(_play(settings, facts, speech, keep=keep, only=only))
    finally:
        left = _left_running(os.environ[RUN])
        facts.check("nothing is left running", not left, left)
    say(f"demo: {facts.seen} facts, {len(facts.failed)} failed{': ' + ', '.join(facts.failed) if facts.failed else ''}")
    return facts.ok


def _left_running(run: str) -> list[str]:
    """Processes of this run that are still there after `LEAVE_S`, orphans of killed ones too: all inherit the run's mark."""
    deadline = time.monotonic() + LEAVE_S
    while True:
        left = [
            f"{process.info['name']} {process.pid}"
            for process in psutil.process_iter(["name", "environ"])
            if (process.info["environ"] or {}).get(RUN) == run and process.pid != os.getpid()
        ]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.2)


async def _play(settings: Settings, facts: Facts, speech: Speech, *, keep: bool, only: frozenset[str]) -> None:
    info = describe(settings.asr, settings.models)
    if info.engine not in ("vosk", "vosk-server"):
        say(
            "demo: the official Mandarin Vosk model is not installed and its site was not reached. Mandarin is transcribed by "
            f"the stand-in ({info.engine} {info.model}), and Vosk itself is shown on a call in Korean, whose model a "
            "package registry ships."
        )
    facts.check("a recogniser for Mandarin is there", info.engine != "none", f"{info.engine} {info.model}")
    async with temporary_home(keep) as home:
        stage = Stage(settings, home, facts, speech)
        try:
            await stage.open()
            for name, scene in SCENES.items():
                if (not only or name in only) and not (name == "korean" and info.engine == "vosk" and not only):
                    await _one(stage, name, scene)
        finally:
            await stage.close()


async def _one(stage: Stage, name: str, scene: Scene) -> None:
    say(f"demo: scene {name}")
    began = time.monotonic()
    try:
        await asyncio.wait_for(scene(stage), SCENE_S)
    except HotlineError as error:
        stage.check(f"scene {name}", False, str(error))
    except TimeoutError:
        stage.check(f"scene {name}", False, f"did not end within {SCENE_S} s")
    except Exception as error:
        say(traceback.format_exc())
        stage.check(f"scene {name}", False, repr(error))
    else:
        say(f"demo: scene {name} took {time.monotonic() - began:.0f} s")
