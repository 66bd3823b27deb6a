"""The pool's workers are killed, lose their model, hang; the recognition process and the service are killed."""

from tests.faults.model import away, truncated
from tests.faults.outcome import Outcome
from tests.faults.stand import Stand, Talk, both_speak, hang_up, talking, written
from tests.integration.house import until

FAULTY, LOST, HUNG, MODEL_GONE = "无法恢复", "中断", "卡住", "无法加载"


async def _outcome(name: str, talk: Talk, *, cut: int, told: bool = True) -> Outcome:
    whole = await written(talk.stand, talk.desk, talk.call)
    return Outcome(
        fault=name,
        spoken_s=whole.seconds,
        verdict=whole.verdict,
        desk=talk.shown(),
        cut=cut,
        gaps=whole.gaps,
        gaps_open=whole.gaps_open,
        needs_notice=told,
        more={"gaps": whole.whys},
    )


async def _workers(stand: Stand, count: int = 2) -> None:
    async def running() -> int:
        return len(stand.workers())

    await until(running, lambda found: found >= count)


async def nothing(stand: Stand) -> Outcome:
    """What the comparison itself is worth: no fault, so no word may differ."""
    async with talking(stand) as talk:
        async with both_speak(talk):
            pass
        await hang_up(talk)
        return await _outcome("none (the comparison itself)", talk, cut=0, told=False)


async def killed(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(LOST)
            stand.workers()[0].kill()
            await talk.notice(LOST, seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("a worker killed in mid-utterance", talk, cut=1)


async def killed_at_a_final(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.heard("final", lambda data: data["channel"] == "caller")
            seen = len(talk.desk.events)
            talk.struck(LOST)
            for worker in stand.workers():
                worker.kill()
            await talk.notice(LOST, seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("all workers killed at the moment of a final", talk, cut=2)


async def killed_twice(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(LOST)
            for worker in stand.workers():
                worker.kill()
            await talk.notice(LOST, seen)
            await _workers(stand, 1)
            for worker in stand.workers():
                worker.kill()
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("all workers killed twice within seconds", talk, cut=2)


async def model_away(stand: Stand) -> Outcome:
    """First one worker finds no model, then the other; both desks and calls go on when it is back."""
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(FAULTY, MODEL_GONE, LOST)
            with away(stand.model):
                stand.workers()[0].kill()
                await talk.notice(FAULTY, seen)
                for worker in stand.workers():
                    worker.kill()
                await talk.notice(MODEL_GONE, seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("the model's folder away, then all workers killed, then back", talk, cut=3)


async def model_truncated(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(FAULTY, LOST)
            with truncated(stand.model):
                stand.workers()[0].kill()
                await talk.notice(FAULTY, seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("a graph truncated, then a worker killed, then mended", talk, cut=1)


async def hung(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(HUNG, LOST)
            stand.hang.touch()
            await talk.heard("recogniser", lambda data: HUNG in data["notice"] or LOST in data["notice"], seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("a decoder hangs", talk, cut=1)


async def front_killed(stand: Stand) -> Outcome:
    async with talking(stand) as talk:
        async with both_speak(talk):
            await talk.mid_utterance()
            seen = len(talk.desk.events)
            talk.struck(LOST)
            stand.house.child(stand.front).kill()
            await talk.notice(LOST, seen)
            await talk.well(len(talk.desk.events))
        await hang_up(talk)
        return await _outcome("the whole recognition process killed", talk, cut=4)


async def service_killed(stand: Stand) -> Outcome:
    """The call ends with it; what was said until then is in the recording."""
    async with talking(stand) as talk:
        async with both_speak(talk, to_the_end=False):
            await talk.heard("final", lambda data: data["channel"] == "caller")
            await talk.mid_utterance()
            await stand.house.instance.kill()
            talk.struck()
        call = talk.call
    await stand.house.instance.start()
    async with stand.house.watching() as boss:
        whole = await written(stand, boss, call)
    return Outcome(
        fault="the service killed in mid-call and started again",
        spoken_s=whole.seconds,
        verdict=whole.verdict,
        desk=talk.shown(),
        cut=2,
        gaps=whole.gaps,
        gaps_open=whole.gaps_open,
        needs_notice=False,
        more={"gaps": whole.whys},
    )


SCENES = (nothing, killed, killed_at_a_final, killed_twice, service_killed, hung, model_away, front_killed, model_truncated)
