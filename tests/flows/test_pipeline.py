"""The Prefect flows, run for real on a temporary server of their own: one process, because a server takes its time to start."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PARAGRAPH, ROOT, write_pdf
from tests.killed_runs import MARK, find_marked, wait_for

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]

NO_PROXY_THERE = "http://127.0.0.1:9"
"""Set as the proxy of all the flows below: it is not asked for this machine, or no flow would get an answer from its server."""
SCRIPT = """
import json, sys
from pathlib import Path
from flows.environment import prepare_prefect
data, folder, extra = map(Path, sys.argv[1:])
prepare_prefect(data)
from flows import pipeline
from prefect.client.orchestration import get_client

def run(flow, **parameters):
    state = flow(**parameters, data=str(data), return_state=True)
    report = state.result(raise_on_failure=False)
    report = getattr(report, "report", report)
    return {"state": state.name, "type": state.type.value, "message": state.message or "", "ok": sum(t.count("ok") for t in report.topics)}

topic = "mixture-of-experts-routing"
states = [
    run(pipeline.refresh, topics=[topic], folder=str(folder)),
    run(pipeline.refresh, topics=[topic], folder=str(folder)),
    run(pipeline.backfill, papers=[str(extra)], topic=topic),
    run(pipeline.build),
]
(folder / "broken.pdf").write_bytes(b"")
states.append(run(pipeline.refresh, topics=[topic], folder=str(folder)))
states.append(run(pipeline.refresh, topics=[topic]))  # from arXiv, which is not there
with get_client(sync_client=True) as client:
    artifacts = {a.key: a.data for a in client.read_artifacts()}
    tasks = sorted({run.name.split("-")[0] for run in client.read_task_runs()})
print(json.dumps({"states": states, "artifacts": artifacts, "tasks": tasks}))
"""


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], str, Path]:
    root = tmp_path_factory.mktemp("flows")
    write_pdf(root / "papers" / "pebble.pdf", PARAGRAPH * 4)
    extra = write_pdf(root / "extra.pdf", PARAGRAPH * 5)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"METHOD_DRIFT_ARXIV_BASE_URL": "http://127.0.0.1:9", "METHOD_DRIFT_ARXIV_GAP_SECONDS": "0.01"}
    environment |= {"METHOD_DRIFT_WORKERS": "1"} | dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NO_PROXY_THERE)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(root / "data"), str(root / "papers"), str(extra)],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr, root / "data"


def test_the_flows_run_and_end_in_the_state_of_their_papers_whatever_proxy_is_set(flown: tuple[dict[str, object], str, Path]) -> None:
    states = flown[0]["states"]
    assert isinstance(states, list)
    assert [(state["state"], state["ok"]) for state in states] == [
        ("Completed", 1),
        ("Completed", 0),
        ("Completed", 1),
        ("Completed", 0),
        ("CompletedWithFailures", 0),
        ("Failed", 0),
    ]
    assert "broken.pdf" in states[4]["message"]
    assert "arXiv" in states[5]["message"]


def test_the_steps_are_tasks_and_the_summary_an_artifact(flown: tuple[dict[str, object], str, Path]) -> None:
    assert set(flown[0]["tasks"]) >= {"build", "extract", "plan", "publish"}  # type: ignore[call-overload]
    artifacts = flown[0]["artifacts"]
    assert isinstance(artifacts, dict)
    assert set(artifacts) >= {"refresh-summary", "refresh-changes", "backfill-summary", "build-summary"}
    assert [row["topic"] for row in json.loads(artifacts["refresh-summary"])] == ["mixture-of-experts-routing"]


def test_a_temporary_server_is_quiet_and_keeps_to_the_data_root(flown: tuple[dict[str, object], str, Path]) -> None:
    _, stderr, data = flown
    assert "Traceback" not in stderr
    assert "prefect" not in stderr.lower()
    assert (data / "prefect" / "prefect.db").is_file()
    assert (data / "site" / "index.html").is_file()


def test_a_server_that_is_not_there_is_told_with_the_remedy(tmp_path: Path) -> None:
    environment = os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    arguments = ["build", "--data", str(tmp_path / "data")]
    done = subprocess.run(
        [sys.executable, "-m", "flows", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "method-drift: no Prefect server" in done.stderr
    assert "--no-prefect" in done.stderr


def start_refresh(tmp_path: Path, **variables: str) -> tuple[subprocess.Popen[str], str]:
    """Start a refresh under Prefect in a process group of its own; return it and the mark that all its processes carry."""
    folder = tmp_path / "papers"
    for number in range(3):
        write_pdf(folder / f"pebble-{number}.pdf", PARAGRAPH * (number + 3))
    mark = f"{tmp_path}-{len(variables)}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {MARK: mark} | variables
    arguments = ["refresh", "mixture-of-experts-routing", "--from", str(folder), "--data", str(tmp_path / "data"), "--no-publish"]
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", *arguments], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    return process, mark


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_a_run_ends_no_process_of_it_stays(tmp_path: Path, flown: tuple[dict[str, object], str, Path], how: signal.Signals) -> None:
    shutil.copytree(flown[2] / "prefect", tmp_path / "data" / "prefect")  # a first start of a server makes a database, and takes seconds
    process, mark = start_refresh(tmp_path)
    assert wait_for(lambda: process.poll() is not None or any("spawn_main" in line for line in find_marked(mark).values()), 240), (
        find_marked(mark)
    )
    assert any("uvicorn" in line for line in find_marked(mark).values())
    if how is signal.SIGINT:
        os.killpg(process.pid, how)  # as a terminal does
    else:
        process.send_signal(how)
    told = process.communicate(timeout=60)[1]
    assert wait_for(lambda: not find_marked(mark), 20), find_marked(mark)
    assert "Traceback" not in told, told
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert told.splitlines()[-1].startswith("method-drift: interrupted")


def test_without_a_temporary_server_a_run_says_what_to_do(tmp_path: Path) -> None:
    process, mark = start_refresh(tmp_path, PREFECT_SERVER_ALLOW_EPHEMERAL_MODE="false")
    told = process.communicate(timeout=120)[1]
    assert process.returncode == 2
    last = told.splitlines()[-1]
    assert last.startswith("method-drift: ")
    assert "temporary servers are switched off" in last
    assert "--no-prefect" in last
    assert "Traceback" not in told
    assert find_marked(mark) == {}
