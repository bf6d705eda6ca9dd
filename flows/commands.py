"""What each command does: settings in, one call, figures out. Heavy imports stand inside the command that needs them."""

import argparse
import json
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.printing import choose_form, open_out, printable
from models.config_files import config_dir
from models.data_root import find_data_root
from models.errors import ConfigError

if TYPE_CHECKING:
    from flows.report import RunReport
    from models.settings import Settings, Topic


def refresh(args: argparse.Namespace) -> int:
    """Run the nightly flow and show its figures."""
    from flows.sources import select_topics

    topics = select_topics(args.topics, args.folder)  # before Prefect starts: a misspelt topic is told at once
    settings = _load_settings(args)
    if args.dry_run:
        return _show_dry_run(settings, topics, args)
    with _logged(args.log_file):
        return _show(_refresh(settings, topics, args), is_json=args.json)


def _show_dry_run(settings: "Settings", topics: "list[Topic]", args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from flows.operator.dry_run import describe_intents, foresee

    intents = foresee(settings, topics, is_forced=args.force, limit=args.limit)
    _say(json.dumps([asdict(intent) for intent in intents], indent=1) if args.json else "\n".join(describe_intents(intents)))
    return 1 if any(intent.problems for intent in intents) else 0


def _refresh(settings: "Settings", topics: "list[Topic]", args: argparse.Namespace) -> "RunReport":
    if args.prefect:
        parameters = {
            "topics": [topic.key for topic in topics],
            "folder": args.folder,
            "force": args.force,
            "limit": args.limit,
            "publish": args.publish,
            "data": str(settings.data),
        }
        return _run_flow("refresh", settings, parameters)
    from flows.context import Options
    from flows.run import refresh_topics

    with _progress() as progress:
        return refresh_topics(settings, topics, Options(args.force, args.limit, args.publish), progress)


def backfill(args: argparse.Namespace) -> int:
    """Extract single papers into a topic and show the figures."""
    from models.settings import load_topic

    settings, topic = _load_settings(args), load_topic(args.topic)
    with _logged(args.log_file):
        return _show(_backfill(settings, topic, args), is_json=args.json)


def _backfill(settings: "Settings", topic: "Topic", args: argparse.Namespace) -> "RunReport":
    """Run backfill, as a flow only where a Prefect server keeps its history: a temporary one would take longer than the paper."""
    from flows.environment import has_server

    if args.prefect and has_server():
        parameters = {"papers": args.papers, "topic": topic.key, "force": args.force, "publish": args.publish, "data": str(settings.data)}
        return _run_flow("backfill", settings, parameters)
    from flows.context import Options
    from flows.run import backfill_papers

    with _progress() as progress:
        return backfill_papers(settings, topic, args.papers, Options(args.force, None, args.publish), progress)


def remove(args: argparse.Namespace) -> int:
    """Take papers out of a topic."""
    from models.settings import load_topic

    settings, topic = _load_settings(args), load_topic(args.topic)
    from flows.context import Options
    from flows.run import remove_papers

    with _logged(args.log_file), _progress() as progress:
        return _show(remove_papers(settings, topic, args.papers, Options(is_published=args.publish), progress), is_json=args.json)


def build(args: argparse.Namespace) -> int:
    """Rebuild the DuckDB file."""
    settings = _load_settings(args)
    if args.prefect:
        return _show(_run_flow("build", settings, {"publish": False, "data": str(settings.data)}))
    from flows.context import Options
    from flows.run import rebuild

    with _progress() as progress:
        return _show(rebuild(settings, Options(is_forced=True, is_published=False), progress))


def _progress() -> Any:
    from flows.console import RunProgress, stderr_console

    return RunProgress(stderr_console()).shown()


def _run_flow(name: str, settings: "Settings", parameters: dict[str, Any]) -> "RunReport":
    """Run a flow under Prefect and return its report; raises ServerError when Prefect's server cannot be reached."""
    from flows.environment import ServerError, has_server, prepare_prefect

    if settings.store.url:
        # Prefect would take long to come to what is wrong with it.
        from flows.context import shared_store

        shared_store(settings).check()
    if not has_server():
        with _progress() as progress:
            progress.say("starting a temporary Prefect server: up to 20 s (--no-prefect does without)")
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


def _logged(path: Path | None) -> AbstractContextManager[None]:
    from flows.console import log_to

    return log_to(path)


def _show(report: "RunReport", *, is_json: bool = False) -> int:
    from flows.console import show_report, stderr_console
    from flows.report import to_summary

    show_report(report, stderr_console())
    if is_json:
        _say(json.dumps(to_summary(report), indent=1, ensure_ascii=False))
    return 1 if report.has_failures else 0


def schedule(args: argparse.Namespace) -> int:
    """Serve the nightly refresh and backfill on a Prefect server until interrupted."""
    settings = _load_settings(args)
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
    """Render the review pages, or look through those that are there."""
    from review.text import plural

    settings = _load_settings(args)
    if args.check:
        from review.check import check_site

        report = check_site(settings.data, args.out)
        for line in report.problems:
            _say(line)
        looked_at = f"{plural(report.n_pages, 'page')}, {plural(report.n_links, 'link')}, {plural(report.n_figures, 'figure')}"
        _say(f"{looked_at}: {plural(len(report.problems), 'problem') if report.problems else 'no problems'}")
        return 1 if report.problems else 0
    from flows.outputs import is_site_current, mark_site, publish_pages

    if args.out is None and is_site_current(settings, config_dir()):
        _say(f"the pages are what the warehouse gives: {settings.data / 'site' / 'index.html'}")
        return 0
    summary = publish_pages(settings, args.out)
    if args.out is None:
        mark_site(settings, config_dir())
    _say(f"{plural(summary.n_pages, 'page')} of {plural(summary.n_topics, 'topic')}: {summary.site / 'index.html'}")
    return 0


def serve(args: argparse.Namespace) -> int:
    """Show the pages on localhost until interrupted."""
    from review.server import serve as serve_pages

    settings = _load_settings(args)
    serve_pages(settings.data, port=args.port or settings.serve_port)
    return 0


def show(args: argparse.Namespace) -> int:
    """Print the page of a method."""
    from rich.console import Console

    from models.memory import without_pandas
    from review.terminal import MAX_LINES, show_method

    console = Console(highlight=False)
    with without_pandas():
        shown = show_method(find_data_root(args.data), args.method, args.topic)
    if console.is_terminal and console.height < MAX_LINES:
        os.environ.setdefault("LESS", "-FRX")  # else `less` shows colours and links as signs
        with console.pager(styles=True, links=True):
            console.print(shown)
    else:
        console.print(shown)
    return 0


def query(args: argparse.Namespace) -> int:
    """Answer a SQL question."""
    from warehouse.query import answer_query

    sql = sys.stdin.read() if args.sql == "-" else args.sql
    if args.format == "parquet" and sys.stdout.isatty():
        raise ConfigError("--format parquet is not for a terminal; write it to a file: > answer.parquet")
    answer_query(find_data_root(args.data), sql, args.format, sys.stdout.buffer)
    return 0


def export(args: argparse.Namespace) -> int:
    """Write a relation as a file."""
    from warehouse.query import export_relation

    form = choose_form(args.out, args.format)
    if args.out is None and form == "parquet" and sys.stdout.isatty():
        raise ConfigError("--format parquet is not for a terminal; name a file: --out FILE")
    root = find_data_root(args.data)
    with open_out(args.out) as stream:
        export_relation(root, args.view, args.topic, form, stream)
    return 0


def inspect(args: argparse.Namespace) -> int:
    """Print what is read from PDFs."""
    from flows.check import inspect_files
    from flows.printing import write_inspections

    overlay_dir = args.overlay.resolve() if args.overlay else None
    found = inspect_files(_load_settings(args), args.files, args.topic, overlay_dir, is_explained=args.explain, stage=args.stage)
    return 1 if write_inspections(found, args.format, sys.stdout, sys.stderr) else 0


def verify(args: argparse.Namespace) -> int:
    """Check the stored rows against the PDFs."""
    from flows.check import verify_stored
    from review.text import plural

    report = verify_stored(_load_settings(args), args.topic)
    for bad in report.mismatches:
        _say(f"{bad.paper_id}, page {bad.page}, {bad.row_id}: stored {bad.expected!r}, the PDF has {bad.found!r}")
    for error in report.errors:
        _say(f"{error}")
    n_rows = report.n_critiques + report.n_results
    n_found = n_rows - report.n_unchecked - len(report.mismatches)
    unchecked = f"; {report.n_unchecked} not checked, for want of their PDFs" if report.n_unchecked else ""
    _say(
        f"{n_found:,} of {n_rows:,} found in place: {plural(report.n_critiques, 'sentence')} and "
        f"{plural(report.n_results, 'value')} of {plural(report.n_papers, 'paper')}{unchecked}"
    )
    return 0 if report.is_proven else 1


def evaluate(args: argparse.Namespace) -> int:
    """Score the warehouse against gold."""
    from warehouse.evaluate import evaluate as score
    from warehouse.files import DATABASE_NAME

    evaluation = score(find_data_root(args.data) / DATABASE_NAME, args.gold)
    from flows.scores import evaluation_to_json, evaluation_to_text

    _say(json.dumps(evaluation_to_json(evaluation), indent=1) if args.format == "json" else evaluation_to_text(evaluation, args.misses))
    return 0


def check_config(args: argparse.Namespace) -> int:
    """Say what is wrong with the configuration."""
    from flows.operator.config import find_problems

    found = find_problems(args.data)
    for line in found.checked:
        _say(f"ok: {line}")
    for line in found.warnings:
        _say(f"warning: {line}")
    for line in found.errors:
        _say(f"error: {line}")
    return 2 if found.errors else 0


def status(args: argparse.Namespace) -> int:
    """Say how fresh each topic is."""
    from flows.operator.status import describe_states, read_states

    states = read_states(_load_settings(args), args.topics, args.max_age, args.max_failed)
    shown = [state.model_dump(mode="json") for state in states]
    _say(json.dumps(shown, indent=1, ensure_ascii=False) if args.json else "\n".join(describe_states(states)))
    return 1 if any(state.alarms for state in states) else 0


def prune(args: argparse.Namespace) -> int:
    """Remove what no stored row needs."""
    from flows.operator.prune import prune_data
    from review.text import plural

    pruned = prune_data(_load_settings(args), is_dry=args.dry_run, say=_say)
    verb = "would be removed" if args.dry_run else "removed"
    _say(f"{verb}: {plural(pruned.n_pdfs, 'PDF')} and {plural(pruned.n_others, 'other file')}, {pruned.n_bytes / 1e6:.1f} MB")
    return 0


def worker(args: argparse.Namespace) -> int:
    """Work for a cluster until interrupted."""
    from flows.cluster.pool import serve_cluster
    from flows.console import log_to_stderr

    with log_to_stderr():
        serve_cluster(args.address, args.threads or _load_settings(args).n_workers)
    return 0


def demo(args: argparse.Namespace) -> int:
    """Run the pipeline on the sample papers and show what came out."""
    from models.settings import load_topics

    samples = config_dir().parent / "samples"
    if not samples.is_dir():
        raise ConfigError(f"{samples}: no sample papers here; run the demo from a checkout")
    topic = next((key for key, topic in load_topics().items() if topic.path == samples.resolve()), None)
    if topic is None:
        raise ConfigError(f'no topic of config/topics has path = "{samples.name}"; restore the file of the sample topic')
    args.topics, args.folder, args.force, args.limit, args.publish = [topic], None, False, None, True
    args.dry_run, args.log_file, args.json = False, None, False
    code = refresh(args)
    from flows.tour import show_tour

    show_tour(_load_settings(args).data, topic)
    return code


def _say(text: str) -> None:
    """Print to stdout, free of control characters that a PDF may hold."""
    sys.stdout.write(printable(text, keep="\n") + "\n")


def _load_settings(args: argparse.Namespace) -> "Settings":
    from models.settings import load_settings

    return load_settings(args.data)
