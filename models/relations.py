"""The relations an analyst sees in method_drift.duckdb: one row class a relation, in the order of the data dictionary.

Names and first columns are a contract with tools outside the project. A relation's prose is the leading comment of its
SQL file in warehouse/views (for views) or the class docstring (for tables).
"""

from models import columns as c
from models.rows import PaperMeta, Row


class Papers(PaperMeta):
    """Every paper of every topic that has been extracted."""

    pdf_sha256: c.PdfSha256
    n_pages: c.NPages


class PaperReferences(Row):
    """Bibliography entries of the papers, each linked to the cited paper where it is in the topic."""

    topic: c.Topic
    paper_id: c.PaperId
    ref_index: c.RefIndex
    label: c.RefLabel
    raw: c.RefRaw
    title: c.RefTitle
    author: c.RefAuthor
    year: c.RefYear
    arxiv_id: c.RefArxivId
    doi: c.RefDoi
    cited_paper_id: c.CitedPaperId
    page: c.Page
    boxes: c.Boxes


class Methods(Row):
    """Methods of the topic, one row each however many papers name it."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    paper_id: c.MethodPaperId
    paper_title: c.MethodPaperTitle
    first_seen: c.FirstSeen
    aliases: c.Aliases
    kind: c.MethodKind
    kind_reason: c.KindReason
    first_seen_precision: c.FirstSeenPrecision


class MethodLabels(Row):
    """Which label in which paper is which method and variant, by which rule."""

    topic: c.Topic
    paper_id: c.PaperId
    label: c.MethodLabel
    citation_index: c.CitedRef
    is_own: c.IsOwn
    method_id: c.MethodId
    method: c.Method
    variant: c.Variant
    rule: c.LabelRule


class MethodRedirects(Row):
    """Ids of methods that were merged into another one."""

    topic: c.Topic
    old_id: c.OldId
    method_id: c.MethodId


class PossibleDuplicates(Row):
    """Methods that may be one, which the rules were not sure enough to join."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    other_id: c.OtherId
    other_method: c.OtherMethod
    reason: c.DuplicateReason


class Overrides(Row):
    """Every entry of overrides.toml, with whether it still fits something."""

    topic: c.Topic
    action: c.OverrideAction
    entry: c.OverrideEntry
    is_applied: c.IsApplied


class CritiqueReceipts(Row):
    """Verbatim critique sentences, each with its target and the place where it stands; only those that are counted."""

    topic: c.Topic
    receipt_id: c.ReceiptId
    paper_id: c.PaperId
    version: c.Version
    paper_title: c.PaperTitle
    method_id: c.MethodId
    method: c.Method
    method_label: c.MethodLabel
    citation: c.Citation
    sentence: c.SentenceText
    kind: c.CritiqueKind
    anaphoric: c.Anaphoric
    context: c.Context
    section: c.SectionTitle
    page: c.Page
    boxes: c.Boxes
    rule_id: c.RuleId
    confidence: c.Confidence
    pdf_sha256: c.PdfSha256
    receipt_url: c.ReceiptUrl


class CritiqueCandidates(CritiqueReceipts):
    """All critique sentences the rules found, also those whose confidence is too low to be counted."""

    is_counted: c.IsCounted


class BenchmarkResults(Row):
    """Numbers of the papers' result tables, bound to method, benchmark and setting."""

    topic: c.Topic
    result_id: c.ResultId
    paper_id: c.PaperId
    version: c.Version
    paper_title: c.PaperTitle
    table_label: c.TableLabel
    caption: c.Caption
    page: c.Page
    boxes: c.Boxes
    method_id: c.MethodId
    method: c.Method
    method_label: c.MethodLabel
    variant: c.Variant
    citation: c.Citation
    is_own: c.IsOwn
    is_generic: c.IsGeneric
    is_compared: c.IsCompared
    benchmark: c.Benchmark
    benchmark_name: c.BenchmarkName
    metric: c.Metric
    setting: c.Setting
    condition: c.Condition
    suite: c.Suite
    value_text: c.ValueText
    value: c.Value
    unit: c.Unit
    standard_value: c.StandardValue
    standard_unit: c.StandardUnit
    direction: c.Direction
    rule_id: c.RuleId
    pdf_sha256: c.PdfSha256
    receipt_url: c.ReceiptUrl


class Benchmarks(Row):
    """Every benchmark under one name, with its metric, direction and the forms that papers print."""

    topic: c.Topic
    benchmark_name: c.BenchmarkName
    metric: c.Metric
    direction: c.Direction
    spellings: c.Spellings
    n_papers: c.NPapers
    n_results: c.NResults


class SharedCells(Row):
    """Every cell that a row of the paper's own method and a row of another method share, with who is better."""

    topic: c.Topic
    paper_id: c.PaperId
    paper_title: c.PaperTitle
    own_id: c.OwnId
    own_method: c.OwnMethodName
    own_label: c.OwnLabel
    other_id: c.OtherId
    other_method: c.OtherMethod
    other_label: c.OtherLabel
    benchmark: c.Benchmark
    setting: c.Setting
    own_value: c.OwnValue
    other_value: c.OtherValue
    unit: c.Unit
    direction: c.Direction
    outcome: c.Outcome
    lead: c.Lead
    table_label: c.TableLabel
    caption: c.Caption
    page: c.Page
    receipt_url: c.ReceiptUrl
    is_representative: c.IsRepresentative
    is_like_for_like: c.IsLikeForLike


