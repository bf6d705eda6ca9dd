import ctypes
import os
import time
from pathlib import Path

import pytest

from extractors.worker import Limits, WorkerPool
from models.errors import ConfigError, PaperError


def behave(job: str) -> str:
    """What a paper can do to the process that reads it."""
    if job == "hang":
        time.sleep(600)
    if job == "eat":
        return str(len(bytearray(4_000_000_000)))
    if job == "mupdf":
        raise PaperError("truncated", job, "the page cannot be read (code=2: malloc (120000000 bytes) failed)")
    if job == "crash":
        ctypes.string_at(0)
    if job == "quit":
        os._exit(3)
    if job == "bug":
        return str([][1])
    if job == "told":
        raise PaperError("encrypted", job, "it asks for a password")
    if job == "print":
        os.write(1, b"warning: what a library says\n")
    return f"{job} by {os.getpid()}"


Outcomes = dict[str, tuple[str | None, PaperError | None]]


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    jobs = ["one", "hang", "eat", "mupdf", "crash", "quit", "bug", "told", "two", "three", "four"]
    with WorkerPool(Limits(n_workers=2, timeout_seconds=4, memory_mb=1500)) as pool:
        return {outcome.job: (outcome.value, outcome.error) for outcome in pool.map(behave, jobs)}


@pytest.mark.parametrize(
    ("job", "kind", "told"),
    [
        ("hang", "timeout", "not done after 4 s"),
        ("eat", "out_of_memory", "more memory than paper_memory_mb allows"),
        ("mupdf", "out_of_memory", "more memory"),
        ("crash", "crashed", "killed by SIGSEGV"),
        ("quit", "crashed", "exit code 3"),
        ("bug", "internal", "IndexError"),
        ("told", "encrypted", "password"),
    ],
)
def test_what_a_paper_does_is_its_own_failure(outcomes: Outcomes, job: str, kind: str, told: str) -> None:
    value, error = outcomes[job]
    assert value is None
    assert error is not None
    assert (error.kind, told in error.reason) == (kind, True), error.reason


def test_the_others_are_unharmed(outcomes: Outcomes) -> None:
    for job in ("one", "two", "three", "four"):
        value, error = outcomes[job]
        assert error is None
        assert value is not None
        assert value.startswith(f"{job} by ")
        assert not value.endswith(f" {os.getpid()}")


def wrong_rules(job: str) -> str:
    raise ConfigError(f"config/patterns/x.jsonl, line 3: {job}")


def test_a_wrong_configuration_ends_the_run_at_once() -> None:
    with pytest.raises(ConfigError, match="line 3"), WorkerPool(Limits(1, 10, 1500)) as pool:
        list(pool.map(wrong_rules, ["a", "b"]))


def test_a_pool_without_jobs_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.worker.ProcessPool", None)
    with WorkerPool(Limits(2, 10, 1500)) as pool:
        assert list(pool.map(behave, [])) == []


def read_size(path: Path) -> int:
    return path.stat().st_size


def test_more_jobs_than_the_queue_holds_all_come_back(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(40)]
    for path in paths:
        path.write_text(path.name)
    with WorkerPool(Limits(2, 20, 1500)) as pool:
        assert sorted(o.job.name for o in pool.map(read_size, paths) if o.value) == sorted(p.name for p in paths)


def test_what_a_library_prints_is_not_taken_for_output(capfd: pytest.CaptureFixture[str]) -> None:
    with WorkerPool(Limits(n_workers=1, timeout_seconds=60, memory_mb=1500)) as pool:
        [outcome] = pool.map(behave, ["print"])
    shown = capfd.readouterr()
    assert outcome.error is None and shown.out == "" and "what a library says" in shown.err
