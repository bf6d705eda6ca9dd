"""The published review: static pages from the views of the warehouse, rendered aside and swapped into place."""

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.errors import MethodDriftError
from models.settings import load_topics
from review import search
from review.about import IN_FULL, IN_SHORT, read_figures
from review.pages.catalogue import read_catalogue, read_topics
from review.pictures import Album, Draw, list_requests
from review.reader import Connection, open_warehouse
from review.render import HERE, Shell
from review.topic_pages import TopicCard, TopicPages

MARKER_FILE = "made-by-method-drift.txt"
"""Says that a folder is a published site, so that publishing never replaces a folder of something else."""
MARKER_TEXT = "These pages are made by `method-drift publish`, which replaces the whole folder each time.\n"


class PublishError(MethodDriftError):
    """The pages cannot be written where they should go; the message says why."""


@dataclass(frozen=True, slots=True)
class PublishSummary:
    """What was published and where."""

    site: Path
    n_topics: int
    n_methods: int
    n_pages: int


def publish(root: Path, out: Path | None = None, draw: Draw | None = None, site_url: str = "") -> PublishSummary:
    """Render all pages of the warehouse in `root` and swap them into `out` (default `<root>/site`) as a whole.

    Until the swap a reader sees the old pages, after it the new ones; the same warehouse gives the same bytes. With `draw`
    receipts are shown as pictures, those that are missing drawn first; with `site_url` pages say where they stand.
    Raises WarehouseError without a warehouse and PublishError when `out` holds something else than a published site.
    """
    site = (out or root / "site").resolve()
    _check_replaceable(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    with open_warehouse(root) as con, _lock(site):
        fresh = _make_empty(site.with_name(f".{site.name}.building"))
        if draw:
            draw(list_requests(con))
        shell = Shell(fresh, site_url.rstrip("/"))
        topics = _render_topics(con, root, shell, has_pictures=draw is not None)
        _render_shell(shell, [topic.card for topic in topics])
        _swap(fresh, site)
    for topic in topics:
        topic.keep(root)
    n_pages = sum(1 for _ in site.rglob("*.html"))
    return PublishSummary(site, len(topics), sum(len(topic.cat.methods) for topic in topics), n_pages)


def _render_topics(con: Connection, root: Path, shell: Shell, *, has_pictures: bool) -> list[TopicPages]:
    """Write the pages of every topic and return what the other pages need of them."""
    descriptions = {key: topic.description for key, topic in load_topics().items()}
    album = Album(root, shell.site, is_on=has_pictures)
    done = []
    for summary in read_topics(con):
        pages = TopicPages(con, shell, read_catalogue(con, summary), album, descriptions.get(summary.topic, ""))
        pages.write_all(root)
        done.append(pages)
    return done


def _render_shell(shell: Shell, cards: list[TopicCard]) -> None:
    """Write the pages above the topics: start, search, about, the missing page, and the files that all pages load."""
    shell.write("index.html", "index.html", cards=cards)
    shell.write("search.html", "search.html", cards=cards)
    shell.write(
        "about.html", "about.html", in_short=read_figures(IN_SHORT), in_full={heading: read_figures(heading) for heading in IN_FULL}
    )
    shell.write("404.html", "missing.html")
    shell.write_text("search-index.js", search.to_script(entry for card in cards for entry in card.entries))
    shell.write_text(MARKER_FILE, MARKER_TEXT)
    shutil.copytree(HERE / "static", shell.site / "static")


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
