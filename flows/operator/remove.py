"""`remove`: takes papers out of a topic, and keeps them out of it; all else stays, their PDFs until `prune`."""

from collections.abc import Iterable, Mapping, Set

from flows.context import Context
from flows.plan import Plan, now
from models.arxiv_id import parse_arxiv_id
from models.errors import ConfigError
from models.relations import ExtractionRuns
from models.settings import Topic
from warehouse import ledger, store
from warehouse.membership import Reason, drop_members, list_removed, read_members, update_members


def plan_removal(context: Context, topic: Topic, papers: Iterable[str]) -> Plan:
    """Return the plan that takes out these papers, named by id or file; raises ConfigError for one that the topic does not have."""
    members = read_members(context.root, topic.key)
    before = {run.paper_id: run for run in ledger.read_runs(context.root, topic.key)}
    known = {*store.read_fingerprints(context.root, topic.key), *before, *(row.paper_id for row in members)}
    chosen = {_find_named(paper, known, before, topic.key) for paper in papers}
    gone = chosen & list_removed(members)
    for paper_id in sorted(gone):
        context.progress.say(f"{paper_id}: somebody took it out of topic {topic.key} before")
    chosen -= gone
    taken = {paper_id: [_reason(context, topic, paper_id)] for paper_id in chosen}
    rows = update_members(topic.key, drop_members(members, chosen), taken, now().date(), is_whole=False)
    return Plan(topic, (), 0, 0, (), tuple(sorted(chosen)), before, members=tuple(rows))


def _reason(context: Context, topic: Topic, paper_id: str) -> Reason:
    """Return why the paper is out, with the hash of its PDF: by that it is known again when somebody backfills it."""
    known = ledger.read_known(context.root, topic.key, paper_id)
    return "removed", known.pdf_sha256 if known else ""


def _find_named(paper: str, known: Set[str], before: Mapping[str, ExtractionRuns], topic: str) -> str:
    """Return the paper's id."""
    arxiv_id = parse_arxiv_id(paper)
    named = [name for name in (paper, arxiv_id.base if arxiv_id else "") if name in known]
    named = named or [run.paper_id for run in before.values() if run.source_file == paper]
    if not named:
        raise ConfigError(f"{paper}: topic {topic} has no paper of this id and none from a file of this name")
    if len(named) > 1 and paper not in known:
        raise ConfigError(f"{paper}: {len(named)} papers of topic {topic} come from files of this name: {', '.join(named)}")
    return named[0]
