"""Documents that are generated from the code: ``python -m hotline.docs`` writes, ``--check`` compares."""

import ast
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


PACKAGES = ("hotline", "agent_console", "ticketing", "telephony", "asr", "config")


def _folder(module: str) -> str:
    """``telephony.media.rtp`` → ``telephony.media``: a folder is a word of the domain, and a box of the picture."""
    parts = module.split(".")
    nested = len(parts) > 1 and (ROOT / parts[0] / parts[1]).is_dir()
    return ".".join(parts[:2]) if nested else parts[0]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {_folder(name) for name in found if name.split(".")[0] in PACKAGES}


def modules() -> str:
    """The folders of the house and which folder imports which, as the code stands."""
    edges: set[tuple[str, str]] = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" in path.parts:
                continue
            here = _folder(".".join(path.relative_to(ROOT).with_suffix("").parts))
            edges.update((here, there) for there in _imports(path) if there != here)
    drawn = sorted(edge for edge in edges if edge[1].split(".")[0] != "config")
    boxes = sorted({name for edge in drawn for name in edge})
    lines = [
        "# Modules",
        "",
        "Made by `python -m hotline.docs`; do not edit. Everything may import `config`; that is left out.",
        "",
    ]
    lines += ["```mermaid", "flowchart LR"]
    for package in PACKAGES:
        inside = [name for name in boxes if name.split(".")[0] == package]
        if inside:
            lines.append(f"    subgraph {package}_ [{package}]")
            lines += [f"        {name.replace('.', '_')}[{name}]" for name in inside]
            lines.append("    end")
    lines += [f"    {start.replace('.', '_')} --> {end.replace('.', '_')}" for start, end in drawn]
    return "\n".join([*lines, "```", ""])


def documents() -> dict[Path, str]:
    from hotline.conversation_table import conversation
    from hotline.permission_table import permissions
    from hotline.state_tables import DRAWN
    from hotline.table_picture import picture

    made = {
        "states.md": states(),
        "modules.md": modules(),
        "conversation.md": conversation(),
        "law/permissions.md": permissions(),
    }
    made |= {f"law/{name}.svg": picture(title, table) for name, (title, table) in DRAWN.items()}
    return {ROOT / "docs" / name: text for name, text in made.items()}


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
