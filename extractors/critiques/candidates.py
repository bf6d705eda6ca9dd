"""What the grammar makes of a paper's cues: for each the methods it may be about, with evidence, or why it is about none."""

from collections.abc import Container, Iterator
from functools import cache
from typing import NamedTuple

from extractors.critiques.cues import find_cues
from extractors.critiques.judge import Candidate, judge
from extractors.critiques.rules import CritiqueRules, Evidence
from extractors.critiques.sentence_view import SentenceViews
from extractors.grammar.discourse import Discourse
from extractors.grammar.tokens import tokenize
from extractors.names.lexicon import Target, make_lexicon
from models.document import PaperNames, PaperText
from models.spelling import name_key

LIKELY = 0.5
"""From here a sentence is likely enough to be a receipt to say something of the next one."""

LEAST = 0.2
"""A candidate less likely than this is about nobody."""
SURE = 0.7
"""From here the grammar alone would call a sentence a receipt."""
MAX_TARGETS = 8
"""A sentence about more methods than this criticises an area, not methods."""


class Finding(NamedTuple):
    """All candidates of one sentence."""

    sentence_index: int
    candidates: tuple[Candidate, ...]


def find_candidates(
    text: PaperText,
    names: PaperNames,
    views: SentenceViews,
    areas: frozenset[str],
    wanted: Container[int] | None = None,
    *,
    is_thorough: bool = False,
) -> Iterator[Finding]:
    """Yield the sentences that have a cue, of those wanted, with what each cue is about; those with nobody near only when thorough.

    `views` see the names of `areas` as methods; the grammar does not.
    """
    paper, rules = views.paper, views.rules
    lexicon = make_lexicon(text, names, rules.names, areas)
    changed = {i for i, mentions in enumerate(paper.mentions) if any(_is_area(m.target, areas) for m in mentions)}
    discourse = Discourse(
        text.sentences, lexicon, cache(lambda i: tokenize(text.sentences[i], lexicon) if i in changed else paper.read_tokens(i))
    )
    before: list[Finding] = []
    for i in range(len(text.sentences)):
        if (wanted is not None and i not in wanted) or not (is_thorough or discourse.is_near_mention(i)):
            continue
        cues = views[i].cues if i not in changed else find_cues(discourse.read_tokens(i), views.finder)
        if cues:
            finding = Finding(i, _weigh_together([judge(discourse, i, cue, rules) for cue in cues], before[-1:], i, rules))
            before.append(finding)
            yield finding


def _is_area(target: Target, areas: frozenset[str]) -> bool:
    return target.is_named and name_key(target.label) in areas


def _weigh_together(candidates: list[Candidate], before: list[Finding], i: int, rules: CritiqueRules) -> tuple[Candidate, ...]:
    """Return the candidates of a sentence with what they say of one another, and the sentence before of them."""
    sure = [c for f in before if f.sentence_index == i - 1 for c in f.candidates if not c.rejected and c.confidence(rules) >= LIKELY]
    criticised = {t.key for c in sure for t in c.targets}
    out = []
    for candidate in candidates:
        keys = {t.key for t in candidate.targets}
        others = [c for c in candidates if c is not candidate and not c.rejected and keys & {t.key for t in c.targets}]
        more: list[Evidence] = ["several_cues"] if others else []
        more += ["criticised_before"] if keys & criticised else []
        out.append(candidate if candidate.rejected else candidate._replace(evidence=(*candidate.evidence, *more)))
    return tuple(out)


def choose(candidates: tuple[Candidate, ...], rules: CritiqueRules) -> list[Candidate]:
    """Return the surest candidate of a sentence, then others that are sure enough and about other methods.

    Empty when all were rejected, are hardly likely, or point at too many methods.
    """
    open_ones = [c for c in candidates if not c.rejected and 0 < len(c.targets) <= MAX_TARGETS]
    chosen: list[Candidate] = []
    for candidate in sorted(open_ones, key=lambda c: (-c.score(rules), c.cue.start)):
        needed = SURE if chosen else LEAST
        taken = {target.key for other in chosen for target in other.targets}
        if chosen and candidate.anaphoric and not chosen[0].anaphoric:
            continue  # the sentence names whom it blames
        if candidate.confidence(rules) >= needed and taken.isdisjoint(target.key for target in candidate.targets):
            chosen.append(candidate)
    return chosen
