"""A folder of PDFs as the source of a topic, with or without a `papers.jsonl` that says what they are.

`papers.jsonl` has a JSON object a line: `file`, and what is known of `id` (arXiv id or any plain name), `title`, `is_survey`,
`authors`, `abstract`, `published`, `categories`. A PDF without an id is recognised by its name, else by arXiv's stamp in
its margin, else by its bytes.
"""

import datetime as dt
import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from extractors.sources.facts import StampReader, hash_file, read_facts
from models.arxiv_id import ArxivId, find_stamp, parse_arxiv_id, pdf_address, published_month
from models.errors import ConfigError, PaperError
from models.rows import PaperMeta

METADATA_FILE = "papers.jsonl"
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
"""What a PDF has somewhere in its first bytes."""
_PLAIN_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""Ids that are not arXiv's, as they may stand in a file name and a URL."""
_NAMED_FILE = re.compile(r'"file"\s*:\s*("(?:[^"\\]|\\.)+")')
"""The file's name in a line that is no JSON, or not what it should be."""
_COMPANIONS = re.compile(r"(?i)(?:readme|license|licence|copying|notice|makefile|changelog)(?:\..*)?")
"""Files that lie beside papers and are not meant as one."""


class FileMeta(BaseModel):
    """What a line of `papers.jsonl` says of one file; other keys are left alone."""

    model_config = ConfigDict(frozen=True)

    file: Annotated[str, Field(min_length=1)]
    id: str = ""
    title: str = ""
    is_survey: bool = False
    authors: list[str] = []
    abstract: str = ""
    published: dt.date | None = None
    categories: list[str] = []

    @field_validator("id")
    @classmethod
    def _is_id(cls, value: str) -> str:
        if value and not parse_arxiv_id(value) and not _PLAIN_ID.fullmatch(value):
            raise ValueError("neither an arXiv id nor a plain name (letters, digits, . _ -)")
        return value


_NOTHING_KNOWN = FileMeta(file="?")
"""Of a file that `papers.jsonl` does not name."""


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A PDF on disk and what is known of it before it is read."""

    path: Path
    meta: PaperMeta
    pdf_sha256: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that gives no paper, and why; `is_failure` unless it is only left aside."""

    meta: PaperMeta
    error: PaperError
    is_failure: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """All papers of a source, each once, and what was rejected."""

    papers: list[FoundPaper] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What keeps the listing from being whole: lines of `papers.jsonl` that cannot be used."""
    unread: list[str] = field(default_factory=list)
    """Files whose stamp could not be looked for this time, and is to be another night."""


def list_folder(folder: Path, topic: str, cache_file: Path, read_stamps: StampReader, max_pdf_mb: float = math.inf) -> Listing:
    """Return the folder's papers in order of file name; files larger than `max_pdf_mb` (10^6 bytes) are rejected.

    PDFs in its sub-folders are its papers too. A line of `papers.jsonl` that cannot be used costs the file it names, if it names
    one, and is a problem of the listing. Raises ConfigError when there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; give the folder that holds the PDFs")
    listing = Listing()
    known, lost = _read_lines(folder, listing.problems)
    listing.rejected.extend(_reject_lost(folder, name, topic, told) for name, told in lost.items() if name not in known)
    files = [f for f in _candidates(folder, known) if f not in lost or f in known]
    files = [f for f in files if not _reject_file(folder, f, topic, known, listing, max_pdf_mb)]

    def is_identified(name: str) -> bool:
        return (name in known and bool(known[name].id)) or _id_in_name(name) is not None

    facts = read_facts(folder, files, cache_file, is_identified, read_stamps)
    listing.unread.extend(name for name in files if facts[name].stamp is None and not is_identified(name))
    found = [
        FoundPaper(folder / n, _to_meta(topic, n, known.get(n), facts[n].sha256, facts[n].stamp or ""), facts[n].sha256) for n in files
    ]
    listing.papers.extend(_drop_duplicates(found, listing))
    return listing


