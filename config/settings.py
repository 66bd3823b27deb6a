"""Every setting of the house, with its unit in its name or its docstring.

Sources, strongest first: environment (``HOTLINE_SIP__PORT=5062``), ``$HOTLINE_CONFIG`` or ``/etc/hotline/hotline.toml``,
``config/defaults.toml``. A wrong value gives one sentence that names the setting (`load`).
"""

import os
import tomllib
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from config.errors import BadSetting

DEFAULTS = Path(__file__).with_name("defaults.toml")
SYSTEM_FILE = Path("/etc/hotline/hotline.toml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


def _ipv4(value: str) -> str:
    parts = value.split(".")
    if len(parts) != 4 or not all(part.isdigit() and int(part) < 256 for part in parts):
        raise ValueError("must be a dotted IPv4 address such as 127.0.0.1")
    return value


def _rtp_range(value: tuple[int, int]) -> tuple[int, int]:
    first, last = value
    if first % 2 or last <= first:
        raise ValueError("must be an even first port and a later last one, such as [40000, 41999]")
    return value


Ipv4 = Annotated[str, AfterValidator(_ipv4)]


def _network(value: str) -> str:
    IPv4Network(value)  # its own words name the fault
    return value


Network = Annotated[str, AfterValidator(_network)]
Count = Annotated[int, Field(ge=0)]
ProbeSeconds = Annotated[float, Field(ge=0, le=3600)]


class Registrar(_Section):
    """A registrar or PBX to register at; ``password`` answers its digest challenges, as ``auth_user`` (else ``user``).

    ``domain`` is the host part of our address of record where that is not ``host``. Registrars of one ``group`` stand in for
    one another: the one with the lowest ``priority`` is registered, the next while it fails. Those without a group are all
    registered. ``options_every_s`` asks in between whether it still lives; 0: only when registering.
    """

    host: str
    port: Port = 5060
    user: str
    password: str
    auth_user: str = ""
    domain: str = ""
    expires_s: Annotated[int, Field(ge=60, le=86400)] = 300
    group: str = ""
    priority: Count = 0
    options_every_s: ProbeSeconds = 0.0


class Trunk(_Section):
    """A peer that may send calls without registration. ``host`` is its IPv4 address, port 0 means any source port.

    ``allowed`` are further sources of the same trunk (addresses or networks such as ``10.20.0.0/28``). ``max_calls`` bounds its
    calls both ways, 0: ``sip.max_calls`` alone. ``user`` is our own number there, shown as the caller of outgoing calls;
    ``password`` answers a challenge; ``domain`` is the host part of its URIs where that is not ``host``. ``options_every_s``
    asks whether it lives (RFC 3261 §11), 0: never. ``outgoing`` False: it only brings calls.
    """

    name: str
    host: Ipv4
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    allowed: tuple[Network, ...] = ()
    max_calls: Count = 0
    user: str = ""
    password: str = ""
    auth_user: str = ""
    domain: str = ""
    options_every_s: ProbeSeconds = 0.0
    outgoing: bool = True


class Sip(_Section):
    """``early_media``: a caller hears our sound before the answer (183), else ringing (180).

    ``session_expires_s`` is the session timer that we ask for (RFC 4028; 0: we ask for none), ``min_se_s`` the shortest that
    we take. ``refer_timeout_s`` bounds a transfer by REFER, ``unanswered_max_s`` an incoming call that nobody answers or
    ends, ``max_redirects`` the contacts of 3xx answers that one call follows, ``max_transactions`` those alive at once.
    """

    host: Ipv4
    port: Port
    advertised_host: Ipv4 | None = None
    user: str
    trunks: tuple[Trunk, ...]
    registrars: tuple[Registrar, ...]
    max_calls: Annotated[int, Field(ge=1)]
    retry_after_s: Annotated[int, Field(ge=1)]
    invite_timeout_s: Seconds
    stop_timeout_s: Seconds
    early_media: bool = False
    session_expires_s: Annotated[int, Field(ge=0, le=86400)] = 1800
    min_se_s: Annotated[int, Field(ge=90, le=86400)] = 90
    refer_timeout_s: Seconds = 60.0
    unanswered_max_s: Seconds = 900.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 3
    max_transactions: Annotated[int, Field(ge=100)] = 20000
    unread_max_kb: Annotated[int, Field(ge=16)] = 256
    """New calls get 503 while unread datagrams hold more of the kernel's memory than this (some 2 KiB each)."""
    failover_s: Seconds = 4.0
    """An outgoing INVITE without any answer for so long goes to the next registrar or trunk."""
    probe_timeout_s: Seconds = 4.0
    """An OPTIONS keep-alive without an answer for so long has failed."""
    trunk_down_after: Annotated[int, Field(ge=1)] = 2
    """So many keep-alives in a row must fail before a trunk is down …"""
    trunk_up_after: Annotated[int, Field(ge=1)] = 2
    """… and so many succeed before it is up again."""

    @field_validator("trunks")
    @classmethod
    def _own_names(cls, trunks: tuple[Trunk, ...]) -> tuple[Trunk, ...]:
        names = [trunk.name for trunk in trunks]
        if len(set(names)) < len(names):
            raise ValueError("must each have a name of its own")
        return trunks


class Media(_Section):
    """``rtp_ports`` is an inclusive range, even first; each leg takes two. ``compiled``: run what set-up made."""

    host: Ipv4
    rtp_ports: Annotated[tuple[Port, Port], AfterValidator(_rtp_range)]
    rtp_timeout_s: Seconds
    jitter_max_ms: Annotated[int, Field(ge=40, le=1000)]
    browser_grace_s: Seconds
    compiled: Literal["auto", "never"] = "auto"


class Web(_Section):
    host: str
    port: Port
    certificate: Path | None = None
    key: Path | None = None
    session_hours: Seconds


class Database(_Section):
    """SQLAlchemy URL. ``{home}`` stands for the data folder. SQLite by default; ``postgresql+psycopg://…`` for a city."""

    url: str


def _websocket(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("ws", "wss") or not url.hostname or url.username or url.query or url.fragment or not url.port:
        raise ValueError("must be an address such as ws://10.0.0.5:2700 or wss://asr.example:443")
    return value


WebSocketAddress = Annotated[str, AfterValidator(_websocket)]


class Asr(_Section):
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


TelephoneKey = Annotated[str, Field(pattern=r"^[0-9*#]?$")]


class Queue(_Section):
    """A queue of callers; what each choice means stands at `telephony.exchange_port.QueueSpec`. ``digit`` "": not in the menu."""

    name: str
    title: str
    numbers: tuple[str, ...] = ()
    digit: TelephoneKey = ""
    weight: Annotated[int, Field(ge=1)] = 1
    max_length: Annotated[int, Field(ge=1)] = 100
    max_wait_s: Seconds = 600.0
    overflow_to: str | None = None
    strategy: Literal["longest_idle", "fewest_calls", "round_robin", "ring_all", "by_level"] = "longest_idle"
    relax_s: Annotated[tuple[Seconds, ...], Field(max_length=8)] = ()
    offer_s: Seconds | None = None
    announce_every_s: Annotated[float, Field(ge=0)] = 45.0
    callback_digit: TelephoneKey = "1"
    on_full: Literal["callback", "reject"] = "callback"
    hours: str = "always"


def _span(value: str) -> str:
    try:
        starts, ends = value.split("-")
        if minutes_of(starts) < minutes_of(ends):
            return value
    except ValueError:
        pass
    raise ValueError("must be a span of one day such as 09:00-17:30; the latest end is 24:00")


def minutes_of(text: str) -> int:
    """``HH:MM`` as minutes since midnight, up to 24:00; ValueError for anything else."""
    hours, minutes = text.strip().split(":")
    total = int(hours) * 60 + int(minutes)
    if len(minutes) != 2 or not 0 <= int(minutes) < 60 or not 0 <= total <= 24 * 60:
        raise ValueError(text)
    return total


Span = Annotated[str, AfterValidator(_span)]


class Hours(_Section):
    """Opening hours on working days (shifted ones too), on free days of the week, and on holidays; empty: closed."""

    workday: tuple[Span, ...] = ()
    weekend: tuple[Span, ...] = ()
    holiday: tuple[Span, ...] = ()


class Surge(_Section):
    """Thresholds over which a surge begins (0: none): callers waiting, expected wait, calls in the last minute.

    The expected wait counts from ``wait_counts_from`` callers on: two before the one agent of the night are no surge.
    It ends after ``least_s`` at the earliest, when all measures are under ``ends_share`` of their thresholds.
    """

    waiting: Annotated[int, Field(ge=0)] = 40
    wait_s: Annotated[float, Field(ge=0)] = 600.0
    wait_counts_from: Annotated[int, Field(ge=1)] = 5
    arrivals_per_minute: Annotated[int, Field(ge=0)] = 120
    ends_share: Annotated[float, Field(gt=0, lt=1)] = 0.6
    least_s: Seconds = 60.0


class Acd(_Section):
    """Automatic call distribution: reservation and wrap-up in seconds, ``pause_after_missed`` offers (0: never).

    Calls that we place: ``outgoing_prompts`` are heard by the citizen before the agent is; ``dial_s``, ``party_s`` and
    ``supervisor_s`` bound how long a call-back, a third party and a supervisor's phone may take to answer.
    ``refer_on_trunk`` lets the trunk connect a blind transfer by itself (REFER), outside our recording.
    """

    offer_s: Seconds
    wrap_up_s: Seconds
    pause_after_missed: Annotated[int, Field(ge=0)]
    prompts: tuple[str, ...]
    service_level_s: Seconds
    service_level_goal: Annotated[float, Field(gt=0, le=1)]
    short_abandon_s: Annotated[float, Field(ge=0)]
    outgoing_prompts: tuple[str, ...] = ("recording_notice",)
    dial_s: Seconds = 90.0
    party_s: Seconds = 60.0
    supervisor_s: Seconds = 45.0
    supervisors_per_call: Annotated[int, Field(ge=1)] = 3
    pause_recording_max_s: Seconds = 180.0
    tell_agent_supervision: bool = True
    refer_on_trunk: bool = False
    ring_all_max: Annotated[int, Field(ge=1)] = 20
    """So many phones ring at most for one call of a queue that rings all."""
    shift_s: Seconds = 43_200.0
    """After so long the count of calls that ``fewest_calls`` compares begins anew."""
    handling_s: Seconds = 240.0
    """Mean time from answer to the end of wrap-up, until a queue's own calls have shown it."""
    handling_smoothing: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Weight of the newest call in the smoothed handling time."""
    duty_absent_s: Seconds = 20.0
    """So long a caller waits for a leader or deputy of whom nobody sits there; then the general queue has the call."""
    duty_deputy_after_s: Seconds = 60.0
    """A caller who has waited so long for a leader in a call is offered to the deputy as well."""
    duty_max_wait_s: Seconds = 300.0
    """The longest wait in a duty session's queue; then the general queue has the call, its waiting time kept."""
    calls_per_number: Annotated[int, Field(ge=0)] = 1
    """So many calls of one number may be live at once; 0: any. One more hears why and ends."""
    calls_per_hour: Annotated[int, Field(ge=0)] = 30
    """So many calls of one number are let in within an hour; 0: any."""
    unlimited_numbers: tuple[str, ...] = ()
    """Numbers without these limits (switchboards of offices, 110); a last ``*`` stands for any further digits."""
    callback_confirm_s: Seconds = 15.0
    """Within so long the key for a call-back must be pressed again."""
    announce_wait_max_s: Seconds = 3600.0
    """A longer expected wait is not told."""
    surge: Surge = Surge()


class Law(_Section):
    """Working hours as ``HH:MM``; ``city_data`` is the folder with units, directory, categories and gazetteer."""

    timezone: str
    day_starts: str
    day_ends: str
    city_data: str
    session_closes_after_s: Seconds
    default_level: Literal[1, 3, 7, 11]
    join_undo_s: Seconds = 1800.0
    """Within so long a caller who was added to a ticket may be taken back."""
    similar_days: Annotated[int, Field(ge=1)] = 90
    """Open tickets older than this are not offered as the same matter."""
    warning_over: Annotated[int, Field(ge=1)] = 10
    """More callers of one matter than this warn, and again each so many more …"""
    warning_days: Annotated[int, Field(ge=1)] = 30
    """… counted over so many days."""


class Learning(_Section):
    """What `hotline learn` does. ``half_life_days``: a ticket closed so long ago counts half of one closed today."""

    least_tickets: Annotated[int, Field(ge=10)] = 200
    """Fewer closed tickets teach nothing yet: the model is then made of the directory alone."""
    most_tickets: Annotated[int, Field(ge=100)] = 50_000
    """The newest so many are read."""
    half_life_days: Annotated[float, Field(gt=0)] = 180.0
    held_out: Annotated[float, Field(gt=0, lt=0.5)] = 0.2
    """Share of the newest tickets on which models are judged …"""
    least_held_out: Annotated[int, Field(ge=1)] = 20
    """… and how many of them there must be at least."""
    check_s: Seconds = 30.0
    """How often a running service looks whether there is another model."""
    versions_kept: Annotated[int, Field(ge=1)] = 5


class Folders(_Section):
    """Where large things lie; ``{home}`` stands for the data folder. Several instances may share all but recordings."""

    recordings: str
    models: str
    prompts: str
    native: str = "{home}/native"


class Log(_Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    format: Literal["console", "json"]


class Settings(BaseSettings):
    """The whole tree; frozen. ``home`` is the data folder (recordings, database, models, prompts)."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_", env_nested_delimiter="__", extra="forbid", frozen=True, toml_file=None
    )

    home: Path
    sip: Sip
    media: Media
    web: Web
    database: Database
    asr: Asr
    acd: Acd
    queues: tuple[Queue, ...]
    hours: dict[str, Hours] = Field(default_factory=dict)
    law: Law
    learning: Learning = Learning()
    folders: Folders
    log: Log

    @field_validator("queues")
    @classmethod
    def _known_queues(cls, queues: tuple[Queue, ...]) -> tuple[Queue, ...]:
        names = [queue.name for queue in queues]
        if not names or len(set(names)) < len(names):
            raise ValueError("must be one queue or more, each with a name of its own")
        for queue in queues:
            if queue.overflow_to is not None and (queue.overflow_to not in names or queue.overflow_to == queue.name):
                raise ValueError(f"queue {queue.name}: overflow_to must name another queue, not {queue.overflow_to}")
        return queues

    @field_validator("hours")
    @classmethod
    def _known_hours(cls, hours: dict[str, Hours], info: ValidationInfo) -> dict[str, Hours]:
        for queue in info.data.get("queues", ()):
            if queue.hours != "always" and queue.hours not in hours:
                raise ValueError(f"queue {queue.name}: there are no opening hours named {queue.hours}")
        return hours

    @property
    def recordings(self) -> Path:
        return self._folder(self.folders.recordings)

    @property
    def models(self) -> Path:
        return self._folder(self.folders.models)

    @property
    def prompts(self) -> Path:
        return self._folder(self.folders.prompts)

    @property
    def learnt(self) -> Path:
        """What `hotline learn` made: an installation's own, whoever shares its speech models."""
        return self.home / "models" / "category"

    @property
    def native(self) -> Path:
        return self._folder(self.folders.native)

    @property
    def database_url(self) -> str:
        return self.database.url.replace("{home}", str(self.home))

    def _folder(self, template: str) -> Path:
        return Path(template.replace("{home}", str(self.home)))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = [path for path in (_site_file(), DEFAULTS) if path]
        return (init_settings, env_settings, *(TomlConfigSettingsSource(settings_cls, path) for path in files))


def _site_file() -> Path | None:
    named = os.environ.get("HOTLINE_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            raise BadSetting("HOTLINE_CONFIG", f"the file {named} is not there.", "Name an existing file or unset it.")
        return path
    return SYSTEM_FILE if SYSTEM_FILE.is_file() else None


# Names under HOTLINE_ that are no settings: they choose files, test data or a run of the demo.
NOT_SETTINGS = frozenset({"HOTLINE_CONFIG", "HOTLINE_TEST_DATA"})


def load(**overrides: Any) -> Settings:
    """Read all sources; raise BadSetting with the setting's dotted name, what is wrong and what to write."""
    known = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
    for name in os.environ:
        if name.startswith("HOTLINE_") and name not in NOT_SETTINGS and name.split("__")[0] not in known:
            raise BadSetting(name, "no such setting.", f"Known sections: {', '.join(sorted(known))}.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSetting(
            name,
            f"{_in_words(first)} (got {first.get('input')!r}).",
            f"Set HOTLINE_{name.upper().replace('.', '__')} or [{name.partition('.')[0]}] in hotline.toml.",
        ) from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise BadSetting(str(_site_file() or DEFAULTS), f"cannot be read: {error}.", "Mend the TOML file.") from None
    except SettingsError as error:  # a JSON value in the environment that cannot be parsed
        raise BadSetting("environment", f"{error}.", "Lists and tables in the environment are written as JSON.") from None


def _in_words(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "no such setting"
    return error["msg"].removeprefix("Value error, ")
