"""Calls on servers that break, hang, talk junk and restart as they like: every word comes once, in order, at its place."""

import random
from contextlib import ExitStack

from asr.port import Final, Gap, StreamFailed, StreamFinished
from asr.vosk_server.engine import VoskServerRecognizer
from asr.vosk_server.farm import Pauses
from config.ids import CallId
from tests.asr.vosk_server.server import VoskServer, running
from tests.asr.vosk_server.test_engine import QUIET, Heard, word

CALLS = 4
STEPS = 160
SEED = 2


class Caller:
    """Says a new word now and then, pauses, is put on hold, and leaps on the line as a transfer does."""

    def __init__(self, recognizer: VoskServerRecognizer, call: str, chance: random.Random) -> None:
        self.call, self.said = call, list[tuple[str, float]]()
        self.stream = recognizer.open(CallId(call), "caller", 8000)
        self._chance, self._at_ms = chance, 0

    def step(self) -> None:
        draw = self._chance.random()
        if draw < 0.35:
            self.said.append((f"w{len(self.said) + 1}", self._at_ms / 1000))
            self.stream.push(word(len(self.said)), self._at_ms)
        elif draw < 0.95:
            self.stream.push(QUIET, self._at_ms)
        elif draw < 0.98:
            self.stream.flush()
            return
        else:
            self._at_ms += self._chance.choice([400, 5000])
            return
        self._at_ms += 100


def trouble(server: VoskServer, chance: random.Random) -> None:
    draw = chance.random()
    if draw < 0.10:
        server.abort_all()
    elif draw < 0.15:
        (server.answers.clear if server.answers.is_set() else server.answers.set)()
    elif draw < 0.20:
        server.junk = None if server.junk else "<busy>"


def test_every_word_comes_once_in_order_at_its_place_or_is_named_as_missing() -> None:
    chance, heard = random.Random(SEED), Heard()
    with ExitStack() as stack:
        servers = [stack.enter_context(running()) for _ in range(3)]
        recognizer = VoskServerRecognizer(
            [server.url for server in servers],
            name="",
            language="zh",
            emit=heard,
            partial_interval_s=0.3,
            connect_s=1.0,
            silent_s=0.5,
            tail_s=30.0,
            pauses=Pauses(first_s=0.02, longest_s=0.1),
        )
        stack.callback(recognizer.close)
        callers = [Caller(recognizer, f"call-{number}", chance) for number in range(CALLS)]
        for _ in range(STEPS):
            for caller in callers:
                caller.step()
            trouble(chance.choice(servers), chance)
            heard.anything(0.01)
        for server in servers:
            server.answers.set()
            server.junk = None
        for caller in callers:
            caller.stream.finish()
        heard.wait_count(StreamFinished, CALLS)
    assert not heard.of(StreamFailed)
    for caller in callers:
        gaps = [(gap.from_s, gap.to_s or 0.0) for gap in heard.of(Gap) if gap.call == caller.call]
        finals = [final for final in heard.of(Final) if final.call == caller.call]
        came = [(word.text, word.t0) for final in finals for word in final.words]
        assert len(came) == len({text for text, _ in came}), "none is doubled"
        wanted = [said for said in caller.said if not any(a <= said[1] + 0.01 and said[1] < b for a, b in gaps)]
        assert [said for said in came if said in wanted] == wanted
