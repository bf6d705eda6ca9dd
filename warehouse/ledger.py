"""The run ledger: how the last extraction of each paper went, and what the last refresh changed.

`<root>/runs/<topic>/<paper key>.json` is one `ExtractionRuns` row, written after the paper's rows; a paper that failed
has only that. It says as well what the stored rows were read from, so that they can be read again when their file is damaged.
`<root>/runs/last_refresh.json` is a list of `RefreshChanges` rows; until a refresh has ended, each of its changes is a line of
`<root>/runs/under_way.jsonl`, so that the next one can tell those of a killed one too. `<root>/compact/.runs/<topic>.json` repeats the
entries of a large topic, each with the stamp of its file: it is derived, and can be removed at any time.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.relations import ExtractionRuns, RefreshChanges
from models.rows import PaperMeta
from warehouse.files import TEMPORARY_SUFFIX, StoreError, list_folders, list_names, list_stamps, replacing, to_key

_KNOWN = "known"
"""Key of what the rows were read from; all others are columns of `extraction_runs`."""
MAX_LOOSE_RUNS = 500
"""More new entries than these of a topic are not read one by one again."""
_CHANGES = TypeAdapter(list[RefreshChanges])
Kept = dict[str, tuple[str, ExtractionRuns]]
"""File name to its stamp and what it says."""
_KEPT = TypeAdapter(Kept, config=ConfigDict(defer_build=True))


class KnownPaper(NamedTuple):
    """What the stored rows of a paper were read from."""

    meta: PaperMeta
    pdf_sha256: str


def write_run(root: Path, run: ExtractionRuns, known: KnownPaper | None = None) -> Path:
    """Record the run in place of the paper's earlier one and return the file; without `known`, what was known stays."""
    path = _run_path(root, run.topic, run.paper_id)
    known = known or read_known(root, run.topic, run.paper_id)
    row = run.model_dump(mode="json")
    if known is not None:
        row[_KNOWN] = {"meta": known.meta.model_dump(mode="json"), "pdf_sha256": known.pdf_sha256}
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return path


def read_known(root: Path, topic: str, paper_id: str) -> KnownPaper | None:
    """Return what the paper's stored rows were read from; None when the ledger does not say."""
    return _read_known(_run_path(root, topic, paper_id))


def _read_known(path: Path) -> KnownPaper | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(path.read_bytes())[_KNOWN]
        return KnownPaper(PaperMeta.model_validate(known["meta"]), str(known["pdf_sha256"]))
    return None


def read_known_ids(root: Path, topic: str) -> dict[str, str]:
    """Return the ids of the topic's papers by the SHA-256 of the PDF that they were read from; an id of bytes gives way to another."""
    folder = _run_folder(root, topic)
    known = [entry for name in list_names(folder, ".json") if (entry := _read_known(folder / name))]
    known.sort(key=lambda entry: not entry.meta.paper_id.startswith("pdf-"))
    return {entry.pdf_sha256: entry.meta.paper_id for entry in known}


def _run_path(root: Path, topic: str, paper_id: str) -> Path:
    return _run_folder(root, topic) / f"{to_key(paper_id)}.json"


def _run_folder(root: Path, topic: str) -> Path:
    return root / "runs" / to_key(topic)


def read_runs(root: Path, topic: str | None = None) -> list[ExtractionRuns]:
    """Return the last run of every paper, of one topic or of all, in order of topic and file name.

    An entry that cannot be read is left out: it counts as a paper that was never run.
    """
    topics = [to_key(topic)] if topic is not None else list_folders(root / "runs")
    return [run for key in topics for _, run in _read_topic(root, key, _read_kept(root, key)).values()]


def gather_runs(root: Path) -> list[ExtractionRuns]:
    """Return the same of all topics, each kept in one file where much has come in. Only under the build's lock."""
    runs: list[ExtractionRuns] = []
    for key in list_folders(root / "runs"):
        kept = _read_kept(root, key)
        found = _read_topic(root, key, kept)
        runs += [run for _, run in found.values()]
        if sum(kept.get(name) is not entry for name, entry in found.items()) > MAX_LOOSE_RUNS:
            path = _kept_path(root, key)
            for leftover in path.parent.glob(f"{path.name}*{TEMPORARY_SUFFIX}"):
                leftover.unlink(missing_ok=True)
            with replacing(path) as temporary:
                temporary.write_bytes(_KEPT.dump_json(found, exclude_defaults=True))
    return runs


