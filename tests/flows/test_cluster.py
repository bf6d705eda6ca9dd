"""A shared store, and a cluster that extracts from it: the same rows as one machine, whoever is killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.fingerprint import rules_fingerprint
from extractors.worker import Job, Limits
from flows.cluster.lease import LostLeaseError, hold_store
from flows.cluster.pool import Errand, run_errand
from flows.lock import LockedError
from models.config_files import config_dir
from models.errors import ConfigError, MethodDriftError
from models.rows import PaperMeta
from models.settings import load_settings
from tests.cluster_services import KEYS, Cluster, serving_cluster
from tests.conftest import ROOT, SAMPLE_TOPIC
from warehouse.files import StoreError
from warehouse.mirror import Mirror, Place, SharedStore
from warehouse.store import dump_paper, parse_paper

pytestmark = pytest.mark.flow


@pytest.fixture
def shared(tmp_path: Path) -> SharedStore:
    return SharedStore(Place(f"file://{tmp_path}/store"))


def _mirror(root: Path, shared: SharedStore) -> Mirror:
    return Mirror(root, shared, lambda: None)


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_one_machine_hands_up_another_gets_and_what_it_removes_goes(shared: SharedStore, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    _write(one, "papers/t/a.parquet", "rows of a")
    _write(one, "papers/t/b.parquet", "rows of b")
    _write(one, "runs/t/a.json", "{}")
    mirror = _mirror(one, shared)
    assert (mirror.pull(), mirror.push(), mirror.push()) == (0, 3, 0)
    assert _mirror(two, shared).pull() == 3
    assert (two / "papers/t/b.parquet").read_text() == "rows of b"
    (one / "papers/t/b.parquet").unlink()
    _write(one, "papers/t/a.parquet", "newer rows of a")
    assert _mirror(one, shared).push() == 2
    assert _mirror(two, shared).pull() == 2
    assert not (two / "papers/t/b.parquet").exists()
    assert (two / "papers/t/a.parquet").read_text() == "newer rows of a"


def test_what_a_killed_run_had_not_handed_up_is_handed_up_by_the_next(shared: SharedStore, tmp_path: Path) -> None:
    _write(tmp_path / "one", "papers/t/a.parquet", "rows of a")
    _mirror(tmp_path / "one", shared).push()
    _write(tmp_path / "one", "papers/t/new.parquet", "rows that never left")
    again = _mirror(tmp_path / "one", shared)
    assert (again.pull(), again.push()) == (0, 1)
    assert sorted(shared.list("papers")) == ["papers/t/a.parquet", "papers/t/new.parquet"]


def test_overrides_edited_on_two_machines_are_nobodys_to_choose(shared: SharedStore, tmp_path: Path) -> None:
    for name in ("one", "two"):
        _write(tmp_path / name, "overrides.toml", f"# {name}")
    _mirror(tmp_path / "one", shared).push()
    with pytest.raises(StoreError, match=r"two/overrides.toml: changed here and in file://"):
        _mirror(tmp_path / "two", shared).pull()
    assert (tmp_path / "two" / "overrides.toml").read_text() == "# two"


def test_a_pdf_with_other_bytes_than_its_name_says_is_refused(shared: SharedStore) -> None:
    shared.write(f"pdf/{'0' * 64}.pdf", b"%PDF-1.5 something else")
    with pytest.raises(StoreError, match="not the bytes that it is named after"):
        shared.read_pdf("0" * 64)
    with pytest.raises(StoreError, match="not there"):
        shared.read_pdf("1" * 64)


def test_who_has_no_keys_to_the_store_is_told_so_and_not_that_the_pdf_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, value in (
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", os.devnull),
        ("AWS_SHARED_CREDENTIALS_FILE", os.devnull),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match="the store does not answer as it should: Unable to locate credentials"):
        SharedStore(Place("s3://review/keyless", "http://127.0.0.1:9")).read_pdf("1" * 64)


def test_the_second_run_on_a_store_waits_is_told_for_whom_and_begins_when_the_first_ends(shared: SharedStore) -> None:
    said: list[str] = []
    refused = pytest.raises(LockedError, match=r"another run \(.* process \d+ \w+\) has not ended after 0 s")
    with hold_store(shared, 30, 0, said.append) as first, refused, hold_store(shared, 30, 0, said.append):
        pass
    assert [line.partition(" at work")[0] for line in said] == [f"another run ({first.owner}) is"]
    with hold_store(shared, 30, 0, said.append) as second:
        second.check()
    assert len(shared.list("lease")) == 1


def test_a_lease_is_renewed_while_the_run_lives(shared: SharedStore) -> None:
    with hold_store(shared, 4, 0, print) as lease:
        time.sleep(5)
        lease.check()


def test_the_store_of_a_run_that_died_is_taken_over_and_the_dead_one_may_write_no_more(shared: SharedStore, tmp_path: Path) -> None:
    dead = hold_store(shared, 1, 0, print)
    lease = dead.__enter__()
    lease._is_ended.set()  # its machine stops: nothing is renewed
    time.sleep(1.1)
    with hold_store(shared, 30, 0, print) as heir:
        heir.check()
        with pytest.raises(LostLeaseError, match="another run may be at work"):
            lease.check()
        _write(tmp_path, "papers/t/a.parquet", "rows of the dead")
        with pytest.raises(LostLeaseError):
            Mirror(tmp_path, shared, lease.check).push()
        dead.__exit__(None, None, None)
        heir.check()
    assert shared.list("papers") == {}


def test_a_cluster_without_a_store_or_address_is_an_error_that_says_so() -> None:
    with pytest.raises(ConfigError, match=r"runner dask needs \[store\] url"):
        load_settings(environ={"METHOD_DRIFT_EXECUTION_RUNNER": "dask", "METHOD_DRIFT_EXECUTION_DASK_ADDRESS": "tcp://x:1"})
    with pytest.raises(ConfigError, match="METHOD_DRIFT_EXECUTION: runner dask needs dask_address"):
        load_settings(environ={"METHOD_DRIFT_EXECUTION_RUNNER": "dask", "METHOD_DRIFT_STORE_URL": "s3://b"})
    with pytest.raises(ConfigError, match="METHOD_DRIFT_STORE_UR; known keys: endpoint, lease_seconds, url"):
        load_settings(environ={"METHOD_DRIFT_STORE_UR": "s3://b"})


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with serving_cluster(tmp_path_factory.mktemp("cluster") / "log") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four of the samples."""
    folder = tmp_path_factory.mktemp("papers")
    for path in sorted((ROOT / "samples").glob("*.pdf"), key=lambda path: path.stat().st_size)[:4]:
        shutil.copy(path, folder)
    return folder


