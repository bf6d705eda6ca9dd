"""Whether a derived thing (the DuckDB file, the pages) still is what its inputs give, so that a quiet night builds nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def sign_warehouse(root: Path, config_dir: Path, topics: Mapping[str, str]) -> str:
    """Return the hash of all the warehouse is built from: stored rows and ledger by name, size and time, the code by content."""
    overrides = [root / "overrides.toml"] if (root / "overrides.toml").exists() else []
    stored = [path for folder in ("papers", "runs") for path in (root / folder).rglob("*.*") if path.suffix in (".parquet", ".json")]
    code = [*_files("warehouse", "*.py"), *_files("warehouse/views", "*.sql"), *_files("models", "*.py")]
    code += overrides
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
