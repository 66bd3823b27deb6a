"""Which models can be installed by name: the official Chinese ones, known here, or the site's own list when it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from config.errors import NotFound, Unavailable

TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """A model on offer. ``size`` in bytes of the archive and ``md5`` of it; None where the list does not say."""

    name: str
    language: str
    note: str
    size: int | None = None
    md5: str | None = None
    obsolete: bool = False

    def url(self, site: str) -> str:
        return f"{site.rstrip('/')}/{self.name}.zip"


# Character error rates as published with the models (THCHS test set).
KNOWN: Mapping[str, ModelEntry] = {
    entry.name: entry
    for entry in (
        ModelEntry(
            name="vosk-model-small-cn-0.22",
            language="zh",
            note="small, 42 MB, CER 17 %",
            size=43_898_754,
            md5="d1a8e82933dcc7632667c036b0bb3dbb",
        ),
        ModelEntry(name="vosk-model-cn-0.22", language="zh", note="large, 1.3 GB, CER 7 %"),
        ModelEntry(name="vosk-model-cn-kaldi-multicn-0.15", language="zh", note="large, 1.5 GB, CER 10 %"),
    )
}


def parse(entries: list[Mapping[str, Any]]) -> dict[str, ModelEntry]:
    """Read ``model-list.json``; its ``obsolete`` is the text "true" or "false", and Chinese is called ``cn``."""
    found = (
        ModelEntry(
            name=str(entry["name"]),
            language={"cn": "zh"}.get(str(entry["lang"]), str(entry["lang"])),
            note=str(entry.get("size_text", "")),
            size=int(entry["size"]) if entry.get("size") else None,
            md5=str(entry["md5"]) if entry.get("md5") else None,
            obsolete=str(entry.get("obsolete", "false")).lower() == "true",
        )
        for entry in entries
    )
    return {entry.name: entry for entry in found}


def fetch(site: str, timeout_s: float = TIMEOUT_S) -> dict[str, ModelEntry]:
    """Ask the site for its list; raise Unavailable naming the site when it cannot be reached or read."""
    try:
        response = httpx.get(f"{site.rstrip('/')}/model-list.json", timeout=timeout_s, follow_redirects=True)
        response.raise_for_status()
        return parse(response.json())
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            f"The models' site {site} cannot be read: {error}.", "Check the connection, or set asr.models_site to a mirror."
        ) from error


def find(name: str, site: str) -> ModelEntry:
    """Return the entry of a model: known here, else asked from the site. Raises NotFound or Unavailable."""
    entry = KNOWN.get(name)
    if entry is None or entry.md5 is None:
        entry = _listed(name, site) or entry
    if entry is None:
        raise NotFound(f"There is no model {name} on {site}.", "See: hotline models list.")
    return entry


def _listed(name: str, site: str) -> ModelEntry | None:
    try:
        return fetch(site).get(name)
    except Unavailable:
        if name in KNOWN:
            return None
        raise
