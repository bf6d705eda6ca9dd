"""A sentence as marked tokens: names of methods, citations and the paper's own voice are one token each."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.critiques.rules import Rules
from extractors.inflect import has_verb_form
from extractors.names.shapes import fold, is_strong
from extractors.names.techniques import is_compared_place, is_subject_place
from models.document import Marker, PaperNames, PaperText, Sentence

Mark = Literal["", "METHOD", "OWN", "CITE"]
Origin = Literal["cited", "uncited", "technique", "phrase"]


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
        return f"#{self.ref_index}" if self.ref_index is not None else fold(self.label)


class Token(NamedTuple):
    """A word, name, citation or punctuation mark, with its character span in the sentence."""

    text: str
    lower: str
    start: int
    end: int
    mark: Mark = ""
    targets: tuple[Target, ...] = ()
    depth: int = 0
    """How many brackets it stands in."""
    is_narrative: bool = False
    """Whether a citation is part of the sentence: "Ada et al. (2020) show" and not "is used (Ada et al., 2020)"."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names one paper knows, ready to be found in its sentences."""

    pattern: re.Pattern[str] | None
    by_key: dict[str, Target]
    own: frozenset[str]
    by_ref: dict[int, str]
    """The name to show for a bibliography entry."""
    unnamed: frozenset[int] = frozenset()
    """Entries for which only their title can be shown."""


_WORD = re.compile(r"(?:e\.g\.|i\.e\.|et al\.|etc\.)|[A-Za-z]+(?=n['’]t\b)|n['’]t\b|['’]s\b|\w+(?:[-’'./+]\w+)*|\S")


def make_lexicon(text: PaperText, names: PaperNames, rules: Rules, areas: frozenset[str], phrases: tuple[str, ...] = ()) -> Lexicon:
    """Return the paper's names; those that mean a whole area ("MoE") are left out."""
    by_key: dict[str, Target] = {}
    by_ref: dict[int, str] = {}
    surfaces: set[str] = set()
    fields = frozenset(map(fold, rules.word_list("fields")))
    for cited in names.cited:
        key = fold(cited.method_label)
        if key in areas or key in fields:
            continue
        by_ref.setdefault(cited.ref_index, cited.method_label)
        by_key.setdefault(key, Target(cited.method_label, "", cited.ref_index, is_named=True))
        surfaces.add(cited.method_label)
    for label in (*names.uncited, *(canonical for _, canonical in rules.aliases)):
        if fold(label) not in areas:
            by_key.setdefault(fold(label), Target(label, "", None, is_named=True, origin="uncited"))
            surfaces.add(label)
    for technique in names.techniques:
        if fold(technique.label) not in areas and fold(technique.label) not in by_key:
            by_key[fold(technique.label)] = Target(technique.label, "", technique.ref_index, is_named=True, origin="technique")
            surfaces.add(technique.label)
    surfaces |= _add_kinds(by_key, names)
    for label in phrases:
        if fold(label) not in by_key:
            by_key[fold(label)] = Target(label, "", None, is_named=True, origin="phrase")
            surfaces.add(label)
    for alias, canonical in rules.aliases:
        by_key.setdefault(fold(alias), by_key.get(fold(canonical), Target(canonical, "", None, is_named=True)))
        surfaces.add(alias)
    _lengthen(by_key, names)
    own = {s for m in names.own for s in (m.method_label, *m.aliases)}
    for reference in text.references:
        by_ref.setdefault(reference.ref_index, _reference_name(reference.label, reference.title))
    whole = "\n".join(s.text for s in text.sentences)
    exact = {s for s in surfaces if s.isupper() and s.isalpha() and re.search(rf"\b{s.lower()}\b", whole)}
    unnamed = frozenset(r.ref_index for r in text.references if by_ref[r.ref_index] in (r.title, r.label))
    return Lexicon(_compile(surfaces | own, exact), by_key, frozenset(map(fold, own)), by_ref, unnamed)


def _add_kinds(by_key: dict[str, Target], names: PaperNames) -> set[str]:
    """Add the kinds of method that are no names yet and return them; a technique that is one is meant wherever it stands."""
    for label in names.kinds:
        known = by_key.get(fold(label))
        if known is None or known.origin == "technique":
            by_key[fold(label)] = Target(label, "", known.ref_index if known else None, is_named=True, origin="uncited")
    return set(names.kinds)


