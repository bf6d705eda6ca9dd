"""`verify` and `inspect`: re-reading PDFs in worker processes, outside of any run."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.sources.folder import find_pdfs
from extractors.worker import load_rules_once
from flows.context import open_pool
from models.config_files import config_dir
from models.errors import ConfigError, PaperError
from models.rows import ExtractedPaper
from models.settings import Settings, load_topic
from warehouse import store
from warehouse.files import StoreError, from_key, list_folders

if TYPE_CHECKING:
    from extractors.pdf.verify import Mismatch


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked and what does not stand where its receipt says."""

    n_papers: int = 0
    n_critiques: int = 0
    n_results: int = 0
    n_unchecked: int = 0
    """Rows of papers whose PDF could not be read."""
    mismatches: tuple["Mismatch", ...] = ()
    errors: tuple[PaperError, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether every receipt and value was found."""
        return not self.mismatches and not self.errors


class _Check(NamedTuple):
    """A stored paper and its PDF."""

    path: Path
    paper: ExtractedPaper

    @property
    def name(self) -> str:
        """How a person knows the paper."""
        return self.paper.paper_id


class _Look(NamedTuple):
    """A PDF to inspect, with its place in the order asked for."""

    number: int
    path: Path
    name: str
    """How a person knows the file."""
    rules_dir: Path
    topic: str | None
    overlay_dir: Path | None
    is_explained: bool
    stage: str | None


def verify_stored(settings: Settings, topic: str | None = None) -> VerifyReport:
    """Check every stored sentence and number against its PDF, on characters instead of words."""
    stored = [from_key(name) for name in list_folders(settings.data / "papers")]
    if topic and stored and topic not in stored:
        raise ConfigError(f"no papers of a topic {topic!r} are stored in {settings.data}; the topics there are {', '.join(stored)}")
    report, unreadable = VerifyReport(), list[PaperError]()
    with open_pool(settings) as pool:
        for outcome in pool.map(_verify, _read_stored(settings.data, topic, unreadable)):
            paper = outcome.job.paper
            report = VerifyReport(
                report.n_papers + 1,
                report.n_critiques + len(paper.critiques),
                report.n_results + len(paper.results),
                report.n_unchecked + (len(paper.critiques) + len(paper.results) if outcome.error else 0),
                (*report.mismatches, *(outcome.value or ())),
                (*report.errors, *([outcome.error] if outcome.error else [])),
            )
    if not report.n_papers and not unreadable:
        of_topic = f" of topic {topic}" if topic else ""
        raise ConfigError(f"{settings.data}: no papers{of_topic} are stored here; run `method-drift refresh` first")
    return replace(report, errors=(*report.errors, *unreadable))


def _read_stored(root: Path, topic: str | None, unreadable: list[PaperError]) -> Iterator[_Check]:
    """Yield the stored papers, and note those that cannot be read."""
    for key in [topic] if topic else [from_key(name) for name in list_folders(root / "papers")]:
        for paper_id in store.read_fingerprints(root, key):
            try:
                paper = store.read_paper(root, key, paper_id)
            except StoreError:
                unreadable.append(PaperError("damaged", paper_id, "its stored rows cannot be read; the next refresh extracts it again"))
                continue
            if paper is not None:
                yield _Check(store.pdf_path(root, paper.pdf_sha256), paper)


def _verify(job: _Check) -> "list[Mismatch]":
    from extractors.pdf.verify import verify_paper  # imported here: only worker processes need PyMuPDF

    if job.path.is_file() and not store.is_kept_whole(job.path):
        changed = f"{job.path.name}, its PDF in the store, is not the file that was read; `refresh --force` puts that back"
        raise PaperError("damaged", job.paper.paper_id, changed)
    return verify_paper(job.path, job.paper)


def inspect_files(
    settings: Settings,
    files: Iterable[Path],
    topic: str | None,
    overlay_dir: Path | None = None,
    *,
    is_explained: bool = False,
    stage: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield what is read from each PDF, in the order given; a PDF that cannot be read gives `error` and `reason_kind`.

    With a `stage`, what that stage gives, and nothing is run that it does not need.
    """
    if stage and overlay_dir:
        raise ConfigError("--overlay draws what all stages find; leave out --stage")
    if is_explained and stage not in (None, "critiques"):
        raise ConfigError(f"--explain is of critiques, which --stage {stage} does not look for; leave out one of the two")
    if overlay_dir:
        _check_overlay(overlay_dir)
    if topic:
        load_topic(topic)
    named = [found for path in files for found in _list_named(path)]
    jobs = [_Look(number, path, name, config_dir(), topic, overlay_dir, is_explained, stage) for number, (path, name) in enumerate(named)]
    done: dict[int, dict[str, Any]] = {}
    n_shown = 0
    with open_pool(settings) as pool:
        for outcome in pool.map(_inspect, jobs):
            done[outcome.job.number] = (outcome.value or _describe_error(outcome.job, outcome.error)) | {"file": outcome.job.name}
            while n_shown in done:
                yield done.pop(n_shown)
                n_shown += 1


def _check_overlay(folder: Path) -> None:
    """Raise ConfigError where no picture can be written: once, and not as the trouble of each paper."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir():
        raise ConfigError(f"--overlay writes pictures to a folder, and {there} is a file; name another")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ConfigError(f"--overlay writes pictures to a folder, and {there} cannot be written to; name another")


def _list_named(path: Path) -> list[tuple[Path, str]]:
    """Return a file, or the PDFs of a folder and of those below it, each with the name it is shown under."""
    if not path.is_dir():
        return [(path, path.name)]
    found = find_pdfs(path)
    if not found:
        raise ConfigError(f"{path}: the folder holds no PDF (no file that ends in .pdf)")
    return [(file, file.relative_to(path).as_posix()) for file in found]


def _inspect(job: _Look) -> dict[str, Any]:
    if not job.path.is_file():
        raise PaperError("missing", job.name, "no such file")
    if job.stage in ("pdf", "text", "tables"):
        from extractors import inspection_stages as stages  # imported here: only worker processes need PyMuPDF

        return {"pdf": stages.inspect_pages, "text": stages.inspect_text, "tables": stages.inspect_tables}[job.stage](job.path)
    from extractors import inspection  # as above, and for spaCy

    sha256 = hashlib.sha256(job.path.read_bytes()).hexdigest()
    rules = load_rules_once(job.rules_dir, job.topic)
    if job.stage == "results":
        return inspection.inspect_results(job.path, rules, sha256)
    if job.stage == "critiques":
        return inspection.inspect_critiques(job.path, rules, sha256, is_explained=job.is_explained)
    return inspection.inspect_paper(job.path, rules, sha256, overlay_dir=job.overlay_dir, is_explained=job.is_explained)


def _describe_error(job: _Look, error: PaperError | None) -> dict[str, Any]:
    """Return the object of a PDF that cannot be read: the same keys, with nothing in them."""
    reason = {"error": error.reason, "reason_kind": error.kind} if error else {}
    empty = {"title": "", "arxiv_id": "", "n_pages": 0, "references": [], "critiques": [], "tables": []}
    return {"file": job.name} | ({} if job.stage else empty) | reason
