"""What the page of a method tells: its place, what papers say, who was measured against it, what to use instead."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from models.spelling import name_key
from review import text
from review.pages.catalogue import Catalogue
from review.pages.duels import Duel, read_duels
from review.reader import Connection, group, records

OWN_NOTE = re.compile(r"^\s*ours?\s*$|\s*\((?:ours?|this (?:work|paper))\)\s*$", re.IGNORECASE)
"""What tables write behind the name of the paper's own method: no part of another name."""
MAX_LABEL = 40
"""A longer label is the title of the cited work, which the page has told already."""
N_OPEN_PAPERS = 5
"""Papers whose sentences a page shows at once, the newest; the earlier ones are folded away."""
N_OPEN_REMARKS = 3
"""Sentences of one paper shown at once, so that one paper with much to say does not hide the others."""
MAX_REMARKS = 12
"""Sentences of one paper on the page of a method at most; the page of the paper has all."""

N_MATES = 6
"""Newer methods named that nobody compared with it: the newest, as a hint and no more."""

FACTS = """
SELECT m.topic, m.method_id, m.method, m.kind, m.kind_reason, m.aliases, m.paper_id, m.paper_title, m.first_seen,
       m.first_seen_precision, s.sub_problem, coalesce(s.papers_critique, 0) AS papers_critique, coalesce(s.papers_beat, 0) AS papers_beat,
       s.rank, coalesce(s.n_ranked, 0) AS n_ranked, coalesce(s.status, 'no evidence here') AS status,
       coalesce(s.status_reason, '') AS status_reason
FROM methods AS m
LEFT JOIN method_supersession AS s ON s.topic = m.topic AND s.method_id = m.method_id
WHERE ($topic IS NULL OR m.topic = $topic) AND ($method_id IS NULL OR m.method_id = $method_id)
ORDER BY m.method_id, m.topic"""

NAMES = """
SELECT topic, method_id, method, kind, aliases FROM methods WHERE $topic IS NULL OR topic = $topic ORDER BY method_id, topic"""

REMARKS = """
SELECT r.method_id, r.method, r.receipt_id, r.paper_id, r.paper_title, p.published, r.sentence, r.kind, r.anaphoric, r.context,
       r.method_label, r.citation, r.section, r.page, r.boxes, r.rule_id, r.confidence, r.receipt_url, r.pdf_sha256,
       coalesce(r.paper_id = m.paper_id, false) AS is_own_paper
FROM critique_receipts AS r
LEFT JOIN methods AS m ON m.topic = r.topic AND m.method_id = r.method_id
LEFT JOIN papers AS p ON p.topic = r.topic AND p.paper_id = r.paper_id
WHERE r.topic = $topic AND ($method_id IS NULL OR r.method_id = $method_id)
ORDER BY p.published DESC NULLS LAST, r.paper_id, r.page, r.boxes[1].y0, r.boxes[1].x0, r.receipt_id"""

ALTERNATIVES = """
SELECT a.method_id, a.newer_method_id, a.newer_method, a.paper_id, a.paper_title, a.first_seen, m.first_seen_precision, s.status, a.reason
FROM newer_alternatives AS a
JOIN methods AS m ON m.topic = a.topic AND m.method_id = a.newer_method_id
JOIN method_supersession AS s ON s.topic = a.topic AND s.method_id = a.newer_method_id
WHERE a.topic = $topic AND ($method_id IS NULL OR a.method_id = $method_id)
ORDER BY a.method_id,
         CASE a.reason WHEN 'beats it' THEN 1 WHEN 'criticises it' THEN 2 ELSE 3 END, a.first_seen DESC NULLS LAST, a.newer_method,
         a.newer_method_id"""

LABELS = """
SELECT l.method_id, l.label, l.variant, count(DISTINCT l.paper_id) AS n_papers
FROM method_labels AS l
WHERE l.topic = $topic AND ($method_id IS NULL OR l.method_id = $method_id)
GROUP BY ALL ORDER BY l.method_id, n_papers DESC, l.label, l.variant"""

