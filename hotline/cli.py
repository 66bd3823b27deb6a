"""``hotline``: the one command of the house. Every error is one sentence with its remedy and exit code 2."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from config.errors import HotlineError
from hotline.bulletin_commands import app as bulletins
from hotline.city_commands import app as city
from hotline.clock_commands import check_clocks
from hotline.configured import settings
from hotline.demo_data_commands import demo_data
from hotline.duty_commands import app as duty_sessions
from hotline.knowledge_commands import app as knowledge
from hotline.message_commands import app as short_messages

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__)
models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Speech models: list, install, where.")
app.add_typer(models, name="models")
app.add_typer(city, name="city")
app.add_typer(duty_sessions, name="duty")
app.add_typer(bulletins, name="bulletin")
app.add_typer(short_messages, name="messages")
app.add_typer(knowledge, name="knowledge")
app.command(name="check-clocks")(check_clocks)
app.command(name="demo-data")(demo_data)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


@app.command()
def serve(
    as_json: JsonOption = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", help="Stop when standard input closes: die with the parent.")] = False,
) -> None:
    """Start the service; Ctrl-C ends the calls cleanly."""
    found = settings()  # what is wrong with them is said before seconds of loading

    from hotline import preflight

    preflight.check(found)

    from hotline.service import Service
    from hotline.service import serve as run

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        if until_eof:
            loop.add_reader(0, lambda: None if os.read(0, 1024) else _closed(loop, stop))

        def announce(service: Service) -> None:
            from hotline.announcement import as_record, as_text

            print(json.dumps(as_record(service)) if as_json else as_text(service), flush=True)

        await run(found, announce, stop)
        if not as_json:
            print("All calls have ended; the service has stopped.", flush=True)

    asyncio.run(main())


def _closed(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    loop.remove_reader(0)
    stop.set()


@app.command()
def setup() -> None:
    """Make ready what the first start needs: prompts, a speech model (else the stand-in), the compiled engine, categories."""
    from datetime import UTC, datetime

    from hotline.learn import make_ready
    from hotline.setup import prepare, prepare_engine

    found = settings()

    def say(line: str) -> None:
        print(line, flush=True)

    prepare(found, say)
    prepare_engine(found, say)
    make_ready(found, datetime.now(UTC), say)


@app.command()
def cert(
    host: Annotated[list[str] | None, typer.Option(help="Host name or address of a server; again for more.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where the files stand; default: tls under home.")] = None,
    days: Annotated[int, typer.Option(help="How long the certificate is valid.")] = 820,
) -> None:
    """Make a certificate for the intranet, by an authority of its own: for the pages (https) and for kamailio (TLS)."""
    from datetime import UTC, datetime

    from hotline.certificates import default_names, in_words, make

    found = settings()
    made = make((folder or found.home / "tls").absolute(), host or default_names(found), days=days, now=datetime.now(UTC))
    print(in_words(made))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Say what is installed, reachable and missing, and what to do about each."""
    from hotline.doctor import examine

    findings = examine(settings())
    for finding in findings:
        print(json.dumps(finding.as_record(), ensure_ascii=False) if as_json else finding.as_text())
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where to put it, or where your own backup stands (with --mark).")],
    mark: Annotated[bool, typer.Option("--mark", help="Only say that a backup was made by other means.")] = False,
) -> None:
    """Copy the database and what cannot be made anew, also while the service runs; the page of the state shows how old it is."""
    from datetime import UTC, datetime

    from hotline import backup as backups

    now = datetime.now(UTC)
    if mark:
        backups.mark(settings(), backups.Mark(at=now, to=str(folder), megabytes=0.0))
    else:
        backups.backup(settings(), folder, now, say=lambda line: print(line, flush=True))


