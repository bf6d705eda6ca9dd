"""What one topic needs done: its papers, which of them are stale, which have gone."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractors.fingerprint import hash_files, paper_fingerprint, rules_fingerprint
from extractors.sources.arrivals import Arrivals
from extractors.sources.facts import seal_folder
from extractors.sources.folder import FoundPaper, Listing, Rejected
from flows.context import Context, Options
from flows.operator.given import find_given
from flows.report import name_some
from flows.sources import WORTH_RETRYING, Found, discover, listing_cache
from models.errors import PaperError
from models.membership import Membership
from models.relations import ExtractionRuns
from models.rows import PaperMeta
from models.settings import Topic
from warehouse import ledger, store
from warehouse.compact import MIN_CHUNK_PAPERS
from warehouse.files import StoreError, replacing, stamp, to_key
from warehouse.membership import (
    REASON_OF_SOURCE,
    Reason,
    drop_members,
    list_removed,
    list_removed_pdfs,
    list_unnamed,
    members_path,
    read_members,
    update_members,
)

MIN_SEALED_PAPERS = MIN_CHUNK_PAPERS
"""A smaller topic costs little, and a night opens each of its stored files: so damage is seen that no stamp tells of."""
_PACKAGES = ("extractors", "flows", "models", "warehouse")
_CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class StalePaper:
    """A paper to extract and the fingerprint its rows will carry."""

    paper: FoundPaper
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does for one topic."""

    topic: Topic
    stale: tuple[StalePaper, ...]
    n_unchanged: int
    n_left: int
    """Stale papers that `limit` leaves for the next run."""
    settled: tuple[ExtractionRuns, ...]
    """Papers with nothing to extract: rejected ones, and failures that would only fail again."""
    vanished: tuple[str, ...]
    before: Mapping[str, ExtractionRuns]
    """The last run of every paper, by paper_id."""
    problems: tuple[str, ...] = ()
    """What kept the source from being looked through in full."""
    stored: Mapping[str, str] = field(default_factory=dict)
    """The fingerprint of what is stored, by paper_id."""
    arrivals: Arrivals | None = None
    """Papers that are being fetched; `plan_arrivals` says what to do with them."""
    members: tuple[Membership, ...] | None = ()
    """Why each paper is in the topic; None where that is as it was, and each is named."""
    seal: str = ""
    """Over all that the plan was made from, where it found nothing to do and would find the same again; else ""."""


class SealedPlan(BaseModel):
    """What a plan came to that found nothing to do; it holds as long as the same seal is over all that it was made from."""

    model_config = ConfigDict(frozen=True)

    seal: str
    n_unchanged: int
    settled: tuple[ExtractionRuns, ...]


def plan_topic(context: Context, topic: Topic) -> Plan:
    """Return what has to be done to bring the topic up to date; raises ConfigError or SourceError when its source gives nothing.

    Papers that the source does not name (backfilled, or found by an earlier query) are part of the topic: arXiv is asked for
    new versions of them, and they are read again from the PDF that is kept, when the rules have changed or their rows cannot be read.
    """
    seal, stored = seal_plan(context, topic)
    sealed = _read_sealed(context.root, topic)
    if seal and sealed and sealed.seal == seal:
        context.seals |= stored
        before = {run.paper_id: run for run in sealed.settled}
        return Plan(topic, (), sealed.n_unchanged, 0, sealed.settled, (), before, members=None)
    return _look_through(context, topic, seal)


def _look_through(context: Context, topic: Topic, seal: str) -> Plan:
    """Return the plan by looking at each paper."""
    root, members = context.root, read_members(context.root, topic.key)
    stored = store.read_fingerprints(root, topic.key)
    before = {run.paper_id: run for run in ledger.read_runs(root, topic.key)}
    mine = set(stored) | {paper_id for paper_id, run in before.items() if run.status == "failed"}

    def recall(others: Set[str]) -> list[PaperMeta]:
        return [known.meta for paper_id in sorted(mine - others) if (known := _recall(root, topic.key, paper_id, before))]

    found = discover(context, topic, recall, list_removed(members) | list_removed_pdfs(members).keys())
    vanished = _find_vanished(root, topic, found, set(stored), before, members)
    damaged = {i for i, fingerprint in stored.items() if not fingerprint and store.is_damaged(root, topic.key, i)}
    unlisted = sorted(mine - _list_ids(found) - set(vanished))
    kept, lost = _find_kept(context, topic, unlisted, damaged, stored, before)
    listing = Listing([*found.listing.papers, *kept], [*found.listing.rejected, *lost])
    problems = (*found.problems, *_tell_damaged(damaged - set(vanished) - {item.meta.paper_id for item in lost}))
    plan = _compare(context, topic, replace(found, listing=listing, problems=problems), stored, before, vanished)
    metas = [paper.meta for paper in kept] + [item.meta for item in lost]
    members = _bring_up_to_date(members, found, metas, set(vanished), topic.key)
    is_quiet = found.is_settled and not (unlisted or problems or vanished or plan.stale or list_unnamed(members))
    return replace(plan, members=tuple(members), seal=seal if is_quiet else "")


