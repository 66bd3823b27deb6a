"""What an operator's pages need of the node itself: settings that are taken up, prompts as sounds, how the machine stands.

`hotline.operation` implements it; tests use a fake that subclasses it.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from config.settings import Settings

PromptKind = Literal["sentence", "piece", "music", "tone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPrompt:
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a caller hears at a moment, in order. ``queue`` takes the call; ``day`` says what kind of day it is, in Chinese."""

    queue: str
    open: bool
    day: str
    opens_at: datetime | None
    prompts: tuple[HeardPrompt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFact:
    """A prompt of the catalogue. ``source``: put there by the ``page``, by hand in ``custom``, ``made`` at set-up, or ``missing``

    (callers hear a tone). ``text`` is the catalogue's.
    """

    name: str
    text: str
    kind: PromptKind
    source: Literal["page", "custom", "made", "missing"]
    digest: str
    greeting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A WAV of 16 bits, 8 kHz, mono, as it is kept and played."""

    wav: bytes
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the node's state; ``title`` and ``remedy`` in Chinese."""

    group: str
    title: str
    value: str
    state: Literal["ok", "note", "missing"]
    remedy: str = ""


class Node(Protocol):
    @property
    def under(self) -> Settings:
        """The settings as environment and files say them, without the page's."""

    async def take_up(self) -> None:
        """Make what was just committed count here at once: settings, queues, hours, prompts. Other nodes follow by themselves."""

    def waiting(self, queue: str) -> int:
        """Callers in a queue now."""

    def heard(self, at: datetime, *, dialled: str, digit: str) -> Heard: ...

    def prompts(self) -> tuple[PromptFact, ...]: ...

    def prompt_sound(self, name: str) -> bytes | None:
        """What callers hear now, as a WAV; None where there is only a tone."""

    def made_sound(self, name: str) -> bytes | None:
        """What came with the system, as a WAV."""

    def sound(self, content: bytes) -> Sound:
        """An uploaded file as it will be played; BadInput, in Chinese, for what cannot be. Takes a moment: not on the loop."""

    @property
    def speaks(self) -> bool:
        """Whether typed text can be spoken here."""

    async def speak(self, text: str) -> Sound:
        """Typed text as speech, by a process of its own; BadInput, Unavailable in Chinese."""

    async def facts(self) -> tuple[Fact, ...]: ...

    def checks(self) -> AsyncIterator[tuple[int, int, tuple[Fact, ...]]]:
        """How many checks are done, of how many, and what the last one found."""

    async def bundle(self) -> Mapping[str, Any]:
        """Figures for whoever helps from afar, by file name: no person, no number, no secret."""
