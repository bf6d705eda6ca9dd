"""Runs that are killed at some moment, in several ways, and what must be as if nothing had happened after the next one."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from models.schema import RELATIONS
from tests.arxiv_server import ArxivServer
from tests.conftest import ROOT

STAGES = {
    "starting": "",
    "fetching": " papers known",
    "extracting": " to extract",
    "building": "building the warehouse",
    "publishing": "rendering the pages",
    "ended": "done in ",
}
"""Each stage of a run and what its log says when the stage begins, in order."""
HOW = ("group", "parent", "worker", "SIGTERM")
"""Ways to kill a run: `kill -9` of all its processes, of the first, of one that extracts; SIGTERM to the first."""
MARK = "RUN_UNDER_TEST"
"""Variable that all processes of a run carry, so that those left of it are found."""
TIMES = frozenset(
    {("extraction_runs", "finished_at"), ("extraction_runs", "seconds"), ("topic_summary", "updated"), ("membership", "since")}
)
"""Columns that say when something was done or how long it took: no two runs agree on them."""
LASTING = frozenset({("sub_problems", "sub_problem_id"), ("sub_problem_methods", "sub_problem_id")})
"""Ids that stay as they were first given, on the night after a worker was killed perhaps, when a paper was not there yet."""
POLL_SECONDS = 0.01
LEAVING_SECONDS = 20.0
"""How long the processes of a killed run may take to end."""
TOPIC = 'title = "Caches"\nquery = "abs:slot OR abs:predictor OR abs:cache"\n'


def make_config(folder: Path) -> Path:
    """Return a config folder with the shipped rules and one topic that asks arXiv."""
    (folder / "topics").mkdir(parents=True)
    for entry in (ROOT / "config").iterdir():
        if entry.name != "topics":
            (folder / entry.name).symlink_to(entry)
    (folder / "topics" / "caches.toml").write_text(TOPIC)
    return folder


def make_environment(root: Path, server: ArxivServer, gap: float) -> dict[str, str]:
    """Return the variables of a run that asks the server and keeps its temporary files, and so its pace, under `root`."""
    (root / "tmp").mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("METHOD_DRIFT_")}
    return inherited | {
        "METHOD_DRIFT_CONFIG_DIR": str(make_config(root / "config")),
        "METHOD_DRIFT_ARXIV_BASE_URL": server.url,
        "METHOD_DRIFT_ARXIV_GAP_SECONDS": str(gap),
        "TMPDIR": str(root / "tmp"),
    }


@dataclass(frozen=True, slots=True)
class Run:
    """One command over one data root, repeatable."""

    arguments: tuple[str, ...]
    data: Path
    environment: dict[str, str]
    is_under_prefect: bool = False

    @property
    def log(self) -> Path:
        """What the last start wrote to stderr, beside the data root."""
        return self.data.with_name(f"{self.data.name}.log")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the command in a process group of its own."""
        prefect = [] if self.is_under_prefect else ["--no-prefect"]
        command = [sys.executable, "-m", "flows", *self.arguments, "--data", str(self.data), *prefect]
        with self.log.open("wb") as log:
            environment = self.environment | {MARK: str(self.data)}
            return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, start_new_session=True)

    def finish(self) -> dict[str, float]:
        """Run to the end, which must be a good one, and return after how many seconds each stage began."""
        start, began = time.monotonic(), {}
        process = self.start()
        while process.poll() is None:
            began.setdefault(self.stage(), time.monotonic() - start)
            time.sleep(POLL_SECONDS)
        assert process.returncode == 0, self.log.read_text()
        return began | {"ended": time.monotonic() - start}

    def kill(self, seconds: float, after: str = "starting", how: str = "group") -> str:
        """Start, kill so many seconds after the stage has begun, wait for the end, and return the stage the run was killed in."""
        process, stages = self.start(), list(STAGES)
        while stages.index(self.stage()) < stages.index(after):
            assert process.poll() is None, self.log.read_text()
            time.sleep(POLL_SECONDS)
        time.sleep(seconds)
        stage = self.stage()
        if how == "group":
            kill_group(process)
        elif how == "worker":
            for worker in [number for number, line in find_marked(str(self.data)).items() if "spawn_main" in line][:1]:
                os.kill(worker, signal.SIGKILL)
        else:
            process.send_signal(signal.SIGTERM if how == "SIGTERM" else signal.SIGKILL)
        process.wait()
        return stage

    def stage(self) -> str:
        """Return the stage that the log says the run is in."""
        told = self.log.read_text(encoding="utf-8", errors="replace")
        return [stage for stage, mark in STAGES.items() if mark in told][-1]


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all its children in the way that nothing can prepare for."""
    os.killpg(process.pid, signal.SIGKILL)  # nobody has waited for it yet, so that the number is still this group's
    process.wait()


def find_marked(mark: str) -> dict[int, str]:
    """Return the processes that carry the mark, each with its command line."""
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Return whether the condition came to hold within so many seconds."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


def has_told_changes(data: Path, stage: str) -> bool:
    """Tell whether a run that was killed in this stage had done all it does: what changed is not told a second time."""
    return stage in ("publishing", "ended") and not (data / "runs" / "under_way.jsonl").exists()


def list_files(root: Path) -> set[str]:
    """Return every file under the folder, by its path in it, without Prefect's history."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and root / "prefect" not in path.parents}


