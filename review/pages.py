"""The published review: static pages from the views of the warehouse, rendered aside and swapped into place."""

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.errors import MethodDriftError
from models.relations import TopicSummary
from models.settings import load_topics
from review import reader, text

HERE = Path(__file__).parent
MARKER_FILE = "made-by-method-drift.txt"
"""Says that a folder is a published site, so that publishing never replaces a folder of something else."""
MARKER_TEXT = "These pages are made by `method-drift publish`, which replaces the whole folder each time.\n"

PAGE_CAPS = reader.Caps(ranked=100, sub_problems=60, members=6, frontier=60, failures=50, alternatives=12)
"""Rows a page lists; below the cut it names the SQL that lists all. A phone still scrolls through a hundred."""
MAX_REMARKS, MAX_BEATING_PAPERS, MAX_ROWS_A_PAPER, MAX_ALL_METHODS = 200, 100, 12, 5_000


class PublishError(MethodDriftError):
    """The pages cannot be written where they should go; the message says why."""


@dataclass(frozen=True, slots=True)
class PublishSummary:
    """What was published and where."""

    site: Path
    n_topics: int
    n_methods: int
    n_pages: int


def publish(root: Path, out: Path | None = None) -> PublishSummary:
    """Render all pages of the warehouse in `root` and swap them into `out` (default `<root>/site`) as a whole.

    Until the swap a reader sees the old pages, after it the new ones; the same warehouse gives the same bytes.
    Raises WarehouseError without a warehouse and PublishError when `out` holds something else than a published site.
    """
    site = (out or root / "site").resolve()
    _check_replaceable(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    with reader.open_warehouse(root) as con, _lock(site):
        fresh = _make_empty(site.with_name(f".{site.name}.building"))
        local_pdfs = _list_local_pdfs(root, site)
        topics = load_topics()
        counts = []
        for summary in reader.read_topics(con):
            description = topics[summary.topic].description if summary.topic in topics else ""
            counts.append(_render_topic(con, summary, description, fresh, local_pdfs))
        _render_shell(con, fresh)
        _swap(fresh, site)
    return PublishSummary(site=site, n_topics=len(counts), n_methods=sum(counts), n_pages=1 + 2 * len(counts) + sum(counts))


def _list_local_pdfs(root: Path, site: Path) -> frozenset[str]:
    """Return the SHA-256 of the stored PDFs that pages may link to: none when the site does not stand beside them."""
    folder = root.resolve() / "pdf"
    if site.parent != folder.parent or not folder.is_dir():
        return frozenset()
    return frozenset(path.stem for path in folder.glob("*.pdf"))


def _render_shell(con: reader.Connection, site: Path) -> None:
    _write(site / "index.html", "index.html", base="", topics=reader.read_topics(con))
    (site / MARKER_FILE).write_text(MARKER_TEXT, encoding="utf-8")
    shutil.copytree(HERE / "static", site / "static")


def _render_topic(con: reader.Connection, summary: TopicSummary, description: str, site: Path, local_pdfs: frozenset[str]) -> int:
    """Write the pages of a topic; return the number of its methods."""
    folder = site / "topics" / text.file_stem(summary.topic)
    (folder / "methods").mkdir(parents=True)
    told = reader.read_topic(con, summary, PAGE_CAPS)
    _write(folder / "index.html", "topic.html", base="../../", summary=summary, description=description, story=told)
    names = reader.read_method_names(con, summary.topic)
    _write(
        folder / "methods" / "index.html",
        "methods.html",
        base="../../../",
        summary=summary,
        methods=names[:MAX_ALL_METHODS],
        n_methods=len(names),
    )
    n_methods = 0
    for story in reader.read_methods(con, summary.topic, PAGE_CAPS):
        stem = text.file_stem(story.facts.method_id)
        _write(folder / "methods" / f"{stem}.html", "method.html", base="../../../", summary=summary, local_pdfs=local_pdfs, **_cut(story))
        n_methods += 1
    return n_methods


def _cut(story: reader.MethodStory) -> dict[str, Any]:
    """Return a method's story as its template takes it: long lists cut, what is left out counted."""
    by_paper = story.defeats_by_paper()
    return {
        "facts": story.facts,
        "remarks": story.remarks[:MAX_REMARKS],
        "n_remarks": len(story.remarks),
        "defeats": [(rows[:MAX_ROWS_A_PAPER], len(rows)) for rows in by_paper[:MAX_BEATING_PAPERS]],
        "n_beating_papers": len(by_paper),
        "n_defeats": len(story.defeats),
        "alternatives": story.alternatives,
        "n_alternatives": story.alternatives[0].n_alternatives if story.alternatives else 0,
    }


def _write(path: Path, template: str, **context: Any) -> None:
    path.write_text(_ENVIRONMENT.get_template(template).render(**context), encoding="utf-8", newline="\n")


def _clean_value(value: Any) -> Any:
    """Return a value as it may stand in a page: strings that are not markup lose their control characters."""
    return text.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        stem=text.file_stem,
        long_date=text.long_date,
        first_seen=text.first_seen_date,
        plural=text.plural,
        versus=text.versus_text,
    )
    environment.globals.update(
        status_sentences=text.STATUS_SENTENCES,
        counts=text.supersession_counts,
        rank_sentence=text.rank_sentence,
        all_rows=text.all_rows_hint,
        pdf_link=text.pdf_link,
        referent=text.referent,
        sql_filter=text.sql_filter,
    )
    return environment


_ENVIRONMENT = _environment()


def _check_replaceable(site: Path) -> None:
    if not site.exists() or (site.is_dir() and ((site / MARKER_FILE).is_file() or not any(site.iterdir()))):
        return
    raise PublishError(f"{site} is not a published review (it has no {MARKER_FILE}) and is left as it is; choose another folder")


def _make_empty(folder: Path) -> Path:
    """Return the folder, empty; what a killed run left there goes."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder


@contextmanager
def _lock(site: Path) -> Iterator[None]:
    """Let one publisher at a time write a site; the others wait."""
    with site.with_name(f".{site.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _swap(fresh: Path, site: Path) -> None:
    """Put `fresh` in the place of `site` in one step where the system can, and remove the old pages."""
    if not site.exists():
        fresh.rename(site)
        return
    if not _exchange(fresh, site):
        old = site.with_name(f".{site.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        site.rename(old)
        fresh.rename(site)
        fresh = old
    shutil.rmtree(fresh)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one atomic step; False where the system or the file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    at_cwd, exchange = -100, 2
    return renameat2 is not None and renameat2(at_cwd, os.fsencode(a), at_cwd, os.fsencode(b), exchange) == 0
