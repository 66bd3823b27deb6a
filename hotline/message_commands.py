"""``hotline messages``: what became of short messages, a test of the provider, and replies taken in by hand."""

from typing import Annotated

import typer

from hotline.configured import settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Short messages: list, again, test, receive.")
STATES = "queued, sent, delivered, failed or suppressed"


@app.command("list")
def list_messages(
    state: Annotated[str, typer.Option(help=f"Only those: {STATES}.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="So many, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """Print the newest messages, numbers masked and links without what answers for a citizen."""
    from hotline.message_work import listed

    listed(settings(), state, limit, as_json=as_json, say=_say)


@app.command()
def again() -> None:
    """Send all that failed once more, for when the provider is back."""
    from hotline.message_work import again as run

    run(settings(), say=_say)


@app.command("test")
def test_provider(number: Annotated[str, typer.Argument(help="A mobile number of your own.")]) -> None:
    """Send one message through the provider of the settings now, and say what it answered."""
    from hotline.message_work import try_provider

    if not try_provider(settings(), number, say=_say):
        raise typer.Exit(1)


@app.command()
def receive(
    number: Annotated[str, typer.Argument(help="Who wrote.")],
    text: Annotated[str, typer.Argument(help="What was written, e.g. 5.")],
    id: Annotated[str, typer.Option("--id", help="The carrier's name of the message: the same one is taken once.")] = "",
) -> None:
    """Take in a citizen's reply by hand, where the provider cannot push it (the file provider)."""
    from hotline.message_work import receive as run

    run(settings(), number, text, id, say=_say)


def _say(line: str) -> None:
    print(line, flush=True)