def seal_plan(context: Context, topic: Topic) -> tuple[str, dict[str, str]]:
    """Return one hash over all that the topic's plan is made from, and those of its stored folders by place; no paper's file is opened.

    It is "" where the plan is made from more than stamps tell of (arXiv, a shared store, a folder with links) and where a person
    asks for more than what is new. Like the listing's cache it goes by names, times and sizes, and only says whether to look:
    what rows and the warehouse depend on is hashed by content.
    """
    root, key, folder = context.root, to_key(topic.key), topic.path
    is_plain = context.options == Options(is_published=context.options.is_published)
    if topic.source != "directory" or folder is None or context.mirror is not None or not is_plain:
        return "", {}
    stored = {place: seal_folder(root / place) for place in (f"papers/{key}", f"runs/{key}")}
    seals = (seal_folder(folder), *stored.values())
    notes = [stamp(path.stat()) if path.is_file() else "" for path in (members_path(root, topic.key), listing_cache(root, folder))]
    asked = (topic.model_dump_json(), context.settings.model_dump_json(), rules_fingerprint(context.config_dir), _hash_code())
    return (hashlib.sha256(repr((seals, notes, asked)).encode()).hexdigest() if all(seals) else ""), stored


@cache
def _hash_code() -> str:
    """Return the hash of all code that has a part in a plan."""
    return hash_files((), sorted(path for name in _PACKAGES for path in (_CHECKOUT / name).rglob("*.py")))


def _sealed_path(root: Path, topic: Topic) -> Path:
    return root / "cache" / f"plan-{to_key(topic.key)}.json"


def _read_sealed(root: Path, topic: Topic) -> SealedPlan | None:
    with suppress(OSError, ValidationError):
        return SealedPlan.model_validate_json(_sealed_path(root, topic).read_bytes())
    return None


def keep_plan(context: Context, plan: Plan, settled: Sequence[ExtractionRuns]) -> None:
    """Keep what the plan came to for the next run, where the run found nothing to do and changed nothing; `settled` is what it told."""
    if plan.seal and plan.n_unchanged >= MIN_SEALED_PAPERS and seal_plan(context, plan.topic)[0] == plan.seal:
        sealed = SealedPlan(seal=plan.seal, n_unchanged=plan.n_unchanged, settled=tuple(settled))
        with replacing(_sealed_path(context.root, plan.topic)) as temporary:
            temporary.write_text(sealed.model_dump_json(), encoding="utf-8")


def plan_papers(context: Context, topic: Topic, papers: tuple[str, ...]) -> Plan:
    """Return what has to be done for these papers alone; raises ConfigError for what is no paper."""
    members = read_members(context.root, topic.key)
    gone = list_removed_pdfs(members)
    found = find_given(context, topic, papers, gone)
    stored = store.read_fingerprints(context.root, topic.key)
    before = {run.paper_id: run for run in ledger.read_runs(context.root, topic.key)}
    plan = _compare(context, topic, found, stored, before, _find_vanished(context.root, topic, found, set(stored), before, members))
    given = {paper.meta.paper_id: [("backfill", paper.meta.source_file)] for paper in found.listing.papers}
    again = {*given, *(gone[paper.pdf_sha256] for paper in found.listing.papers if paper.pdf_sha256 in gone)}
    members = drop_members(members, (list_removed(members) & again) | set(plan.vanished))
    return replace(plan, members=tuple(update_members(topic.key, members, given, now().date(), is_whole=False)))