@app.command()
def learn(
    force: Annotated[
        bool, typer.Option("--force", help="Use the new model also where it is worse, or cannot be judged.")
    ] = False,
) -> None:
    """Teach the category from closed tickets; print how good it is; keep it if it is not worse than the one in use."""
    from datetime import UTC, datetime

    from hotline.learn import learn as run

    run(settings(), datetime.now(UTC), say=lambda line: print(line, flush=True), force=force)


@app.command()
def call(
    wav: Annotated[Path | None, typer.Option(help="Speech to play to the other side, WAV of any rate.")] = None,
    to: Annotated[str, typer.Option(help="SIP URI to dial.")] = "",
    record: Annotated[Path | None, typer.Option(help="Write what is heard to this WAV file.")] = None,
    seconds: Annotated[float, typer.Option(help="Hang up after this many seconds at the latest.")] = 60.0,
    caller: Annotated[str, typer.Option(help="The caller's number.")] = "16900000001",
    wait: Annotated[float, typer.Option(help="Seconds after the answer before the speech begins.")] = 1.0,
) -> None:
    """Make one call as a citizen's phone would, and print what happened as JSON."""
    from hotline.peers import place_call
    from hotline.sound import read_pcm

    found = settings()
    if wav:
        read_pcm(wav)
    target = to or f"sip:{found.sip.user}@{found.sip.host}:{found.sip.port}"
    report = asyncio.run(place_call(found, target, wav=wav, record=record, seconds=seconds, caller=caller, speak_after_s=wait))
    print(json.dumps(report, ensure_ascii=False))
    if report["status"] != 200:
        raise typer.Exit(1)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option(help="Keep the temporary folder.")] = False,
    only: Annotated[str, typer.Option(help="Run only these scenes, comma separated.")] = "",
) -> None:
    """Play the whole scenario on a private instance with real peers; one JSON line for each fact."""
    from hotline.demo.play import play

    if not play(settings(), keep=keep, only=frozenset(filter(None, only.split(",")))):
        raise typer.Exit(1)


@app.command(name="check-law")
def check_law(
    as_json: JsonOption = False,
    database: Annotated[
        str | None, typer.Option(help="An EMPTY database to do it in, such as postgresql+psycopg://…; default: a private SQLite.")
    ] = None,
) -> None:
    """Reproduce every published figure of the law from rows that the product's own commands write; 1 when one differs."""
    from hotline.check_law.report import checked

    found = []
    for one in checked(settings().law, database):
        print(one.as_record() if as_json else one.as_text(), flush=True)
        found.append(one)
    if not all(one.right for one in found):
        raise typer.Exit(1)


@models.command("list")
def models_list(as_json: JsonOption = False) -> None:
    """The official Vosk models for Mandarin, and what is installed."""
    from hotline.model_commands import listing

    for row in listing(settings()):
        print(json.dumps(row, ensure_ascii=False) if as_json else "{name:32} {size_mb:>6} MB  {state:12} {note}".format(**row))


@models.command("install")
def models_install(
    name: Annotated[str, typer.Argument(help="A model's name; empty takes the default.")] = "",
    file: Annotated[Path | None, typer.Option("--from", help="Install from this zip instead (intranet).")] = None,
) -> None:
    """Download (resumes), verify, unpack and try a model."""
    from hotline.model_commands import install

    install(settings(), name, file, say=lambda line: print(line, flush=True))


@models.command("compile")
def models_compile(name: Annotated[str, typer.Argument(help="An installed model; empty takes the one in use.")] = "") -> None:
    """Compose a model's search graph once (minutes, memory, disk), so that recognition costs a third."""
    from hotline.model_commands import compile_graph

    compile_graph(settings(), name, say=lambda line: print(line, flush=True))


@models.command("where")
def models_where(name: Annotated[str, typer.Argument()] = "") -> None:
    """Print the folder of an installed model, or of the models."""
    from hotline.model_commands import where

    print(where(settings(), name))


def main(arguments: list[str] | None = None) -> Any:
    """Entry point of the console script: errors of ours become one sentence on standard error and exit code 2."""
    try:
        return app(args=arguments)
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