def _refresh(papers: Path, data: Path, variables: dict[str, str]) -> "subprocess.Popen[str]":
    arguments = ["refresh", SAMPLE_TOPIC, "--from", str(papers), "--data", str(data), "--no-prefect", "--no-publish"]
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *arguments], env=os.environ | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _end(run: "subprocess.Popen[str]", code: int = 0) -> str:
    output, _ = run.communicate()
    assert run.returncode == code, output
    return output


def _papers(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "papers" / SAMPLE_TOPIC).glob("*.parquet")}


def test_a_cluster_that_loses_a_worker_gives_the_rows_of_one_machine(cluster: Cluster, papers: Path, tmp_path: Path) -> None:
    while cluster.workers:
        cluster.lose_worker()
    run = _refresh(papers, tmp_path / "one", cluster.variables("killed"))
    assert run.stdout
    assert any("no worker has joined the cluster yet" in line for line in run.stdout)
    for _ in range(2):
        cluster.start_worker()
    while run.poll() is None and not _papers(tmp_path / "one"):
        time.sleep(0.1)
    told = subprocess.run(
        [sys.executable, "-m", "flows", "status", SAMPLE_TOPIC, "--data", str(tmp_path / "one")], capture_output=True, text=True
    )
    assert f"a run is under way: process {run.pid}, since" in told.stdout
    cluster.lose_worker()
    cluster.start_worker()
    _end(run)
    for paper in papers.iterdir():
        assert re.search(
            rf"^\d{{4}}-\S+ \S+ {re.escape(paper.name)}: read, rows handed in \(\d+\.\d s\)$", cluster.log.read_text(), re.MULTILINE
        )
    _end(_refresh(papers, tmp_path / "here", {}))
    assert len(_papers(tmp_path / "here")) == 4
    assert _papers(tmp_path / "one") == _papers(tmp_path / "here")
    _end(_refresh(papers, tmp_path / "two", cluster.variables("killed")))
    assert _papers(tmp_path / "two") == _papers(tmp_path / "here")
    assert not (tmp_path / "two" / "pdf").exists(), "nothing was read again"


