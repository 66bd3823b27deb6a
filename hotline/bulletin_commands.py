"""``hotline bulletin``: list what was issued, print a period's figures, write its paper to a file."""

from pathlib import Path
from typing import Annotated

import typer

from hotline.configured import settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Bulletins: list, figures, export to PDF, Word or JSON.")
Kind = Annotated[str, typer.Argument(help="daily, weekly, monthly or yearly.")]
Day = Annotated[str, typer.Argument(help="Any day of the period, e.g. 2026-03-04.")]


@app.command("list")
def list_issued(kind: Annotated[str, typer.Option(help="Only this kind.")] = "") -> None:
    """The bulletins that were issued, newest first."""
    from hotline.bulletins import list_issued as run

    run(settings(), kind, say=_say)


@app.command()
def show(kind: Kind, day: Day) -> None:
    """Print the main figures of a period, each rate with its numerator and denominator."""
    from hotline.bulletins import show as run

    run(settings(), kind, day, say=_say)


@app.command()
def export(
    kind: Kind,
    day: Day,
    file: Annotated[Path, typer.Argument(help="Where to write it: .pdf, .docx, or .json for the figures.")],
) -> None:
    """Write a period's bulletin: as it was issued, or marked as a draft where it was not."""
    from hotline.bulletins import export as run

    run(settings(), kind, day, file, say=_say)


def _say(line: str) -> None:
    print(line, flush=True)
