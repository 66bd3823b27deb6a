"""Which supervisors' pages read which calls along: only they get a call's words. Pure bookkeeping by the ids of streams.

A reading begins with what was said so far, which is read from the ledger; what is said meanwhile is held back until then, so
that nothing is lost and nothing comes twice out of order.
"""

from collections.abc import Iterator

from agent_console.live.told import Told
from config.errors import Conflict

READ_ALONG = frozenset({"partial", "final", "transcript_done", "transcript_gaps", "draft"})
"""What of a call is told to those who read it along."""
MOST_HELD = 512
"""Events of one call that wait for its beginning; interims are dropped first, the ledger has what was said."""


class Watching:
    """``most`` calls at a time for each stream."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of_call: dict[str, dict[str, list[Told] | None]] = {}
        self._of_stream: dict[str, set[str]] = {}

    def begin(self, stream_id: str, call: str) -> None:
        """From now on events are held; again begins anew. Conflict beyond the bound."""
        known = self._of_stream.setdefault(stream_id, set())
        if call not in known and len(known) >= self._most:
            raise Conflict(f"最多同时查看 {self._most} 通电话的转写。", "请先关闭一通。")
        known.add(call)
        self._of_call.setdefault(call, {})[stream_id] = []

    def begun(self, stream_id: str, call: str) -> list[Told]:
        """The beginning has been told: what was held meanwhile; from now on nothing is."""
        of = self._of_call.get(call, {})
        held = of.get(stream_id) or []
        if stream_id in of:
            of[stream_id] = None
        return held

    def reads(self, stream_id: str, call: str) -> bool:
        return call in self._of_stream.get(stream_id, ())

    def end(self, stream_id: str, call: str) -> None:
        self._of_stream.get(stream_id, set()).discard(call)
        of = self._of_call.get(call)
        if of is not None:
            of.pop(stream_id, None)
            if not of:
                del self._of_call[call]

    def leave(self, stream_id: str) -> None:
        """The stream is forgotten."""
        for call in list(self._of_stream.get(stream_id, ())):
            self.end(stream_id, call)
        self._of_stream.pop(stream_id, None)

    def readers(self, call: str, told: Told) -> Iterator[str]:
        """The streams that are told of it now; for those whose beginning is still read it is held."""
        for stream_id, held in self._of_call.get(call, {}).items() if told.type in READ_ALONG else ():
            if held is None:
                yield stream_id
            elif len(held) < MOST_HELD or told.type != "partial":
                held.append(told)