def list_files(
    files: Iterable[Path], topic: str, read_stamps: StampReader, had: Mapping[str, str], gone: Mapping[str, str]
) -> list[FoundPaper]:
    """Return single PDF files as papers of the topic, each once, recognised like those of a folder: a `papers.jsonl` above them counts.

    `had` are the ids of the topic's papers by the SHA-256 of their PDFs: the same bytes are the same paper, whatever they are called now.
    `gone` are those of papers that were taken out, for what nothing else names. Raises ConfigError for what is no PDF and for a file of
    which only a broken line could say what it is.
    """
    paths = list(dict.fromkeys(path.resolve() for path in files))
    for path in paths:
        _check_is_pdf(path)
    stamps = read_stamps(paths)
    found: dict[str, FoundPaper] = {}
    for path in paths:
        sha256 = hash_file(path).sha256
        meta = _to_meta(topic, path.name, _line_above(path), sha256, stamps.get(path, "")).model_copy(update={"source": "backfill"})
        known = had.get(sha256) or (gone.get(sha256) if meta.paper_id == _id_of_bytes(sha256) else None)
        if known and known != meta.paper_id:
            meta = name_file(topic, known, sha256, path.name)
        found.setdefault(meta.paper_id, FoundPaper(path, meta, sha256))
    return list(found.values())


def name_file(topic: str, paper_id: str, sha256: str, name: str = "") -> PaperMeta:
    """Return what is known of a file, given by hand, of which nothing is but the paper's id."""
    name = name or f"{paper_id.replace('/', '_')}.pdf"
    return _to_meta(topic, name, FileMeta(file=name, id=paper_id), sha256, "").model_copy(update={"source": "backfill"})


def _line_above(path: Path) -> FileMeta | None:
    """Return what the nearest `papers.jsonl` says of a file; raises ConfigError where its line is broken."""
    folder = next((folder for folder in path.parents if (folder / METADATA_FILE).is_file()), None)
    if folder is None:
        return None
    known, lost = _read_lines(folder, [])
    name = path.relative_to(folder).as_posix()
    if name in lost and name not in known:
        raise ConfigError(f"{path}: {lost[name]} of {folder}; mend the line")
    return known.get(name)


def _check_is_pdf(path: Path) -> None:
    """Raise ConfigError unless the file, given by hand, looks like a PDF: any other is neither opened further nor copied."""
    if not path.is_file():
        raise ConfigError(f"{path}: no such file")
    with path.open("rb") as file:
        if PDF_MARK not in file.read(PDF_MARK_WITHIN):
            raise ConfigError(f"{path}: this is not a PDF (no {PDF_MARK.decode()} at its start)")


def _read_lines(folder: Path, problems: list[str]) -> tuple[dict[str, FileMeta], dict[str, str]]:
    """Return what `papers.jsonl` says of each file, and what is wrong with the lines of files that it then says nothing of."""
    path = folder / METADATA_FILE
    known, lost = dict[str, FileMeta](), dict[str, str]()
    for number, line in enumerate(path.read_bytes().splitlines() if path.is_file() else (), start=1):
        if not line.strip():
            continue
        try:
            meta = FileMeta.model_validate(json.loads(line))
            _check_inside(meta.file)
            if meta.file in known:
                raise ValueError(f"{meta.file} was already described above; keep one of the lines")
            known[meta.file] = meta
        except (ValidationError, ValueError, RecursionError) as error:
            told = f"{METADATA_FILE}, line {number}: {_one_line(error)}"
            problems.append(f"{folder}: {told}; the other lines are used")
            lost |= {name: told for name in _named_file(line) if (folder / name).is_file()}
    return known, lost


def _named_file(line: bytes) -> Iterable[str]:
    """Return the file that a broken line names, where that much can be read of it."""
    named = _NAMED_FILE.search(line.decode("utf-8", "replace"))
    with suppress(ValueError):
        if named:
            name = str(json.loads(named[1]))
            _check_inside(name)
            return [name]
    return []


def _reject_lost(folder: Path, name: str, topic: str, told: str) -> Rejected:
    """Return a file of which only its broken line could say what it is: its rows, if it has any, stay as they are."""
    own_id = f"file-{hashlib.sha256(os.fsencode(name)).hexdigest()[:12]}"
    meta = PaperMeta(topic=topic, paper_id=own_id, source="directory", source_file=name)
    return Rejected(meta, PaperError("metadata", str(folder / name), f"{told}; mend the line"), is_failure=True)


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        return f"{key}: {first['msg']}" if key else "not a JSON object with a `file`"
    return f"not readable as JSON ({error})" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else str(error)


