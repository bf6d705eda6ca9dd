"""A sentence as marked tokens: names of methods, citations and the paper's own voice are one token each."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from extractors.english import CLOSED, has_verb_form
from extractors.names.lexicon import Lexicon, Target
from extractors.names.rules import NameRules
from extractors.names.shapes import any_of
from extractors.names.techniques import is_compared_place, is_subject_place
from models.document import Marker, Sentence
from models.spelling import name_key

Mark = Literal["", "METHOD", "OWN", "CITE"]


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


_SHORT, _NOT, _REST = r"(?:e\.g\.|i\.e\.|et al\.|etc\.)", r"[A-Za-z]+(?=n['’]t\b)|n['’]t\b", r"['’]s\b|\w++(?:[-’'./+]\w++)*+|\S"
_WORD = re.compile(f"{_SHORT}|{_REST}")
_WORD_OR_NOT = re.compile(f"{_SHORT}|{_NOT}|{_REST}")
"""The same where "isn't" is two words, for which each word is tried: few sentences have one."""


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
    if "(" in sentence.text or "[" in sentence.text:
        tokens = _with_depth(tokens)
    return _bind_citations(tokens) if sentence.markers else tokens


_make = tuple.__new__
"""A token without the defaults looked up: there are twenty a sentence."""


def _plain(text: str, start: int, end: int) -> list[Token]:
    found = (_WORD_OR_NOT if "n't" in text or "n’t" in text else _WORD).finditer(text, start, end)
    return [_make(Token, (word := m[0], word.lower(), m.start(), m.end(), "", (), 0, False)) for m in found]


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
                token = _with_class(_name(match, lexicon), sentence.text, lexicon.rules)
                if token and (not _is_technique(token) or _is_spoken_of(sentence.text, token, lexicon.rules)):
                    spans.append(token)
    return sorted(spans, key=lambda t: t.start)


@lru_cache(maxsize=8)
def _class_noun(nouns: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{any_of(nouns)})(?![\w-])")


def _with_class(token: Token | None, text: str, rules: NameRules) -> Token | None:
    """Return the token of a name with the noun that only says what it is ("Reef routing", "the Reef optimizer")."""
    nouns = _class_noun(rules.word_list("naming_nouns"))
    noun = nouns.match(text, token.end) if token and not token.text.endswith("s") else None
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


def _is_spoken_of(text: str, token: Token, rules: NameRules) -> bool:
    """Tell whether a sentence is about a technique and not about a thing made with it ("offloading systems")."""
    return is_subject_place(text, token.start, token.end, rules) or is_compared_place(text, token.start, rules)


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
    key = name_key(match.group())
    lower = match.group().lower()
    if key in lexicon.own or any(len(o) > 3 and key.startswith(o) for o in lexicon.own):
        return Token(match.group(), lower, match.start(), match.end(), "OWN")
    target = lexicon.by_key.get(key)
    if target is None:
        return None
    shown = target._replace(label=match.group() if name_key(target.label) == key else target.label)
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


def tag(token: Token) -> str:
    """Return a coarse part of speech where closed word lists and suffixes tell it, else X."""
    if token.mark:
        return "SYM" if token.mark == "CITE" else "PROPN"
    return _tag_word(token.lower)


@lru_cache(maxsize=1 << 16)
def _tag_word(word: str) -> str:
    for name, words in CLOSED.items():
        if word in words:
            return name
    if word.endswith("ly"):
        return "ADV"
    if word[:1].isdigit():
        return "NUM"
    return "X" if word[:1].isalpha() else "PUNCT"
