"""The warehouse and the pages, each made again only where its inputs have changed, so that a quiet night builds nothing.

What builds and renders is imported where it does: it takes longer to load than all else that a quiet night of ours does.
"""

import hashlib
import json
import logging
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractors.sources.facts import seal_folder
from flows.context import Context
from models.pictures import CropRequest
from models.settings import Settings, load_topics
from warehouse import store
from warehouse.files import DATABASE_NAME, list_folders, list_names, list_stamps, naming, replacing

if TYPE_CHECKING:
    from review.publish import PublishSummary

_DIGESTS = "digests.json"
"""Under cache/: the hash of each stored file, so that a night reads only what has changed."""
_SEAL = "digests.seal"
"""Under cache/: the hash of all stamps and that of all contents, so that a quiet night does not even read the hashes."""
_STORED = {"papers": ".parquet", "runs": ".json"}
"""What the warehouse is built from: folders under the data root, with the ending of their files."""
logger = logging.getLogger(__name__)

_CHECKOUT = Path(__file__).resolve().parent.parent


class Built(NamedTuple):
    """The warehouse, and the stored files (topic/name) that could not be read for it."""

    path: Path
    unreadable: tuple[str, ...] = ()


def build_warehouse(context: Context) -> Built:
    """Build the DuckDB file from the stored rows, unless it already is what they give; return it."""
    topics = {key: topic.title for key, topic in load_topics().items() if (context.root / "runs" / key).is_dir()}
    path = context.root / DATABASE_NAME
    signature = sign_warehouse(context.root, context.config_dir, topics, context.seals)
    if context.options.is_forced or not is_current(context.root, path, signature):
        context.progress.say("building the warehouse")
        from warehouse.build import build

        summary = build(context.root, topics, context.config_dir)
        unreadable = summary.unreadable
        for entry in summary.stale:
            context.progress.say(f"overrides.toml: {entry} fits nothing any more")
        for name in unreadable:
            context.progress.say(f"{name}: {_explain_unreadable(context.root / 'papers' / name)}")
        # One with rows left out is never current: every build says so until they are back.
        mark_current(context.root, path, "" if unreadable else signature)
        return Built(path, unreadable)
    return Built(path)


def _explain_unreadable(path: Path) -> str:
    from warehouse.paper_file import find_owner

    owner = find_owner(path)
    if owner:
        return f"is no file of the store: it holds the rows of {owner}, which has its own; remove it"
    return "its stored rows cannot be read and are left out; the next refresh extracts it again"


def publish_site(context: Context) -> Path:
    """Render the review pages, unless they already are what the warehouse gives; return their folder."""
    if context.options.is_forced or not is_site_current(context.settings, context.config_dir):
        context.progress.say("rendering the pages")
        publish_pages(context.settings)
        mark_site(context.settings, context.config_dir)
    return context.root / "site"


def is_site_current(settings: Settings, config_dir: Path) -> bool:
    """Tell whether the pages are what the warehouse gives, and nobody has changed them since they were made."""
    return (settings.data / DATABASE_NAME).is_file() and is_current(settings.data, settings.data / "site", sign_site(settings, config_dir))


def mark_site(settings: Settings, config_dir: Path) -> None:
    """Remember that the pages are current."""
    mark_current(settings.data, settings.data / "site", sign_site(settings, config_dir))


def publish_pages(settings: Settings, out: Path | None = None) -> "PublishSummary":
    """Render the review pages as the settings want them."""
    from review.publish import publish

    draw = partial(draw_missing, settings) if settings.receipt_pictures else None
    with naming(out or settings.data / "site"):
        return publish(settings.data, out, draw, settings.site_url)


def draw_missing(settings: Settings, requests: Sequence[CropRequest]) -> None:
    """Draw the pictures that are not there yet; a PDF that is missing or cannot be read leaves its receipts without."""
    from review import pictures

    folder = settings.data / pictures.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {request.key: request for request in requests if not (folder / f"{request.key}.json").exists()}
    by_pdf = groupby(sorted(wanted.values(), key=lambda request: (request.pdf_sha256, request.key)), key=lambda request: request.pdf_sha256)
    work = [(store.pdf_folder(settings.data) / f"{sha}.pdf", list(found)) for sha, found in by_pdf]
    work = [(pdf, found) for pdf, found in work if pdf.is_file()]
    if not work:
        return
    # Largest first, so that the processes end together; MuPDF bears no threads, and a forked one may hang.
    work.sort(key=lambda item: -len(item[1]))
    # Only where something is to be drawn: who publishes again never loads PyMuPDF.
    from extractors.pdf.crops import draw_crops

    try:
        with ProcessPoolExecutor(min(settings.n_workers, len(work)), mp_context=multiprocessing.get_context("spawn")) as pool:
            for done in [pool.submit(draw_crops, pdf, found, folder) for pdf, found in work]:
                done.result()
    except BrokenProcessPool:
        logger.warning("a process that draws pictures ended early; what is missing is drawn next time")


