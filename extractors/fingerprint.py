"""What an extraction depends on, as one hash: stale means the hash differs, never a date (owid/etl's checksum_input)."""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from models.errors import ConfigError
from models.rows import PaperMeta

EPOCH = 1
"""Raise by hand to make every paper stale when something outside the hashed files changed."""
_NOT_RULES = ("settings.toml", "topics", "warehouse")
"""Entries of the config folder that do not change what is read from a paper."""
_ENTRY = "extractors.paper"
"""The module whose imports, followed to their end, are the code that reads a paper; a change to the arXiv client is none."""
_CONTENT_ENTRIES = ("extractors.reading", "extractors.pdf.verify", "extractors.stage_cache")
"""The same for what is kept of a PDF: its tables and text, and which rows it bears out."""
_IMPORT = re.compile(r"^[ \t]*from ((?:extractors|models)(?:\.\w+)*) import (\([^)]*\)|.+)$", re.MULTILINE)
"""Read as text: parsing sixty files takes longer than an evening with nothing new may."""
_LIBRARIES = ("onnxruntime", "pymupdf", "spacy")
_ROOT = Path(__file__).resolve().parent.parent
_ENCODER = json.JSONEncoder(sort_keys=True)
"""Made once: a topic may have a hundred thousand papers."""


@cache
def rules_fingerprint(config_dir: Path) -> str:
    """Return the hash of the rule files, the code of extractors and models, and the libraries that read text.

    Raises ConfigError when a compiled module would run in place of the code that is hashed.
    """
    check_compiled(_ROOT / "extractors")
    return hash_files(_LIBRARIES, reading_code(_ROOT) + _rule_files(config_dir))


def check_compiled(packages: Path) -> None:
    """Raise ConfigError when a compiled module (`make fast`) of a package in this folder is older than its source, or has none."""
    for library in sorted(packages.glob("*/**/*.so")):
        source = library.with_name(f"{library.name.partition('.')[0]}.py")
        if not source.is_file() or source.stat().st_mtime > library.stat().st_mtime:
            raise ConfigError(f"{library}: compiled from another version of {source.name}; run `make fast` again, or `make plain`")


@cache
def content_fingerprint(config_dir: Path) -> str:
    """Return the hash of what decides which tables and text a PDF is read as: code, the config of its packages, MuPDF."""
    code = reading_code(_ROOT, *_CONTENT_ENTRIES)
    folders = sorted({config_dir / path.parent.name for path in code})
    return hash_files(("pymupdf",), code + [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()])


def hash_files(libraries: Iterable[str], files: Iterable[Path]) -> str:
    """Return one hash over the versions of libraries and the contents of files, in their order."""
    digest = hashlib.sha256(f"{EPOCH} {[f'{name} {version(name)}' for name in libraries]}".encode())
    for path in files:
        digest.update(f"\x1e{path.parent.name}/{path.name}\x1f".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def reading_code(root: Path, *entries: str) -> list[Path]:
    """Return the files of the modules that extraction imports, sorted; `root` is the checkout.

    With `entries`, of those that these modules import.
    """
    found: set[str] = set()
    waiting = list(entries or (_ENTRY,))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(root, _to_path(root, name))
    return sorted(_to_path(root, name) for name in found)


def _to_path(root: Path, module: str) -> Path:
    return root / f"{module.replace('.', '/')}.py"


def _imports(root: Path, path: Path) -> list[str]:
    """Return the modules of extractors and models that a module imports, wherever in it."""
    lines = _IMPORT.findall(path.read_text("utf-8"))
    return [found for module, names in lines for found in _modules_of(root, module, re.findall(r"\w+(?: as \w+)?", names))]


def _modules_of(root: Path, module: str, names: list[str]) -> list[str]:
    """Return the module the names are taken from, or, where that is a package, the modules that they are."""
    if _to_path(root, module).is_file():
        return [module]
    return [f"{module}.{name.split()[0]}" for name in names]


def _rule_files(config_dir: Path) -> list[Path]:
    entries: Iterable[Path] = (p for p in sorted(config_dir.iterdir()) if p.name not in _NOT_RULES)
    return [f for e in entries for f in ([e] if e.is_file() else sorted(x for x in e.rglob("*") if x.is_file()))]


def paper_fingerprint(meta: PaperMeta, pdf_sha256: str, rules: str) -> str:
    """Return the fingerprint stored with a paper's rows: PDF bytes, metadata, rules and code."""
    known = _ENCODER.encode(meta.model_dump(mode="json"))
    return hashlib.sha256(f"{rules}\x1e{pdf_sha256}\x1e{known}".encode()).hexdigest()