def test_a_folder_whose_first_file_is_written_during_a_look_is_empty_or_has_the_file(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    one, two = (SharedStore(Place("s3://review/raced", cluster.endpoint)) for _ in range(2))
    for number in range(12):
        folder, seen = f"lease-{number}", dict[str, str]()
        writer = threading.Timer(0.02, two.create, (f"{folder}/1.json", b"{}"))
        writer.start()
        while not seen:
            seen = one.list(folder)
        writer.join()
        assert list(seen) == [f"{folder}/1.json"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [("of another version", "not read: the worker .* has other code or rules than this run"), ("", "not read: .*not there")],
)
def test_a_worker_says_why_a_paper_was_not_read(
    shared: SharedStore, tmp_path: Path, caplog: pytest.LogCaptureFixture, rules: str, said: str
) -> None:
    meta = PaperMeta(topic=SAMPLE_TOPIC, paper_id="p", source_file="gravel.pdf")
    job = Job(tmp_path / "gone.pdf", meta, "0" * 64, "fingerprint", config_dir())
    errand = Errand(job, shared.place, Limits(1, 60.0, 1000), rules or rules_fingerprint(config_dir()), "inbox/p.parquet")
    with pytest.raises(MethodDriftError):
        run_errand(errand)
    assert re.search(f"gravel.pdf: {said}", caplog.text)


def test_a_bucket_that_does_not_exist_is_named(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match=r"\[store\] url s3://nobucket/data: The specified bucket does not exist; create it first"):
        SharedStore(Place("s3://nobucket/data", cluster.endpoint)).check()


def test_a_cluster_that_does_not_answer_is_named(cluster: Cluster, papers: Path, tmp_path: Path) -> None:
    variables = cluster.variables("silent", METHOD_DRIFT_EXECUTION_DASK_ADDRESS="tcp://127.0.0.1:9")
    assert "dask_address tcp://127.0.0.1:9: no scheduler answers" in _end(_refresh(papers, tmp_path, variables), code=2)


def test_a_kept_paper_of_older_rules_is_read_again_on_a_machine_that_never_had_its_pdf(paper_folder: Path, tmp_path: Path) -> None:
    environ = os.environ | {"METHOD_DRIFT_STORE_URL": f"file://{tmp_path}/store", "METHOD_DRIFT_WORKERS": "1"}

    def run(data: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "flows", *arguments, "--data", str(tmp_path / data), "--no-publish", "--no-prefect"]
        subprocess.run(command, env=environ, check=True, capture_output=True)

    run("one", "backfill", str(paper_folder / "gravel.pdf"), "--topic", SAMPLE_TOPIC)
    (paper_folder / "gravel.pdf").unlink()
    [rows] = (tmp_path / "one" / "papers").rglob("*.parquet")
    place = rows.relative_to(tmp_path / "one")
    paper = parse_paper(rows.read_bytes())
    assert paper is not None
    (tmp_path / "store" / place).write_bytes(dump_paper(paper.model_copy(update={"fingerprint": "of older rules"})))
    run("two", "refresh", SAMPLE_TOPIC, "--from", str(paper_folder))
    assert len(_papers(tmp_path / "two")) == 2
    assert (tmp_path / "two" / place).read_bytes() == rows.read_bytes()


def test_a_worker_that_is_interrupted_leaves_without_a_traceback(cluster: Cluster, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "flows", "worker", cluster.scheduler, "--threads", "1"]
        worker = subprocess.Popen(command, stdout=output, stderr=output)
    while "Starting established connection" not in log.read_text():
        assert worker.poll() is None, log.read_text()
        time.sleep(0.1)
    time.sleep(1)  # its first words to the scheduler are out
    worker.send_signal(signal.SIGINT)
    assert worker.wait() == 130
    assert "Traceback" not in log.read_text()
    assert log.read_text().splitlines()[-1].startswith("method-drift: interrupted")