def sign_warehouse(root: Path, config_dir: Path, topics: Mapping[str, str], seals: Mapping[str, str]) -> str:
    """Return the hash of all the warehouse is built from, each by its content: a copy of a data root is as current as the original.

    `seals` are those that a plan has already taken in this run, of folders that nobody has written to since.
    """
    code = [*_files("warehouse", "**/*.py"), *_files("warehouse/views", "*.sql"), *_files("models", "*.py")]
    code += [path for folder in ("names", "warehouse") for path in (config_dir / folder).rglob("*") if path.is_file()]
    code += [path for path in [root / "overrides.toml"] if path.exists()]
    return _hash(json.dumps(dict(topics), sort_keys=True), {"stored": _sign_stored(root, seals)}, code)


def sign_site(settings: Settings, config_dir: Path) -> str:
    """Return the hash of all the pages are rendered from and of the pages: templates, topics and code by content.

    The DuckDB file and the pages go by size and time, the PDFs that pictures are cut from by their names.
    """
    code = [path for path in (_CHECKOUT / "review").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    code += [*(config_dir / "topics").glob("*.toml"), *_files("docs", "figures.md"), *_files("extractors/pdf", "crops.py")]
    told = f"site {settings.receipt_pictures} {settings.site_url}"
    made = [settings.data / DATABASE_NAME, *(path for path in (settings.data / "site").rglob("*.*") if path.is_file())]
    found = ((path.relative_to(settings.data).as_posix(), path.stat()) for path in made)
    stored = {name: f"{status.st_size}-{status.st_mtime_ns}" for name, status in found}
    stored |= dict.fromkeys(list_names(store.pdf_folder(settings.data), ".pdf"), "") if settings.receipt_pictures else {}
    return _hash(told, stored, [*code, *_files("models", "pictures.py")])


def _files(folder: str, pattern: str) -> list[Path]:
    return list((_CHECKOUT / folder).glob(pattern))


def _sign_stored(root: Path, seals: Mapping[str, str]) -> str:
    """Return the hash of all stored files, each by its place under the root and its content."""
    seal = root / "cache" / _SEAL
    folders = {place: seals.get(place) or seal_folder(root / place) for kind in _STORED for place in _list_places(root, kind)}
    sealed = _hash("", folders | list_stamps(root / "runs", ".json"), ()) if all(folders.values()) else ""
    last = seal.read_text(encoding="utf-8", errors="replace").split() if seal.is_file() else []
    if len(last) != 2 or last[0] != sealed:
        last = [sealed, _hash("", _digest_stored(root), ())]
        with replacing(seal) as temporary:
            temporary.write_text(" ".join(last), encoding="utf-8")
    return last[1]


def _digest_stored(root: Path) -> dict[str, str]:
    """Return the hash of each stored file by its place; one with the size, time and node of last time is not read again."""
    index = root / "cache" / _DIGESTS
    try:
        known: dict[str, list[str]] = json.loads(index.read_bytes())
    except (OSError, ValueError):
        known = {}
    found = dict[str, list[str]]()
    for name, mark in _stamp_stored(root):
        last = known.get(name, ["", ""])
        found[name] = last if last[0] == mark else [mark, hashlib.sha256((root / name).read_bytes()).hexdigest()]
    if found != known:
        with replacing(index) as temporary:
            temporary.write_text(json.dumps(found), encoding="utf-8")
    return {name: digest for name, (_, digest) in found.items()}


def _stamp_stored(root: Path) -> Iterator[tuple[str, str]]:
    """Yield place and stamp of each stored file, without making a path of it: a large topic has a hundred thousand."""
    for kind, suffix in _STORED.items():
        for folder in (kind, *_list_places(root, kind)):
            for name, mark in list_stamps(root / folder, suffix).items():
                yield f"{folder}/{name}", mark


def _list_places(root: Path, kind: str) -> list[str]:
    """Return the places of the topics' folders."""
    return [f"{kind}/{key}" for key in list_folders(root / kind)]


def _hash(text: str, stored: Mapping[str, str], code: Iterable[Path]) -> str:
    digest = hashlib.sha256(text.encode())
    for name, content in sorted(stored.items()):
        digest.update(f"\x1e{name}\x1f{content}".encode())
    for path in sorted(code):
        digest.update(f"\x1e{path.name}\x1f".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(root: Path, thing: Path, signature: str) -> bool:
    """Tell whether `thing` exists and was last made from inputs with this signature."""
    note = _note(root, thing)
    return thing.exists() and note.is_file() and note.read_text(encoding="utf-8") == signature


def mark_current(root: Path, thing: Path, signature: str) -> None:
    """Remember that `thing` was made from inputs with this signature."""
    note = _note(root, thing)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(signature, encoding="utf-8")


def _note(root: Path, thing: Path) -> Path:
    return root / "cache" / f"{thing.name}.made-from"
