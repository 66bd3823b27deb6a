"""What ``hotline serve`` prints when everything answers: where, who, and what recognises."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from asr.port import RecognizerInfo
from hotline.outside_lines import NONE, registrar_words, trunk_words
from hotline.service import Service


def recogniser_words(info: RecognizerInfo) -> str:
    """One sentence that a newcomer understands."""
    if info.engine == "none":
        return "none: calls are taken without transcription. Remedy: hotline models install"
    if info.engine == "whisper":
        return (
            f"Whisper ({info.model}), the stand-in: a text for each finished sentence. "
            "The official Vosk model writes while people speak: hotline models install"
        )
    if info.engine == "vosk-server":
        return f"Vosk on other machines ({info.model}), live"
    return f"Vosk ({info.model}), live"


def as_record(service: Service) -> dict[str, Any]:
    """For programs (``--json``): one object when the service is ready."""
    first = service.first_sign_in
    info = service.transcriber.info
    return {
        "ready": True,
        "pid": os.getpid(),
        "web": service.web_url,
        "sip": service.sip_address,
        "trunks": [{"trunk": one.trunk, "state": one.state, "reason": one.reason} for one in service.trunks],
        "registrations": [
            {"registrar": one.registrar, "state": one.state, "reason": one.reason} for one in service.registrations
        ],
        "first_sign_in": {"username": first.username, "password": first.password} if first else None,
        "recogniser": {"engine": info.engine, "model": info.model, "language": info.language},
    }


def outside(service: Service) -> list[str]:
    """A line for each trunk and registrar; the word stands before the first of them."""
    trunks = list(trunk_words(service.settings.sip.trunks, service.trunks))
    registrars = list(registrar_words(service.registrations))
    if not trunks and not registrars:
        trunks = [NONE]
    return [*_listed("Trunks", trunks), *_listed("Registrars", registrars)]


def _listed(word: str, rows: list[str]) -> list[str]:
    return [f"  {'' if number else word:<12} {row}" for number, row in enumerate(rows)]


def as_text(service: Service) -> str:
    first = service.first_sign_in
    lines = [
        "",
        f"  Desks        {service.web_url}",
        f"  Calls        sip:{service.settings.sip.user}@{service.sip_address}",
        *outside(service),
        f"  Recogniser   {recogniser_words(service.transcriber.info)}",
        f"  Data         {service.settings.home.resolve()}",
    ]
    if first:
        lines.append(f"  Sign in as   {first.username}   password {first.password}   (shown once, change it at first sign-in)")
    to = service.sip_address.removesuffix("/udp")
    lines += ["", f"  Try a call:  {command()} call --to sip:{service.settings.sip.user}@{to}", "  Stop:        Ctrl-C", ""]
    return "\n".join(lines)


def command() -> str:
    """What to type for ``hotline`` in another terminal in the same folder."""
    started = Path(sys.argv[0])
    if started.name != "hotline" or shutil.which("hotline") == str(started.resolve()):
        return "hotline"
    return str(started)
