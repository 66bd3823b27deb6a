"""Recognition as the house sees it: which agent a text belongs to, what the desk is told, what the ledger keeps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

from agent_console.ports import Audience, DeskEvent, RecogniserState
from asr.port import Degraded, Event, Final, Gap, Load, Notice, Partial, RecognizerInfo, Standing, StreamFailed, StreamFinished
from asr.text import plain
from config.ids import CallId, PersonId
from hotline import desk_events
from hotline.engine_line import engine_line
from hotline.ledger import Ledger
from hotline.phone import Partials

log = structlog.get_logger(__name__)

EVERYBODY = Audience(roles=frozenset({"agent", "leader", "supervisor"}))
NO_MODEL = "没有安装语音识别模型，通话照常接听，但没有转写。请管理员运行 hotline models install。"
STAND_IN = "未安装官方普通话模型，现用备用识别引擎逐句转写，文字会稍晚出现。"
LOST = "语音识别进程中断，正在恢复；通话录音不受影响。"
REMEMBERED = 1_000
"""Calls whose agent is known: the last words of a call may be read minutes after its end."""
BEHIND = {
    "normal": "",
    "fewer_interims": "语音识别较忙，实时文字更新变慢。",
    "no_interims": "语音识别繁忙，暂停显示实时文字，整句照常。",
    "after_call": "语音识别过载，新通话将在结束后转写。",
    "spooled": "语音识别过载，部分通话将在结束后转写。",
}


def resting_notice(info: RecognizerInfo) -> str:
    """What desks say while all is well with this engine."""
    if info.engine == "none":
        return NO_MODEL
    return STAND_IN if info.engine == "whisper" else ""


class Transcriber:
    """Takes recognition events on the loop's thread."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        publish: Callable[[DeskEvent], None],
        partials: Partials,
        now: Callable[[], datetime],
        on_load: Callable[[Load], None] = lambda _: None,
        on_text: Callable[[Partial | Final, PersonId], None] = lambda _text, _agent: None,
        second_pass: str = "",
    ) -> None:
        self._second_pass = second_pass
        self._ledger = ledger
        self._publish = publish
        self._partials = partials
        self._now = now
        self._on_load, self._on_text = on_load, on_text
        self.load = Load()
        self._agents: dict[CallId, PersonId] = {}
        self._unfinished: dict[CallId, set[str]] = {}
        self._failed: dict[CallId, set[str]] = {}
        self._gone: dict[CallId, set[str]] = {}
        self.info = RecognizerInfo(engine="none", model="", language="", interims=False)
        self._notice = NO_MODEL
        self._standing: Standing | None = None
        self._lost = False
        self._troubles: dict[str, str] = {}

    def runs(self, info: RecognizerInfo, trouble: str = "") -> None:
        """What recognises from now on; ``trouble`` says in English why it does not do so now."""
        self.info, self.load = info, Load()
        self._on_load(self.load)
        if trouble:
            log.error("recognition is lost", what=trouble)
        self._troubles.clear()
        self._lost = bool(trouble)
        self._say(LOST if trouble else self._resting())

    def state(self) -> RecogniserState:
        return RecogniserState(
            engine=self.info.engine,
            model=self.info.model,
            language=self.info.language,
            interims=self.info.interims,
            notice=self._notice,
            step=self.load.step,
            lag_s=self.load.lag_s,
            lost=self._lost,
            detail=engine_line(self._standing, self._second_pass),
        )

    def call_answered(self, call: CallId, agent: PersonId) -> None:
        """From now on the texts of this call are this agent's."""
        self._agents.pop(call, None)
        self._agents[call] = agent
        while len(self._agents) > REMEMBERED:
            self._forget(next(iter(self._agents)))

    def call_ended(self, call: CallId, agent: PersonId | None) -> None:
        """From now on streams are finished for good; before, they come back with the recogniser or another agent.

        Not waited for: a stream that a running recogniser gave up (it was refused, or fell too far behind), and any stream
        while nothing recognises.
        """
        if call in self._agents:
            expected = {"caller", "agent"} if agent else {"caller"}
            gone = expected if self.info.engine == "none" else self._gone.get(call, set())
            self._unfinished[call] = expected - gone
            self._done_if_finished(call)

    def take(self, event: Event) -> None:
        if isinstance(event, Notice):
            self._troubles[event.about] = event.text
            self._say(self._resting())
            return
        if isinstance(event, Load):
            self._stands(event)
            return
        if isinstance(event, Standing):
            self._standing = event
            log.info("recognition stands", of=event.of, up=event.up, wanted=event.wanted, gate=event.gate)
            self._tell(self._shown(), EVERYBODY)
            return
        agent = self._agents.get(event.call)
        if agent is None:
            log.warning("recognition of an unknown call", call=event.call, recognised=type(event).__name__)
            return
        match event:
            case Partial():
                self._partials.set(event.call, event.channel, plain(event.text))
                self._publish(desk_events.from_partial(event, agent))
                self._on_text(event, agent)
            case Final():
                self._on_text(event, agent)
                self._partials.clear(event.call, event.channel)
                self._ledger.final(event, agent, self._now())
            case StreamFinished():
                self._finished(event)
            case Gap():
                self._ledger.gap(event, agent, self._now())
            case Degraded():
                self._say(BEHIND[event.step] or self._resting())
            case StreamFailed():
                log.error("a recognition stream failed", call=event.call, channel=event.channel, what=event.what)
                self._failed.setdefault(event.call, set()).add(event.channel)
                if self.info.engine != "none":
                    self._tell({**self._shown(), "notice": event.what}, Audience(people=frozenset({agent})))

    def _stands(self, load: Load) -> None:
        """Desks are told of a step, not of each second's lag; that is a metric."""
        before, self.load = self.load, load
        if load.step != before.step:
            log.warning("recognition took a step of its ladder", step=load.step, lag_s=load.lag_s, live=load.live)
            self._troubles["load"] = BEHIND[load.step]
            self._say(self._resting())
        self._on_load(load)

    def _finished(self, event: StreamFinished) -> None:
        unfinished = self._unfinished.get(event.call)
        if unfinished is not None:
            unfinished.discard(event.channel)
            self._done_if_finished(event.call)
        elif self.info.engine != "none" and event.channel in self._failed.get(event.call, ()):
            self._gone.setdefault(event.call, set()).add(event.channel)

    def _done_if_finished(self, call: CallId) -> None:
        if self._unfinished[call]:
            return
        agent = self._agents[call]
        del self._unfinished[call]
        self._ledger.transcript_done(call, agent)
        self._partials.forget(call)
        self._gone.pop(call, None)
        if self._failed.pop(call, None):
            self._tell(self._shown(), Audience(people=frozenset({agent})))

    def _forget(self, call: CallId) -> None:
        for known in (self._agents, self._unfinished, self._failed, self._gone):
            known.pop(call, None)
        self._partials.forget(call)

    def _resting(self) -> str:
        """What is wrong with the recogniser as a whole, else what is said while all is well."""
        return " ".join(filter(None, self._troubles.values())) or resting_notice(self.info)

    def _say(self, notice: str) -> None:
        self._notice = notice
        self._tell(self._shown(), EVERYBODY)

    def _shown(self) -> dict[str, Any]:
        state = self.state()
        return {
            "engine": state.engine,
            "model": state.model,
            "language": state.language,
            "interims": state.interims,
            "notice": state.notice,
            "step": state.step,
            "lag_s": state.lag_s,
            "lost": state.lost,
            "detail": state.detail,
        }

    def _tell(self, data: Mapping[str, Any], audience: Audience) -> None:
        self._publish(DeskEvent(type="recogniser", data=data, audience=audience))
