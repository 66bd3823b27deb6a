"""The running node behind an operator's pages: takes up what was committed, here and on other nodes, and says how it stands."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from agent_console.node import Fact, Heard, Node, PromptFact, Sound
from config.errors import Unavailable
from config.settings import Queue, Settings, layers
from config.settings.words import acts
from hotline.bus import Bus
from hotline.doctor import running_checks
from hotline.hours import OpeningHours
from hotline.nodes.others import OtherNodes
from hotline.nodes.standing import house_facts
from hotline.operation import hearing, prompt_files, speaking, standing
from hotline.operation.check_words import in_chinese
from hotline.operation.taking_up import Applied
from hotline.phone import DeskPhone
from telephony.exchange_port import Exchange, QueueSpec
from telephony.prompts.synthesis import is_available
from telephony.waiting.hours import Hours
from ticketing.clocks.load import working_calendar
from ticketing.db import Database
from ticketing.operation import prompts
from ticketing.operation.in_force import CHECK_S

log = structlog.get_logger(__name__)
CHECKS = "检查"
TAKE_UP = "take_up"
"""The word to other nodes that something was set; without it they look every `CHECK_S` seconds."""
Metrics = Callable[[], Awaitable[bytes]]


class OperatedNode(Node):
    """``taken_up`` gets the settings whenever they have changed. `take_up` and `run` take turns."""

    def __init__(
        self,
        applied: Applied,
        database: Database,
        exchange: Exchange,
        phone: DeskPhone,
        *,
        spec_of: Callable[[Queue], QueueSpec],
        taken_up: Callable[[Settings], None],
        metrics: Metrics,
        now: Callable[[], datetime],
        bus: Bus | None = None,
        others: OtherNodes | None = None,
    ) -> None:
        self._bus, self._others = bus, others
        self._told = asyncio.Event()
        if bus is not None:
            bus.hear(TAKE_UP, lambda *_: self._told.set())
        self._applied, self._database, self._exchange, self._phone = applied, database, exchange, phone
        self._spec_of, self._taken_up, self._metrics, self._now = spec_of, taken_up, metrics, now
        self._started = now()
        self._turns = asyncio.Lock()
        self._heard: Mapping[str, str | None] = {}

    @property
    def under(self) -> Settings:
        return self._applied.under

    async def run(self) -> None:
        """Follow what other nodes commit, until it is cancelled."""
        while True:
            self._told.clear()
            try:
                await self._follow()
            except Exception:
                log.exception("what operators set could not be taken up; it is tried again")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await self._told.wait()

    async def take_up(self) -> None:
        """Rules first. Sounds that find no room on the disk hold nothing up and are tried again; who has just chosen one is
        told so (Unavailable). Other nodes hear that there is something new at once.
        """
        if self._bus is not None:
            self._bus.say(TAKE_UP, {})
        await self._follow()

    async def _follow(self) -> None:
        async with self._turns:
            before = self._applied.present
            await asyncio.to_thread(self._read)
            if self._applied.present != before:
                self._apply(before, self._applied.present)
            await asyncio.to_thread(self._lay_out)

    def _read(self) -> None:
        self._database.in_force.look()
        self._applied.choose(self._database.in_force.chosen.values)

    def _lay_out(self) -> None:
        with self._database.reading() as uow:
            before, self._heard = self._heard, prompts.heard_digests(uow)
            try:
                changed = prompt_files.lay_out(
                    self._applied.present.prompts, self._heard, lambda name, digest: prompts.sound_of(uow, name, digest)
                )
            except OSError as error:
                log.error("a prompt could not be written; callers hear what they heard before", trouble=str(error))
                if self._heard == before:
                    return
                raise Unavailable("提示音已保存，但没能写到本机磁盘。", "请检查磁盘空间；腾出后会自动生效。") from None
        if changed:
            log.info("prompts were replaced", prompts=changed)

    def _apply(self, before: Settings, present: Settings) -> None:
        log.info("settings of the page are taken up")
        self._taken_up(present)
        main = present.queues[0].name
        self._phone.tune(main, present.acd)
        self._exchange.tune(present.acd, self.hours)
        for queue in present.queues:
            if queue not in before.queues:
                self._exchange.open_queue(self._spec_of(queue))
        for gone in {queue.name for queue in before.queues} - {queue.name for queue in present.queues}:
            self._exchange.close_queue(gone, move_to=main)

    @property
    def hours(self) -> Hours:
        """The opening hours that queues name now."""
        present = self._applied.present
        return OpeningHours(present.hours, working_calendar(present.law))

    def waiting(self, queue: str) -> int:
        return next((one.waiting for one in self._exchange.snapshot().queues if one.name == queue), 0)

    def heard(self, at: datetime, *, dialled: str, digit: str) -> Heard:
        present = self._applied.present
        calendar = working_calendar(present.law)
        return hearing.heard(present, self._specs(), self.hours, calendar, at, dialled=dialled, digit=digit)

    def _specs(self) -> Sequence[QueueSpec]:
        return [self._spec_of(queue) for queue in self._applied.present.queues]

    def prompts(self) -> tuple[PromptFact, ...]:
        present = self._applied.present
        return tuple(prompt_files.facts(present.prompts, self._heard, present.acd.prompts))

    def prompt_sound(self, name: str) -> bytes | None:
        return prompt_files.sound_of(self._applied.present.prompts, name)

    def made_sound(self, name: str) -> bytes | None:
        return prompt_files.sound_of(self._applied.present.prompts, name, made=True)

    def sound(self, content: bytes) -> Sound:
        return prompt_files.converted(content)

    @property
    def speaks(self) -> bool:
        return is_available()

    async def speak(self, text: str) -> Sound:
        return await speaking.spoken(text, self._applied.present.models)

    async def facts(self) -> tuple[Fact, ...]:
        snapshot = self._exchange.snapshot()
        found = await asyncio.to_thread(standing.facts, self._applied.present, snapshot, self._started, self._now())
        state = self._bus.state() if self._bus is not None else None
        return found if state is None else (*found, *house_facts(state, self._others.present() if self._others else ()))

    async def checks(self) -> AsyncIterator[tuple[int, int, tuple[Fact, ...]]]:
        todo = running_checks()
        for done, check in enumerate(todo, 1):
            found = await asyncio.to_thread(lambda check=check: [*check(self._applied.present)])  # type: ignore[misc]
            yield done, len(todo), tuple(in_chinese(one, group=CHECKS) for one in found)

    async def bundle(self) -> Mapping[str, Any]:
        """No file of this has a person, a number or a secret: lines by their counts, settings without what is secret."""
        found = [fact for _, _, facts in [one async for one in self.checks()] for fact in facts]
        return {
            "state.json": [_plain(fact) for fact in await self.facts() if fact.group != standing.LINES],
            "checks.json": [_plain(fact) for fact in found],
            "settings.json": self._settings(),
            "metrics.txt": (await self._metrics()).decode(),
        }

    def _settings(self) -> dict[str, Any]:
        """Values by key; what lies in the file alone may name people and addresses, so only whether it is set."""
        present = self._applied.present
        keys = [key for key in layers.leaves() if key not in layers.SECRETS]
        return {
            key: layers.plain(layers.value_of(present, key)) if acts(key) != "file" else bool(layers.value_of(present, key))
            for key in keys
        }


def _plain(fact: Fact) -> dict[str, str]:
    return {"title": fact.title, "value": fact.value, "state": fact.state}
