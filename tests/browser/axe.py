"""What axe-core finds on a page that is open: rules of WCAG 2 A and AA, those of serious or critical impact."""

from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "agent_console" / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
RUN = """
async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] });
  return found.violations.map((one) => ({
    rule: one.id, impact: one.impact, help: one.help,
    where: one.nodes.map((node) => [node.target.join(" "), node.failureSummary]),
  }));
}
"""
SHOWN = 3


async def findings(page: Any) -> list[str]:
    """A sentence for each serious finding. The script is evaluated, for the pages load none that is not their own."""
    if not await page.evaluate("typeof window.axe === 'object'"):
        await page.evaluate(SOURCE.read_text(encoding="utf-8"))
    return [said(one) for one in await page.evaluate(RUN) if one["impact"] in GRAVE]


def said(one: dict[str, Any]) -> str:
    where = "; ".join(f"{target}: {' '.join(summary.split())}" for target, summary in one["where"][:SHOWN])
    return f"{one['rule']} ({one['impact']}, {len(one['where'])} places): {where}"
