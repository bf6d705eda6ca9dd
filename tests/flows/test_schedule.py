"""`schedule` on a Prefect server of its own: the deployments are there, and a manual backfill runs."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import PARAGRAPH, ROOT, write_pdf

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]

ASK = """
import sys
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
with get_client(sync_client=True) as client:
    nightly = client.read_deployment_by_name("refresh/nightly")
    print(nightly.schedules[0].schedule.cron, nightly.schedules[0].schedule.timezone, nightly.global_concurrency_limit.limit)
given = {"papers": [sys.argv[1]], "topic": "toy-predictor-caches"}
run = run_deployment("backfill/backfill", parameters=given, timeout=200, poll_interval=1)
print(run.state.name)
"""
WATCH = """
import json, subprocess, sys, time
from prefect.automations import Automation, DoNothing, EventTrigger
from prefect.client.orchestration import get_client
Automation(name="papers failed", trigger=EventTrigger.model_validate(json.loads(sys.argv[1])), actions=[DoNothing()]).create()
code = subprocess.run([sys.executable, "-m", "flows", *sys.argv[2:]]).returncode
asked = {"filter": {"event": {"name": ["prefect.automation.triggered"]}}}
with get_client(sync_client=True) as client:
    for _ in range(60):
        fired = client._client.post("/events/filter", json=asked).json()["events"]
        if fired:
            break
        time.sleep(1)
print(code, len(fired))
"""


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until(log: Path, words: str, process: subprocess.Popen[bytes], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while words not in log.read_text(errors="replace"):
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.5)


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise AssertionError("the Prefect server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_environment(folder: Path, port: int) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(folder / "server"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "METHOD_DRIFT_WORKERS": "1",
    }


def server_command(port: int) -> list[str]:
    return [str(Path(sys.executable).with_name("prefect")), "server", "start", "--port", str(port), "--no-ui"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that name a Prefect server which runs meanwhile."""
    folder, port = tmp_path_factory.mktemp("prefect"), free_port()
    variables = server_environment(folder, port)
    with running(server_command(port), variables, folder / "server.log") as serving:
        wait_for_port(port, serving)
        yield variables


def documented_trigger() -> str:
    """Return the trigger that the operator's page shows."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    [trigger] = re.findall(r"^ {4}\{\n(?:^ {4}.*\n)+", text, re.MULTILINE)
    return trigger


def test_the_nightly_is_scheduled_and_a_backfill_runs(tmp_path: Path, environment: dict[str, str]) -> None:
    data, paper = tmp_path / "data", write_pdf(tmp_path / "paper.pdf", PARAGRAPH * 4)
    set_here = environment | {"METHOD_DRIFT_CRON": "15 2 * * *", "METHOD_DRIFT_TIMEZONE": "Europe/Berlin"}
    schedule = [sys.executable, "-m", "flows", "schedule", "--data", str(data)]
    with running(schedule, set_here, tmp_path / "schedule.log") as scheduling:
        wait_until(tmp_path / "schedule.log", "backfill/backfill", scheduling)
        ask = [sys.executable, "-c", ASK, str(paper)]
        asked = subprocess.run(ask, cwd=ROOT, env=set_here, capture_output=True, text=True, check=False)
    told = asked.stderr + (tmp_path / "schedule.log").read_text()
    assert asked.stdout.splitlines()[-2:] == ["15 2 * * * Europe/Berlin 1", "Completed"], told
    assert [path.name for path in data.rglob("pdf-*.parquet")] != []


def test_failed_papers_fire_the_automation_of_the_operators_page(tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"")
    refresh = ["refresh", "toy-predictor-caches", "--from", str(folder), "--data", str(tmp_path / "data"), "--no-publish"]
    watch = [sys.executable, "-c", WATCH, documented_trigger(), *refresh]
    watched = subprocess.run(watch, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert watched.stdout.splitlines()[-1:] == ["1 1"], watched.stderr
    assert "without a flow run" not in watched.stderr
