"""What the grammar makes of a paper's cues: for each the methods it may be about, with evidence, or why it is about none."""

import re
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from extractors.critiques.cue_filter import find_possible
from extractors.critiques.cues import CueFinder, build_cues, find_cues
from extractors.critiques.judge import Candidate, judge
from extractors.critiques.pairs import PaperSentences
from extractors.critiques.rules import CritiqueRules, Evidence
from extractors.grammar.discourse import Discourse
from extractors.grammar.tokens import Token, tokenize
from extractors.names.lexicon import Lexicon, make_lexicon
from extractors.names.not_methods import find_areas
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
    rules: CritiqueRules,
    paper: PaperSentences | None = None,
    areas: frozenset[str] | None = None,
    wanted: Container[int] | None = None,
    *,
    is_thorough: bool = False,
) -> Iterator[Finding]:
    """Yield the sentences that have a cue, of those wanted, with what each cue is about; those with nobody near only when thorough.

    `paper` are the sentences as marked with the names of areas too, `areas` those names; made here where they are not known yet.
    """
    finder = build_cues(rules.patterns)
    areas = find_areas(text, names, rules.names) if areas is None else areas
    paper = paper or PaperSentences(text.sentences, make_lexicon(text, names, rules.names, frozenset()))
    lexicon = make_lexicon(text, names, rules.names, areas)
    discourse = Discourse(text.sentences, lexicon, _reader(paper, lexicon, areas))
    before: list[Finding] = []
    for i, sentence in enumerate(text.sentences):
        if wanted is not None and i not in wanted:
            continue
        if not has_anchor(sentence.text, finder) or not (is_thorough or discourse.is_near_mention(i)):
            continue
        cues = find_cues(discourse.read_tokens(i), finder)
        if cues:
            finding = Finding(i, _weigh_together([judge(discourse, i, cue, rules) for cue in cues], before[-1:], i, rules))
            before.append(finding)
            yield finding


def _reader(paper: PaperSentences, lexicon: Lexicon, areas: frozenset[str]) -> Callable[[int], list[Token]]:
    """Return what reads a sentence's tokens where areas are no names: most sentences name none and are not read again."""

    def read(i: int) -> list[Token]:
        names_area = any(mention.target.is_named and name_key(mention.target.label) in areas for mention in paper.mentions[i])
        return tokenize(paper.sentences[i], lexicon) if names_area else paper.read_tokens(i)

    return read


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


def has_anchor(text: str, finder: CueFinder) -> bool:
    """Tell whether a sentence has the words that some pattern needs: a cheap look before the real one."""
    low = text.lower()
    words = set(_WORDS.findall(low.replace("n't", " n't").replace("n’t", " n’t") if "n't" in low or "n’t" in low else low))
    return bool(find_possible(words, finder.cue_filter))


_WORDS = re.compile(r"[^\s,.;:()\[\]]+|,")


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
