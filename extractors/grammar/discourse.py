"""Whom "this approach", "they" or "these methods" mean: the methods of the one or two sentences before, weighed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from extractors.english import FINDINGS, REPORTS, REPORTS_BASE
from extractors.grammar.clauses import Clause, split_clauses
from extractors.grammar.evidence import PointerEvidence
from extractors.grammar.subjects import Subject, mentions_in, view_subject
from extractors.grammar.tokens import Token, has_own, tag, tokenize
from extractors.grammar.words import COMPARING, MODEL_NOUNS, STUDIES, USE_STEMS, WORK_STEMS, WORKS
from extractors.names.lexicon import Lexicon, Target
from models.document import Sentence

MAX_DISTANCE = 2
"""Sentences an antecedent may lie back (the definition of a receipt); links of a chain count one each."""
MANY = 6
"""More methods than this in one sentence are seldom all meant."""
MAX_CHAIN = 4
"""Sentences back to the last explicit mention, over unbroken pointers."""

MAX_TOPIC = 6
"""Sentences back in which a method mentioned again is the topic of the paragraph."""

STEM = 6
"""Letters that make two words one: "averaging", "averages"."""
MAX_SHARE = 0.04
"""How often a paper uses a word, by its number of sentences: more, and the word says nothing of what one of them is about."""
MIN_COMMON = 4

Reach = Literal["subject", "object", "work", "citation", "used", "heading"]
"""Where an antecedent stands: in a run-in `heading`; `work`, `citation`: only cited, for work done or for a fact; `used`: the
authors use it."""


class Antecedent(NamedTuple):
    """The methods a pointer stands for, and how they were found."""

    targets: tuple[Target, ...]
    distance: int
    """Sentences back to where they stand named or cited."""
    reach: Reach
    is_ambiguous: bool


@dataclass(slots=True)
class Discourse:
    """The sentences of a paper, analysed when first asked for."""

    sentences: tuple[Sentence, ...]
    lexicon: Lexicon
    read_tokens: Callable[[int], list[Token]]
    """Returns the tokens of a sentence: clauses cost more, and many sentences need none."""
    _clauses: dict[int, list[Clause]] = field(default_factory=dict)
    _subjects: dict[int, Subject | None] = field(default_factory=dict)
    _near: dict[int, bool] = field(default_factory=dict)
    _common: dict[str, bool] = field(default_factory=dict)
    _lower: str = ""

    def analyse(self, i: int) -> tuple[list[Token], list[Clause]]:
        """Return tokens and clauses of a sentence."""
        tokens = self.read_tokens(i)
        if i not in self._clauses:
            self._clauses[i] = split_clauses(tokens)
        return tokens, self._clauses[i]

    def _prefer_subject(self, i: int, nearer: Antecedent, subject: Subject | None, *, plural: bool | None, chain: int) -> Antecedent:
        """Return the subject of the sentence before where the nearer one only cites something in passing."""
        if nearer.reach != "citation" or not _is_aside(subject):
            return nearer
        before = self.antecedent(i - 1, plural=plural, chain=chain + 1)
        return before if before is not None and before.reach in ("subject", "work") and before.distance <= MAX_DISTANCE else nearer

    def is_near_mention(self, i: int) -> bool:
        """Tell whether a method is named or cited in a sentence or where its pointers can reach: a cheap look before analysis."""
        for j in range(i, max(-1, i - MAX_CHAIN - 1), -1):
            if not self._is_same_paragraph(i, j):
                return False
            if self._mentions(j) or self.sentences[j].run_in:
                return True
        return False

    def _heading(self, i: int, chain: int) -> Antecedent | None:
        """Return the methods that the run-in heading of a paragraph names; None where it names none or the paper's own."""
        sentence = self.sentences[i]
        if not sentence.run_in or self.lexicon.pattern is None or not self.lexicon.pattern.search(sentence.run_in):
            return None
        tokens = tokenize(replace(sentence, text=sentence.run_in, markers=()), self.lexicon)
        targets = tuple(mentions_in(tokens, 0, len(tokens)))
        if not targets or any(t.mark == "OWN" for t in tokens):
            return None
        return Antecedent(targets, chain + 1, "heading", len(targets) > 1)

    def is_common(self, stem: str) -> bool:
        """Tell whether the paper uses words with this beginning all the time: repeating one ties no two sentences together."""
        if stem not in self._common:
            self._lower = self._lower or " ".join(s.text for s in self.sentences).lower()
            is_word = stem.isascii() and stem.isalpha()
            places = re.finditer(rf"{stem}(?<![a-z]{stem}){'' if len(stem) == STEM else '(?![a-z])'}", self._lower) if is_word else ()
            self._common[stem] = sum(1 for _ in places) > max(MIN_COMMON, MAX_SHARE * len(self.sentences))
        return self._common[stem]

    def goes_on(self, i: int) -> bool:
        """Tell whether a sentence stands in one paragraph with the one before."""
        return 0 < i < len(self.sentences) and self._is_same_paragraph(i, i - 1)

    def is_spoken_of(self, i: int) -> bool:
        """Tell whether the sentences before are about a method, so that a citation in passing is not who is meant."""
        found = self.antecedent(i, plural=None)
        return found is not None and found.reach in ("subject", "work", "object")

    def main_subject(self, i: int) -> Subject | None:
        """Return the subject of a sentence's main clause; None when it has no verb."""
        if i not in self._subjects:
            self._subjects[i] = _main_subject(*self.analyse(i))
        return self._subjects[i]

    def view_topic(self, i: int, found: Antecedent) -> list[PointerEvidence]:
        """Return how steadily the paragraph has spoken of an antecedent up to sentence `i`."""
        first = i - found.distance + (found.reach == "heading")
        evidence: list[PointerEvidence] = []
        keys = {t.key for t in found.targets}
        if any(self._names(j) & keys for j in range(max(0, i - MAX_TOPIC), i) if j != first and self._is_same_paragraph(i, j)):
            evidence.append("topic_repeated")
        if any(self._names(j) - keys for j in range(first, i)):
            evidence.append("topic_rival")
        if any(has_own(self.read_tokens(j)) for j in range(first, i)):
            evidence.append("topic_near_own")
        if any(not _continues(self.main_subject(j)) for j in range(first + 1, i)):
            evidence.append("topic_left")
        if found.reach in ("work", "citation") and not _is_about_methods(self.main_subject(first)):
            evidence.append("topic_is_thing")
        if first == 0 or not self._is_same_paragraph(i, first - 1):
            evidence.append("topic_from_start")
        return evidence

    def _takes_up(self, i: int, first: int) -> bool:
        """Tell whether the subject of a sentence repeats a word of the one that names the methods: it then explains them."""
        clause = next((c for c in self.analyse(i)[1] if c.verb >= 0), None)
        if clause is None or first < 0:
            return False
        words = {t.lower[:STEM] for t in self.read_tokens(i)[slice(*clause.subject)] if len(t.lower) > 3 and tag(t) == "X"}
        repeated = words & {t.lower[:STEM] for t in self.read_tokens(first) if tag(t) == "X"}
        return not all(map(self.is_common, repeated))

    def _is_same_paragraph(self, i: int, j: int) -> bool:
        return self.sentences[i].paragraph == self.sentences[j].paragraph

    def _names(self, i: int) -> set[str]:
        """Return the keys of the methods a sentence names or cites."""
        return {target.key for token in self.read_tokens(i) for target in token.targets}

    def _mentions(self, i: int) -> bool:
        if i not in self._near:
            pattern = self.lexicon.pattern
            self._near[i] = bool(self.sentences[i].markers) or (pattern is not None and pattern.search(self.sentences[i].text) is not None)
        return self._near[i]

    def antecedent(self, i: int, *, plural: bool | None, chain: int = 0) -> Antecedent | None:
        """Return what a pointer at the start of sentence `i` means; None where nothing or too much fits."""
        if chain >= MAX_CHAIN:
            return None
        if not self.goes_on(i):
            return self._heading(i, chain)
        tokens, clauses = self.analyse(i - 1)
        subject = self.main_subject(i - 1)
        found = _pick(tokens, clauses, subject, plural=plural)
        if found:
            if plural and len(found[0]) == 1:
                found = _with_sentence_before(self, i, found)
            nearer = Antecedent(found[0], chain + 1, found[1], found[2])
            return self._prefer_subject(i, nearer, subject, plural=plural, chain=chain)
        if (subject is not None and (subject.kind == "own" or subject.is_data)) or (subject is None and has_own(tokens)):
            return None
        link = subject.is_plural if subject is not None and subject.is_plural is not None else plural
        before = self.antecedent(i - 1, plural=link, chain=chain + 1)
        if before is None:
            return None
        is_near = before.distance <= MAX_DISTANCE or _continues(subject)
        return before if is_near or self._takes_up(i - 1, i - before.distance + chain) else None


