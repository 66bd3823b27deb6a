"""All tables in one place, so that the metadata is whole (migrations, tests)."""

from importlib import import_module

from ticketing.base import Base

FOLDERS = (
    "aid",
    "alerts",
    "attachments",
    "blocking",
    "bulletins",
    "callbacks",
    "calls",
    "cases",
    "conditional",
    "deliberation",
    "directory",
    "dispatching",
    "disputes",
    "documents",
    "drafts",
    "duty",
    "evaluation",
    "evidence",
    "exposures",
    "floor",
    "funds",
    "hearings",
    "intake",
    "knowledge",
    "mandates",
    "meetings",
    "messages",
    "notices",
    "operation",
    "outbox",
    "people",
    "quality",
    "questionnaires",
    "resolutions",
    "search",
    "studios",
    "supervision",
    "tickets",
    "topics",
    "webhooks",
)

for _folder in FOLDERS:
    import_module(f"ticketing.{_folder}.models")

metadata = Base.metadata
