"""The warehouse and the pages, each made again only where its inputs have changed, so that a quiet night builds nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from flows.context import Context
from models.settings import load_topics
from review.pages import publish
from warehouse.build import DATABASE_NAME, build

_CHECKOUT = Path(__file__).resolve().parent.parent


def build_warehouse(context: Context) -> Path:
    """Build the DuckDB file from the stored rows, unless it already is what they give; return its path."""
    topics = {key: topic.title for key, topic in load_topics().items() if (context.root / "runs" / key).is_dir()}
    path = context.root / DATABASE_NAME
    signature = sign_warehouse(context.root, context.config_dir, topics)
    if context.options.is_forced or not is_current(context.root, path, signature):
        context.progress.say("building the warehouse")
        for name in build(context.root, topics, context.config_dir).unreadable:
            context.progress.say(f"{name}: its stored rows cannot be read and are left out; the next refresh extracts it again")
        mark_current(context.root, path, signature)
    return path


def publish_site(context: Context) -> Path:
    """Render the review pages, unless they already are what the warehouse gives; return their folder."""
    site = context.root / "site"
    signature = sign_site(context.root / DATABASE_NAME, context.config_dir)
    if context.options.is_forced or not is_current(context.root, site, signature):
        context.progress.say("rendering the pages")
        publish(context.root)
        mark_current(context.root, site, signature)
    return site


def sign_warehouse(root: Path, config_dir: Path, topics: Mapping[str, str]) -> str:
    """Return the hash of all the warehouse is built from: stored rows and ledger by name, size and time, the code by content."""
    stored = [path for folder in ("papers", "runs") for path in (root / folder).rglob("*.*") if path.suffix in (".parquet", ".json")]
    code = [*_files("warehouse", "*.py"), *_files("warehouse/views", "*.sql"), *_files("models", "*.py")]
    code += [path for folder in ("names", "warehouse") for path in (config_dir / folder).rglob("*.csv")]
    return _hash(json.dumps(dict(topics), sort_keys=True), stored, code)


def sign_site(warehouse: Path, config_dir: Path) -> str:
    """Return the hash of all the pages are rendered from: the DuckDB file by size and time, templates, topics and code by content."""
    code = [path for path in (_CHECKOUT / "review").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    code += (config_dir / "topics").glob("*.toml")
    return _hash("site", [warehouse], code)


def _files(folder: str, pattern: str) -> list[Path]:
    return list((_CHECKOUT / folder).glob(pattern))


def _hash(text: str, stored: Iterable[Path], code: Iterable[Path]) -> str:
    digest = hashlib.sha256(text.encode())
    for path in sorted(stored):
        status = path.stat()
        digest.update(f"\x1e{path}\x1f{status.st_size}\x1f{status.st_mtime_ns}".encode())
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