def _kept_path(root: Path, topic_key: str) -> Path:
    return root / "compact" / ".runs" / f"{topic_key}.json"


def _read_kept(root: Path, topic_key: str) -> Kept:
    with suppress(OSError, ValidationError):
        return _KEPT.validate_json(_kept_path(root, topic_key).read_bytes())
    return {}


def _read_topic(root: Path, topic_key: str, kept: Kept) -> Kept:
    """Return the runs of a topic by file name; what is kept is not read again while its file has the same stamp."""
    folder, found = root / "runs" / topic_key, dict[str, tuple[str, ExtractionRuns]]()
    for name, mark in list_stamps(folder, ".json").items():
        if name in kept and kept[name][0] == mark:
            found[name] = kept[name]
        elif run := _read_run(folder / name):
            found[name] = (mark, run)
    return found


def _read_run(path: Path) -> ExtractionRuns | None:
    try:
        # A large topic has as many small files as papers: a buffer for each takes as long as reading it.
        with path.open("rb", buffering=0) as file:
            row = json.loads(file.read())
        return ExtractionRuns.model_validate({name: value for name, value in row.items() if name != _KNOWN})
    except (ValueError, AttributeError):
        return None


def drop_run(root: Path, topic: str, paper_id: str) -> None:
    """Forget the last run of the paper, if there was one."""
    _run_path(root, topic, paper_id).unlink(missing_ok=True)


def write_changes(root: Path, changes: Iterable[RefreshChanges]) -> Path:
    """Record what a refresh changed, in place of what the one before did, and return the file."""
    path = root / "runs" / "last_refresh.json"
    with replacing(path) as temporary:
        temporary.write_bytes(_CHANGES.dump_json(list(changes), indent=1))
    return path


def read_changes(root: Path) -> list[RefreshChanges]:
    """Return what the last refresh changed; empty before the first. Raises StoreError when the file is damaged."""
    path = root / "runs" / "last_refresh.json"
    if not path.exists():
        return []
    try:
        return _CHANGES.validate_json(path.read_bytes())
    except ValidationError as error:
        raise StoreError(f"{path}: not a list of changes ({error.error_count()} errors); the next refresh rewrites it") from error


def note_change(root: Path, change: RefreshChanges) -> None:
    """Keep a change of the refresh under way; call it before the change is made, or a run killed in between loses it."""
    path = _under_way(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        # A line break first: after a half-written line this one still counts.
        file.write(f"\n{change.model_dump_json()}\n".encode())


def read_noted_changes(root: Path) -> list[RefreshChanges]:
    """Return the changes since a refresh last ended, one a paper, in order of topic and paper; half-written ones are left out."""
    path, found = _under_way(root), dict[tuple[str, str], RefreshChanges]()
    for line in path.read_bytes().splitlines() if path.exists() else ():
        with suppress(ValidationError):
            change = RefreshChanges.model_validate_json(line)
            key = (change.topic, change.paper_id)
            found[key] = _join(found[key], change) if key in found else change
    return [found[key] for key in sorted(found)]


def _join(first: RefreshChanges, second: RefreshChanges) -> RefreshChanges:
    """Return two changes of a paper as one: a paper that was added and then changed has been added."""
    is_new = first.change == "added" and second.change == "changed"
    before = {"n_critiques_before": first.n_critiques_before, "n_results_before": first.n_results_before}
    return second.model_copy(update=before | ({"change": "added"} if is_new else {}))


def forget_noted_changes(root: Path) -> None:
    """End the refresh under way: the next one starts with no changes."""
    _under_way(root).unlink(missing_ok=True)


def _under_way(root: Path) -> Path:
    return root / "runs" / "under_way.jsonl"
