"""What is handed to the worker processes, and what is kept of PDFs between runs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from extractors.worker import Job, WorkerPool
from flows.context import Context, Options, Progress
from flows.extract import STAGES, extract_batch, forget_stages
from flows.plan import Plan, StalePaper
from models.settings import load_settings
from tests.conftest import ROOT


class Pool:
    """Takes note of the jobs and does none of them."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def map(self, _function: object, jobs: Iterable[Job]) -> Iterator[Any]:
        self.jobs += jobs
        return iter(())


def stage_dir(root: Path, options: Options) -> Path | None:
    """Return where the job of one paper keeps what its PDF holds."""
    sha256 = "a" * 64
    (root / "pdf").mkdir(parents=True, exist_ok=True)
    (root / "pdf" / f"{sha256}.pdf").write_bytes(b"%PDF-")
    pool, progress = Pool(), cast(Progress, None)
    context = Context(load_settings(root), ROOT / "config", options, cast(WorkerPool, pool), progress)
    stale = cast(StalePaper, _Stale(root / "pdf" / f"{sha256}.pdf", sha256))
    assert extract_batch(context, cast(Plan, None), [stale]) == []
    return pool.jobs[0].stage_dir


class _Stale:
    def __init__(self, path: Path, sha256: str) -> None:
        self.paper, self.fingerprint = self, "f"
        self.path, self.pdf_sha256, self.meta = path, sha256, None


def test_what_pdfs_hold_is_kept_unless_the_settings_or_force_say_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path.resolve()
    assert stage_dir(root, Options()) == root / STAGES
    assert stage_dir(root, Options(is_forced=True)) is None
    monkeypatch.setenv("METHOD_DRIFT_STAGE_CACHE", "false")
    assert stage_dir(root, Options()) is None


def test_what_is_kept_goes_with_its_pdf(tmp_path: Path) -> None:
    stored, gone = "a" * 64, "b" * 64
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / f"{stored}.pdf").write_bytes(b"%PDF-")
    (tmp_path / STAGES).mkdir(parents=True)
    for sha256 in (stored, gone):
        (tmp_path / STAGES / f"{sha256}-0123.pickle").write_bytes(b"")
    forget_stages(tmp_path)
    assert [entry.name for entry in (tmp_path / STAGES).iterdir()] == [f"{stored}-0123.pickle"]
    forget_stages(tmp_path / "nothing-here")
