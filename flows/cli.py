"""The command line: `method-drift COMMAND`, also `python -m flows`. Imports a command's modules only when it runs."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from flows.printing import STAGES, printable
from models.errors import MethodDriftError

EXIT_DONE, EXIT_FAILURES, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some papers failed, 2 bad usage or configuration."""
    args = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if args.debug else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s")
    try:
        return _load(args.command)(args)
    except MethodDriftError as error:
        if args.debug:
            raise
        print(f"method-drift: {printable(str(error))}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and Python would complain on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except OSError as error:
        if args.debug:
            raise
        print(f"method-drift: {printable(str(error))}; check the path, its permissions and the free space", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("method-drift: interrupted; what is stored stays, the next run picks up", file=sys.stderr)  # noqa: T201
        return EXIT_INTERRUPTED


def _load(command: str) -> Command:
    """Return the function of a command; `show` and `query` never load Prefect, spaCy or PyMuPDF."""
    from flows import commands

    return {
        "refresh": commands.refresh,
        "backfill": commands.backfill,
        "schedule": commands.schedule,
        "build": commands.build,
        "publish": commands.publish,
        "serve": commands.serve,
        "inspect": commands.inspect,
        "show": commands.show,
        "query": commands.query,
        "verify": commands.verify,
        "evaluate": commands.evaluate,
        "demo": commands.demo,
    }[command]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; every one takes --data and shows an example in its help."""
    parser = argparse.ArgumentParser(
        prog="method-drift",
        description="A living systematic review of a research topic, with a receipt for every claim.",
        epilog="method-drift COMMAND --help shows a command's options and an example. Exit codes: 0 done; 1 done, but some papers "
        "failed (they are named); 2 bad usage or configuration.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_flows(commands)
    _add_warehouse(commands)
    _add_reading(commands)
    return parser


if TYPE_CHECKING:
    Subparsers: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


def _add(commands: "Subparsers", name: str, summary: str, *examples: str) -> argparse.ArgumentParser:
    lines = "\n".join(f"  method-drift {example}" for example in examples)
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example{'s' if len(examples) > 1 else ''}:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data root (default: `data` of config/settings.toml)")
    parser.add_argument("--debug", action="store_true", help="log what happens, and show the traceback of an error")
    return parser


def _add_flows(commands: "Subparsers") -> None:
    refresh = _add(
        commands,
        "refresh",
        "find papers, extract what is new or changed, build the warehouse and the pages",
        "refresh",
        "refresh mixture-of-experts-routing --from ~/papers",
    )
    refresh.add_argument("topics", nargs="*", metavar="TOPIC", help="topics of config/topics (default: all that are nightly)")
    refresh.add_argument("--from", dest="folder", metavar="DIR", help="take the topic's papers from this folder of PDFs")
    refresh.add_argument("--force", action="store_true", help="extract every paper, changed or not")
    refresh.add_argument("--limit", type=_count, metavar="N", help="extract at most N papers a topic; the next run goes on")
    refresh.add_argument("--no-publish", dest="publish", action="store_false", help="leave the pages as they are")
    _add_prefect(refresh)
    backfill = _add(
        commands,
        "backfill",
        "extract single papers into a topic",
        "backfill 2401.06066 --topic mixture-of-experts-routing",
        "backfill ~/paper.pdf --topic mixture-of-experts-routing --force",
    )
    backfill.add_argument("papers", nargs="+", metavar="PAPER", help="arXiv id in any form (2401.06066v2, arXiv:…, a URL), or a PDF file")
    backfill.add_argument("--topic", required=True, help="topic the papers belong to")
    backfill.add_argument("--force", action="store_true", help="extract them even when nothing changed")
    backfill.add_argument("--no-publish", dest="publish", action="store_false", help="leave the pages as they are")
    _add_prefect(backfill)
    _add(commands, "schedule", "serve the nightly refresh on its cron, and backfill for manual runs, on a Prefect server", "schedule")


def _add_prefect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-prefect", dest="prefect", action="store_false", help="run the same steps without a Prefect server")


def _add_warehouse(commands: "Subparsers") -> None:
    build = _add(commands, "build", "rebuild the DuckDB file from the stored rows", "build")
    _add_prefect(build)
    publish = _add(commands, "publish", "render the review pages", "publish", "publish --out /var/www/review")
    publish.add_argument("--out", type=Path, metavar="DIR", help="folder to write to (default: site in the data root)")
    serve = _add(commands, "serve", "show the review pages on localhost", "serve --port 8080")
    serve.add_argument("--port", type=int, help="port (default: serve_port of the settings)")
    show = _add(commands, "show", "show the page of a method in the terminal", 'show "Switch Transformer"')
    show.add_argument("method", metavar="METHOD", help="name or alias of the method")
    show.add_argument("--topic", help="topic, where several have a method of that name")
    query = _add(
        commands,
        "query",
        "ask the warehouse in SQL, read-only",
        'query "FROM most_superseded LIMIT 10"',
        'query "SELECT * FROM head_to_head" --format csv > beats.csv',
    )
    query.add_argument("sql", metavar="SQL", help="one SELECT; - reads it from stdin")
    query.add_argument("--format", choices=("table", "csv", "json", "parquet"), default="table", help="form of the answer (default: table)")


def _add_reading(commands: "Subparsers") -> None:
    inspect = _add(
        commands,
        "inspect",
        "show what is read from PDFs: title, sections, references, critiques, tables",
        "inspect paper.pdf",
        "inspect *.pdf --format jsonl > papers.jsonl",
        "inspect paper.pdf --explain --overlay pictures",
        "inspect paper.pdf --stage text",
    )
    inspect.add_argument("--stage", choices=STAGES, help="run and show this stage of the reading alone")
    inspect.add_argument("--explain", action="store_true", help="say of each sentence with a cue which rule fired, whom it blames, why")
    inspect.add_argument("--overlay", type=Path, metavar="DIR", help="write pictures of the pages with tables and receipts drawn on them")
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF files")
    inspect.add_argument("--format", choices=("text", "json", "jsonl"), default="text", help="form of the answer (default: text)")
    inspect.add_argument("--topic", help="use the rules of this topic as well")
    verify = _add(commands, "verify", "check that every stored sentence and number stands where its receipt says", "verify")
    verify.add_argument("--topic", help="only this topic")
    evaluate = _add(commands, "evaluate", "score the warehouse against hand-made gold", "evaluate gold --misses 5")
    evaluate.add_argument("gold", type=Path, metavar="GOLD_DIR", help="folder of gold files, one JSON a paper")
    evaluate.add_argument("--misses", type=_count, default=0, metavar="N", help="list up to N misses of each kind a paper")
    evaluate.add_argument("--format", choices=("table", "json"), default="table", help="form of the answer (default: table)")
    demo = _add(commands, "demo", "run the whole pipeline on the sample papers, offline, and show where the result is", "demo")
    _add_prefect(demo)


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value