def _is_about_methods(subject: Subject | None) -> bool:
    """Tell whether a subject is a method, or points at some."""
    return subject is not None and subject.kind in ("method", "cited", "prior", "generic", "pronoun", "pointer", "own")


def _is_aside(subject: Subject | None) -> bool:
    """Tell whether a sentence only goes on about what the one before names."""
    if subject is not None and subject.kind == "cited":
        return not subject.is_head
    return subject is None or subject.kind not in ("method", "oblique", "own", "prior", "generic", "expletive")


def _continues(subject: Subject | None) -> bool:
    return subject is not None and subject.kind in ("pronoun", "pointer", "event", "fact", "expletive", "prior")


def _main_subject(tokens: list[Token], clauses: list[Clause]) -> Subject | None:
    """Return the subject of the first clause with a verb that is no subordinate one; of what "we find" tells, its own."""
    main = [c for c in clauses if c.verb >= 0 and c.opener in ("", "but", "and", "that")] or [c for c in clauses if c.verb >= 0]
    if not main:
        return None
    subject = view_subject(tokens, main[0])
    if subject.kind == "own" and len(main) > 1 and main[1].opener == "that" and tokens[main[0].verb].lower in REPORTS:
        return view_subject(tokens, main[1])
    return subject


def _pick(
    tokens: list[Token], clauses: list[Clause], subject: Subject | None, *, plural: bool | None
) -> tuple[tuple[Target, ...], Reach, bool] | None:
    """Return the methods a sentence is about: its subject's, else what it says is used, else what it cites."""
    if subject is not None and subject.targets:
        if subject.kind == "method":
            return subject.targets, "subject", False
        return subject.targets, "work" if _speaks_of_work(tokens) else "citation", len(subject.targets) > MANY
    others = mentions_in([t for k, t in enumerate(tokens) if not _is_compared(tokens, k)], 0, len(tokens))
    if not others:
        return None
    if subject is not None and subject.kind == "own":
        if _relates_own(tokens):
            return tuple(others), "work", False
        used = tuple(t for t in others if t.is_named) or tuple(others)
        return (used, "used", len(used) > 1 and plural is False) if _only_uses(tokens) else None
    if plural is not False and _lists_works(tokens, subject):
        others = [t for t in others if not t.is_named]
    named = [t for t in others if t.is_named]
    if not named and subject is not None and are_sources(tokens, subject, tuple(others)):
        return None
    reach: Reach = "object" if named else "work" if _speaks_of_work(tokens) else "citation"
    pool = tuple(named or _narrated(tokens) or others)
    return pool, reach, len(pool) > MANY or (plural is False and len(pool) > 1 and reach == "object")


