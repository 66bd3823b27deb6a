"""The hall: a caller's way from the door to an agent's phone. Whoever cannot be served is told so, never met by silence.

Prompts first, then the queue with its announcements, its call-back by digit and its longest wait.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import structlog

from config.ids import CallId, PersonId, new_id
from config.settings import Acd
from telephony.board import Board
from telephony.calls import state as states
from telephony.calls.line import Line
from telephony.events import CallArrived, CallQueued, Emit, EndReason, OfferEnded, SurgeBegan, SurgeEnded
from telephony.exchange_port import QueueSpec
from telephony.media.port import MediaEngine
from telephony.queues import floor as floors
from telephony.queues.estimate import expected_wait_s
from telephony.queues.floor import Floor
from telephony.queues.queue import Queue
from telephony.sip.port import IncomingCall, SipEndpoint, SipLeg
from telephony.waiting import announcement as words
from telephony.waiting import surge
from telephony.waiting.door import Door, can_be_called_back, plain
from telephony.waiting.hours import OPEN, Hours, Opening
from telephony.waiting.surge import Load, Mode

log = structlog.get_logger(__name__)

RETRY_AFTER_S = 10  # told to a caller for whom no media port is free
MINUTE = timedelta(minutes=1)
LOOK_AGAIN = timedelta(seconds=5)  # at a surge that may be over
MAX_DIGITS = 32
MOST_ARRIVALS = 20_000  # remembered of the last minute
Why = Literal["no_answer", "declined", "caller_gone", "agent_gone", "leg_failed", "queue_closed", "answered_elsewhere", "moved"]


class Hall(Board):
    """Callers before an agent has answered. `telephony.switchboard` offers them to agents."""

    def __init__(
        self,
        sip: SipEndpoint,
        media: MediaEngine,
        *,
        acd: Acd,
        queues: Sequence[QueueSpec],
        recordings: Path,
        emit: Emit,
        now: Callable[[], datetime],
        hours: Hours,
    ) -> None:
        super().__init__(sip, media, acd=acd, queues=queues, recordings=recordings, emit=emit, now=now)
        self._hours = hours
        self.door = Door(acd)
        self.mode = Mode()
        self._arrivals: deque[datetime] = deque(maxlen=MOST_ARRIVALS)

    def tune(self, acd: Acd, hours: Hours) -> None:
        """From now on these rules and opening hours; what has begun goes on by the time that it was given."""
        self._hours = hours
        self.door.tune(acd)
        self.change(replace(self.floor, acd=acd))

    # The door

    def admit(self, leg: SipLeg, incoming: IncomingCall) -> CallId:
        """Take an INVITE in: from here on the call ends with a CallEnded, whatever happens."""
        call, at = CallId(new_id()), self.now()
        arrived = CallArrived(
            at=at,
            call=call,
            caller_number=incoming.caller.number,
            caller_name=incoming.caller.name,
            dialled=incoming.dialled,
            trunk=incoming.trunk,
            sip_call_id=leg.sip_call_id,
            withheld=incoming.withheld,
        )
        self._arrivals.append(at)
        line = Line(call, leg, incoming, self.plant)
        line.wait.number = plain(arrived.caller_number)
        live = self._live_calls_of(line.wait.number)
        line.wait.refused = self.door.judge(arrived.caller_number, withheld=incoming.withheld, live=live, now=at)
        self.calls[call] = states.admit(arrived)
        self.lines[call] = line
        self.emit(arrived)
        with self.handling(call):
            leg.ring()
            self.spawn(call, self._receive(line))
        return call

    def _live_calls_of(self, number: str) -> int:
        """Calls from this number that have somebody to serve; who hears a farewell is as good as gone."""
        named = (line for line in self.lines.values() if line.wait.number == number)
        return sum(1 for line in named if not line.released and not line.parting and not line.wait.refused)

    async def _receive(self, line: Line) -> None:
        try:
            local = await line.open_caller()
        except Exception as error:
            log.warning("no media for a caller", call=line.call, error=repr(error))
            with self.handling(line.call):
                line.leg.reject(503, "No Media", retry_after_s=RETRY_AFTER_S)
                self.end(line.call, "rejected", "system", f"no media: {error}")
            return
        with self.handling(line.call):
            media = line.let_hear(local) if local else None
            if media and line.connect_caller(media):
                self.greet(line)

    def greet(self, line: Line) -> None:
        """The caller can hear: welcome and recording notice, then the queue; or why the call ends here."""
        refused = line.wait.refused
        if refused:
            log.info("a caller is not let in", call=line.call, why=refused.detail)
            self.part(line, (refused.prompt,), "rejected", refused.detail)
        elif self.floor.acd.prompts:
            line.play("greeting", self.floor.acd.prompts)
        else:
            self.enqueue(line)

    # Into the queue

    def enqueue(self, line: Line) -> None:
        """The prompts are over: wait in the queue that number and digit chose, or part where it is closed or full."""
        chosen = self._chosen_queue(line)
        if chosen is None:
            self.part(line, ("no_agent",), "rejected", "no queue")
            return
        line.wait.chosen = chosen.name
        queue, opening = self._open_queue(chosen)
        if not opening.open:
            self._part_with_wish(line, chosen, words.closed(opening, self.now()), "closed")
            return
        floor, name = floors.enqueue(self.floor, line.call, queue.name, self.now())
        if name is None:
            self._full(line, queue)
            return
        self.apply(CallQueued(at=self.now(), call=line.call, queue=name, position=place(floor, line.call)), floor)
        self.announce_later(line)

    def _chosen_queue(self, line: Line) -> QueueSpec | None:
        """The dialled number's queue; a digit chooses among the queues of the menu unless the number stands outside it."""
        specs = [queue.spec for queue in self.floor.queues.values()]
        dialled = next((spec for spec in specs if line.incoming.dialled in spec.numbers), None)
        pressed = next((spec for digit in line.digits for spec in specs if spec.digit == digit), None)
        if pressed and (dialled is None or dialled.digit):
            return pressed
        return dialled or next(iter(specs), None)

    def _open_queue(self, chosen: QueueSpec) -> tuple[QueueSpec, Opening]:
        """The queue, or the first along its overflows that is open; else itself, why it is closed, and when the first opens."""
        chain = [queue.spec for queue in floors.overflows(self.floor, chosen.name)]
        openings = [self._opening(spec) for spec in chain]
        first_open = next(((spec, one) for spec, one in zip(chain, openings, strict=True) if one.open), None)
        opens_at = min((one.opens_at for one in openings if one.opens_at), default=None)
        return first_open or (chosen, replace(openings[0], opens_at=opens_at))

    def _opening(self, spec: QueueSpec) -> Opening:
        """Where the hours cannot be told the queue is open: no caller is turned away by a fault of ours."""
        try:
            return self._hours(spec.hours, self.now())
        except Exception:
            log.exception("the opening hours of a queue cannot be told", queue=spec.name, hours=spec.hours)
            return OPEN

    def _full(self, line: Line, queue: QueueSpec) -> None:
        if queue.on_full == "callback":
            self._part_with_wish(line, queue, ("queue_full",), "queue full")
        else:
            self.part(line, ("no_agent",), "rejected", "queue full")

    def announce_wait(self, line: Line, *, somebody_free: bool) -> None:
        """The first words in the queue; in a surge that it will take long, with a call-back at once."""
        if somebody_free or not self.mode.surge:
            line.announce_wait(somebody_free=somebody_free)
            return
        line.play("notice", ("surge", *words.offer(self._callback_digit(line))))

    # Out of the queue without an answer

    def part(self, line: Line, prompts: Sequence[str], reason: EndReason, detail: str) -> None:
        """The last words; the call ends with ``reason`` after them, or when the caller hangs up in between."""
        line.parting = (reason, detail)
        line.play("farewell", prompts)

    def _part_with_wish(self, line: Line, queue: QueueSpec, why: Sequence[str], detail: str) -> None:
        line.wait.wish = queue.callback_digit if can_be_called_back(line.incoming.caller.number) else ""
        self.part(line, words.farewell(tuple(why), line.wait.wish), "rejected", detail)

    def overdue(self, line: Line) -> None:
        """The longest wait is over: on to the overflow queue, or out with a call-back that needs no wish."""
        was = self.floor.queue_of(line.call)
        floor, name = floors.overflow(self.floor, line.call, self.now())
        if name:
            self.apply(CallQueued(at=self.now(), call=line.call, queue=name, position=place(floor, line.call)), floor)
            if was and was.spec.duty_session:
                line.play("notice", ("transfer",))
            return
        self.change(floor)
        if can_be_called_back(line.incoming.caller.number):
            self.part(line, ("callback_offer",), "callback_requested", "waited too long")
        else:
            self.part(line, ("no_agent",), "failed", "waited too long")

    def close_queue(self, name: str, move_to: str) -> None:
        """Those who wait move to the place that their waiting time gives, offers return there; live calls go on."""
        closing = self.floor.queue(name)
        for offer in [one for one in self.floor.offers.values() if one.queue == name]:
            self.withdraw_offer(offer.call, "queue_closed", floors.recall(self.floor, offer.call, self.now()), offer.agents)
        waiting = [one.call for one in self.floor.queue(name).waiting]
        self.change(floors.close_queue(self.floor, name, move_to, self.now()))
        for call in waiting:
            self.apply(CallQueued(at=self.now(), call=call, queue=move_to, position=place(self.floor, call)))
            if closing.spec.duty_session:
                self.lines[call].play("notice", ("session_over",))

    def withdraw_offer(self, call: CallId, why: Why, floor: Floor, agents: Sequence[PersonId]) -> None:
        """``floor`` has the offer without ``agents``; where nobody else is rung the call is first in line again. Say so."""
        for agent in agents:
            self.apply(OfferEnded(at=self.now(), call=call, agent=agent, why=why), floor)
        queue = floor.queue_of(call)
        if queue:
            self.lines[call].nobody_came()
            self.apply(CallQueued(at=self.now(), call=call, queue=queue.spec.name, position=place(floor, call)))

    # Keys

    def pressed(self, line: Line, digit: str) -> None:
        """A key of the caller's: in the prompts it chooses a desk, in the queue or the farewell it asks for a call-back."""
        call = self.calls.get(line.call)
        if call is None:
            return
        if line.wait.wish:
            self._wish(line, digit)
        elif call.state in ("queued", "offered") and not line.parting:
            self._ask_for_callback(line, digit)
        else:
            line.digits = (line.digits + digit)[:MAX_DIGITS]

    def _wish(self, line: Line, digit: str) -> None:
        if digit == line.wait.wish and line.parting:
            line.wait.wish = ""
            self.part(line, ("callback_accepted",), "callback_requested", line.parting[1])

    def _ask_for_callback(self, line: Line, digit: str) -> None:
        """The first press is asked to be confirmed, the second takes the caller out of the queue."""
        until, line.wait.confirm_until = line.wait.confirm_until, None
        if not digit or digit != self._callback_digit(line):
            return
        if until is None or until < self.now():
            line.wait.confirm_until = self.now() + timedelta(seconds=self.floor.acd.callback_confirm_s)
            line.play("notice", words.confirm(digit))
            return
        offer = self.floor.offers.get(line.call)
        if offer:
            self.withdraw_offer(line.call, "caller_gone", floors.recall(self.floor, line.call, self.now()), offer.agents)
        self.change(floors.depart(self.floor, line.call, self.now()))
        self.part(line, ("callback_accepted",), "callback_requested", "by digit")

    def _callback_digit(self, line: Line) -> str:
        """The key that asks for a call-back now; empty where none is offered or the number is not known."""
        queue = self.floor.queues.get(self.calls[line.call].queue or "")
        return queue.spec.callback_digit if queue and can_be_called_back(line.incoming.caller.number) else ""

    # Announcements

    def announce_later(self, line: Line) -> None:
        """From now on this caller hears place and expected wait at the queue's rhythm, as long as the wait lasts."""
        queue = self.floor.queue_of(line.call)
        if queue and queue.spec.announce_every_s:
            at = self.now() + timedelta(seconds=queue.spec.announce_every_s)
            self.alarms.set(line.call, "announce", at, lambda: self._announce(line))

    def _announce(self, line: Line) -> None:
        """Place, expected wait and the call-back, unless something else is being said; then again."""
        call = self.calls.get(line.call)
        if call is None or call.state not in ("queued", "offered") or line.parting:
            return
        queue = self.floor.queue_of(line.call)
        position = queue.position(line.call) if queue else None
        if queue and position and line.hears_music:
            said = words.place_and_wait(self.floor, queue, position)
            line.play("notice", (*said, *words.offer(self._callback_digit(line))))
        self._announce_again(line, queue)

    def _announce_again(self, line: Line, queue: Queue | None) -> None:
        every_s = queue.spec.announce_every_s if queue else self.floor.acd.offer_s
        if every_s:
            self.alarms.set(line.call, "announce", self.now() + timedelta(seconds=every_s), lambda: self._announce(line))

    # Surge

    def watch_load(self) -> None:
        """Begin or end the surge; asked at every turn and, during one, by the clock."""
        now = self.now()
        load = self._load(now)
        mode = surge.step(self.mode, load, self.floor.acd.surge, now)
        if mode is self.mode:
            return
        self.mode = mode
        if mode.surge:
            log.warning("a surge of calls", waiting=load.waiting, arrivals_per_minute=load.arrivals_per_minute)
            self.emit(SurgeBegan(at=now, waiting=load.waiting, expected_wait_s=load.expected_wait_s or 0.0))
        else:
            log.info("the surge of calls is over", waiting=load.waiting)
            self.emit(SurgeEnded(at=now, waiting=load.waiting))

    def _load(self, now: datetime) -> Load:
        while self._arrivals and self._arrivals[0] <= now - MINUTE:
            self._arrivals.popleft()
        longest = max(self.floor.queues.values(), key=lambda queue: len(queue.waiting), default=None)
        waiting = sum(len(queue.waiting) for queue in self.floor.queues.values())
        expected = expected_wait_s(self.floor, longest, len(longest.waiting) + 1) if longest and longest.waiting else None
        return Load(waiting=waiting, expected_wait_s=expected, arrivals_per_minute=len(self._arrivals))

    def surge_looks_again_at(self) -> datetime | None:
        """When to see whether a surge has ended by time alone."""
        return self.now() + LOOK_AGAIN if self.mode.surge else None


def place(floor: Floor, call: CallId) -> int:
    """Where the call stands, from 1."""
    queue = floor.queue_of(call)
    return (queue.position(call) if queue else None) or 1
