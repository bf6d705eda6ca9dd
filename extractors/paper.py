"""One paper from PDF to rows: a pure function of the PDF, its metadata and the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from extractors.critiques.find import find_critiques
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.names.find import find_names
from extractors.pdf.pages import read_pages
from extractors.pdf.verify import verify_rows
from extractors.reading import read_text
from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from extractors.tables.find import find_tables
from models.document import PageContent, PaperNames, PaperText, Table
from models.memory import rest_collector
from models.rows import Critique, ExtractedPaper, PaperMeta, Result

R = TypeVar("R", Critique, Result)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a topic, loaded once a worker."""

    critiques: CritiqueRules
    vocabulary: TableVocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read from one PDF."""

    pages: list[PageContent]
    tables: list[Table]
    text: PaperText
    names: PaperNames
    critiques: list[Critique]
    results: list[Result]
    n_abstained: int


def load_rule_set(config_dir: Path, topic: str | None) -> RuleSet:
    """Return the rules of a topic; raises ConfigError naming the file and line that is wrong."""
    return RuleSet(load_rules(config_dir, topic), load_vocabulary(config_dir))


@rest_collector()
def read_paper(path: Path, rules: RuleSet, pdf_sha256: str) -> Reading:
    """Return everything that is read from the PDF; raises PaperError when it cannot be read."""
    pages = read_pages(path)
    tables = find_tables(pages)
    text = read_text(pages, tables)
    names = find_names(text, tables, rules.critiques.names)
    critiques, n_unsure = find_critiques(text, names, rules.critiques, pdf_sha256)
    results, n_unbound = read_results(tables, text, names, rules.vocabulary, pdf_sha256)
    return Reading(pages, tables, text, names, critiques, results, n_unsure + n_unbound)


@rest_collector()
def extract_paper(path: Path, meta: PaperMeta, rules: RuleSet, pdf_sha256: str, fingerprint: str) -> ExtractedPaper:
    """Return the paper's row with all its child rows; what the metadata leaves open is taken from the PDF.

    A row that a second, independent reading of the PDF does not bear out is left out and counted as an abstention.
    """
    reading = read_paper(path, rules, pdf_sha256)
    unproved = {bad.row_id for bad in verify_rows(path, meta.paper_id, reading.critiques, reading.results)}
    return ExtractedPaper(
        **_complete(meta, reading.text).model_dump(),
        pdf_sha256=pdf_sha256,
        n_pages=len(reading.pages),
        n_tables=len(reading.tables),
        n_abstained=reading.n_abstained + len(unproved),
        fingerprint=fingerprint,
        own_methods=list(reading.names.own),
        named_citations=list(reading.names.cited),
        references=list(reading.text.references),
        critiques=_unique(c for c in reading.critiques if c.receipt_id not in unproved),
        results=_unique(r for r in reading.results if r.result_id not in unproved),
    )


def _complete(meta: PaperMeta, text: PaperText) -> PaperMeta:
    """Return the metadata with title, abstract and version as printed where it has none."""
    stamped_id, _, stamped_version = text.arxiv_id.partition("v")
    is_same = stamped_id == meta.paper_id and stamped_version.isdigit()
    return meta.model_copy(
        update={
            "title": meta.title or text.title or Path(meta.source_file).stem,
            "abstract": meta.abstract or text.abstract,
            "version": meta.version or (int(stamped_version) if is_same else None),
        }
    )


def _unique(rows: Iterable[R]) -> list[R]:
    """Return the rows without repeats of one key, in order."""
    return list({(row.receipt_id if isinstance(row, Critique) else row.result_id): row for row in rows}.values())