_NAME_ENDS = frozenset(("layer", "transformer", "routing", "router", "network", "gating", "attention"))
"""Nouns that belong to a name, folded; a size or "chat" makes another model of it."""


def _lengthen(by_key: dict[str, Target], names: PaperNames) -> None:
    """Call a work by the longer of two names the paper gives it where one begins with the other ("Lark", "Lark layers")."""
    for short in names.cited:
        for long in names.cited:
            key, longer = fold(short.method_label), fold(long.method_label)
            is_pair = short.ref_index == long.ref_index and key in by_key and longer in by_key
            if is_pair and longer.startswith(key) and longer[len(key) :] in _NAME_ENDS:
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
        if len(fold(surface)) < 2:
            continue
        body = re.sub(r"(?:\\-|\\ |\s)+", r"[-\\s]?", re.escape(surface))
        loose = surface not in exact and any(is_strong(w) and len(w) > 3 for w in surface.split())
        if surface.islower():
            body = f"[{body[0].upper()}{body[0]}]{body[1:]}"
        parts.append((f"(?i:{body})" if loose else body) + "s?")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)") if parts else None


def has_own(tokens: list[Token]) -> bool:
    """Tell whether words speak of the paper's own work."""
    return any(t.mark == "OWN" or t.lower in ("we", "our", "ours") for t in tokens)


