"""Documents that are generated from the code: ``python -m hotline.docs`` writes, ``--check`` compares."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.errors import HotlineError

ROOT = Path(__file__).parents[1]


class Outdated(HotlineError):
    """A generated document differs from what the code says."""


def _name(value: Any) -> str:
    return str(getattr(value, "value", None) or getattr(value, "__name__", None) or value)


def state_diagram(title: str, source: str, table: Mapping[tuple[Any, Any], Any]) -> str:
    """One Mermaid state diagram of a transition table, edges in the table's order."""
    lines = [f"## {title}", "", f"Generated from `{source}`.", "", "```mermaid", "stateDiagram-v2"]
    edges: dict[tuple[str, str], list[str]] = {}
    for (state, event), after in table.items():
        edges.setdefault((_name(state), _name(after)), []).append(_name(event))
    lines += [f"    {start} --> {end}: {', '.join(dict.fromkeys(events))}" for (start, end), events in edges.items()]
    return "\n".join([*lines, "```", ""])


def states() -> str:
    """All state tables of the house in one document."""
    from hotline.state_tables import TABLES

    parts = ["# State tables", "", "Made by `python -m hotline.docs`; do not edit.", ""]
    parts += [state_diagram(title, source, table) for title, source, table in TABLES]
    return "\n".join(parts)


def documents() -> dict[Path, str]:
    return {ROOT / "docs" / "states.md": states()}


def main(arguments: list[str]) -> int:
    for path, text in documents().items():
        if "--check" in arguments:
            if not path.is_file() or path.read_text("utf-8") != text:
                print(f"hotline: {Outdated(f'{path.relative_to(ROOT)} is older than the code.', 'Run make types.')}")
                return 2
        else:
            path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
