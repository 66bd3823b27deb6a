"""``hotline knowledge``: take a table of articles or scripts in, or what readers see out."""

from pathlib import Path
from typing import Annotated

import typer

from hotline.configured import settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The knowledge base: import and export tables.")
Scripts = Annotated[bool, typer.Option("--scripts", help="Scripts (话术) instead of articles.")]


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8, GB18030) or .xlsx, an article or a script a line.")],
    username: Annotated[str, typer.Option("--as", help="The account in whose name it is written.")] = "admin",
    reviewer: Annotated[
        str, typer.Option("--reviewed-by", help="The account that consents to the whole file; without it a page reviews each.")
    ] = "",
    scripts: Scripts = False,
) -> None:
    """All or nothing, every mistake by line and column; what an article says already is left alone."""
    from hotline.knowledge_tables import take_in

    take_in(settings(), file, username, reviewer, scripts=scripts, say=_say)


@app.command("export")
def export_table(
    file: Annotated[Path, typer.Argument(help="Where to write it: .csv or .xlsx.")], scripts: Scripts = False
) -> None:
    """What readers see now, as a table that import takes."""
    from hotline.knowledge_tables import write_out

    write_out(settings(), file, scripts=scripts, say=_say)


def _say(line: str) -> None:
    print(line, flush=True)
