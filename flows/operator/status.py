"""`status`: how each topic's last refresh ended, what is stale or failed, and whether somebody should look."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from extractors.fingerprint import rules_fingerprint
from flows.operator.under_way import describe_runs
from flows.report import TopicReport, name_some
from models.config_files import config_dir
from models.errors import ConfigError
from models.settings import Settings, load_topics
from review.text import plural
from warehouse import ledger, store
from warehouse.files import replacing
from warehouse.membership import list_unnamed, read_members

RUNS_FILE = "last_runs.json"
"""In the data root, not in runs/: what lies there makes the warehouse stale, and a quiet night must build nothing."""


class LastRun(BaseModel):
    """How the last refresh of a topic ended."""

    model_config = ConfigDict(frozen=True)

    finished: dt.datetime
    succeeded: dt.datetime | None = None
    """When a refresh last looked through the whole source; papers that failed do not count against it."""
    rules: str = ""
    """Rules and code by which a refresh last looked at the papers, in full or in part: with others every paper is stale."""
    n_left: int = 0
    trouble: str = ""
    """What kept the last refresh from being whole."""


class TopicState(BaseModel):
    """What a monitor wants to know of a topic."""

    model_config = ConfigDict(frozen=True)

    topic: str
    last_success: dt.datetime | None
    age_hours: float | None
    n_papers: int
    n_stale: int
    n_damaged: int
    """Papers whose stored rows cannot be read."""
    n_failed: int
    n_out_of_source: int
    """Papers that nothing names any more."""
    trouble: str
    alarms: tuple[str, ...]
    """Why somebody should look; empty when all is well."""
    under_way: tuple[str, ...] = ()
    """The runs at work now, on whatever topic."""


_LAST_RUNS = TypeAdapter(dict[str, LastRun])


def note_runs(root: Path, reports: Iterable[TopicReport]) -> None:
    """Keep how the refresh of each topic ended, for `status`."""
    known, now, rules = _read_last_runs(root), dt.datetime.now(dt.UTC).replace(microsecond=0), rules_fingerprint(config_dir())
    for report in reports:
        trouble = "; ".join(problem for problem in (*report.problems, report.error) if problem)
        before = known.get(report.topic, LastRun(finished=now))
        looked = {} if report.error else {"rules": rules, "n_left": report.n_left}
        succeeded = {} if trouble else {"succeeded": now}
        known[report.topic] = before.model_copy(update={"finished": now, "trouble": trouble} | looked | succeeded)
    with replacing(root / RUNS_FILE) as temporary:
        temporary.write_bytes(_LAST_RUNS.dump_json(known, indent=1))


def _read_last_runs(root: Path) -> dict[str, LastRun]:
    with suppress(OSError, ValidationError):
        return _LAST_RUNS.validate_json((root / RUNS_FILE).read_bytes())
    return {}


def read_states(settings: Settings, topics: Sequence[str], max_age_hours: float, max_failed: int | None) -> list[TopicState]:
    """Return the state of the named topics, or of all that are nightly or were ever refreshed. Raises ConfigError for an unknown one."""
    known = _read_last_runs(settings.data)
    nightly = [key for key, topic in load_topics().items() if topic.nightly]
    if unknown := sorted(set(topics) - set(known) - set(load_topics())):
        raise ConfigError(f"{unknown[0]!r} is no topic; the topics are {', '.join(sorted({*known, *load_topics()}))}")
    now, under_way = dt.datetime.now(dt.UTC), tuple(describe_runs(settings))
    states = [_to_state(settings.data, key, known.get(key), now, max_age_hours, max_failed) for key in topics or sorted({*nightly, *known})]
    return [state.model_copy(update={"under_way": under_way}) for state in states]


def _to_state(root: Path, key: str, last: LastRun | None, now: dt.datetime, max_age_hours: float, max_failed: int | None) -> TopicState:
    stored = store.read_fingerprints(root, key)
    damaged = _find_damaged(root, key, stored)
    n_failed = sum(run.status == "failed" for run in ledger.read_runs(root, key))
    succeeded = last.succeeded if last else None
    age = round((now - succeeded).total_seconds() / 3600, 1) if succeeded else None
    is_outdated = last is not None and last.rules not in ("", rules_fingerprint(config_dir()))
    alarms = [] if succeeded else ["never refreshed in full"]
    if age is not None and age > max_age_hours:
        alarms.append(f"the last success is {_hours(age)} ago, more than {max_age_hours:g}")
    if last and last.trouble:
        alarms.append(f"the last refresh was not whole: {last.trouble}")
    if damaged:
        rows = f"the stored rows of {plural(len(damaged), 'paper')} cannot be read ({name_some(damaged)})"
        alarms.append(f"{rows}: the next refresh extracts them again; check the disk")
    if max_failed is not None and n_failed > max_failed:
        alarms.append(f"{plural(n_failed, 'paper')} failed, more than {max_failed}")
    return TopicState(
        topic=key,
        last_success=succeeded,
        age_hours=age,
        n_papers=len(stored),
        n_stale=len(stored) if is_outdated else last.n_left if last else 0,
        n_damaged=len(damaged),
        n_failed=n_failed,
        n_out_of_source=len(list_unnamed(read_members(root, key))),
        trouble=last.trouble if last else "",
        alarms=tuple(alarms),
    )


def _find_damaged(root: Path, key: str, stored: Mapping[str, str]) -> list[str]:
    """Return the papers whose stored rows cannot be read, as the next refresh will find them.

    Not what the last build left out: a refresh that met damage has mended it, and an alarm is for what nobody has met yet. It costs
    little more than to count the papers: what is compacted is known by its stamp, and only files without a fingerprint are opened again.
    """
    return [paper_id for paper_id, fingerprint in stored.items() if not fingerprint and store.is_damaged(root, key, paper_id)]


def _hours(age: float) -> str:
    return "1 hour" if age == 1 else f"{age:g} hours"


def describe_states(states: Iterable[TopicState]) -> list[str]:
    """Return a line for each run under way, one a topic, and one for each alarm."""
    states = list(states)
    lines = list(states[0].under_way) if states else []
    for state in states:
        when = (
            f"last success {state.last_success:%Y-%m-%d %H:%M} UTC, {_hours(state.age_hours or 0)} ago"
            if state.last_success
            else "no success yet"
        )
        counts = f"{plural(state.n_papers, 'paper')}, {state.n_stale} stale, {state.n_failed} failed, {state.n_out_of_source} out of source"
        lines.append(f"{state.topic}: {when}; {counts}")
        lines += [f"  look: {alarm}" for alarm in state.alarms]
    return lines if states else ["no topic is nightly, and none was refreshed yet"]
