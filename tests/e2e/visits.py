"""Every page of the console with every tab, and who opens it: checked against the router, so that none is left out."""

import re
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "agent_console" / "web" / "src"
ROUTE = re.compile(r'\{ path: "(/[^"]*)", component: \(\) => import')
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """``who`` signs in first (`NOBODY`: no account); ``live``: it opens without REST, by its WebSocket or until it is asked."""

    who: str
    path: str
    live: bool = False

    @property
    def name(self) -> str:
        """What its pictures are called."""
        return self.path.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "home"


def _tabs(who: str, page: str, tabs: str) -> list[Visit]:
    return [Visit(who, f"/{page}/{tab}") for tab in tabs.split()]


VISITS: tuple[Visit, ...] = (
    Visit(NOBODY, "/signin", live=True),
    Visit(NOBODY, "/mailbox", live=True),
    Visit(NOBODY, "/contacts"),
    Visit(NOBODY, "/reply/unknown"),
    Visit(NOBODY, "/duty-figures"),
    Visit("agent1", "/desk", live=True),
    Visit("agent1", "/calls"),
    Visit("agent1", "/notices"),
    Visit("agent1", "/quality/mine"),
    *_tabs("leader1", "leading", "desk closing sheet"),
    Visit("supervisor1", "/monitor/floor", live=True),
    Visit("supervisor1", "/monitor/broadcast", live=True),
    Visit("supervisor1", "/monitor/ledger"),
    Visit("supervisor1", "/taken", live=True),
    Visit("supervisor1", "/beside/none"),
    *_tabs("supervisor1", "duty", "sessions calendar rota ledger files"),
    Visit("supervisor1", "/tickets"),
    Visit("supervisor1", "/tickets/{ticket}"),
    Visit("supervisor1", "/acceptance"),
    Visit("supervisor1", "/blocked"),
    Visit("supervisor1", "/wallboard", live=True),
    *_tabs("supervisor1", "staffing", "day hour"),
    Visit("supervisor1", "/timeline"),
    *_tabs("supervisor1", "alerts", "now rules ledger history"),
    Visit("supervisor1", "/knowledge/search", live=True),
    *_tabs("supervisor1", "knowledge", "items review feedback figures"),
    *_tabs("supervisor1", "quality", "work samples mismatches calibration figures forms"),
    *_tabs("dispatcher1", "dispatching", "to_dispatch objections extensions suspensions problem returned leftovers batches"),
    *_tabs("dispatcher1", "intake", "list past sittings estate figures codes"),
    *_tabs("inspector1", "supervision", "warnings papers pool inspections lookback transfers scores owners monthly"),
    *_tabs("analyst1", "bulletins", "daily weekly monthly yearly"),
    *_tabs("handler", "handling", "list"),
    *_tabs("handler", "unit-papers", "papers scores"),
    *_tabs("agent1", "evaluation", "calls messages figures questionnaires"),
    *_tabs("inspector1", "meetings", "list resolutions talks deliberation topics media guidance cases figures"),
    *_tabs("inspector1", "funds", "draws pools studios conditional aid"),
    *_tabs("admin", "city", "tree tables versions"),
    Visit("admin", "/city/import", live=True),
    Visit("admin", "/city/why", live=True),
    Visit("admin", "/platforms"),
    Visit("admin", "/people"),
    *_tabs("admin", "operation", "state settings queues skills hours prompts"),
)


def unvisited() -> set[str]:
    """Pages of the router to which no visit goes."""
    first = {visit.path.split("/")[1] for visit in VISITS}
    pages = {path for path in ROUTE.findall((SOURCES / "router.ts").read_text(encoding="utf-8")) if path != "/"}
    return {path for path in pages if path.split("/")[1] not in first}