def _bring_up_to_date(
    members: Sequence[Membership], found: Found, kept: Iterable[PaperMeta], vanished: Set[str], topic: str
) -> list[Membership]:
    """Return the topic's members as the source names them now; papers that are stored with no reason get that of their rows."""
    today = now().date()
    aside = vanished | {item.meta.paper_id for item in found.listing.rejected if not item.is_failure}
    out = aside | list_removed(members)  # once, not once a paper
    named = {paper_id: reasons for paper_id, reasons in found.named.items() if paper_id not in out}
    has_reason = {*named, *(row.paper_id for row in members)}
    older = {meta.paper_id: [_reason_of(meta)] for meta in kept if meta.paper_id not in has_reason}
    rows = update_members(topic, drop_members(members, aside), older, today, is_whole=False)
    return update_members(topic, rows, named, today, is_whole=not found.problems)


def _reason_of(meta: PaperMeta) -> Reason:
    return REASON_OF_SOURCE[meta.source], meta.survey_id or "" if meta.source == "survey" else meta.source_file


def _list_ids(found: Found) -> set[str]:
    """Return the papers that the source names, whether their PDFs are here or not."""
    listed = {paper.meta.paper_id for paper in found.listing.papers} | {r.meta.paper_id for r in found.listing.rejected}
    return listed | (found.arrivals.paper_ids if found.arrivals else set())


def _recall(root: Path, topic: str, paper_id: str, before: Mapping[str, ExtractionRuns]) -> ledger.KnownPaper | None:
    known = ledger.read_known(root, topic, paper_id) or _know_by_rows(root, topic, paper_id)
    return known or _know_by_name(root, before.get(paper_id))


def _find_kept(
    context: Context,
    topic: Topic,
    paper_ids: Iterable[str],
    damaged: Set[str],
    stored: Mapping[str, str],
    before: Mapping[str, ExtractionRuns],
) -> tuple[list[FoundPaper], list[Rejected]]:
    """Return the papers as they were read last time, from the PDFs that are kept, and those that cannot be read again without one."""
    kept, lost, rules = list[FoundPaper](), list[Rejected](), rules_fingerprint(context.config_dir)
    for paper_id in paper_ids:
        known = _recall(context.root, topic.key, paper_id, before)
        is_current = known and paper_id in stored and stored[paper_id] == paper_fingerprint(known.meta, known.pdf_sha256, rules)
        path = store.pdf_path(context.root, known.pdf_sha256) if known else None
        if known and path and (path.is_file() or (not is_current and _fetch_shared(context, known.pdf_sha256))):
            kept.append(FoundPaper(path, known.meta, known.pdf_sha256))
        elif paper_id in damaged:
            lost.append(_reject_lost(topic.key, paper_id, known, "its stored rows cannot be read"))
        elif known and paper_id in stored and not is_current:
            lost.append(_reject_lost(topic.key, paper_id, known, "its rows are of older rules"))
    return kept, lost


def _fetch_shared(context: Context, sha256: str) -> bool:
    """Bring the PDF from the shared store and tell whether it was there; False where there is no such store."""
    with suppress(StoreError):
        if context.mirror is not None:
            context.mirror.fetch_pdf(sha256)
            return True
    return False


def _reject_lost(topic: str, paper_id: str, known: ledger.KnownPaper | None, why: str) -> Rejected:
    meta = known.meta if known else PaperMeta(topic=topic, paper_id=paper_id, source="backfill")
    error = PaperError("missing", paper_id, f"{why} and its PDF is not kept any more; backfill it again, or remove it")
    return Rejected(meta, error, is_failure=True)


def _know_by_rows(root: Path, topic: str, paper_id: str) -> ledger.KnownPaper | None:
    try:
        paper = store.read_paper(root, topic, paper_id)
    except StoreError:
        return None
    if paper is None:
        return None
    return ledger.KnownPaper(PaperMeta(**{name: getattr(paper, name) for name in PaperMeta.model_fields}), paper.pdf_sha256)


def _know_by_name(root: Path, last: ExtractionRuns | None) -> ledger.KnownPaper | None:
    """Return what is known of a PDF that is named by its bytes, where the ledger is older than what it says of papers now."""
    if last is None or not last.paper_id.startswith("pdf-"):
        return None
    found = sorted(store.pdf_folder(root).glob(f"{last.paper_id.removeprefix('pdf-')}*.pdf"))
    meta = PaperMeta(topic=last.topic, paper_id=last.paper_id, source="backfill", source_file=last.source_file)
    return ledger.KnownPaper(meta, found[0].stem) if found else None


