"""Every column, declared once: its type, its unit and what it means.

A row model uses these types for its fields; Arrow schema, DuckDB types and comments and the data dictionary
are derived from them (`models/schema.py`).
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from models.geometry import Box


def _col(description: str, unit: str | None = None) -> Any:
    return Field(description=description, json_schema_extra={"unit": unit} if unit else None)


# What and where
Topic = Annotated[str, _col("Topic key, the name of its file in config/topics")]
PaperId = Annotated[str, _col("arXiv id without version, or `pdf-` and the start of the PDF's SHA-256 where there is none")]
Version = Annotated[int | None, _col("arXiv version the PDF is of; null when unknown")]
Title = Annotated[str, _col("Title of the paper")]
PaperTitle = Annotated[str, _col("Title of the paper the row is about")]
Authors = Annotated[list[str], _col("Author names, in order")]
Abstract = Annotated[str, _col("Abstract")]
Categories = Annotated[list[str], _col("arXiv categories, primary first")]
Published = Annotated[dt.date | None, _col("Date of the first version; first of the month where only the arXiv id tells it")]
Updated = Annotated[dt.date | None, _col("Date of the version at hand; null when unknown")]
IsSurvey = Annotated[bool, _col("Whether the paper is one of the topic's surveys")]
Source = Annotated[str, _col("How the paper was found: directory, arxiv, snapshot, survey or backfill")]
SourceFile = Annotated[str, _col("Name of the PDF file it came from; empty for downloads")]
SurveyId = Annotated[str | None, _col("paper_id of the survey whose bibliography named the paper; null otherwise")]
PdfUrl = Annotated[str, _col("Address of the PDF, as a reader can open it; empty when unknown")]
PdfSha256 = Annotated[str, _col("SHA-256 of the PDF's bytes; also its file name in the data root")]
NPages = Annotated[int, _col("Pages of the PDF")]
Page = Annotated[int, _col("Page, counted from 1")]
Boxes = Annotated[list[Box], _col("Where it stands: one box a line or cell, origin top left", "PDF points")]
RuleId = Annotated[str, _col("The rule that found it")]
ReceiptUrl = Annotated[str, _col("Link to the page of the PDF that shows it")]

# References
RefIndex = Annotated[int, _col("Position of the entry in the bibliography, counted from 1")]
CitedRef = Annotated[int | None, _col("ref_index of the bibliography entry it cites; null when it cites none")]
RefLabel = Annotated[str, _col("Label of the entry as the text cites it: [3], Fedus et al., 2021, [FZS21]")]
RefRaw = Annotated[str, _col("The entry as printed")]
RefTitle = Annotated[str, _col("Title of the cited work; empty when it could not be told apart")]
RefAuthor = Annotated[str, _col("Last name of the first author, in plain lower-case letters; empty when it could not be told")]
RefYear = Annotated[int | None, _col("Year of the cited work")]
RefArxivId = Annotated[str, _col("arXiv id in the entry, without version; empty when it has none")]
RefDoi = Annotated[str, _col("DOI in the entry; empty when it has none")]
CitedPaperId = Annotated[str | None, _col("paper_id of the cited paper when it is in the topic")]

# Methods
MethodId = Annotated[str, _col("Key of the method inside its topic")]
Method = Annotated[str, _col("Name of the method, the same in every paper")]
MethodPaperId = Annotated[str | None, _col("paper_id of the paper that introduced the method; null when it is not in the topic")]
MethodPaperTitle = Annotated[str | None, _col("Title of the paper that introduced the method; null when unknown")]
MethodLabel = Annotated[str, _col("The method as this paper prints it")]
Aliases = Annotated[list[str], _col("Other names and spellings under which papers mean the method")]
FirstSeen = Annotated[
    dt.date | None,
    _col("Date of the introducing paper: its own, that of its arXiv id, or the first that its entries print; else of who names it first"),
]
OldId = Annotated[str, _col("method_id that a method had before it was merged")]
DuplicateReason = Annotated[str, _col("What the two have in common")]
OverrideAction = Annotated[str, _col("What the entry does: merge, split, rename, kind, origin, reject, direction")]
OverrideEntry = Annotated[str, _col("The entry as the file has it, on one line")]
IsApplied = Annotated[bool, _col("Whether the entry fits something; false when it is stale")]
MethodKind = Annotated[
    Literal["method", "model", "technique", "component", "row", "work"],
    _col(
        "method; model: a language model, its checkpoints, a person; technique: of the field, nobody's own; component: part of a paper's"
        " method; row: a label of one paper's table alone; work: cited without a name, or"
        " named by one paper in passing. Only methods are ranked"
    ),
]
KindReason = Annotated[str, _col("Why it is of that kind")]
FirstSeenPrecision = Annotated[
    Literal["day", "month", "year", "by_year", "named"] | None,
    _col(
        "How well first_seen is known; year: that of a preprint, or printed before there were any; by_year: in the year that"
        " bibliographies print for its venue, or earlier; named: it is the date of the earliest paper that names the method"
    ),
]
Variant = Annotated[str, _col("What the label adds to the method's name: size, stage, date, hyper-parameters; empty when nothing")]
LabelRule = Annotated[str, _col("The evidence that decided which method the label means")]
NMentions = Annotated[int, _col("How often the paper gives this name beside this citation")]

# Critiques
ReceiptId = Annotated[str, _col("Key of the receipt: hash of paper, place, text and method")]
Citation = Annotated[str, _col("Citation marker of the method as printed; empty when it is named without one")]
SentenceText = Annotated[str, _col("The sentence, verbatim; line-break hyphens joined, single spaces")]
CritiqueKind = Annotated[
    Literal["limitation", "contrast"], _col("limitation: what is wrong or costly; contrast: set against at a disadvantage")
]
Anaphoric = Annotated[bool, _col("Whether the sentence only points at the method, which is named just before")]
Context = Annotated[
    str, _col("Where the sentence only points back: the sentences before it, from the one that names the method; else empty")
]
SectionTitle = Annotated[str, _col("Heading of the section it stands in")]
Confidence = Annotated[float, _col("How sure the rules are, from 0 to 1")]
IsCounted = Annotated[bool, _col("Whether the confidence reaches the threshold, so that views count it")]

# Results
ResultId = Annotated[str, _col("Key of the result: hash of paper, place and text")]
TableLabel = Annotated[str, _col("Label of the table as printed: Table 2")]
Caption = Annotated[str, _col("Caption of the table")]
IsOwn = Annotated[bool, _col("Whether the row is the paper's own method or a variant of it")]
IsGeneric = Annotated[bool, _col("Whether the label names no method of the literature: Dense, Random, w/o X, Full")]
IsOrigin = Annotated[bool, _col("Whether the own method starts or learns from it: the checkpoint, the teacher, the shared base")]
IsCompared = Annotated[
    bool,
    _col(
        "Whether the row can win or lose: false for generic rows, oracles, humans, references, budgets, what the own method starts"
        " from, ablations of it and rows of it under a longer name (Lark Stage-1) beside its own"
    ),
]
Benchmark = Annotated[str, _col("What is measured, as printed")]
Setting = Annotated[str, _col("All else that identifies the condition: base model, size, ratio, shots, group heading")]
BenchmarkName = Annotated[str, _col("The benchmark under the name all its spellings share, without metric, shots and split")]
Metric = Annotated[str, _col("What the number measures (accuracy, exact match, perplexity); empty when the paper does not say")]
Condition = Annotated[str, _col("The setting made comparable: its parts in lower case and order, with shots and split, without the metric")]
Suite = Annotated[str, _col("Paper and table of an average, which is over that table's benchmarks; empty for a single benchmark")]
Spellings = Annotated[list[str], _col("The benchmark as papers print it")]
StandardValue = Annotated[float, _col("The number in standard_unit: shares as percents, k and M written out, seconds as ms")]
StandardUnit = Annotated[str, _col("Unit that values of the benchmark have in all papers; empty when none")]
ValueText = Annotated[str, _col("The number as printed, without ±, arrows, bold, % and x")]
Value = Annotated[float, _col("The number")]
Unit = Annotated[str, _col("Unit as printed (%, x, ms), or % where a heading or the caption says so; empty when none")]
Direction = Annotated[Literal["higher", "lower", "unknown"], _col("Which way is better")]

# Head to head
WinnerId = Annotated[str, _col("method_id of the better one, the paper's own method")]
Winner = Annotated[str, _col("Name of the better method, the paper's own")]
LoserId = Annotated[str, _col("method_id of the beaten baseline")]
Loser = Annotated[str, _col("Name of the beaten baseline; a model as the table prints it, with its size")]
WinnerLabel = Annotated[str, _col("The winner as the table prints it: which variant")]
LoserLabel = Annotated[str, _col("The loser as the table prints it")]
CellsWon = Annotated[int, _col("Shared cells of the two methods in this paper that the winner wins, of the rows that stand for the two")]
CellsLost = Annotated[int, _col("Shared cells of the two methods in this paper that the winner loses; fewer than cells_won")]
CellsTied = Annotated[int, _col("Shared cells of the two methods in this paper with equal values")]
OwnId = Annotated[str, _col("method_id of the paper's own method")]
OwnMethodName = Annotated[str, _col("Name of the paper's own method")]
OwnLabel = Annotated[str, _col("The own row as the table prints it")]
OtherId = Annotated[str, _col("method_id of the other method")]
OtherMethod = Annotated[str, _col("Name of the other method")]
OtherLabel = Annotated[str, _col("The other row as the table prints it")]
OwnValue = Annotated[float, _col("Value of the own row")]
OtherValue = Annotated[float, _col("Value of the other row")]
Outcome = Annotated[Literal["won", "lost", "tied"], _col("How the own row does in this cell")]
Lead = Annotated[float, _col("Advantage of the own row in the metric's direction, negative where it loses")]
IsRepresentative = Annotated[bool, _col("Whether the two rows are those that stand for the two methods in this table")]
IsLikeForLike = Annotated[bool, _col("False for a variant whose like is another rival's row, where another row is more like this one")]
WinnerValue = Annotated[float, _col("Value of the winner")]
LoserValue = Annotated[float, _col("Value of the loser")]
Margin = Annotated[float, _col("Advantage of the winner in the metric's direction, never negative")]

# Supersession
SubProblem = Annotated[str | None, _col("Label of the sub-problem the method belongs to; null when it competes on no shared benchmark")]
SubProblemId = Annotated[str, _col("Key of the sub-problem inside its topic")]
SubProblemLabel = Annotated[
    str, _col("Name of the sub-problem: its most superseded member, and words that the titles of its methods' papers share")
]
PapersCritique = Annotated[int, _col("Distinct other papers that criticise the method")]
PapersBeat = Annotated[int, _col("Distinct other papers whose own method wins more of the cells it shares with it than it loses")]
Score = Annotated[int, _col("papers_critique + papers_beat")]
Rank = Annotated[int, _col("Rank by score inside the topic, then papers_beat, then name; 1 is most superseded")]
MemberRank = Annotated[int, _col("Rank of the method inside its sub-problem; 1 is most superseded")]
NRanked = Annotated[int, _col("Methods of the topic's ranked list: those another paper criticises or beats; the others rank behind them")]
Status = Annotated[
    Literal["heavily superseded", "superseded", "not yet superseded", "no evidence here"],
    _col(
        "heavily superseded: a standard baseline that newer methods routinely beat; superseded; not yet superseded; no evidence here: no"
        " paper of the topic criticises it or has it in a table"
    ),
]
StatusReason = Annotated[str, _col("What the status rests on, in words")]
AlternativeReason = Annotated[
    Literal["beats it", "criticises it", "same sub-problem"], _col("Why it is an alternative: what its paper says, or that both compete")
]
Beats = Annotated[list[str], _col("Names of the methods its paper beats")]
NMethods = Annotated[int, _col("Number of methods")]
NPapers = Annotated[int, _col("Number of papers")]
NCritiques = Annotated[int, _col("Number of critique receipts")]
NResults = Annotated[int, _col("Number of benchmark results")]
NReferences = Annotated[int, _col("Number of bibliography entries")]
NTables = Annotated[int, _col("Number of tables found")]
NAbstained = Annotated[int, _col("Cases in which the rules were unsure and gave nothing")]
TopicTitle = Annotated[str, _col("Title of the topic")]
LastUpdate = Annotated[dt.datetime | None, _col("When the last paper of the topic was extracted, UTC")]
Month = Annotated[dt.date, _col("First day of the month")]
CumulativeCritics = Annotated[int, _col("Distinct papers that criticised the method up to and including the month")]
CumulativeBeaters = Annotated[int, _col("Distinct papers that beat the method up to and including the month")]
NewerMethodId = Annotated[str, _col("method_id of the newer method")]
NewerMethod = Annotated[str, _col("Name of the newer method")]
MinValue = Annotated[float, _col("Smallest reported value")]
MaxValue = Annotated[float, _col("Largest reported value")]
NValues = Annotated[int, _col("Number of different reported values")]
PaperIds = Annotated[list[str], _col("paper_id of the papers, in order of the id")]
Spread = Annotated[float, _col("max_value - min_value")]

# Runs
RunStatus = Annotated[Literal["ok", "failed", "skipped"], _col("ok: rows stored; failed: see reason; skipped: not processed, see reason")]
Reason = Annotated[str, _col("Why it failed or was skipped; empty when ok")]
ReasonKind = Annotated[str, _col("The reason in one word: truncated, encrypted, timeout …; empty when ok")]
Seconds = Annotated[float, _col("Time the extraction took", "seconds")]
Fingerprint = Annotated[str, _col("Hash of PDF, metadata, rules and extractor code; the rows are stale when it differs")]
MemberReason = Annotated[
    Literal["query", "survey", "backfill", "folder", "removed"],
    _col("Why: the topic's query or a survey names it, it lies in the folder, somebody backfilled it; removed: somebody took it out"),
]
MemberDetail = Annotated[
    str, _col("The survey's paper_id, the file's name, the SHA-256 of the PDF of a removed paper; empty for a query and a backfill by id")
]
Since = Annotated[dt.date, _col("Day of the refresh, UTC, that first found it so")]
Until = Annotated[dt.date | None, _col("Day from which it was no longer so; null while it holds")]
FinishedAt = Annotated[dt.datetime, _col("When the paper was processed, UTC")]
Change = Annotated[Literal["added", "changed", "dropped", "failed"], _col("What the last refresh did to the paper")]
RankBefore = Annotated[int | None, _col("Rank before the refresh; null when nothing had superseded it")]
RankNow = Annotated[int | None, _col("Rank now; null when nothing supersedes it any more")]
StatusBefore = Annotated[str | None, _col("Status before the refresh; null as the rank is")]
StatusNow = Annotated[str | None, _col("Status now; null as the rank is")]
PapersCritiqueBefore = Annotated[int, _col("Papers that criticised it before the refresh")]
PapersBeatBefore = Annotated[int, _col("Papers that beat it before the refresh")]
NCritiquesBefore = Annotated[int, _col("Critique receipts of the paper before the refresh")]
NResultsBefore = Annotated[int, _col("Benchmark results of the paper before the refresh")]
