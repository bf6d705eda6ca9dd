"""What speaks for and against a sentence being a critique, whoever is meant: its words, cues, place and neighbours."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from extractors.critiques.cues import Cue, CueFinder, find_cues
from extractors.critiques.model import Grams, Words
from extractors.critiques.pairs import PaperSentences
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.surroundings import answer_pattern, section_kind
from extractors.english import HEDGES, MODALS, NEGATIONS, SPLITTING, has_verb_form
from extractors.grammar.tokens import Token, tag
from models.document import Sentence

STEM = 6
"""Letters that make two words one: "requires", "requirement"."""
MAX_EARLY = 8
"""Tokens in which a sentence's first subject stands."""
MAX_NEXT = 4
"""Words of the following sentence that are looked at: how it begins tells whether it answers."""

_NUMBERS = re.compile(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points|ms\b)")


@dataclass(frozen=True)
class SentenceView:
    """A sentence's tokens with what every pair of it shares; places are tokens, in order.

    All is made when first asked for: of a neighbour the words are, and the words of most sentences say that no closer look is worth it.
    """

    sentence: Sentence
    tokens: list[Token]
    finder: CueFinder
    rules: CritiqueRules

    @cached_property
    def cues(self) -> list[Cue]:
        """What fires in the sentence."""
        return find_cues(self.tokens, self.finder)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The tokens as the learned weights know them: masked, and cut to their stems."""
        return tuple([t.mark or stem(t.lower) for t in self.tokens])

    @cached_property
    def plain(self) -> list[tuple[int, str]]:
        """The words that are no names or citations, each with its place."""
        return [(k, t.lower) for k, t in enumerate(self.tokens) if not t.mark]

    @cached_property
    def listed(self) -> list[tuple[int, tuple[str, ...]]]:
        """The words of the lists: where each stands, and the names of its lists."""
        known = self.rules.word_classes
        return [(k, known[t.lower]) for k, t in enumerate(self.tokens) if t.lower in known and not t.mark]

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The words with the word lists' names in place of theirs."""
        classed = list(self.words)
        for k, names in self.listed:
            classed[k] = f"@{names[-1]}"
        return tuple(classed)

    @cached_property
    def lists(self) -> dict[str, list[int]]:
        """Where the words of each list stand."""
        lists: dict[str, list[int]] = {}
        for k, names in self.listed:
            for name in names:
                lists.setdefault(name, []).append(k)
        return lists

    @cached_property
    def marked(self) -> list[int]:
        """Where methods are named or cited."""
        return [k for k, t in enumerate(self.tokens) if t.targets]

    @cached_property
    def own(self) -> list[int]:
        """Where the authors speak of themselves or their work."""
        return [k for k, t in enumerate(self.tokens) if t.mark == "OWN" or t.lower in _OWN]

    @cached_property
    def verbs(self) -> list[int]:
        """Where words outside brackets can be finite verbs."""
        return [k for k, word in self.plain if not self.tokens[k].depth and is_verb(word)]

    @cached_property
    def splits(self) -> list[int]:
        """Where a word begins another part of the sentence."""
        return [k for k, word in self.plain if word in SPLITTING or word in (";", ":")]

    @cached_property
    def commas(self) -> list[int]:
        """Where commas stand."""
        return [k for k, word in self.plain if word == ","]

    @cached_property
    def praise(self) -> list[int]:
        """Where words of praise stand."""
        praising = self.rules.word_list("praising")
        return [k for k, word in self.plain if word in praising]

    @cached_property
    def pointers(self) -> list[tuple[int, str]]:
        """Where words point back, each by its kind: "they", "this_method", "prior_method"."""
        prior, nouns = self.rules.word_list("pointing_at_prior"), self.rules.word_list("method_nouns")
        found = []
        for n, (k, word) in enumerate(self.plain):
            if word in _POINTERS or word in prior:
                kind = "prior" if word in prior else _PRONOUNS.get(word, word)
                has_noun = any(after in nouns for _, after in self.plain[n + 1 : n + 4])
                found.append((k, f"{kind}_method" if has_noun else kind))
        return found

    def clause_start(self, k: int) -> int:
        """Return where the part of the sentence begins that a token stands in."""
        ends = (places[n - 1] + 1 for places in (self.splits, self.commas) if (n := bisect_left(places, k)))
        return max(ends, default=0)


@dataclass(frozen=True, slots=True)
class SentenceViews:
    """The views of a paper's sentences, each made when first asked for: most sentences have no pair and are asked for by none."""

    paper: PaperSentences
    finder: CueFinder
    rules: CritiqueRules
    _made: dict[int, SentenceView] = field(default_factory=dict)

    def __getitem__(self, i: int) -> SentenceView:
        """Return the view of a sentence."""
        if i not in self._made:
            self._made[i] = SentenceView(self.paper.sentences[i], self.paper.read_tokens(i), self.finder, self.rules)
        return self._made[i]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what a word in lower case is to the learned weights: its beginning, and of a number only that it is one."""
    return "0" if word[:1].isdigit() else word[:STEM]


@lru_cache(maxsize=1 << 16)
def is_verb(word: str) -> bool:
    """Tell whether a word in lower case can be a finite verb."""
    return word.islower() and (has_verb_form(word) or word in MODALS)


_OWN = frozenset(("we", "our", "ours", "us"))
_PRONOUNS = {"they": "they", "them": "they", "these": "these", "those": "these"}
"""Words that point back and say the same as others."""
_POINTERS = frozenset(("they", "them", "their", "it", "its", "these", "those", "this", "that", "such", "both"))


def view_whole(view: SentenceView) -> dict[str, float]:
    """Return what every pair of a sentence shares."""
    sentence, tokens, cues, rules = view.sentence, view.tokens, view.cues, view.rules
    first = tokens[0].lower if tokens else ""
    evidence = {
        "n_tokens": float(len(tokens)),
        "n_cues": float(len(cues)),
        "cue_weight": max((c.pattern.weight for c in cues), default=-1.0),
        "cue_sum": sum(c.pattern.weight for c in cues),
        "n_contrast_cues": float(sum(c.pattern.kind == "contrast" for c in cues)),
        "has_numbers": float(bool(_NUMBERS.search(sentence.text))),
        "n_own": float(len(view.own)),
        "n_praise": float(len(view.praise)),
        "opens_contrast": float(first in rules.word_list("turning_openers")),
        "hedged": float(any(t.lower in HEDGES for t in tokens)),
        "supposed": float(first in ("if", "when")),
        "question": float(sentence.text.endswith("?")),
        **dict.fromkeys(_view_part(view), 1.0),
    }
    if first in rules.word_list("telling_openers"):
        evidence[f"opens={first}"] = 1.0
    evidence |= {f"early={name}": 1.0 for k, name in view.pointers if k < MAX_EARLY}
    evidence |= {f"cue={c.pattern.id}": 1.0 for c in cues}
    evidence |= {f"list={name}": float(len(places)) for name, places in view.lists.items()}
    return evidence | _view_denials(view, rules)


def _view_part(view: SentenceView) -> tuple[str, str]:
    """Return the part of the paper that a sentence stands in, and what kind of text it is."""
    return f"section={section_kind(view.sentence, view.rules)}", f"kind={view.sentence.kind}"


def _view_denials(view: SentenceView, rules: CritiqueRules) -> dict[str, float]:
    """Return what keeps cues from blaming anybody, and what is left of them."""
    evidence = {"n_open_cues": 0.0, "open_weight": -1.0}
    for cue in view.cues:
        reasons = _deny(view.tokens, cue, rules)
        evidence |= {f"denied={reason}": 1.0 for reason in reasons}
        if not reasons:
            evidence["n_open_cues"] += 1
            evidence["open_weight"] = max(evidence["open_weight"], cue.pattern.weight)
    return evidence


def _deny(tokens: list[Token], cue: Cue, rules: CritiqueRules) -> list[str]:
    """Return what keeps a cue from blaming anybody: words before it, inside it or right behind it."""
    before = {t.lower for t in tokens[max(0, cue.start - 4) : cue.start]}
    inside = {t.lower for t in tokens[cue.start + 1 : cue.end]}
    last = tokens[cue.start - 1] if cue.start else None
    found = []
    if before & NEGATIONS and "only" not in before:
        found.append("negated")
    if ("without" in before or before & rules.word_list("avoiding_verbs")) and not inside & rules.word_list("not_avoiding"):
        found.append("avoided")
    if (before | inside) & rules.word_list("small_cost"):
        found.append("small")
    if cue.end < len(tokens) and tokens[cue.end].lower in rules.word_list("gains"):
        found.append("gain")
    if last is not None and (tag(last) == "DET" or last.lower in ("to", "of", "for")):
        found.append("noun")
    if before & {"we", "our"} or any(t.mark == "OWN" for t in tokens[max(0, cue.start - 4) : cue.start]):
        found.append("own")
    return found


def read_grams(views: SentenceViews, i: int) -> Grams:
    """Return the words, pairs of words and cues of a sentence, and some of its neighbours, as the linear model knows them."""
    goes_on = views.paper.goes_on
    view = views[i]
    words = view.words
    grams: Grams = {
        "1": set(words),
        "2": set(pairwise(words)),
        "k": _read_runs(view),
        "c": {cue.pattern.id for cue in view.cues},
        "l": set(view.lists),
        "o": set(words[:1]),
        "s": set(_view_part(view)),
    }
    if goes_on(i, i - 1):
        grams["b"] = set(views[i - 1].words)
    if goes_on(i, i + 1):
        following = views[i + 1].words[:MAX_NEXT]
        grams |= {"a": set(following), "a2": set(pairwise(following))}
    return grams


def _read_runs(view: SentenceView) -> set[Words]:
    """Return all runs of two and three words that have one of a list."""
    classes, n = view.classes, len(view.classes)
    places = [k for k, _ in view.listed]
    twos = {k - back for k in places for back in (0, 1)}
    threes = {k - back for k in places for back in (0, 1, 2)}
    return {*(classes[k : k + 2] for k in twos if 0 <= k <= n - 2), *(classes[k : k + 3] for k in threes if 0 <= k <= n - 3)}


def is_answered(text: str, rules: CritiqueRules) -> bool:
    """Tell whether a sentence begins as the authors' answer to what was said before it."""
    return answer_pattern(rules.word_list("answer_openers"), rules.word_list("answering")).match(text) is not None