NEAR_NAMES = """
WITH names AS (
    SELECT method, unnest(list_prepend(method, aliases)) AS name FROM methods WHERE $topic IS NULL OR topic = $topic
)
SELECT method FROM names GROUP BY method
ORDER BY max(jaro_winkler_similarity(lower(name), lower($name)) + CASE WHEN contains(lower(name), lower($name)) THEN 1 ELSE 0 END) DESC,
         length(method), method
LIMIT $cap"""


class Names(NamedTuple):
    """What a method goes by."""

    topic: str
    method_id: str
    method: str
    kind: str
    aliases: list[str]


class MethodFacts(NamedTuple):
    """A method with its place in the ranking; `rank` is None for one that is not ranked."""

    topic: str
    method_id: str
    method: str
    kind: str
    kind_reason: str
    aliases: list[str]
    paper_id: str | None
    paper_title: str | None
    first_seen: dt.date | None
    first_seen_precision: str | None
    sub_problem: str | None
    papers_critique: int
    papers_beat: int
    rank: int | None
    n_ranked: int
    status: str
    status_reason: str

    @property
    def other_names(self) -> list[str]:
        """The aliases that differ from the name by more than case, signs and spaces."""
        seen, names = {name_key(self.method)}, list[str]()
        for alias in (OWN_NOTE.sub("", alias) for alias in self.aliases):
            if alias and name_key(alias) not in seen:
                seen.add(name_key(alias))
                names.append(alias)
        return names

    @property
    def verdict(self) -> str:
        """The status in a sentence."""
        return text.status_sentence(self.status, self.papers_beat, self.status_reason)

    @property
    def is_ranked(self) -> bool:
        """Whether a paper counts against it, so that its rank says something."""
        return bool(self.rank and self.papers_critique + self.papers_beat)


class Remark(NamedTuple):
    """A critique receipt as a page shows it; `is_own_paper` when the paper that introduced the method says it."""

    method_id: str
    method: str
    receipt_id: str
    paper_id: str
    paper_title: str
    published: dt.date | None
    sentence: str
    kind: str
    anaphoric: bool
    context: str
    method_label: str
    citation: str
    section: str
    page: int
    boxes: list[dict[str, float]]
    rule_id: str
    confidence: float
    receipt_url: str
    pdf_sha256: str
    is_own_paper: bool

    @property
    def as_printed(self) -> str:
        """How the paper names the method where that is not its name: `printed as "Lantern network [4]"`, `cited as [4]`."""
        if self.method_label == self.method:
            return ""
        if len(self.method_label) > MAX_LABEL and self.citation:
            return f"cited as {text.referent(self.citation, self.citation, self.method)[1] or self.citation}"
        return f"printed as “{self.named}”"

    @property
    def named(self) -> str:
        """What the sentence means, as the paper names it, with its citation: `Lanternet [4]`."""
        return " ".join(filter(None, text.referent(self.method_label, self.citation, self.method)))


class Alternative(NamedTuple):
    """A newer method that is not heavily superseded, with the reason to look at it and the duel or receipt behind that."""

    method_id: str
    newer_method_id: str
    newer_method: str
    paper_id: str | None
    paper_title: str | None
    first_seen: dt.date | None
    first_seen_precision: str | None
    status: str
    reason: str

    @property
    def caveat(self) -> str:
        """What is to be known before it is taken."""
        return " · superseded itself" if self.status == "superseded" else ""


class Label(NamedTuple):
    """A name under which papers print the method."""

    method_id: str
    label: str
    variant: str
    n_papers: int


