"""The document from which the pages' types are made."""

import json
from pathlib import Path
from typing import Any

from agent_console import openapi

COMMITTED = Path(openapi.__file__).with_name("web") / "openapi.json"


def test_the_committed_document_is_what_the_code_says(tmp_path: Path) -> None:
    fresh = tmp_path / "openapi.json"
    openapi.write(fresh)
    assert fresh.read_bytes() == COMMITTED.read_bytes(), "run: python -m agent_console.openapi agent_console/web/openapi.json"


def test_it_has_the_messages_of_the_websockets_and_our_error_shape(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert {"Snapshot", "AgentEvent", "SetPresence", "Board", "MediaReady", "FaultOut"} <= schemas.keys()
    assert "HTTPValidationError" not in json.dumps(document["paths"])


def test_every_answer_with_a_body_has_a_type(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                body = answer.get("content", {}).get("application/json")
                assert body is None or body["schema"], (path, method, status)


def test_no_two_shapes_share_a_name(document: dict[str, Any]) -> None:
    """Else both are called by their module in every client that is generated from the document."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []
