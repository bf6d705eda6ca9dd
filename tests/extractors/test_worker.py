import ctypes
import os
import signal
import time
from pathlib import Path

import pytest

from extractors.worker import Limits, WorkerPool
from models.errors import ConfigError, PaperError

LEAKED: list[bytearray] = []
"""What a library does not give back."""


def eat(job: str) -> None:
    """Need memory: more than there is, or much of it for good."""
    if job == "eat":
        bytearray(4_000_000_000)
    if job == "mupdf":
        raise PaperError("truncated", job, "the page cannot be read (code=2: malloc (120000000 bytes) failed)")
    if job == "keep":
        LEAKED.append(bytearray(1_000_000_000))
    if job == "keep and fail":
        LEAKED.append(bytearray(700_000_000))
        raise PaperError("damaged", job, "part of the page is lost") from RuntimeError("code=2: malloc (900000000 bytes) failed")
    if job == "thread":
        raise RuntimeError("can't start new thread")
    if job.startswith("needs"):
        bytearray(900_000_000)


def behave(job: str) -> str:
    """What a paper can do to the process that reads it."""
    eat(job)
    if job == "hang":
        time.sleep(600)
    if job == "crash":
        ctypes.string_at(0)
    if job == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
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
    jobs = ["one", "eat", "mupdf", "thread", "keep and fail", "crash", "killed", "quit", "bug", "told", "two", "three", "four"]
    with WorkerPool(Limits(n_workers=2, timeout_seconds=120, memory_mb=1500)) as pool:
        return {outcome.job: (outcome.value, outcome.error) for outcome in pool.map(behave, jobs)}


@pytest.mark.parametrize(
    ("job", "kind", "told"),
    [
        ("eat", "out_of_memory", "more memory than paper_memory_mb allows"),
        ("mupdf", "out_of_memory", "more memory"),
        ("thread", "out_of_memory", "more memory"),
        ("keep and fail", "out_of_memory", "more memory"),
        ("crash", "crashed", "killed by SIGSEGV"),
        ("killed", "crashed", "killed by SIGKILL; the machine may have run out of memory"),
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


def test_memory_is_named_only_where_it_may_be_the_reason(outcomes: Outcomes) -> None:
    assert [outcomes[job][1] is not None and "memory" in str(outcomes[job][1]) for job in ("crash", "killed")] == [False, True]


def test_a_paper_that_takes_too_long_is_ended_and_the_next_one_read() -> None:
    with WorkerPool(Limits(n_workers=1, timeout_seconds=10, memory_mb=1500)) as pool:
        hung, after = sorted(pool.map(behave, ["hang", "one"]), key=lambda outcome: outcome.job)
    assert hung.value is None and hung.error is not None
    assert hung.error.kind == "timeout" and "not done after 10 s" in hung.error.reason
    assert after.error is None and after.value is not None and after.value.startswith("one by ")


def test_the_others_are_unharmed(outcomes: Outcomes) -> None:
    for job in ("one", "two", "three", "four"):
        value, error = outcomes[job]
        assert error is None
        assert value is not None
        assert value.startswith(f"{job} by ")
        assert not value.endswith(f" {os.getpid()}")


@pytest.mark.parametrize("first", ["keep", "keep and fail", "eat", "mupdf"])
def test_what_one_paper_left_taken_is_not_the_failure_of_the_next_ones(first: str) -> None:
    later = [f"needs {number}" for number in range(5)]
    with WorkerPool(Limits(n_workers=1, timeout_seconds=60, memory_mb=1500)) as pool:
        outcomes = {outcome.job: outcome for outcome in pool.map(behave, [first, *later])}
    assert [job for job in later if outcomes[job].error] == []
    assert len({str(outcomes[job].value).rpartition(" ")[2] for job in later}) == 1, "one clean process does for all of them"


def wrong_rules(job: str) -> str:
    raise ConfigError(f"config/patterns/x.jsonl, line 3: {job}")


def test_a_wrong_configuration_ends_the_run_at_once() -> None:
    with pytest.raises(ConfigError, match="line 3"), WorkerPool(Limits(1, 60, 1500)) as pool:
        list(pool.map(wrong_rules, ["a", "b"]))


def test_a_pool_without_jobs_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.worker.ProcessPool", None)
    with WorkerPool(Limits(2, 60, 1500)) as pool:
        assert list(pool.map(behave, [])) == []


def read_size(path: Path) -> int:
    return path.stat().st_size


def test_more_jobs_than_the_queue_holds_all_come_back(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(40)]
    for path in paths:
        path.write_text(path.name)
    with WorkerPool(Limits(2, 60, 1500)) as pool:
        assert sorted(o.job.name for o in pool.map(read_size, paths) if o.value) == sorted(p.name for p in paths)


def test_what_a_library_prints_is_not_taken_for_output(capfd: pytest.CaptureFixture[str]) -> None:
    with WorkerPool(Limits(n_workers=1, timeout_seconds=60, memory_mb=1500)) as pool:
        [outcome] = pool.map(behave, ["print"])
    shown = capfd.readouterr()
    assert outcome.error is None and shown.out == "" and "what a library says" in shown.err