def are_sources(tokens: list[Token], subject: Subject, cited: tuple[Target, ...]) -> bool:
    """Tell whether works are cited for a fact: one that works report, or one about a kind of model with the single work that found it."""
    words = {word.strip(",.") for word in subject.text.lower().split()}
    is_narrated = any(t.is_narrative for t in tokens)
    return _is_reported(tokens) or (len(cited) == 1 and not is_narrated and bool(words & MODEL_NOUNS) and not words & WORKS)


def _is_reported(tokens: list[Token]) -> bool:
    """Tell whether works are only cited for what has been found: "caches have been shown to help [3]", "studies report [3, 4]"."""
    for k, token in enumerate(tokens):
        if token.mark or token.lower not in FINDINGS:
            continue
        before = {t.lower for t in tokens[max(0, k - 3) : k] if not t.mark}
        if "been" in before or (before & _WAS and token.lower not in REPORTS_BASE) or (before & STUDIES and not before & _OWN_STUDY):
            return True
    return False


_WAS = frozenset(("is", "are", "was", "were"))
_OWN_STUDY = frozenset(("our", "we", "these", "they"))


def _narrated(tokens: list[Token]) -> list[Target]:
    """Return the works whose authors the sentence speaks of, where it does: others are then cited for what these use."""
    return mentions_in([t for t in tokens if t.is_narrative], 0, len(tokens))


