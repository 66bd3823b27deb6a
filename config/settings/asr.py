"""Speech to text: the engine, what it may use, what is read after the call, and when recording pauses by itself."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator

from config.settings.values import Seconds, Section


def _websocket(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("ws", "wss") or not url.hostname or url.username or url.query or url.fragment or not url.port:
        raise ValueError("must be an address such as ws://10.0.0.5:2700 or wss://asr.example:443")
    return value


WebSocketAddress = Annotated[str, AfterValidator(_websocket)]


class Asr(Section):
    """``engine`` ``auto`` takes the vosk-servers that are named, else the installed Mandarin Vosk model, else the stand-in
    (Whisper), else none.

    ``model`` is a model's name under the models folder, or a path; empty means the default of the engine. With vosk-servers
    it only says what they run.
    """

    engine: Literal["auto", "vosk", "vosk-server", "whisper", "none"]
    model: str
    language: str
    partial_interval_s: Seconds
    max_streams: Annotated[int, Field(ge=1)]
    models_site: str
    default_model: str
    compiled_graph: bool = True
    """Whether a model's graph is used composed where ``hotline models compile`` has made it so: the same words, cheaper."""
    whisper_threads: Annotated[int, Field(ge=1)] = 1
    agent_share: Annotated[float, Field(gt=0, le=1)] = 0.75
    """Share of `max_streams` that agents' channels may fill; the rest is kept for callers'."""
    live_again_s: Seconds = 10.0
    """So long all must be in time before a channel that was put off is read live again."""
    after_call: bool = True
    """Whether what was put off or lost is decoded from the recording after the call."""
    after_call_rest_s: Annotated[float, Field(ge=0)] = 3.0
    """Time after a call's end before its recording is read."""
    after_call_tries: Annotated[int, Field(ge=1)] = 3
    after_call_most_s: Seconds = 3600.0
    """Longest work on one stretch; then the try counts as in vain."""
    after_call_idle_s: Seconds = 60.0
    """The process that decodes recordings ends when it has had nothing to do for so long."""
    after_call_niceness: Annotated[int, Field(ge=0, le=19)] = 19
    """That process gives way to all that is nicer to the kernel (19: to everything)."""
    after_call_days: Seconds = 7.0
    """Calls older than this are not looked through for missing text at a start."""
    second_pass: Annotated[str, Field(pattern=r"^(|whisper|vosk:.+)$")] = ""
    """Reads each recording anew after the call: ``whisper``, or ``vosk:`` and the name of an installed, larger model."""
    private_pause: bool = True
    """Whether recording and transcription pause by themselves while an identity or card number is being spoken."""
    private_pause_s: Seconds = 8.0
    """Length of such a pause; it begins anew while digits still come …"""
    private_pause_most_s: Seconds = 40.0
    """… and is left off after so long altogether."""
    workers: Annotated[int, Field(ge=0, le=64)] = 0
    """Processes that hold the Vosk model, each its own copy (some 0.5 GB); 0: two where cores and memory allow, else one."""
    replay_s: Annotated[float, Field(ge=10, le=600)] = 60.0
    """Seconds of each stream that are kept, so that another worker can hear them again when one is lost."""
    worker_silent_s: Annotated[float, Field(ge=2)] = 15.0
    """A worker that answers nothing for so long is taken for hung: it is ended and its streams go to another."""
    decoder_silent_s: Annotated[float, Field(ge=1)] = 10.0
    """A stream of which nothing comes for so long, though audio of it waits and its worker answers, has a decoder that hangs."""
    servers: Annotated[tuple[WebSocketAddress, ...], Field(max_length=64)] = ()
    """vosk-servers that recognise instead of this machine: ``ws://10.0.0.5:2700``, or ``wss://`` behind a TLS proxy."""
    server_ca: Path | None = None
    """The authority (PEM) that signed the certificates of ``wss://`` servers; none: the system's authorities."""
    server_streams: Annotated[int, Field(ge=1, le=1000)] = 12
    """Streams that one server takes; two for a call, three a core are what Vosk decodes in time."""
    server_connect_s: Annotated[float, Field(gt=0, le=60)] = 3.0
    """So long a connection may take to open."""
    server_silent_s: Annotated[float, Field(gt=0, le=120)] = 8.0
    """A server that owes an answer for so long is given up: its streams go to another."""
    server_window_s: Annotated[float, Field(ge=0.5, le=60)] = 4.0
    """Seconds of audio that a server may have before it has answered; the rest waits here."""
    server_check_s: Annotated[float, Field(ge=1, le=3600)] = 15.0
    """So often a server that holds no stream is asked whether it still recognises."""

    server_gate: bool = False
    """Whether `gate` also keeps silence from vosk-servers: less to send; whether it saves them processor is not established."""
    gate: bool = True
    """Whether silence is kept from the live decoder: it costs a third of what speech costs. Needs the extra [whisper]."""
    gate_opens_at: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Probability of speech from which on audio is decoded …"""
    gate_stays_above: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """… and below which it counts as silence."""
    gate_pre_roll_s: Annotated[float, Field(ge=0.1, le=2)] = 0.45
    """What came so long before the speech was noticed is decoded too."""
    gate_hang_over_s: Annotated[float, Field(ge=0.2, le=3)] = 0.48
    """So long a silence ends the utterance."""
    beam: Annotated[float, Field(ge=0, le=20)] = 9.0
    """Vosk's search beam; of this and the next three 0 leaves what the model's own files say."""
    max_active: Annotated[int, Field(ge=0, le=20_000)] = 2000
    """Most hypotheses that Vosk follows at once."""
    lattice_beam: Annotated[float, Field(ge=0, le=10)] = 0.0
    """Breadth of what Vosk keeps for its confidences."""
    frames_per_chunk: Annotated[int, Field(ge=0, le=150)] = 0
    """Frames of 10 ms that Vosk's network reads at once: more cost less and come later."""
    warm_decoders: Annotated[int, Field(ge=0, le=64)] = 2
    """Decoders of a worker that stand ready before they are needed (some 100 MB each) …"""
    kept_decoders: Annotated[int, Field(ge=0, le=256)] = 6
    """… and how many stay when their calls are over (up to 350 MB each): they work twice as fast as new ones."""

    @field_validator("servers")
    @classmethod
    def _each_once(cls, servers: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(servers)) < len(servers):
            raise ValueError("must name each server once")
        return servers