class HeadToHead(Row):
    """The paper's own method, each variant as printed, against each row of a baseline it beats, where it wins most shared cells."""

    topic: c.Topic
    paper_id: c.PaperId
    paper_title: c.PaperTitle
    winner_id: c.WinnerId
    winner: c.Winner
    winner_label: c.WinnerLabel
    loser_id: c.LoserId
    loser: c.Loser
    loser_label: c.LoserLabel
    benchmark: c.Benchmark
    setting: c.Setting
    winner_value: c.WinnerValue
    loser_value: c.LoserValue
    direction: c.Direction
    margin: c.Margin
    cells_won: c.CellsWon
    cells_lost: c.CellsLost
    cells_tied: c.CellsTied
    table_label: c.TableLabel
    page: c.Page
    receipt_url: c.ReceiptUrl


class MethodSupersession(Row):
    """How superseded each method is: counts, score, rank, status."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    sub_problem: c.SubProblem
    papers_critique: c.PapersCritique
    papers_beat: c.PapersBeat
    score: c.Score
    rank: c.Rank
    n_ranked: c.NRanked
    status: c.Status
    status_reason: c.StatusReason


class MostSuperseded(Row):
    """The ranked list of the topic page."""

    topic: c.Topic
    rank: c.Rank
    method_id: c.MethodId
    method: c.Method
    sub_problem: c.SubProblem
    paper_id: c.MethodPaperId
    paper_title: c.MethodPaperTitle
    papers_critique: c.PapersCritique
    papers_beat: c.PapersBeat
    score: c.Score
    status: c.Status


class SubProblems(Row):
    """Clusters of methods that compete on the same benchmarks."""

    topic: c.Topic
    sub_problem_id: c.SubProblemId
    label: c.SubProblemLabel
    n_methods: c.NMethods


class SubProblemMethods(Row):
    """The members of each sub-problem, most superseded first."""

    topic: c.Topic
    sub_problem_id: c.SubProblemId
    label: c.SubProblemLabel
    method_id: c.MethodId
    method: c.Method
    member_rank: c.MemberRank


class Frontier(Row):
    """Recent methods that are not superseded, newest first."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    sub_problem: c.SubProblem
    paper_id: c.MethodPaperId
    paper_title: c.MethodPaperTitle
    first_seen: c.FirstSeen
    beats: c.Beats


class NewerAlternatives(Row):
    """For each method those of papers that beat or criticise it and new ones of its sub-problem, none heavily superseded."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    newer_method_id: c.NewerMethodId
    newer_method: c.NewerMethod
    paper_id: c.MethodPaperId
    paper_title: c.MethodPaperTitle
    first_seen: c.FirstSeen
    reason: c.AlternativeReason


class TopicSummary(Row):
    """The topic's counts and the date of its last update."""

    topic: c.Topic
    title: c.TopicTitle
    n_papers: c.NPapers
    n_critiques: c.NCritiques
    n_results: c.NResults
    n_methods: c.NMethods
    updated: c.LastUpdate


class Leaderboard(Row):
    """Every reported value of a benchmark and setting, best first."""

    topic: c.Topic
    benchmark: c.BenchmarkName
    metric: c.Metric
    setting: c.Condition
    suite: c.Suite
    rank: c.Rank
    method_id: c.MethodId
    method: c.Method
    variant: c.Variant
    method_label: c.MethodLabel
    value: c.StandardValue
    value_text: c.ValueText
    unit: c.StandardUnit
    direction: c.Direction
    is_own: c.IsOwn
    paper_id: c.PaperId
    paper_title: c.PaperTitle
    table_label: c.TableLabel
    page: c.Page
    receipt_url: c.ReceiptUrl


class ValueDisagreements(Row):
    """Same method, benchmark and setting, but different values in different papers."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    benchmark: c.BenchmarkName
    metric: c.Metric
    setting: c.Condition
    n_values: c.NValues
    min_value: c.MinValue
    max_value: c.MaxValue
    spread: c.Spread
    paper_ids: c.PaperIds


class SupersessionTimeline(Row):
    """Cumulative critics and beaters of each method by month."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    month: c.Month
    cumulative_critics: c.CumulativeCritics
    cumulative_beaters: c.CumulativeBeaters


class RefreshChanges(Row):
    """What the last refresh added, changed or dropped, a row a paper."""

    topic: c.Topic
    paper_id: c.PaperId
    title: c.Title
    change: c.Change
    n_critiques_before: c.NCritiquesBefore
    n_critiques: c.NCritiques
    n_results_before: c.NResultsBefore
    n_results: c.NResults


class ExtractionRuns(Row):
    """How the last extraction of each paper went; failures and skips with their reason."""

    topic: c.Topic
    paper_id: c.PaperId
    source_file: c.SourceFile
    status: c.RunStatus
    reason: c.Reason = ""
    reason_kind: c.ReasonKind = ""
    n_pages: c.NPages = 0
    n_references: c.NReferences = 0
    n_critiques: c.NCritiques = 0
    n_results: c.NResults = 0
    n_tables: c.NTables = 0
    n_abstained: c.NAbstained = 0
    seconds: c.Seconds = 0.0
    fingerprint: c.Fingerprint = ""
    finished_at: c.FinishedAt
