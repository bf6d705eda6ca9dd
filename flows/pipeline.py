"""The Prefect flows: thin bindings of the steps in run.py, with parameters that a deployment can pass as JSON."""

import subprocess
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.base import ServerType, determine_server_type
from prefect.client.schemas.objects import State
from prefect.server.api.server import SubprocessASGIServer
from prefect.states import Completed, Failed

from extractors.worker import hold_interrupts
from flows.console import RunProgress, stderr_console
from flows.context import Options
from flows.environment import ServerError, watch_server
from flows.report import IncompleteRunError, RunReport, describe_changes, describe_troubles, tabulate
from flows.run import PLAIN, Steps, backfill_papers, rebuild, refresh_topics
from flows.sources import select_topics
from models.settings import load_settings, load_topic

# Bound, not wrapped; never cached: staleness is the fingerprint's business, which sees the code below the task too.
TASKS = Steps(
    plan=task(name="plan", cache_policy=NO_CACHE)(PLAIN.plan),
    extract=task(name="extract", cache_policy=NO_CACHE)(PLAIN.extract),
    build=task(name="build", cache_policy=NO_CACHE)(PLAIN.build),
    publish=task(name="publish", cache_policy=NO_CACHE)(PLAIN.publish),
)
"""The steps of a run as Prefect tasks."""


@flow(name="refresh", validate_parameters=False)
def refresh(
    topics: list[str] | None = None,
    folder: str | None = None,
    force: bool = False,
    limit: int | None = None,
    publish: bool = True,
    data: str | None = None,
) -> Any:
    """Bring topics up to date (all of them when none is named); the nightly run."""
    settings = load_settings(Path(data) if data else None)
    with RunProgress(stderr_console()).shown() as progress:
        report = refresh_topics(settings, select_topics(topics or [], folder), Options(force, limit, publish), progress, TASKS)
    return _conclude("refresh", report)


@flow(name="backfill", validate_parameters=False)
def backfill(papers: list[str], topic: str, force: bool = False, publish: bool = True, data: str | None = None) -> Any:
    """Extract single papers into a topic: arXiv ids in any form, or PDF files."""
    settings = load_settings(Path(data) if data else None)
    with RunProgress(stderr_console()).shown() as progress:
        report = backfill_papers(settings, load_topic(topic), papers, Options(force, None, publish), progress, TASKS)
    return _conclude("backfill", report)


@flow(name="build", validate_parameters=False)
def build(publish: bool = False, data: str | None = None) -> Any:
    """Rebuild the warehouse, and the pages when asked, from the stored rows."""
    with RunProgress(stderr_console()).shown() as progress:
        return _conclude("build", rebuild(load_settings(Path(data) if data else None), Options(True, None, publish), progress, TASKS))


def start_server() -> None:
    """Start the temporary server of a run that names none, so that it ends with this process however that ends.

    Raises ServerError when there is to be none; a server that does not start is a RuntimeError of Prefect's.
    """
    kind = determine_server_type()
    if kind is ServerType.UNCONFIGURED:
        raise ServerError(
            "no Prefect server: PREFECT_API_URL is not set, and temporary servers are switched off "
            "(PREFECT_SERVER_EPHEMERAL_ENABLED); start one, or run without it: --no-prefect"
        )
    if kind is ServerType.EPHEMERAL:
        _WatchedServer().start()


class _WatchedServer(SubprocessASGIServer):
    """Prefect's own; the first one made in a process is the one that its clients use."""

    def _run_uvicorn_command(self) -> "subprocess.Popen[bytes]":
        with hold_interrupts():
            server = super()._run_uvicorn_command()
        watch_server(server.pid)
        return server


def _conclude(name: str, report: RunReport) -> State[RunReport]:
    """Store the run's figures as artifacts and return the state the run ends in."""
    troubles = describe_troubles(report.topics)
    create_table_artifact(key=f"{name}-summary", table=[dict(row) for row in tabulate(report)], description="\n".join(troubles))
    changes = [f"- {change}" for change in describe_changes(report.topics)]
    create_markdown_artifact(key=f"{name}-changes", markdown="\n".join(changes) or "nothing changed")
    if any(topic.error for topic in report.topics):
        return Failed(message="; ".join(troubles), data=IncompleteRunError(report))
    if report.has_failures:
        return Completed(name="CompletedWithFailures", message="; ".join(troubles), data=report)
    return Completed(data=report)
