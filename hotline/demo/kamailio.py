"""A private kamailio on free loopback ports: registrar with digest and proxy, for the demo and the protocol tests.

Its configuration is `deploy/kamailio/kamailio.cfg`, to which the link beside this file leads (a wheel carries the file
itself), copied into a folder of its own beside the neighbours that every place has: local.cfg, accounts, nodes, certificate.
It is stopped by its pid.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from config.errors import BadInput, Unavailable

CONFIG = Path(__file__).with_suffix(".cfg")
START_S = 15.0
STOP_S = 5.0
PROBE_S = 0.1
PORT_TRIES = 50
GUESSES = 1000
"""Wrong passwords that are borne from one address: here all come from one."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate and key in PEM files."""

    certificate: Path
    key: Path


class Kamailio:
    """A context manager: inside it kamailio answers at ``host``:``port`` by UDP and TCP, and at ``tls_port`` with ``tls``.

    ``users`` are name → password; ``hotline`` is ``host:port`` of the node that the numbers of nobody go to, or several with
    spaces between them that share the calls, asked every ``options_s`` seconds whether they live; ``carriers`` are hosts that
    may call without a password. Raises Unavailable when kamailio is not installed or does not start (with its last words).
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        realm: str = "hotline",
        hotline: str = "none",
        carriers: Sequence[str] = (),
        tls: Tls | None = None,
        guesses: int = GUESSES,
        options_s: int = 10,
        config: Path = CONFIG,
    ) -> None:
        self.host = host
        self.port = port or _free_port(host)
        self.tls_port = _free_port(host) if tls else 0
        self._users, self._realm, self._hotline, self._carriers = users, realm, hotline, carriers
        self._tls, self._guesses, self._options_s, self._config = tls, guesses, options_s, config
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until it answers OPTIONS."""
        program = _program()
        self._folder = Path(tempfile.mkdtemp(prefix="hotline-kamailio-"))
        try:
            with (self._folder / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    self._command(program, self._folder), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _command(self, program: str, folder: Path) -> list[str]:
        config = folder / "kamailio.cfg"
        shutil.copyfile(self._config, config)
        for name, text in self._neighbours(folder).items():
            (folder / name).write_text(text)
        return [
            program, "-DD", "-E", "-e", "-f", str(config), "-Y", str(folder), "-P", str(folder / "pid"), "-w", str(folder),
            "-m", "32", "-M", "4",
        ]  # fmt: skip

    def _neighbours(self, folder: Path) -> dict[str, str]:
        """The files of a place (`deploy/kamailio/*.example`)."""
        known = "none" not in self._hotline
        local = [
            f'#!substdef "!HOTLINE_FOLDER!{folder}!g"', f'#!define HOTLINE_REALM "{self._realm}"',
            f'#!define HOTLINE_NUMBERS "{"^.+$" if known else "^$"}"', f"#!define HOTLINE_GUESSES {self._guesses}",
            f"#!define HOTLINE_OPTIONS_S {self._options_s}",
        ]  # fmt: skip
        local += ["debug=1", f"listen=udp:{self.host}:{self.port}", f"listen=tcp:{self.host}:{self.port}"]
        local += ["#!define WITH_TLS", f"listen=tls:{self.host}:{self.tls_port}"] if self._tls else []
        accounts = [f"{_safe(name)}:{self._realm}:{_safe(word)}" for name, word in self._users.items()]
        nodes = [f"1 sip:{node}" for node in self._hotline.split()] if known else []
        nodes += [f"2 sip:{carrier}" for carrier in self._carriers]
        files = {
            "local.cfg": local, "subscriber": ["username(string) domain(string) password(string)", *accounts],
            "dispatcher.list": nodes,
        }  # fmt: skip
        if self._tls:
            pair = [f"private_key = {self._tls.key}", f"certificate = {self._tls.certificate}"]
            files["tls.cfg"] = ["[server:default]", "method = TLSv1.2+", *pair]
        return {name: "\n".join([*lines, ""]) for name, lines in files.items()}

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self._process
            if self._process.poll() is not None:
                break
            if self._answers():
                return
        raise Unavailable(f"kamailio did not start on {self.host}:{self.port}.", self.last_words())

    def _answers(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((self.host, 0))
            probe.settimeout(PROBE_S)
            port, mark = probe.getsockname()[1], uuid4().hex
            lines = [
                f"OPTIONS sip:{self.host}:{self.port} SIP/2.0", f"Via: SIP/2.0/UDP {self.host}:{port};branch=z9hG4bK{mark}",
                "Max-Forwards: 5", f"From: <sip:probe@{self.host}:{port}>;tag={mark[:8]}",
                f"To: <sip:{self.host}:{self.port}>", f"Call-ID: {mark}", "CSeq: 1 OPTIONS", "Content-Length: 0", "", "",
            ]  # fmt: skip
            try:
                probe.sendto("\r\n".join(lines).encode(), (self.host, self.port))
                return probe.recv(4096).startswith(b"SIP/2.0")
            except OSError:
                time.sleep(PROBE_S)
                return False

    def last_words(self) -> str:
        """The end of its log, for an error message."""
        log = self._folder / "log" if self._folder else None
        return log.read_text(errors="replace")[-800:] if log and log.exists() else ""

    def stop(self) -> None:
        """End it and what it forked; remove its folder. Does nothing the second time."""
        if self._process:
            _end(self._process)
            self._process = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: the group is this kamailio alone
        process.wait(STOP_S)


def installed() -> bool:
    """Whether a kamailio is on this machine."""
    return _found() is not None


def _found() -> str | None:
    return shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin:/usr/local/sbin")


def _program() -> str:
    program = _found()
    if program is None:
        raise Unavailable("kamailio is not installed.", "Install it: apt-get install kamailio.")
    return program


def _safe(text: str) -> str:
    if not text or any(char in '"\\:;()=>$\r\n' or not char.isprintable() for char in text):
        raise BadInput(f"{text!r} cannot stand in kamailio's account list.", "Use letters, digits and simple signs.")
    return text


def _free_port(host: str) -> int:
    """A port that is free for UDP and for TCP."""
    for _ in range(PORT_TRIES):
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as streams,
        ):
            datagrams.bind((host, 0))
            port = int(datagrams.getsockname()[1])
            with suppress(OSError):
                streams.bind((host, port))
                return port
    raise Unavailable(f"No port of {host} is free for UDP and TCP.", "Stop other programs.")
