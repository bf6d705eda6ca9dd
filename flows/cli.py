"""The command line: `method-drift COMMAND`, also `python -m flows`. Imports a command's modules only when it runs."""

import argparse
import codecs
import errno
import math
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from flows.operator.interrupts import EXIT_INTERRUPTED, INTERRUPTED
from flows.printing import EXPORT_FORMATS, STAGES, printable
from models.errors import MethodDriftError

EXIT_DONE, EXIT_FAILURES, EXIT_USAGE = 0, 1, 2
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system answers where there is no more room, on the disk or for this user."""

UTF8_VARIABLE = "PYTHONUTF8"
MAX_AGE_HOURS = 30.0
"""A nightly refresh succeeds every 24 hours; a night may take some more than the one before."""

SILENT = ("show", "query")
"""Commands that log nothing and are asked again and again: what makes logs would take them a thirtieth of their time."""

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some papers failed, 2 bad usage or configuration."""
    if arguments is None:
        _speak_utf8()
        arguments = sys.argv[1:]
    asked = next((argument for argument in arguments if not argument.startswith("-")), "")
    args = build_parser(asked).parse_args(arguments)
    if args.debug or args.command not in SILENT:
        _log(is_all=args.debug)
    try:
        return _load(args.command)(args)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and Python would complain on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except (MethodDriftError, OSError, UnicodeEncodeError) as error:
        return _tell(_explain(error), EXIT_USAGE, _trace() if args.debug else "")
    except KeyboardInterrupt:
        return _tell(INTERRUPTED, EXIT_INTERRUPTED)