class MethodStory(NamedTuple):
    """Everything the page of a method tells."""

    facts: MethodFacts
    remarks: list[Remark]
    duels: list[Duel]
    alternatives: list[Alternative]
    labels: list[Label]

    @property
    def remarks_by_paper(self) -> list[list[Remark]]:
        """What papers say, one list a paper, that of the newest paper first."""
        return [list(found) for _, found in groupby(self.remarks, key=lambda remark: remark.paper_id)]

    @property
    def against(self) -> list[Duel]:
        """Other papers' methods measured against this one: first those that beat it, each the newest first."""
        met = [duel for duel in self.duels if duel.first.other_id == self.facts.method_id and duel.first.paper_id != self.facts.paper_id]
        return sorted(met, key=lambda duel: not duel.is_beat)

    @property
    def proven(self) -> list[Alternative]:
        """The newer methods that beat it or whose papers criticise it."""
        return [row for row in self.alternatives if row.reason in text.SUCCESSOR_WORDS]

    @property
    def mates(self) -> list[Alternative]:
        """The newer methods that only compete in the same sub-problem: no paper here shows them better."""
        return [row for row in self.alternatives if row.reason not in text.SUCCESSOR_WORDS]

    @property
    def beaters(self) -> list[Duel]:
        """The duels that this method lost."""
        return [duel for duel in self.against if duel.is_beat]

    @property
    def own(self) -> list[Duel]:
        """This method as its paper's own against others: first those it beats."""
        return sorted((duel for duel in self.duels if duel.first.own_id == self.facts.method_id), key=lambda duel: not duel.is_beat)

    def evidence_for(self, alternative: Alternative) -> str:
        """Return in words why an alternative is one."""
        duels = [duel for duel in self.beaters if duel.first.own_id == alternative.newer_method_id]
        if alternative.reason == "beats it" and duels:
            n_won, n_all = sum(duel.n_won for duel in duels), sum(len(duel.cells) for duel in duels)
            return f"beats it: better in {n_won:,} of {text.plural(n_all, 'shared cell')}"
        if alternative.reason == "criticises it":
            said = [remark for remark in self.remarks if remark.paper_id == alternative.paper_id]
            return f"its paper criticises it ({text.plural(len(said), 'receipt')})" if said else "its paper criticises it"
        return "beats it" if alternative.reason == "beats it" else "same sub-problem; no paper read here shows it better"


def read_facts(con: Connection, topic: str | None = None, method_id: str | None = None) -> list[MethodFacts]:
    """Return every method of the topic (of all topics when None), by its id."""
    return list(records(con, MethodFacts, FACTS, topic=topic, method_id=method_id))


def read_names(con: Connection, topic: str | None = None) -> list[Names]:
    """Return what every method of the topic (of all topics when None) goes by, by its id: a question need not read all facts."""
    return list(records(con, Names, NAMES, topic=topic))


def read_stories(con: Connection, catalogue: Catalogue) -> Iterator[MethodStory]:
    """Yield what the page of each method of the topic that has one tells, in the order of method_id."""
    topic = catalogue.topic
    remarks = group(records(con, Remark, REMARKS, topic=topic, method_id=None), lambda remark: remark.method_id)
    alternatives = group(records(con, Alternative, ALTERNATIVES, topic=topic, method_id=None), lambda row: row.method_id)
    labels = group(records(con, Label, LABELS, topic=topic, method_id=None), lambda label: label.method_id)
    duels = read_duels(con, topic)
    met = group(duels, lambda duel: duel.first.other_id)
    own = group(duels, lambda duel: duel.first.own_id)
    for facts in read_facts(con, topic):
        key = facts.method_id
        if key in catalogue.methods:
            fought = [*met.get(key, []), *own.get(key, [])]
            yield MethodStory(facts, remarks.get(key, []), fought, alternatives.get(key, []), labels.get(key, []))


def read_story(con: Connection, facts: MethodFacts) -> MethodStory:
    """Return what the page of one method tells."""
    only = {"topic": facts.topic, "method_id": facts.method_id}
    return MethodStory(
        facts,
        list(records(con, Remark, REMARKS, **only)),
        read_duels(con, **only),
        list(records(con, Alternative, ALTERNATIVES, **only)),
        list(records(con, Label, LABELS, **only)),
    )


def read_remarks(con: Connection, topic: str) -> list[Remark]:
    """Return every receipt of the topic, those of the newest paper first."""
    return list(records(con, Remark, REMARKS, topic=topic, method_id=None))


def find_near_names(con: Connection, name: str, topic: str | None, cap: int) -> list[str]:
    """Return the names of methods that look most like `name`, nearest first."""
    return list(records(con, lambda method: str(method), NEAR_NAMES, name=name, topic=topic, cap=cap))
