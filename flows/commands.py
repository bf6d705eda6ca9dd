"""What each command does: settings in, one call, figures out. Heavy imports stand inside the command that needs them."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from flows.printing import printable
from models.config_files import config_dir
from models.errors import ConfigError
from models.settings import Settings, load_settings, load_topic, load_topics

if TYPE_CHECKING:
    from flows.report import RunReport


def refresh(args: argparse.Namespace) -> int:
    """Run the nightly flow and show its figures."""
    from flows.sources import select_topics

    topics = select_topics(args.topics, args.folder)  # before Prefect starts: a misspelt topic is told at once
    settings = load_settings(args.data)
    if args.prefect:
        parameters = {
            "topics": [topic.key for topic in topics],
            "folder": args.folder,
            "force": args.force,
            "limit": args.limit,
            "publish": args.publish,
            "data": str(settings.data),
        }
        return _show(_run_flow("refresh", settings, parameters))
    from flows.context import Options
    from flows.run import refresh_topics

    with _progress() as progress:
        report = refresh_topics(settings, topics, Options(args.force, args.limit, args.publish), progress)
    return _show(report)


def backfill(args: argparse.Namespace) -> int:
    """Extract single papers into a topic and show the figures."""
    settings, topic = load_settings(args.data), load_topic(args.topic)
    if args.prefect:
        parameters = {"papers": args.papers, "topic": topic.key, "force": args.force, "publish": args.publish, "data": str(settings.data)}
        return _show(_run_flow("backfill", settings, parameters))
    from flows.context import Options
    from flows.run import backfill_papers

    with _progress() as progress:
        report = backfill_papers(settings, topic, args.papers, Options(args.force, None, args.publish), progress)
    return _show(report)


def build(args: argparse.Namespace) -> int:
    """Rebuild the DuckDB file."""
    settings = load_settings(args.data)
    if args.prefect:
        return _show(_run_flow("build", settings, {"publish": False, "data": str(settings.data)}))
    from flows.context import Options
    from flows.run import rebuild

    with _progress() as progress:
        return _show(rebuild(settings, Options(is_forced=True, is_published=False), progress))


def _progress() -> Any:
    from flows.console import RunProgress, stderr_console

    return RunProgress(stderr_console()).shown()


def _run_flow(name: str, settings: Settings, parameters: dict[str, Any]) -> "RunReport":
    """Run a flow under Prefect and return its report; raises ServerError when Prefect's server cannot be reached."""
    from flows.environment import ServerError, has_server, prepare_prefect

    prepare_prefect(settings.data)
    from flows import pipeline
    from flows.report import IncompleteRunError

    try:
        pipeline.start_server()
        state = getattr(pipeline, name)(**parameters, return_state=True)
    except RuntimeError as error:
        where = "the one of PREFECT_API_URL" if has_server() else "a temporary one for this run"
        raise ServerError(f"no Prefect server ({where}): {error}; start one, or run without it: --no-prefect") from error
    result = state.result(raise_on_failure=False)
    if isinstance(result, IncompleteRunError):
        return result.report
    if isinstance(result, Exception):
        raise result
    return result  # type: ignore[no-any-return]


def _show(report: "RunReport") -> int:
    from flows.console import show_report, stderr_console

    show_report(report, stderr_console())
    return 1 if report.has_failures else 0


def schedule(args: argparse.Namespace) -> int:
    """Serve the nightly refresh and backfill on a Prefect server until interrupted."""
    settings = load_settings(args.data)
    from flows.environment import ServerError, has_server, prepare_prefect

    if not has_server():
        raise ServerError(
            "schedule needs a Prefect server that stays: start one with `prefect server start`, then set "
            "PREFECT_API_URL=http://127.0.0.1:4200/api; or let cron run `method-drift refresh`"
        )
    prepare_prefect(settings.data)
    from flows.schedule import serve_flows

    serve_flows(settings)
    return 0


def publish(args: argparse.Namespace) -> int:
    """Render the review pages."""
    from review.pages import publish as render

    summary = render(load_settings(args.data).data, args.out)
    _say(f"{summary.n_pages} pages of {summary.n_topics} topics: {summary.site / 'index.html'}")
    return 0


def serve(args: argparse.Namespace) -> int:
    """Show the pages on localhost until interrupted."""
    from review.server import serve as serve_pages

    settings = load_settings(args.data)
    serve_pages(settings.data, port=args.port or settings.serve_port)
    return 0


def show(args: argparse.Namespace) -> int:
    """Print the page of a method."""
    from rich.console import Console

    from review.terminal import show_method

    Console(highlight=False).print(show_method(load_settings(args.data).data, args.method, args.topic))
    return 0


def query(args: argparse.Namespace) -> int:
    """Answer a SQL question."""
    from warehouse.query import run_query, write_answer

    sql = sys.stdin.read() if args.sql == "-" else args.sql
    if args.format == "parquet" and sys.stdout.isatty():
        raise ConfigError("--format parquet is not for a terminal; write it to a file: > answer.parquet")
    write_answer(run_query(load_settings(args.data).data, sql), args.format, sys.stdout.buffer)
    return 0


def inspect(args: argparse.Namespace) -> int:
    """Print what is read from PDFs."""
    from flows.check import inspect_files
    from flows.printing import write_inspections

    overlay_dir = args.overlay.resolve() if args.overlay else None
    found = inspect_files(load_settings(args.data), args.files, args.topic, overlay_dir, is_explained=args.explain, stage=args.stage)
    return 1 if write_inspections(found, args.format, sys.stdout, sys.stderr) else 0


def verify(args: argparse.Namespace) -> int:
    """Check the stored rows against the PDFs."""
    from flows.check import verify_stored

    report = verify_stored(load_settings(args.data), args.topic)
    for bad in report.mismatches:
        _say(f"{bad.paper_id}, page {bad.page}, {bad.row_id}: stored {bad.expected!r}, the PDF has {bad.found!r}")
    for error in report.errors:
        _say(f"{error}")
    n_rows = report.n_critiques + report.n_results
    _say(
        f"{n_rows - len(report.mismatches)} of {n_rows} found in place: {report.n_critiques} sentences and {report.n_results} values "
        f"of {report.n_papers} papers"
    )
    return 0 if report.is_proven else 1


def evaluate(args: argparse.Namespace) -> int:
    """Score the warehouse against gold."""
    from warehouse.build import DATABASE_NAME
    from warehouse.evaluate import evaluate as score

    evaluation = score(load_settings(args.data).data / DATABASE_NAME, args.gold)
    from flows.scores import evaluation_to_json, evaluation_to_text

    _say(json.dumps(evaluation_to_json(evaluation), indent=1) if args.format == "json" else evaluation_to_text(evaluation, args.misses))
    return 0


def demo(args: argparse.Namespace) -> int:
    """Run the pipeline on the sample papers and show what came out."""
    samples = config_dir().parent / "samples"
    if not samples.is_dir():
        raise ConfigError(f"{samples}: no sample papers here; run the demo from a checkout")
    topic = next((key for key, topic in load_topics().items() if topic.path == samples.resolve()), None)
    if topic is None:
        raise ConfigError(f'no topic of config/topics has path = "{samples.name}"; restore the file of the sample topic')
    args.topics, args.folder, args.force, args.limit, args.publish = [topic], None, False, None, True
    code = refresh(args)
    from flows.tour import show_tour

    show_tour(load_settings(args.data).data, topic)
    return code


def _say(text: str) -> None:
    """Print to stdout, free of control characters that a PDF may hold."""
    sys.stdout.write(printable(text, keep="\n") + "\n")