def _log(*, is_all: bool) -> None:
    import logging

    logging.basicConfig(level=logging.DEBUG if is_all else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s")


def _explain(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return f"{error.object.encode('utf-8', 'backslashreplace').decode()}: a name that is not UTF-8; rename it"
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return f"{error}; make room, then give the command again: what is stored stays"
    return str(error) if isinstance(error, MethodDriftError) else f"{error}; check the path, its permissions and the free space"


def _trace() -> str:
    import traceback

    return traceback.format_exc()


def _tell(text: str, code: int, trace: str = "") -> int:
    """Print one line to stderr, behind a traceback where one is asked for, and return the exit code, which stays when nobody reads it."""
    with suppress(BrokenPipeError):
        sys.stderr.write(trace)
        print(f"method-drift: {printable(text)}", file=sys.stderr, flush=True)  # noqa: T201
        return code
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return code


def _speak_utf8() -> None:
    """Start again with Python's UTF-8 mode where the locale knows no name beyond ASCII (LC_ALL=C, as cron may have it)."""
    if codecs.lookup(sys.getfilesystemencoding()).name == "ascii" and os.environ.get(UTF8_VARIABLE) != "1":
        os.environ[UTF8_VARIABLE] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command as before


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
        "export": commands.export,
        "verify": commands.verify,
        "evaluate": commands.evaluate,
        "demo": commands.demo,
        "check-config": commands.check_config,
        "status": commands.status,
        "prune": commands.prune,
        "remove": commands.remove,
        "worker": commands.worker,
    }[command]


def build_parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of all commands; every one takes --data and shows an example in its help.

    Where one command is asked for it is the only one, since to make all takes as long as a question; "" is for the list of all.
    """
    parser = argparse.ArgumentParser(
        prog="method-drift",
        description="A living systematic review of a research topic, with a receipt for every claim.",
        epilog="method-drift COMMAND --help shows a command's options and an example. Exit codes: 0 done; 1 done, but some papers "
        "failed (they are named); 2 bad usage or configuration.",
    )
    commands = Commands(parser.add_subparsers(dest="command", required=True, metavar="COMMAND"), asked)
    _add_flows(commands)
    _add_warehouse(commands)
    _add_reading(commands)
    _add_operating(commands)
    return parser if commands.parsers.choices else build_parser("")


if TYPE_CHECKING:
    Subparsers: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


class Commands(NamedTuple):
    """The commands so far, and which of them is asked for."""

    parsers: "Subparsers"
    asked: str | None


class _Unasked:
    """A command without options."""

    def add_argument(self, *_: Any, **__: Any) -> None:
        """Make nothing."""


Options: TypeAlias = "argparse.ArgumentParser | _Unasked"


def _add(commands: Commands, name: str, summary: str, *examples: str) -> Options:
    if commands.asked == "":
        commands.parsers.add_parser(name, help=summary, add_help=False)
    if commands.asked not in (None, name):
        return _Unasked()
    lines = "\n".join(f"  method-drift {example}" for example in examples)
    parser = commands.parsers.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example{'s' if len(examples) > 1 else ''}:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data root (default: `data` of config/settings.toml)")
    parser.add_argument("--debug", action="store_true", help="log what happens, and show the traceback of an error")
    return parser


def _add_flows(commands: Commands) -> None:
    refresh = _add(
        commands,
        "refresh",
        "find papers, extract what is new or changed, build the warehouse and the pages",
        "refresh",
        "refresh mixture-of-experts-routing --from ~/papers",
        "refresh --dry-run",
        "refresh --log-file /var/log/method-drift.log --json > last-night.json",
    )
    refresh.add_argument("topics", nargs="*", metavar="TOPIC", help="topics of config/topics (default: all that are nightly)")
    refresh.add_argument("--from", dest="folder", metavar="DIR", help="take the topic's papers from this folder of PDFs")
    refresh.add_argument("--force", action="store_true", help="extract every paper, changed or not")
    refresh.add_argument("--limit", type=_count, metavar="N", help="extract at most N papers a topic; the next run goes on")
    refresh.add_argument("--dry-run", action="store_true", help="say what would be fetched, extracted and dropped; write nothing")
    refresh.add_argument("--no-publish", dest="publish", action="store_false", help="leave the pages as they are")
    _add_reports(refresh)
    _add_prefect(refresh)
    backfill = _add(
        commands,
        "backfill",
        "extract single papers into a topic",
        "backfill 2401.06066 --topic mixture-of-experts-routing",
        "backfill ~/paper.pdf --topic mixture-of-experts-routing --force",
    )
    backfill.add_argument(
        "papers",
        nargs="+",
        type=_paper,
        metavar="PAPER",
        help="arXiv id in any form (2401.06066v2, arXiv:…, a URL), a PDF file, or the id of a paper that the topic has or had",
    )
    backfill.add_argument("--topic", required=True, help="topic the papers belong to")
    backfill.add_argument("--force", action="store_true", help="extract them even when nothing changed")
    backfill.add_argument("--no-publish", dest="publish", action="store_false", help="leave the pages as they are")
    _add_reports(backfill)
    _add_prefect(backfill, "do not show the run on the Prefect server of PREFECT_API_URL (without one there is no difference)")
    _add(commands, "schedule", "serve the nightly refresh on its cron, and backfill for manual runs, on a Prefect server", "schedule")


def _add_prefect(parser: Options, told: str = "run the same steps without a Prefect server") -> None:
    parser.add_argument("--no-prefect", dest="prefect", action="store_false", help=told)


def _add_reports(parser: Options) -> None:
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="add what happens to this file, each line with its time")
    parser.add_argument("--json", action="store_true", help="print the figures of the run to stdout as one JSON object")


def _add_operating(commands: Commands) -> None:
    _add(commands, "check-config", "check settings, topics and rules, and say what a night would stumble over", "check-config")
    status = _add(
        commands,
        "status",
        "say which run is under way, when each topic was last refreshed, what is stale or failed; exit code 1 where somebody should look",
        "status",
        "status --max-age 30 --max-failed 20 --json",
    )
    status.add_argument("topics", nargs="*", metavar="TOPIC", help="topics (default: all that were ever refreshed or are nightly)")
    status.add_argument(
        "--max-age", type=_hours, default=MAX_AGE_HOURS, metavar="HOURS", help="longest time since a success (default: %(default)g)"
    )
    status.add_argument("--max-failed", type=_count, metavar="N", help="most failed papers a topic may have (default: any number)")
    status.add_argument("--json", action="store_true", help="print it as one JSON object")
    remove = _add(
        commands,
        "remove",
        "take papers out of a topic and keep them out until they are backfilled; their PDFs stay until `prune`",
        "remove 2401.06066 --topic mixture-of-experts-routing",
        "remove paper.pdf --topic mixture-of-experts-routing",
    )
    remove.add_argument("papers", nargs="+", type=_paper, metavar="PAPER", help="paper_id, arXiv id in any form, or name of its file")
    remove.add_argument("--topic", required=True, help="topic the papers are in")
    remove.add_argument("--no-publish", dest="publish", action="store_false", help="leave the pages as they are")
    _add_reports(remove)
    prune = _add(
        commands,
        "prune",
        "remove PDFs of old versions and dropped papers, what is kept of them, and the history of Prefect's temporary servers",
        "prune --dry-run",
        "prune",
    )
    prune.add_argument("--dry-run", action="store_true", help="say what would be removed; remove nothing")
    worker = _add(
        commands, "worker", "work for a cluster: extract the papers that its runs hand out", "worker tcp://scheduler:8786 --threads 4"
    )
    worker.add_argument("address", metavar="ADDRESS", help="address of the Dask scheduler")
    worker.add_argument("--threads", type=_count, default=0, metavar="N", help="papers at a time (default: one a core)")


def _add_warehouse(commands: Commands) -> None:
    build = _add(commands, "build", "rebuild the DuckDB file from the stored rows", "build")
    _add_prefect(build)
    publish = _add(commands, "publish", "render the review pages", "publish", "publish --out /var/www/review")
    publish.add_argument("--out", type=Path, metavar="DIR", help="folder to write to (default: site in the data root)")
    publish.add_argument(
        "--check", action="store_true", help="look through the pages that are there: HTML, links, and every figure against the views"
    )
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
    export = _add(
        commands,
        "export",
        "write a relation of the warehouse as a file",
        "export head_to_head --format parquet > head_to_head.parquet",
        "export methods --topic mixture-of-experts-routing --out methods.csv",
    )
    export.add_argument("view", metavar="VIEW", help="relation of the data dictionary")
    export.add_argument("--topic", help="only this topic")
    export.add_argument("--format", choices=EXPORT_FORMATS, help="form of the file (default: what the name of --out ends in, else parquet)")
    export.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: the standard output)")


def _add_reading(commands: Commands) -> None:
    inspect = _add(
        commands,
        "inspect",
        "show what is read from PDFs: title, sections, references, critiques, tables",
        "inspect paper.pdf",
        "inspect ~/papers --format jsonl > papers.jsonl",
        "inspect paper.pdf --explain --overlay pictures",
        "inspect paper.pdf --stage text",
    )
    inspect.add_argument("--stage", choices=STAGES, help="run and show this stage of the reading alone")
    inspect.add_argument("--explain", action="store_true", help="say of each sentence with a cue which rule fired, whom it blames, why")
    inspect.add_argument("--overlay", type=Path, metavar="DIR", help="write pictures of the pages with tables and receipts drawn on them")
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF files, and folders: every PDF in them and below")
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
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours above 0")
    return hours


def _paper(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty name; give an arXiv id or the path of a PDF")
    return text