def _tell_damaged(damaged: Set[str]) -> list[str]:
    if not damaged:
        return []
    return [f"the stored rows of {name_some(sorted(damaged))} could not be read and are extracted again; check the disk"]


def _compare(
    context: Context,
    topic: Topic,
    found: Found,
    stored: Mapping[str, str],
    before: Mapping[str, ExtractionRuns],
    vanished: Sequence[str],
) -> Plan:
    """Return the plan for what was found, by what is stored and how it went last time."""
    rules = rules_fingerprint(context.config_dir)
    papers = [StalePaper(paper, paper_fingerprint(paper.meta, paper.pdf_sha256, rules)) for paper in found.listing.papers]
    is_stale = {p.paper.meta.paper_id: context.options.is_forced or _is_stale(p, stored, before) for p in papers}
    stale = [p for p in papers if is_stale[p.paper.meta.paper_id]]
    fresh = [before[p.paper.meta.paper_id] for p in papers if not is_stale[p.paper.meta.paper_id]]
    failed = [run for run in fresh if run.status == "failed"]
    settled = [_to_run(rejected) for rejected in found.listing.rejected] + failed
    limit = len(stale) if context.options.limit is None else context.options.limit
    return Plan(
        topic,
        tuple(stale[:limit]),
        len(fresh) - len(failed),
        len(stale[limit:]) + found.n_waiting,
        tuple(settled),
        tuple(vanished),
        before,
        found.problems,
        stored,
        found.arrivals,
    )


def plan_arrivals(context: Context, plan: Plan) -> Iterator[Plan]:
    """Yield the plan, and then what has to be done for the papers that are being fetched meanwhile, as they arrive."""
    with plan.arrivals or nullcontext(()) as arrivals:
        yield plan
        for listing in arrivals:
            yield _compare(context, plan.topic, Found(listing), plan.stored, plan.before, ())


def _is_stale(paper: StalePaper, stored: Mapping[str, str], before: Mapping[str, ExtractionRuns]) -> bool:
    """Tell whether the paper must be extracted: never done, killed before its ledger entry, changed, or worth another try."""
    last = before.get(paper.paper.meta.paper_id)
    if last is None or last.fingerprint != paper.fingerprint:
        return True
    if last.status == "failed":
        return last.reason_kind in WORTH_RETRYING
    return stored.get(paper.paper.meta.paper_id) != paper.fingerprint


def _to_run(rejected: Rejected) -> ExtractionRuns:
    return ExtractionRuns(
        topic=rejected.meta.topic,
        paper_id=rejected.meta.paper_id,
        source_file=rejected.meta.source_file,
        status="failed" if rejected.is_failure else "skipped",
        reason=rejected.error.reason,
        reason_kind=rejected.error.kind,
        finished_at=now(),
    )


def now() -> dt.datetime:
    """Return the time, UTC, to the second, as the ledger keeps it (without a time zone)."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)


def _find_vanished(
    root: Path, topic: Topic, found: Found, stored: set[str], before: Mapping[str, ExtractionRuns], members: Iterable[Membership]
) -> list[str]:
    """Return the papers whose rows must go: withdrawn ones, and those no longer in the folder they came from that nobody backfilled."""
    withdrawn = {r.meta.paper_id for r in found.listing.rejected if r.error.kind == "withdrawn"} & stored
    if not found.is_complete:
        return sorted(withdrawn)
    by_hand = {row.paper_id for row in members if row.reason == "backfill" and row.until is None}
    unlisted = (stored | set(before)) - _list_ids(found) - by_hand
    return sorted(withdrawn | {paper_id for paper_id in unlisted if _source_of(root, topic, paper_id, before) == "directory"})


def _source_of(root: Path, topic: Topic, paper_id: str, before: Mapping[str, ExtractionRuns]) -> str:
    """Return where the paper is from; "" when nothing says so: it is then not known to have gone."""
    try:
        paper = store.read_paper(root, topic.key, paper_id)
    except StoreError:
        known = ledger.read_known(root, topic.key, paper_id)
        return known.meta.source if known else ""
    if paper is not None:
        return paper.source
    if known := ledger.read_known(root, topic.key, paper_id):
        return known.meta.source
    return "directory" if paper_id in before and before[paper_id].source_file else ""
