"""The OpenAPI document, from which the pages' TypeScript types are generated. Writing it starts nothing.

The messages of the WebSockets are no part of OpenAPI's paths; their models are added to its components.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from agent_console.api.wallboard import Board
from agent_console.app import routed
from agent_console.live import messages, order_messages
from ticketing.duty.schemas import DutySessionOut

MESSAGES = (
    messages.Hello,
    messages.SetPresence,
    messages.CallCommand,
    messages.Mute,
    messages.Transfer,
    messages.CallNumber,
    messages.PauseRecording,
    messages.SendDigits,
    messages.Dial,
    messages.Supervise,
    messages.StopSupervising,
    order_messages.MoveAgent,
    order_messages.ForceState,
    order_messages.TakeOver,
    order_messages.EndCall,
    order_messages.MoveCall,
    order_messages.Broadcast,
    order_messages.ConfirmLine,
    order_messages.WatchCall,
    messages.Writing,
    messages.Plain,
    messages.AgentReply,
    messages.Snapshot,
    messages.AgentEvent,
    messages.AgentState,
    messages.Offer,
    messages.OfferEnded,
    messages.LiveCall,
    messages.LiveParty,
    messages.CallEnded,
    messages.PartyLeft,
    messages.CallTransferred,
    messages.SupervisionNow,
    messages.PartialSaid,
    messages.FinalSaid,
    messages.TranscriptDone,
    messages.TranscriptGaps,
    messages.RecogniserOut,
    messages.WritingNow,
    messages.WatchedCall,
    messages.WatchEnded,
    messages.FloorReading,
    messages.FloorLineRead,
    messages.TicketCallers,
    messages.EarlyWarning,
    messages.MediaReady,
    messages.MediaEnded,
    Board,
    DutySessionOut,
)
TEMPLATE = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """The whole document; ``info.version`` is fixed, so that a release changes no generated type."""
    app = routed()
    app.version = "1"
    found = app.openapi()
    _, definitions = models_json_schema([(model, "serialization") for model in MESSAGES], ref_template=TEMPLATE)
    schemas = found["components"]["schemas"]
    for name, schema in definitions["$defs"].items():
        schemas.setdefault(name, schema)
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    return found


def text() -> str:
    """The document as a file, byte for byte the same for the same code."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(path: Path) -> None:
    path.write_text(text(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """``[--check] FILE``: write the document, or say whether the file is what the code says."""
    match arguments:
        case ["--check", name]:
            if Path(name).is_file() and Path(name).read_text("utf-8") == text():
                return 0
            print(f"hotline: {name} is older than the code. Run make types.", file=sys.stderr)
        case [name] if not name.startswith("-"):
            write(Path(name))
            return 0
        case _:
            print("usage: python -m agent_console.openapi [--check] FILE", file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