def read_parquet_bytes(data: Path) -> dict[str, bytes]:
    """Return the bytes of every stored paper, by its path."""
    return {str(path.relative_to(data)): path.read_bytes() for path in (data / "papers").rglob("*.parquet")}


def read_relations(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all relations of the warehouse, sorted, without the columns of `TIMES` and `LASTING`."""
    with duckdb.connect(str(data / "method_drift.duckdb"), read_only=True) as connection:
        columns = {name: [c for c in row.model_fields if (name, c) not in TIMES | LASTING] for name, row in RELATIONS.items()}
        return {name: connection.execute(f"SELECT {', '.join(kept)} FROM {name} ORDER BY ALL").fetchall() for name, kept in columns.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a data root holds, to be compared with that of an undisturbed run."""

    parquet: dict[str, bytes]
    relations: dict[str, list[tuple[object, ...]]]
    files: set[str]

    @classmethod
    def of(cls, data: Path) -> "Outcome":
        return cls(read_parquet_bytes(data), read_relations(data), list_files(data))

    def without_changes(self) -> "Outcome":
        """Return what is there after one more night, with nothing new."""
        return replace(self, relations=self.relations | {"refresh_changes": [], "method_changes": []})

    def differences(self, other: "Outcome") -> list[str]:
        """Return a line for everything in which the other differs; none when they are equal."""
        lines = [
            f"{name}: other bytes"
            for name in sorted(self.parquet.keys() | other.parquet.keys())
            if self.parquet.get(name) != other.parquet.get(name)
        ]
        lines += [f"{name}: other rows" for name, rows in self.relations.items() if rows != other.relations[name]]
        lines += [f"{name}: left over" for name in sorted(other.files - self.files)]
        return lines + [f"{name}: absent" for name in sorted(self.files - other.files)]


def kill_and_compare(run: Run, seconds: float, after: str, expected: Outcome, how: str = "group") -> tuple[str, list[str]]:
    """Kill the run, let a clean one follow, without Prefect, and return the stage the kill met and what differs from what is expected."""
    stage = run.kill(seconds, after, how)
    wait_for(lambda: not find_marked(str(run.data)), LEAVING_SECONDS)
    left = [f"a process is left: {line}" for line in find_marked(str(run.data)).values()]
    is_told = has_told_changes(run.data, stage)
    replace(run, is_under_prefect=False).finish()
    found = Outcome.of(run.data)
    if how == "worker":  # that run went on, and told of its other papers
        return stage, left + expected.without_changes().differences(found.without_changes())
    return stage, left + (expected.without_changes() if is_told else expected).differences(found)
