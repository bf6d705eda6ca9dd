"""Papers to stored rows: a batch goes through the worker processes, each paper's rows and ledger entry are written as it finishes."""

from collections.abc import Sequence
from pathlib import Path

from extractors.worker import Job, Outcome, extract_job
from flows.context import Context
from flows.plan import Plan, StalePaper, now
from models.relations import ExtractionRuns, RefreshChanges
from models.rows import ExtractedPaper
from warehouse import ledger, store
from warehouse.files import StoreError, list_names

STAGES = Path("cache", "stages")
"""Where under the data root it is kept what PDFs hold."""
_KEEPS = "; it keeps its rows of "

Done = tuple[ExtractionRuns, RefreshChanges | None]
"""How a paper went, and what changed by it."""


def extract_batch(context: Context, plan: Plan, papers: Sequence[StalePaper]) -> list[Done]:
    """Extract the papers in worker processes, store each as it finishes, and return how each went."""
    jobs = [_to_job(context, stale) for stale in papers]
    done = [_store(context, plan, outcome) for outcome in context.pool.map(extract_job, jobs)]
    if context.mirror is not None:
        context.mirror.push()
    return done


def _to_job(context: Context, stale: StalePaper) -> Job:
    kept = store.keep_pdf(context.root, stale.paper.path, stale.paper.pdf_sha256)
    if context.mirror is not None:
        context.mirror.keep_pdf(stale.paper.pdf_sha256)
    is_kept = context.settings.stage_cache and not context.options.is_forced
    stage_dir = context.root / STAGES if is_kept else None
    return Job(kept, stale.paper.meta, stale.paper.pdf_sha256, stale.fingerprint, context.config_dir, stage_dir)


def _store(context: Context, plan: Plan, outcome: Outcome[Job, ExtractedPaper]) -> Done:
    """Store rows first and the ledger entry after them: a run killed in between simply does the paper again."""
    run = tell_kept_rows(context.root, _describe(outcome))
    last = plan.before.get(run.paper_id)
    change: RefreshChanges | None = None
    if outcome.value is not None:
        change = _replace_rows(context.root, outcome.value)
    elif last is None or (last.status, last.reason) != (run.status, run.reason):
        change = _to_failure(context.root, run, outcome.job.meta.title)
        ledger.note_change(context.root, change)
    # A failed paper is read again from what it was read from now, unless it has rows of another PDF, which say so.
    is_read_from = outcome.value is not None or not store.paper_path(context.root, run.topic, run.paper_id).exists()
    known = ledger.KnownPaper(outcome.job.meta, outcome.job.pdf_sha256) if is_read_from else None
    ledger.write_run(context.root, run, known)
    context.progress.advance(run)
    return run, change


def _describe(outcome: Outcome[Job, ExtractedPaper]) -> ExtractionRuns:
    """Return the ledger entry of an extraction."""
    meta, paper, error = outcome.job.meta, outcome.value, outcome.error
    run = ExtractionRuns(
        topic=meta.topic,
        paper_id=meta.paper_id,
        source_file=meta.source_file,
        status="ok" if paper else "failed",
        reason=error.reason if error else "",
        reason_kind=error.kind if error else "",
        seconds=round(outcome.seconds, 3),
        fingerprint=outcome.job.fingerprint,
        finished_at=now(),
    )
    if paper is None:
        return run
    counts = {
        "n_pages": paper.n_pages,
        "n_references": len(paper.references),
        "n_critiques": count_receipts(paper),
        "n_results": len(paper.results),
        "n_tables": paper.n_tables,
        "n_abstained": paper.n_abstained,
    }
    return run.model_copy(update=counts)


def forget_stages(root: Path) -> None:
    """Remove what is kept of PDFs that the store no longer has."""
    kept = list_names(root / STAGES, "")
    stored = {name.removesuffix(".pdf") for name in list_names(store.pdf_folder(root), ".pdf")} if kept else set()
    for name in kept:
        if name.partition("-")[0] not in stored:
            (root / STAGES / name).unlink(missing_ok=True)


def count_receipts(paper: ExtractedPaper | None) -> int:
    """Return how many critiques count as receipts; those below the confidence threshold are only candidates."""
    return sum(critique.is_counted for critique in paper.critiques) if paper else 0


def _replace_rows(root: Path, paper: ExtractedPaper) -> RefreshChanges | None:
    """Store the rows and return what they change; None when they say the same as the old ones."""
    old = _read_stored(root, paper.topic, paper.paper_id)
    if old is not None and old.model_copy(update={"fingerprint": paper.fingerprint}) == store.as_stored(paper):
        store.write_paper(root, paper)
        return None
    change = RefreshChanges(
        topic=paper.topic,
        paper_id=paper.paper_id,
        title=paper.title,
        change="changed" if old else "added",
        n_critiques_before=count_receipts(old),
        n_critiques=count_receipts(paper),
        n_results_before=len(old.results) if old else 0,
        n_results=len(paper.results),
    )
    ledger.note_change(root, change)
    store.write_paper(root, paper)
    return change


def _read_stored(root: Path, topic: str, paper_id: str) -> ExtractedPaper | None:
    """Return the stored paper; None too when its file is damaged, which extracting it again mends."""
    try:
        return store.read_paper(root, topic, paper_id)
    except StoreError:
        return None


def _to_failure(root: Path, run: ExtractionRuns, title: str) -> RefreshChanges:
    """Return the failure as a change: of nothing where the paper has rows from before, which stay."""
    kept = _read_stored(root, run.topic, run.paper_id)
    n_critiques, n_results = count_receipts(kept), len(kept.results) if kept else 0
    return RefreshChanges(
        topic=run.topic,
        paper_id=run.paper_id,
        title=title or run.source_file,
        change="failed",
        n_critiques_before=n_critiques,
        n_critiques=n_critiques,
        n_results_before=n_results,
        n_results=n_results,
    )


def tell_kept_rows(root: Path, run: ExtractionRuns) -> ExtractionRuns:
    """Return the run; the reason of a failed one says of which day the rows are that the paper keeps."""
    if run.status != "failed" or _KEEPS in run.reason or _read_stored(root, run.topic, run.paper_id) is None:
        return run
    return run.model_copy(update={"reason": f"{run.reason}{_KEEPS}{store.stored_on(root, run.topic, run.paper_id)}"})


def drop_paper(root: Path, plan: Plan, paper_id: str) -> RefreshChanges | None:
    """Remove the rows and the ledger entry of a paper that has gone; return the change when it had rows."""
    stored = _read_stored(root, plan.topic.key, paper_id)
    change = RefreshChanges(
        topic=plan.topic.key,
        paper_id=paper_id,
        title=stored.title if stored else "",
        change="dropped",
        n_critiques_before=count_receipts(stored),
        n_critiques=0,
        n_results_before=len(stored.results) if stored else 0,
        n_results=0,
    )
    had_rows = store.paper_path(root, plan.topic.key, paper_id).exists()
    if had_rows:
        ledger.note_change(root, change)
    store.drop_paper(root, plan.topic.key, paper_id)
    ledger.drop_run(root, plan.topic.key, paper_id)
    return change if had_rows else None


def record_run(root: Path, run: ExtractionRuns, last: ExtractionRuns | None) -> None:
    """Write a ledger entry, unless it says what the last one does: a quiet night changes nothing on disk."""
    if last is None or last.model_copy(update={"finished_at": run.finished_at}) != run:
        ledger.write_run(root, run)
