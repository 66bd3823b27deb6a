"""``hotline duty``: take past years' sheets in, print the ledger, write a session's sheet to a file."""

from pathlib import Path
from typing import Annotated

import typer

from hotline.configured import settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Leaders' duty sessions: import, ledger, sheet.")


@app.command("import")
def import_sheets(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8, GB18030) or .xlsx, a session or a call a line.")],
    username: Annotated[str, typer.Option("--as", help="The account in whose name the sheets are taken in.")] = "admin",
    yes: Annotated[bool, typer.Option("--yes", help="Take them in; without it only a preview is shown.")] = False,
) -> None:
    """Take in sheets of years before the system: shown first, all or nothing, every mistake by line and column."""
    from hotline.duty_ledger import take_in

    if not take_in(settings(), file, username, yes=yes, say=_say):
        raise typer.Exit(1)


@app.command()
def ledger(
    as_of: Annotated[str, typer.Option(help="A day, e.g. 2026-11-30; today by default. The year up to its end.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
    file: Annotated[Path | None, typer.Option("--file", help="Write a spreadsheet instead: .xlsx or .csv.")] = None,
) -> None:
    """Print the ledger of a year as of any day: in all, by leader, by unit, by month; with --file by session too."""
    from hotline.duty_ledger import ledger as run
    from hotline.duty_ledger import write_ledger

    if file:
        write_ledger(settings(), as_of, file, say=_say)
    else:
        run(settings(), as_of, as_json=as_json, say=_say)


@app.command("sheet")
def write_sheet(
    session: Annotated[str, typer.Argument(help="A session's id, as its page shows.")],
    file: Annotated[Path, typer.Argument(help="Where to write it: .pdf or .docx.")],
) -> None:
    """Write a session's sheet (带班记录表) as PDF or Word."""
    from hotline.duty_ledger import write_sheet as run

    run(settings(), session, file, say=_say)


def _say(line: str) -> None:
    print(line, flush=True)
