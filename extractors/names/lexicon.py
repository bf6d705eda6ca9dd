"""The names one paper knows, ready to be found in its sentences."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.names.rules import NameRules
from extractors.names.shapes import any_of, is_strong
from models.document import PaperNames, PaperText
from models.spelling import name_key

Origin = Literal["cited", "uncited", "technique"]


class Target(NamedTuple):
    """A prior method a sentence can be about."""

    label: str
    citation: str
    """The citation marker as printed in this place; empty when only the name stands there."""
    ref_index: int | None
    is_named: bool
    """False when only a citation stands there and the label comes from the bibliography."""
    origin: Origin = "cited"
    """How the paper makes it a name: beside a citation, by itself, or as words in lower case that a citation follows."""

    @property
    def key(self) -> str:
        """What makes two mentions the same method: the cited work, else the name."""
        return f"#{self.ref_index}" if self.ref_index is not None else name_key(self.label)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names one paper knows, ready to be found in its sentences."""

    pattern: re.Pattern[str] | None
    by_key: dict[str, Target]
    own: frozenset[str]
    rules: NameRules
    by_ref: dict[int, str]
    """The name to show for a bibliography entry."""
    unnamed: frozenset[int] = frozenset()
    """Entries for which only their title can be shown."""


def make_lexicon(text: PaperText, names: PaperNames, rules: NameRules, areas: frozenset[str]) -> Lexicon:
    """Return the paper's names; those that mean a whole area ("MoE") are left out."""
    by_key: dict[str, Target] = {}
    by_ref: dict[int, str] = {}
    surfaces: set[str] = set()
    fields = frozenset(map(name_key, rules.word_list("fields")))
    for cited in names.cited:
        key = name_key(cited.method_label)
        if key in areas or key in fields:
            continue
        by_ref.setdefault(cited.ref_index, cited.method_label)
        by_key.setdefault(key, Target(cited.method_label, "", cited.ref_index, is_named=True))
        surfaces.add(cited.method_label)
    for label in (*names.uncited, *(canonical for _, canonical in rules.aliases)):
        if name_key(label) not in areas:
            by_key.setdefault(name_key(label), Target(label, "", None, is_named=True, origin="uncited"))
            surfaces.add(label)
    for technique in names.techniques:
        if name_key(technique.label) not in areas and name_key(technique.label) not in by_key:
            by_key[name_key(technique.label)] = Target(technique.label, "", technique.ref_index, is_named=True, origin="technique")
            surfaces.add(technique.label)
    surfaces |= _add_kinds(by_key, names)
    whole = "\n".join(s.text for s in text.sentences)
    surfaces |= _capitalised(surfaces, whole)
    for alias, canonical in rules.aliases:
        by_key.setdefault(name_key(alias), by_key.get(name_key(canonical), Target(canonical, "", None, is_named=True)))
        surfaces.add(alias)
    _lengthen(by_key, names, rules.word_list("name_ends"))
    own = {s for m in names.own for s in (m.method_label, *m.aliases)}
    for reference in text.references:
        by_ref.setdefault(reference.ref_index, _reference_name(reference.label, reference.title))
    exact = {s for s in surfaces if s.isupper() and s.isalpha() and s.lower() in whole and re.search(rf"\b{s.lower()}\b", whole)}
    unnamed = frozenset(r.ref_index for r in text.references if by_ref[r.ref_index] in (r.title, r.label))
    return Lexicon(_compile(surfaces | own, exact), by_key, frozenset(map(name_key, own)), rules, by_ref, unnamed)


def _add_kinds(by_key: dict[str, Target], names: PaperNames) -> set[str]:
    """Add the kinds of method that are no names yet and return them; a technique that is one is meant wherever it stands."""
    for label in names.kinds:
        known = by_key.get(name_key(label))
        if known is None or known.origin == "technique":
            by_key[name_key(label)] = Target(label, "", known.ref_index if known else None, is_named=True, origin="uncited")
    return set(names.kinds)


def _capitalised(surfaces: set[str], whole: str) -> set[str]:
    """Return names as the text prints them with more capitals: a title writes "Foobar" where the paper says "FooBar"."""
    plain = frozenset(s for s in surfaces if s.isalpha() and s[:1].isupper() and s[1:].islower() and len(s) >= MIN_PLAIN_LETTERS)
    printed = re.findall(rf"(?<![\w-])(?i:{any_of(plain)})(?!\w)", whole) if plain else ()
    return {found for found in printed if found[0].isupper() and not found.isupper() and is_strong(found)} - surfaces


MIN_PLAIN_LETTERS = 5
"""Letters of a name without capitals inside that may be printed with more of them."""


def _lengthen(by_key: dict[str, Target], names: PaperNames, ends: frozenset[str]) -> None:
    """Call a work by the longer of two names the paper gives it where one begins with the other ("Lark", "Lark layers")."""
    for short in names.cited:
        for long in names.cited:
            key, longer = name_key(short.method_label), name_key(long.method_label)
            is_pair = short.ref_index == long.ref_index and key in by_key and longer in by_key
            if is_pair and longer.startswith(key) and longer[len(key) :] in ends:
                by_key[key] = by_key[longer]


def _reference_name(label: str, title: str) -> str:
    """Return what to call a cited work that has no name: its author-year label, else its title."""
    if re.search(r"[A-Za-z]{2}", label):
        return label.strip("[]()")
    head, colon, _ = title.partition(":")
    return head if colon and len(head.split()) <= MAX_HEAD_WORDS and is_strong(head.split(" ")[0]) else title or label


MAX_HEAD_WORDS = 3
"""Words before the colon of a cited title that can be its method's name ("FooNet: a fast bar")."""


def _compile(surfaces: set[str], exact: set[str]) -> re.Pattern[str] | None:
    """Return a pattern of all names, longest first; names with capitals inside match in any case, others exactly.

    `exact` are names in capitals that are words of the text as well ("DENSE").
    """
    parts = []
    for surface in sorted(surfaces, key=lambda s: (-len(s), s)):
        if len(name_key(surface)) < 2:
            continue
        body = re.sub(r"(?:\\-|\\ |\s)+", r"[-\\s]?", re.escape(surface))
        loose = surface not in exact and any(is_strong(w) and len(w) > 3 for w in surface.split())
        if surface.islower():
            body = f"[{body[0].upper()}{body[0]}]{body[1:]}"
        parts.append((f"(?i:{body})" if loose else body) + "s?")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)") if parts else None
