"""`prune`: removes what no stored row needs any more."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extractors.sources.catalogue import Catalogue
from extractors.sources.downloads import Downloads
from flows.environment import has_server
from flows.extract import STAGES
from flows.lock import hold_data_root
from models.settings import Settings
from warehouse import ledger, store
from warehouse.files import StoreError, from_key, list_folders

Say = Callable[[str], None]
PREFECT_FILES = "prefect.db*"
"""The database of the temporary Prefect servers with its journals, in the data root's `prefect` folder; the next run makes a new one."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go."""

    n_pdfs: int
    n_others: int
    n_bytes: int


def prune_data(settings: Settings, *, is_dry: bool, say: Say) -> Pruned:
    """Remove PDFs that no stored paper was read from, what is kept of them, and Prefect's history; return how much that is.

    Old versions and dropped papers are such PDFs. The newest version that was fetched of a paper stays, whatever became of
    it: the next night would fetch it again.
    """
    root = settings.data
    if not root.is_dir():
        return Pruned(0, 0, 0)
    # Who only looks needs no lock, nor the right to write one; what a run under way makes of it is asked again without --dry-run.
    with nullcontext() if is_dry else hold_data_root(root, settings.lock_wait_seconds, say):
        kept = _list_needed(root, say)
        pdfs = [path for path in sorted(store.pdf_folder(root).glob("*.pdf")) if kept is not None and path.stem not in kept]
        gone = {path.stem for path in pdfs}
        stages = [path for path in sorted((root / STAGES).glob("*")) if path.name.partition("-")[0] in gone]
        return _remove(pdfs, [*stages, *_list_prefect(root, say)], is_dry=is_dry, say=say)


def _list_needed(root: Path, say: Say) -> set[str] | None:
    """Return the SHA-256 of every PDF that stored rows were read from; None where rows cannot be read, which may need any."""
    needed: set[str] = set()
    for folder in list_folders(root / "papers"):
        topic = from_key(folder)
        for paper_id in store.read_fingerprints(root, topic):
            try:
                paper = store.read_paper(root, topic, paper_id)
            except StoreError as error:
                say(f"{error}; until then no PDF is removed")
                return None
            needed |= {paper.pdf_sha256} if paper else set()
    return needed | _list_newest(root) | _list_surveys(root)


def _list_newest(root: Path) -> set[str]:
    """Return the SHA-256 of the newest PDF fetched of every paper that a run has met, and of those known by their bytes alone."""
    newest: dict[str, tuple[int, str]] = {}
    for name, sha256 in Downloads(root / "cache" / "arxiv-pdfs.tsv", store.pdf_folder(root)).list_hashes().items():
        base, _, version = name.rpartition("v")
        newest[base] = max(newest.get(base, (0, "")), (int(version), sha256))
    met = {run.paper_id for run in ledger.read_runs(root)}
    by_bytes = {path.stem for path in store.pdf_folder(root).glob("*.pdf") if f"pdf-{path.stem[:12]}" in met}
    return by_bytes | {sha256 for base, (_, sha256) in newest.items() if base in met}


def _list_surveys(root: Path) -> set[str]:
    """Return the SHA-256 of the PDFs whose references were looked up."""
    surveys: set[str] = set()
    for path in (root / "cache").glob("arxiv-*.json"):
        with suppress(ValidationError):
            surveys |= {survey.pdf_sha256 for survey in Catalogue.model_validate_json(path.read_bytes()).surveys.values()}
    return surveys


def _list_prefect(root: Path, say: Say) -> list[Path]:
    files = sorted((root / "prefect").glob(PREFECT_FILES))
    if files and (has_server() or _is_in_use(root / "prefect" / "prefect.db")):
        say(f"{root / 'prefect'}: left alone, a Prefect server may be using it")
        return []
    return files


def _is_in_use(database: Path) -> bool:
    """Tell whether a process has the database open."""
    return any(_is_same(descriptor, database) for descriptor in _list_open_files())


def _list_open_files() -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield from list((process / "fd").iterdir())
        except OSError:
            continue


def _is_same(descriptor: Path, file: Path) -> bool:
    try:
        return descriptor.samefile(file)
    except OSError:
        return False


def _remove(pdfs: list[Path], others: Iterable[Path], *, is_dry: bool, say: Say) -> Pruned:
    others = list(others)
    n_bytes = sum(path.stat().st_size for path in (*pdfs, *others) if path.exists())
    for path in (*pdfs, *others):
        say(f"{'would remove' if is_dry else 'removing'} {path}")
        if not is_dry:
            path.unlink(missing_ok=True)
    return Pruned(len(pdfs), len(others), n_bytes)