def _check_inside(name: str) -> None:
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or not name.isprintable():
        raise ValueError(f"file: {name!r} is not inside the folder")


def _candidates(folder: Path, known: Mapping[str, FileMeta]) -> list[str]:
    """Return what to look at: all in the folder that may be meant as a paper, PDFs in its sub-folders, what the metadata names."""
    with os.scandir(folder) as entries:
        names = {entry.name for entry in entries if not _is_folder(entry)}
    pdfs = {name for name in names if _is_pdf_name(name)}
    others = {name for name in names - pdfs if not (name.startswith(".") or _COMPANIONS.fullmatch(name))}
    stems = {Path(name).stem for name in pdfs} if others else set()
    mine = pdfs | {name for name in others if Path(name).stem not in stems}
    return sorted((mine | set(_find_names(folder)) | set(known)) - {METADATA_FILE})


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Tell whether an entry is a folder; a link that leads round in a circle is none."""
    with suppress(OSError):
        return entry.is_dir()
    return False


def find_pdfs(folder: Path) -> list[Path]:
    """Return the PDFs of a folder and of the folders below it, sorted; hidden folders and links to folders are passed by."""
    return sorted(folder / name for name in _find_names(folder))


def _find_names(folder: Path) -> Iterator[str]:
    """Yield the places of the same in the folder; no path is made of each: a large topic has a hundred thousand."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = "" if parent == str(folder) else f"{Path(parent).relative_to(folder).as_posix()}/"
        yield from (below + name for name in files if _is_pdf_name(name))


def _is_pdf_name(name: str) -> bool:
    return name.lower().endswith(".pdf") and not name.startswith(".")


def _reject_file(folder: Path, name: str, topic: str, known: Mapping[str, FileMeta], listing: Listing, max_pdf_mb: float) -> bool:
    """Tell whether the file gives no paper, and record why."""
    error = _file_error(folder, name, name in known, max_pdf_mb)
    if error is None:
        return False
    meta = _to_meta(topic, error.source, known.get(name), hashlib.sha256(os.fsencode(name)).hexdigest(), "")
    if meta.paper_id.startswith("pdf-"):
        meta = meta.model_copy(update={"paper_id": meta.paper_id.replace("pdf-", "file-", 1)})
    listing.rejected.append(Rejected(meta, error, is_failure=name in known or _is_pdf_name(name)))
    return True


def _file_error(folder: Path, name: str, is_named: bool, max_pdf_mb: float) -> PaperError | None:
    shown = name.encode("utf-8", "backslashreplace").decode()
    if shown != name:
        return PaperError("missing", shown, "its name is not valid UTF-8; rename it")
    with suppress(OSError):
        status = os.lstat(f"{folder}/{name}")  # no Path: it takes longer than the rest, and a large topic has a hundred thousand
        # A plain file in the folder itself is in it: only links and folders below can lead out.
        if stat.S_ISREG(status.st_mode) and "/" not in name and (is_named or _is_pdf_name(name)):
            return _size_error(name, status.st_size, max_pdf_mb)
    return _odd_file_error(folder, name, is_named, max_pdf_mb)


def _odd_file_error(folder: Path, name: str, is_named: bool, max_pdf_mb: float) -> PaperError | None:
    path = folder / name
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        is_inside = False
    if path.is_symlink() and not path.exists():
        return PaperError("missing", name, "it is a link that points to nothing; put the file itself there")
    if not is_inside:
        return PaperError("missing", name, "it is a link that leads out of the folder; put the file itself there")
    if not path.is_file():
        return PaperError("missing", name, f"{METADATA_FILE} names it, but there is no such file" if is_named else "not a regular file")
    if not _is_pdf_name(Path(name).name) and not is_named:
        return PaperError("not_pdf", name, "left aside: only files that end in .pdf are read")
    return _size_error(name, path.stat().st_size, max_pdf_mb)


