"""The rows one paper gives: what extraction returns and the store keeps (row models, not machine-learned ones).

One Parquet file a paper holds one `ExtractedPaper`, its child rows nested in it. Child rows carry no paper_id: their
parent does.
"""

import hashlib
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from models import columns as c
from models.geometry import Box


class Row(BaseModel):
    """A frozen row; unknown fields are an error."""

    # What checks a row is made when the first row is: most commands load all relations and make rows of none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def row_id(*parts: object) -> str:
    """Return a short stable key: the same parts give the same 16 hex digits on every run."""
    text = "\x1f".join(_stable(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stable(part: object) -> str:
    if isinstance(part, Box):
        return f"{part.page}:{part.x0:.1f},{part.y0:.1f},{part.x1:.1f},{part.y1:.1f}"
    if isinstance(part, list | tuple):
        return "|".join(_stable(p) for p in part)
    return str(part)


class PaperMeta(Row):
    """What is known of a paper before its PDF is read."""

    topic: c.Topic
    paper_id: c.PaperId
    version: c.Version = None
    title: c.Title = ""
    authors: c.Authors = []
    abstract: c.Abstract = ""
    categories: c.Categories = []
    published: c.Published = None
    updated: c.Updated = None
    is_survey: c.IsSurvey = False
    source: c.Source = "directory"
    source_file: c.SourceFile = ""
    survey_id: c.SurveyId = None
    pdf_url: c.PdfUrl = ""


class Reference(Row):
    """A bibliography entry."""

    ref_index: c.RefIndex
    label: c.RefLabel
    raw: c.RefRaw
    title: c.RefTitle = ""
    year: c.RefYear = None
    arxiv_id: c.RefArxivId = ""
    doi: c.RefDoi = ""
    page: c.Page
    boxes: c.Boxes


class OwnMethod(Row):
    """A method this paper introduces, with the other names it uses for it."""

    method_label: c.MethodLabel
    aliases: c.Aliases = []


class NamedCitation(Row):
    """A method name that stands beside a citation: evidence of whose method the name means."""

    method_label: c.MethodLabel
    ref_index: c.RefIndex
    n_mentions: c.NMentions = 1


class Critique(Row):
    """A verbatim critique sentence with one target."""

    receipt_id: c.ReceiptId
    method_label: c.MethodLabel
    citation: c.Citation = ""
    cited_ref: c.CitedRef = None
    sentence: c.SentenceText
    kind: c.CritiqueKind
    anaphoric: c.Anaphoric = False
    context: c.Context = ""
    section: c.SectionTitle = ""
    page: c.Page
    boxes: c.Boxes
    rule_id: c.RuleId
    confidence: c.Confidence = 1.0
    is_counted: c.IsCounted = True

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        if not self.boxes or not self.sentence.strip() or not self.method_label.strip():
            raise ValueError("a receipt needs a sentence, a method and at least one box")
        return self


class Result(Row):
    """One number of a results table, bound to method, benchmark and setting."""

    result_id: c.ResultId
    table_label: c.TableLabel
    caption: c.Caption
    page: c.Page
    boxes: c.Boxes
    method_label: c.MethodLabel
    citation: c.Citation = ""
    cited_ref: c.CitedRef = None
    is_own: c.IsOwn
    is_generic: c.IsGeneric = False
    is_origin: c.IsOrigin = False
    benchmark: c.Benchmark
    setting: c.Setting = ""
    value_text: c.ValueText
    value: c.Value
    unit: c.Unit = ""
    direction: c.Direction = "unknown"
    rule_id: c.RuleId

    @model_validator(mode="after")
    def _is_bound(self) -> Self:
        if not self.boxes or not self.method_label.strip() or not self.value_text.strip():
            raise ValueError("a result needs a method, a value and at least one box")
        return self


class ExtractedPaper(PaperMeta):
    """A paper and everything read from it: the one row of its Parquet file."""

    pdf_sha256: c.PdfSha256
    n_pages: c.NPages
    n_tables: c.NTables = 0
    n_abstained: c.NAbstained = 0
    fingerprint: c.Fingerprint
    own_methods: list[OwnMethod] = []
    named_citations: list[NamedCitation] = []
    references: list[Reference] = []
    critiques: list[Critique] = []
    results: list[Result] = []
