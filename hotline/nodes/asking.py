"""Questions among nodes: each has a number, an answer within a bound, and a refusal that arrives as what it was."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from config import errors
from config.errors import HotlineError, Unavailable
from config.ids import new_id

log = structlog.get_logger(__name__)

ASK, ANSWER = "ask", "answer"
Answerer = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
Say = Callable[[str, Mapping[str, Any]], None]
NO_ANSWER = "请先看现场台账和大屏：指令可能已经执行。没有执行时再试一次。"
REFUSALS = {kind.__name__: kind for kind in HotlineError.__subclasses__() if kind is not errors.BadSetting}


class Questions:
    """``say`` tells all other nodes; a question and its answer name the node that they are for. Loop's thread only."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._asked: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._answerers: dict[str, Answerer] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, node: str, about: str, data: Mapping[str, Any], within_s: float) -> Mapping[str, Any]:
        """What that node answers; its refusal as the same error, Unavailable where nothing came in time."""
        number = new_id()
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            self._say(ASK, {"to": node, "ask": number, "about": about, "data": data})
            async with asyncio.timeout(within_s):
                told = await answer
        except TimeoutError:
            raise Unavailable(f"另一个节点没有在 {within_s:.0f} 秒内答复。", NO_ANSWER) from None
        finally:
            del self._asked[number]
        if (refusal := told.get("error")) is not None:
            raise REFUSALS.get(str(refusal["code"]), Unavailable)(str(refusal["what"]), str(refusal["remedy"]))
        return dict(told["data"])

    def waits(self, number: str) -> bool:
        """Whether somebody still waits for the answer: what nobody waits for is not sent any more."""
        return number in self._asked

    def on(self, about: str, answerer: Answerer) -> None:
        self._answerers[about] = answerer

    def asked(self, node: str, question: Mapping[str, Any]) -> None:
        """Another node asks this one; it is answered beside all else."""
        task = asyncio.get_running_loop().create_task(self._answer(node, question))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, answer: Mapping[str, Any]) -> None:
        waiting = self._asked.get(str(answer.get("ask")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, node: str, question: Mapping[str, Any]) -> None:
        about = str(question.get("about"))
        try:
            told: Mapping[str, Any] = {"data": await self._of(about)(question["data"])}
        except HotlineError as error:
            told = {"error": {"code": error.code, "what": error.what, "remedy": error.remedy}}
        except Exception:
            log.exception("a question of another node could not be answered", about=about)
            told = {"error": {"code": "Unavailable", "what": "另一个节点内部出错，操作没有完成。", "remedy": NO_ANSWER}}
        self._say(ANSWER, {"to": node, "ask": question.get("ask"), **told})

    def _of(self, about: str) -> Answerer:
        try:
            return self._answerers[about]
        except KeyError:
            raise Unavailable("另一个节点的版本不同，不能执行这条指令。", "请在所有节点上安装同一版本。") from None