def _only_uses(tokens: list[Token]) -> bool:
    """Tell whether the authors say that they use or try something that is not theirs: "we train with X"."""
    we = next((k for k, t in enumerate(tokens) if t.lower == "we"), len(tokens))
    is_own_elsewhere = any(t.mark == "OWN" or t.lower in ("our", "ours", "propose") for t in tokens)
    return not is_own_elsewhere and any(t.lower.startswith(USE_STEMS) for t in tokens[we + 1 : we + 4])


def _relates_own(tokens: list[Token]) -> bool:
    """Tell whether a sentence only says what the authors' work is related to: "Our work is also close to X"."""
    words = [t.lower for t in tokens[:8]]
    return bool(words) and words[0] in ("our", "this") and bool({"related", "close", "similar", "connected"} & set(words))


def _lists_works(tokens: list[Token], subject: Subject | None) -> bool:
    """Tell whether a sentence speaks of works and cites several of them: "there are works that apply X [3, 4]"."""
    is_about_works = subject is not None and subject.kind in ("expletive", "prior", "generic", "other")
    return is_about_works and any(t.lower in WORKS for t in tokens) and any(t.mark == "CITE" and len(t.targets) > 1 for t in tokens)


_USED = frozenset(("on", "over", "using"))


def _is_compared(tokens: list[Token], k: int) -> bool:
    """Tell whether a method is only compared with, measured on or used: not what the sentence goes on about."""
    if tokens[k].mark != "METHOD" or not k:
        return False
    return any(t.lower in COMPARING for t in tokens[max(0, k - 3) : k]) or tokens[k - 1].lower in _USED


def _speaks_of_work(tokens: list[Token]) -> bool:
    """Tell whether a sentence that only cites speaks of what others did, and does not cite for a mere fact."""
    return any(t.lower.startswith(WORK_STEMS) for t in tokens if not t.mark)


def _is_example(text: str) -> bool:
    """Tell whether a sentence gives one example of what the sentence before speaks of."""
    return text.lower().startswith(("for example", "for instance", "e.g.", "specifically", "in particular", "notably", "among "))


def _with_sentence_before(
    discourse: Discourse, i: int, found: tuple[tuple[Target, ...], Reach, bool]
) -> tuple[tuple[Target, ...], Reach, bool]:
    """Return a plural pointer's methods over two sentences, where the last one names a single one."""
    if i < 2 or discourse.sentences[i - 2].paragraph != discourse.sentences[i].paragraph:
        return found
    tokens, clauses = discourse.analyse(i - 2)
    more = _pick(tokens, clauses, discourse.main_subject(i - 2), plural=None)
    if more is None or not (more[1] == found[1] or _is_example(discourse.sentences[i - 1].text)):
        return found
    keys = {t.key for t in found[0]}
    return (*(t for t in more[0] if t.key not in keys), *found[0]), found[1], found[2] or more[2]