def tokenize(sentence: Sentence, lexicon: Lexicon) -> list[Token]:
    """Return the sentence's tokens; a citation that follows a name is folded into the name's targets."""
    spans = _spans(sentence, lexicon)
    tokens: list[Token] = []
    position = 0
    for span in (*spans, None):
        end = span.start if span else len(sentence.text)
        tokens.extend(_plain(sentence.text, position, end))
        if span:
            tokens.append(span)
            position = span.end
    return _bind_citations(_with_depth(tokens))


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [Token(word := m.group(), word.lower(), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]


def _spans(sentence: Sentence, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of citations and names, in order and without overlaps; a citation wins over a name inside it."""
    groups: dict[int, list[Marker]] = {}
    for marker in sentence.markers:
        groups.setdefault(marker.group, []).append(marker)
    spans = [_citation(sentence.text, markers, lexicon) for markers in groups.values()]
    taken = [(s.start, s.end) for s in spans]
    if lexicon.pattern:
        for match in lexicon.pattern.finditer(sentence.text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                token = _with_class(_name(match, lexicon), sentence.text)
                if token and (not _is_technique(token) or _is_spoken_of(sentence.text, token)):
                    spans.append(token)
    return sorted(spans, key=lambda t: t.start)


_CLASS_NOUN = re.compile(
    r"\s+(?:routing|routers?|gating|gates?|layers?|optimi[sz]er|algorithm|scheduler|objective|estimators?|loss|policy|regulari[sz]er)(?![\w-])"
)


def _with_class(token: Token | None, text: str) -> Token | None:
    """Return the token of a name with the noun that only says what it is ("Reef routing", "the Reef optimizer")."""
    noun = _CLASS_NOUN.match(text, token.end) if token and not token.text.endswith("s") else None
    if token is None or noun is None:
        return token
    word = noun.group().strip()
    targets = tuple(t._replace(label=f"{t.label} {word}") if _is_half(t.label, word) else t for t in token.targets)
    return token._replace(text=token.text + noun.group(), lower=token.lower + noun.group(), end=noun.end(), targets=targets)


def _is_half(label: str, noun: str) -> bool:
    """Tell whether a name is only whole with its noun: "Top-K routing"."""
    return noun in ("routing", "gating") and not label.lower().endswith(noun)


def _is_technique(token: Token) -> bool:
    return any(target.origin == "technique" for target in token.targets)


def _is_spoken_of(text: str, token: Token) -> bool:
    """Tell whether a sentence is about a technique and not about a thing made with it ("offloading systems")."""
    return is_subject_place(text, token.start, token.end) or is_compared_place(text, token.start)


def _citation(text: str, markers: list[Marker], lexicon: Lexicon) -> Token:
    start, end = min(m.start for m in markers), max(m.end for m in markers)
    authors = _AUTHORS.search(text, max(0, start - 60), start) if len(markers) == 1 else None
    targets = tuple(
        Target(_cited_name(m, authors.group(1) if authors else "", lexicon), m.text, m.ref_index, is_named=False) for m in markers
    )
    is_narrative = text[start : start + 1] not in "([" and not text[start : start + 1].isdigit()
    if authors or _is_noun_place(text, start, end):
        is_narrative = True
    start = authors.start() if authors else start
    return Token(text[start:end], "‹cite›", start, end, "CITE", targets, is_narrative=is_narrative)


def _cited_name(marker: Marker, authors: str, lexicon: Lexicon) -> str:
    """Return what to call a cited work in a sentence: its name, else its authors where the sentence names them."""
    if marker.ref_index is None:
        return marker.text
    if authors and marker.ref_index in lexicon.unnamed:
        return authors
    return lexicon.by_ref.get(marker.ref_index, marker.text)


_AUTHORS = re.compile(r"((?:[A-Z][\w’'-]+ and )?[A-Z][\w’'-]+ et al\.?)\s*$")
_OF = re.compile(r"\b(?:[Bb]y|[Oo]f|[Ii]n|[Tt]o|[Ff]rom|[Tt]han|[Uu]nlike|[Ww]hile|[Ww]hereas|[Aa]lthough|[Tt]hat|[Ww]ith)\s*$")
_THEN_VERB = re.compile(r"\s+(?:\w+ly\s+|also\s+|only\s+|further\s+)?([a-z]+)")


def _is_noun_place(text: str, start: int, end: int) -> bool:
    """Tell whether a citation in brackets stands for its authors: "[7] shows that", "the approach of [7]"."""
    before = text[max(0, start - 12) : start]
    if _OF.search(before):
        return True
    verb = _THEN_VERB.match(text, end)
    opens = not text[:start].strip() or before.rstrip()[-1:] in (";", ",") or before.endswith((" and ", " but "))
    return opens and verb is not None and has_verb_form(verb.group(1))


def _name(match: re.Match[str], lexicon: Lexicon) -> Token | None:
    key = fold(match.group())
    lower = match.group().lower()
    if key in lexicon.own or any(len(o) > 3 and key.startswith(o) for o in lexicon.own):
        return Token(match.group(), lower, match.start(), match.end(), "OWN")
    target = lexicon.by_key.get(key)
    if target is None:
        return None
    shown = target._replace(label=match.group() if fold(target.label) == key else target.label)
    return Token(match.group(), lower, match.start(), match.end(), "METHOD", (shown,))


def _with_depth(tokens: list[Token]) -> list[Token]:
    depth, out = 0, []
    for token in tokens:
        if token.text in "([" and not token.mark:
            depth += 1
        out.append(token._replace(depth=depth) if depth else token)
        if token.text in ")]" and not token.mark:
            depth = max(0, depth - 1)
    return out


def _bind_citations(tokens: list[Token]) -> list[Token]:
    """Give a name the citation printed right after it (a noun may stand between), and drop that citation token."""
    out: list[Token] = []
    for token in tokens:
        owner = _owner(out) if token.mark == "CITE" and not token.is_narrative and len(token.targets) == 1 else None
        if owner is None:
            out.append(token)
            continue
        cited = token.targets[0]
        name = out[owner].targets[0]
        if name.ref_index in (None, cited.ref_index) or owner == len(out) - 1:
            out[owner] = out[owner]._replace(targets=(name._replace(citation=cited.citation, ref_index=cited.ref_index),))
        else:
            out.append(token)
    return out


def _owner(tokens: list[Token]) -> int | None:
    """Return the index of the name that a citation at this place belongs to."""
    for back in range(1, 7):
        if len(tokens) < back:
            return None
        token = tokens[-back]
        if token.depth and not token.mark and tokens[-1].text == ")":
            continue
        if token.mark == "METHOD":
            return len(tokens) - back if not token.targets[0].citation else None
        if token.mark or not token.text.isalpha() or not token.text.islower() or back > 1:
            return None
    return None