def _size_error(name: str, n_bytes: int, max_pdf_mb: float) -> PaperError | None:
    if n_bytes / 1e6 > max_pdf_mb:
        return PaperError("too_large", name, f"{n_bytes / 1e6:.0f} MB are more than max_pdf_mb ({max_pdf_mb:g}) allows")
    return None


def _to_meta(topic: str, name: str, known: FileMeta | None, sha256: str, stamp: str) -> PaperMeta:
    """Return what is known of a file before it is read; the id from the metadata, its name, its stamp or its bytes."""
    known = known or _NOTHING_KNOWN
    arxiv_id = parse_arxiv_id(known.id) if known.id else _id_in_name(name) or (parse_arxiv_id(stamp) if stamp else None)
    paper_id = arxiv_id.base if arxiv_id else known.id or _id_of_bytes(sha256)
    return PaperMeta(
        topic=topic,
        paper_id=paper_id,
        version=arxiv_id.version if arxiv_id else None,
        title=known.title,
        authors=known.authors,
        abstract=known.abstract,
        categories=known.categories,
        published=known.published or (published_month(arxiv_id.base) if arxiv_id else None),
        is_survey=known.is_survey,
        source="directory",
        source_file=name,
        pdf_url=pdf_address(arxiv_id) if arxiv_id else "",
    )


def _id_of_bytes(sha256: str) -> str:
    return f"pdf-{sha256[:12]}"


@cache
def _id_in_name(name: str) -> ArxivId | None:
    return parse_arxiv_id(os.path.splitext(name.rpartition("/")[2])[0])  # noqa: PTH122


def _drop_duplicates(found: list[FoundPaper], listing: Listing) -> list[FoundPaper]:
    """Return each paper once, the newest version of it, in order of file name; the others go to the rejected."""
    kept: list[FoundPaper] = []
    by_key: dict[str, FoundPaper] = {}
    for paper in sorted(found, key=lambda p: (-(p.meta.version or 0), p.meta.source_file)):
        twin = by_key.get(paper.meta.paper_id) or by_key.get(paper.pdf_sha256)
        if twin is None:
            by_key[paper.meta.paper_id] = by_key[paper.pdf_sha256] = paper
            kept.append(paper)
        else:
            listing.rejected.append(_reject_twin(paper, twin))
    return sorted(kept, key=lambda p: p.meta.source_file)


def _reject_twin(paper: FoundPaper, twin: FoundPaper) -> Rejected:
    same = "the same bytes" if paper.pdf_sha256 == twin.pdf_sha256 else f"the same paper ({twin.meta.paper_id})"
    error = PaperError("duplicate", paper.meta.source_file, f"left aside: {same} as {twin.meta.source_file}")
    # An id of its own: under the paper's id the ledger keeps how the paper itself went.
    own_id = f"file-{hashlib.sha256(paper.meta.source_file.encode()).hexdigest()[:12]}"
    return Rejected(paper.meta.model_copy(update={"paper_id": own_id}), error, is_failure=False)


ID_KEYS = ("arXivID", "DOI")
"""Entries of a PDF's metadata that name the paper itself; arXiv has written the first since 2024."""


def read_stamp(path: Path) -> str:
    """Return the arXiv id in the margin of the first page ("2101.03961v3") or in the PDF's metadata, "" when there is none.

    Only text that runs up or down the page counts: in the body the same words name some other paper.
    Runs in a worker process. Raises PaperError when the PDF cannot be opened.
    """
    from extractors.pdf.open import MUPDF_ERRORS, open_pdf, read_info  # imported here: the parent process never needs PyMuPDF

    with open_pdf(path) as document:
        try:
            blocks = document.load_page(0).get_text("dict", flags=0)["blocks"]
            named = [parse_arxiv_id(read_info(document, key)) for key in ID_KEYS]
        except MUPDF_ERRORS as error:
            raise PaperError("damaged", path.name, "its first page cannot be read") from error
    upright = (line for block in blocks for line in block.get("lines", ()) if abs(line["dir"][1]) > 0.9)
    text = "\n".join("".join(span["text"] for span in line["spans"]) for line in upright)
    return str(find_stamp(text) or next((found for found in named if found), ""))
