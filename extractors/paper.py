"""One paper from PDF to rows: a pure function of the PDF, its metadata and the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from extractors.critiques.find import find_critiques
from extractors.critiques.rules import CritiqueRules, load_rules
from extractors.names.find import find_names
from extractors.pdf.printed import PrintedPage
from extractors.pdf.verify import verify_rows
from extractors.reading import PaperContent, read_content
from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from extractors.stage_cache import KeptContent, Stage
from models.config_files import told_together
from models.document import PaperNames, PaperText
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

    content: PaperContent
    names: PaperNames
    critiques: list[Critique]
    results: list[Result]
    n_abstained: int


def load_rule_set(config_dir: Path, topic: str | None) -> RuleSet:
    """Return the rules of a topic; raises ConfigError naming each file that is wrong, and the line."""
    with told_together() as one_folder:
        with one_folder():
            critiques = load_rules(config_dir, topic)
        with one_folder():
            vocabulary = load_vocabulary(config_dir)
    return RuleSet(critiques, vocabulary)


@rest_collector()
def read_paper(path: Path, rules: RuleSet, pdf_sha256: str) -> Reading:
    """Return everything that is read from the PDF; raises PaperError when it cannot be read."""
    return judge_content(read_content(path), rules, pdf_sha256)


def judge_content(content: PaperContent, rules: RuleSet, pdf_sha256: str) -> Reading:
    """Return what the rules make of a paper's tables and text; asks nothing of the PDF."""
    names = find_names(content.text, content.tables, rules.critiques.names)
    critiques, n_unsure = find_critiques(content.text, names, rules.critiques, pdf_sha256)
    results, n_unbound = read_results(content.tables, content.text, names, rules.vocabulary, pdf_sha256)
    return Reading(content, names, critiques, results, n_unsure + n_unbound + content.n_lost)


@rest_collector()
def extract_paper(
    path: Path, meta: PaperMeta, rules: RuleSet, pdf_sha256: str, fingerprint: str, stage: Stage | None = None
) -> ExtractedPaper:
    """Return the paper's row with all its child rows; what the metadata leaves open is taken from the PDF.

    A row that a second, independent reading of the PDF does not bear out is left out and counted as an abstention.
    What the PDF holds, and which rows it bears out, is taken from the stage, and kept there, where one is given.
    """
    kept = stage.read(pdf_sha256) if stage else None
    printed: dict[int, PrintedPage] = {}
    content = kept.content if kept else read_content(path, printed)
    reading = judge_content(content, rules, pdf_sha256)
    unproved = _find_unproved(path, meta.paper_id, reading, kept.proved if kept else frozenset(), printed)
    critiques = _unique(c for c in reading.critiques if c.receipt_id not in unproved)
    results = _unique(r for r in reading.results if r.result_id not in unproved)
    if stage:
        stage.keep(pdf_sha256, KeptContent(content, frozenset([*map(_sign, critiques), *map(_sign, results)])), kept)
    return ExtractedPaper(
        **_complete(meta, content.text).model_dump(),
        pdf_sha256=pdf_sha256,
        n_pages=content.n_pages,
        n_tables=len(content.tables),
        n_abstained=reading.n_abstained + len(unproved),
        fingerprint=fingerprint,
        own_methods=list(reading.names.own),
        named_citations=list(reading.names.cited),
        references=list(content.text.references),
        critiques=critiques,
        results=results,
    )


def _find_unproved(path: Path, paper_id: str, reading: Reading, proved: frozenset[str], printed: Mapping[int, PrintedPage]) -> set[str]:
    """Return the ids of the rows that the PDF does not bear out; it is not opened where all of them are proved already."""
    critiques = [critique for critique in reading.critiques if _sign(critique) not in proved]
    results = [result for result in reading.results if _sign(result) not in proved]
    return {bad.row_id for bad in verify_rows(path, paper_id, critiques, results, printed)} if critiques or results else set()


def _sign(row: Critique | Result) -> str:
    """Return what of a row is proved: its id stands for its boxes and words, and a number's value is proved with it."""
    return row.receipt_id if isinstance(row, Critique) else f"{row.result_id} {row.value}"


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
