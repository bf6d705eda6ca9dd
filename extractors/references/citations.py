"""Citation markers in sentences, resolved to bibliography entries: [3, 5-7], superscript numbers, (Lee et al., 2021b), [LCY21]."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.references.bibliography import Bibliography
from extractors.references.resolver import Resolver, clean_names
from extractors.references.words import reference_words
from models.document import Marker

MAX_NAMES_CHARS = 80
"""Characters the names of an unresolved citation have at most; longer ones are prose before a year."""
MAX_RANGE = 40
"""Works one range cites at most: [5-7]; more is an interval of numbers."""
MAX_BEYOND = 1.5
"""Multiple of the bibliography's length up to which a number can be a work that was not read; beyond, a list is sizes: [256, 128]."""

MIN_PARENTHESES_SHARE = 0.5
"""Share of the bibliography that numbers in parentheses cite where they are citations; else they are items and equations."""

_YEAR = r"(?:1[5-9]|20)\d{2}"
_YEARS = rf"(?:{_YEAR}[a-z]?|in press|forthcoming|to appear|n\.\s?d\.)(?:\s?[,;&/]\s?(?:{_YEAR}[a-z]?|[a-z]\b(?!\.)))*"
_DATED = re.compile(rf"\b{_YEARS}")
_RECENT = re.compile(r"(?:19|20)\d{2}")
"""A year that is cited though the bibliography does not know the work; an older number is hardly one."""
_NUMBER = r"\d{1,3}(?:[a-d](?![–—−-]))?"
_NUMBERS = rf"{_NUMBER}(?:(?:\s?[,;–—−-]\s?|,?\s(?:and|&)\s){_NUMBER})*"
_NUMERIC = re.compile(rf"\[(\d{{1,3}})\]\s?[–—−-]\s?\[(\d{{1,3}})\]|\[\s?({_NUMBERS})\s?(?:,\s[^\[\]\d][^\[\]]{{0,30}})?\]")
_PARENTHESES = re.compile(
    rf"(?<=[\w.,;)”\"]\s)(?<!\b[Ee]q\.\s)(?<!\bEqs\.\s)(?<!quation\s)(?<!uations\s)(?<!Section\s)(?<!Table\s)(?<!Figure\s)\(({_NUMBERS})\)"
)
_NUMERIC_PART = re.compile(r"(\d{1,3})[a-z]?(?:\s?[–—−-]\s?(\d{1,3}))?")
_BRACKETED = re.compile(r"\[([^\[\]]{3,120})\]")
_SUPERSCRIPT = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*")
_BEFORE_MARK = re.compile(r"(?:[^\W\d_]{2}|[.,;:)”\"]|(?:[^\W\d_]{2}|[a-z][.,;:)”\"])\s)$")
"""What a raised number follows that cites: a word or its stop, and no lone letter, with or without space ("T 2" is a power)."""
_NAMED_MARK = re.compile(r"\bRefs?\.\s?(\d{1,3}(?:,\s?\d{1,3})*)(?![\w.]\d)")
"""A number of a raised style that stands in the line: "as in Ref. 8"."""
_GROUP = re.compile(rf"\(([^()]*?\b{_YEARS}[^()]*)\)|\[([^\[\]]*?\b{_YEARS}[^\[\]]*)\]")
_ONLY_YEARS = re.compile(rf"^\s?(?P<years>{_YEARS})(?:\s?[,;:].*)?$")
_PIECE = re.compile(rf"^(?P<names>.+?)(?P<sep>,\s?|\s)[(\[]?(?P<years>{_YEARS})[)\]]?(?P<rest>[\s,:;.].*)?$")
_LOOKS_CITED = re.compile(r"\bet\.?\s?al\b|\s(?:and|&)\s")


class Cited(NamedTuple):
    """A group of markers found in a sentence, before it is resolved."""

    start: int
    end: int
    parts: tuple[tuple[str, int | None, bool], ...]
    """For each cited work the marker's text, its entry's index, and whether it surely is a citation."""


def find_markers(sentences: Iterable[tuple[str, Sequence[tuple[int, int]]]], bibliography: Bibliography) -> list[tuple[Marker, ...]]:
    """Return the markers of each sentence, given with the spans of its superscripts; unresolved ones have no index."""
    resolver = Resolver(bibliography)
    given = list(sentences)
    if bibliography.style == "numeric":
        groups = [_find_numeric(text, resolver) for text, _ in given]
        if sum(len(found) for found in groups) < 0.2 * len(bibliography.references):
            superscript = [_find_superscripts(text, spans, resolver) for text, spans in given]
            in_parentheses = _find_all_in_parentheses([text for text, _ in given], resolver)
            by_name = [_find_author_year(text, resolver) for text, _ in given]
            groups = max(groups, superscript, in_parentheses, by_name, key=_count_groups)
    elif bibliography.style == "alpha":
        groups = [_find_labels(text, resolver) for text, _ in given]
    else:
        groups = [_find_author_year(text, resolver) for text, _ in given]
    return [_to_markers(found) for found in groups]


def _count_groups(groups: Sequence[Sequence[Cited]]) -> int:
    return sum(map(len, groups))


def _to_markers(groups: Iterable[Cited]) -> tuple[Marker, ...]:
    return tuple(
        Marker(text, cited.start, cited.end, number, index) for number, cited in enumerate(groups) for text, index, _ in cited.parts
    )


def _find_numeric(text: str, resolver: Resolver) -> list[Cited]:
    groups = []
    for match in _NUMERIC.finditer(text):
        numbers = list(_expand(match[3] or f"{match[1]}-{match[2]}"))
        parts = tuple((f"[{n}]", resolver.find_label(str(n)), True) for n in numbers)
        is_sizes = len(numbers) > 1 and max(numbers) > MAX_BEYOND * resolver.n_entries
        if numbers and not (0 in numbers or is_sizes or text[match.end() : match.end() + 1] == "^"):
            groups.append(Cited(match.start(), match.end(), parts))
    return groups


def _find_all_in_parentheses(texts: Sequence[str], resolver: Resolver) -> list[list[Cited]]:
    """Return the numbers in parentheses of each text; none where they cite but a few of the works."""
    groups: list[list[Cited]] = []
    for text in texts:
        found = (
            (match, tuple((f"[{n}]", resolver.find_label(str(n)), True) for n in _expand(match[1])))
            for match in _PARENTHESES.finditer(text)
        )
        groups.append([Cited(*match.span(), parts) for match, parts in found if all(index for _, index, _ in parts)])
    n_cited = len({index for found in groups for cited in found for _, index, _ in cited.parts})
    return groups if n_cited >= MIN_PARENTHESES_SHARE * resolver.n_entries else [[] for _ in texts]


def _expand(numbers: str) -> Iterator[int]:
    for part in _NUMERIC_PART.finditer(numbers):
        first, last = int(part[1]), int(part[2] or part[1])
        yield from range(first, last + 1) if first <= last <= first + MAX_RANGE else (first, last)


def _find_superscripts(text: str, spans: Sequence[tuple[int, int]], resolver: Resolver) -> list[Cited]:
    groups = []
    for start, end in spans:
        marks = text[start:end].strip(",.")
        if not _SUPERSCRIPT.fullmatch(marks) or not _BEFORE_MARK.search(text, max(0, start - 4), start) or text[end : end + 1].isalpha():
            continue
        parts = tuple((str(n), resolver.find_label(str(n)), True) for n in _expand(marks))
        if all(index is not None for _, index, _ in parts):
            groups.append(Cited(start, end, parts))
    for match in _NAMED_MARK.finditer(text):
        parts = tuple((str(n), resolver.find_label(str(n)), True) for n in _expand(match[1]))
        if all(index is not None for _, index, _ in parts):
            groups.append(Cited(*match.span(), parts))
    return sorted(groups, key=lambda cited: cited.start)


def _find_labels(text: str, resolver: Resolver) -> list[Cited]:
    """Find [FZS21, LB+20]; a bracket counts when one of its labels is in the bibliography."""
    groups = []
    for match in _BRACKETED.finditer(text):
        labels = _with_suffixes(label.strip() for label in re.split(r"[,;]", match[1]))
        labels = [label for label in labels if re.fullmatch(r"(?:[^\W\d_]|[+*]){1,10}\d{2}[a-z]?", label)]
        parts = tuple((f"[{label}]", resolver.find_label(label), True) for label in labels)
        if any(index is not None for _, index, _ in parts):
            groups.append(Cited(match.start(), match.end(), parts))
    return groups


def _with_suffixes(labels: Iterable[str]) -> list[str]:
    """Return the labels, a lone letter as the label before it with that letter: [vdM29a,b]."""
    found: list[str] = []
    for label in labels:
        is_letter = len(label) == 1 and label.isalpha() and bool(found) and found[-1][-1:].isalpha()
        found.append(found[-1][:-1] + label if is_letter else label)
    return found


def _find_author_year(text: str, resolver: Resolver) -> list[Cited]:
    if not _DATED.search(text):
        return []
    groups = []
    for match in _GROUP.finditer(text):
        content = match[1] or match[2]
        only = _ONLY_YEARS.match(content)
        cited = (
            _read_textual(text, match, only["years"], resolver)
            if only is not None
            else _read_parenthetical(content, match, text[: match.start()], resolver)
        )
        if cited is not None:
            groups.append(cited)
    groups.extend(_find_bare(text, groups, resolver))
    return sorted(groups, key=lambda cited: cited.start)


@cache
def _textual(name: str) -> re.Pattern[str]:
    """Return what finds the names at the end of a text, before their year in parentheses."""
    names = rf"(?:{name}\s){{0,3}}{name}"
    more = rf"(?:,\s(?:{name}\s){{0,2}}{name}){{0,4}},?\s(?:and|&)\s{names}"
    return re.compile(rf"(?<!\w){names}(?:{more}|,?\set\.?\sal\.?)?(?:[’']s?)?,?\s?$")


@cache
def _bare(name: str) -> re.Pattern[str]:
    """Return what finds names and their year without parentheses."""
    return re.compile(rf"(?<!\w)(?:{name}\s){{0,2}}{name}(?:,?\set\.?\sal\.?,?|\s(?:and|&)\s{name},?)\s(?P<years>{_YEARS})")


def _read_textual(text: str, match: re.Match[str], years: str, resolver: Resolver) -> Cited | None:
    """Read "Lee et al. (2021)": the longest name before the year that the bibliography knows."""
    before = text[: match.start()]
    found = _textual(reference_words().name).search(before[-120:])
    if found is None:
        return None
    printed = found.group().rstrip(" ,")
    offset = len(before) - len(before[-120:]) + found.start()
    while True:
        parts = _resolve_years(printed, years, resolver, text[:offset])
        is_sure = bool(_LOOKS_CITED.search(printed))
        known = next((index for _, index, _ in parts if index is not None), None)
        if known is not None:
            names = resolver.strip_lead(printed, known)
            offset += len(printed) - len(names)
            return Cited(offset, match.end(), _resolve_years(names, years, resolver, text[:offset]) if names != printed else parts)
        head, _, tail = printed.partition(" ")
        if not tail or tail.startswith(("et ", "and ", "& ")):
            is_sure = is_sure and _RECENT.match(years) is not None
            return Cited(offset, match.end(), parts) if is_sure and not reference_words().not_name.search(printed) else None
        printed, offset = tail, offset + len(head) + 1


def _read_parenthetical(content: str, match: re.Match[str], text_before: str, resolver: Resolver) -> Cited | None:
    parts: list[tuple[str, int | None, bool]] = []
    names = ""
    for piece in re.split(r";\s?", content):
        found = _PIECE.match(piece.strip())
        if found is None:
            only = _ONLY_YEARS.match(piece) or re.fullmatch(r"\s?(?P<years>[a-z])", piece)
            if only is not None and names and len(only["years"]) > 1:
                parts.extend(_resolve_years(names, only["years"], resolver, text_before))
            continue
        rest = piece.strip()
        while (found := _PIECE.match(rest)) is not None:
            names, read = _read_piece(found, resolver, text_before)
            parts.extend(read)
            rest = (found["rest"] or "").strip(" ,:;.")
            rest = re.sub(r"^and\s+", "", rest)
    if not parts:
        return None
    return Cited(match.start(), match.end(), tuple(parts))


def _read_piece(found: re.Match[str], resolver: Resolver, context: str) -> tuple[str, tuple[tuple[str, int | None, bool], ...]]:
    """Return the names of one work in parentheses and its parts; none when it is a date and no citation."""
    printed = names = reference_words().lead.sub("", found["names"]).strip(" ,(")
    while True:
        read = _resolve_years(names, found["years"], resolver, context)
        known = next((index for _, index, _ in read if index is not None), None)
        if known is not None:
            bare = resolver.strip_lead(names, known)
            return bare, _resolve_years(bare, found["years"], resolver, context) if bare != names else read
        _, comma, tail = names.partition(", ")
        if not comma or not re.search(r"\bal\b| and | & |^\S+$", tail):
            break
        names = tail
    looks_cited = _LOOKS_CITED.search(printed) is not None or found["sep"].startswith(",")
    is_recent = _RECENT.match(found["years"]) is not None
    if (
        not (looks_cited and is_recent and _starts_name(printed))
        or len(printed) > MAX_NAMES_CHARS
        or reference_words().not_name.search(printed)
    ):
        return printed, ()
    return printed, _resolve_years(printed, found["years"], resolver, context)


def _starts_name(text: str) -> bool:
    """Tell whether the text begins as a name does: with a capital, or a particle and more."""
    return text[:1].isupper() or text[:2] in ("d'", "d’", "l'", "l’") or text.partition(" ")[0] in reference_words().particles


def _find_bare(text: str, groups: Sequence[Cited], resolver: Resolver) -> list[Cited]:
    """Find "Lee et al., 2021" outside parentheses, or inside nested ones."""
    found = []
    for match in _bare(reference_words().name).finditer(text):
        if any(cited.start < match.end() and match.start() < cited.end for cited in groups):
            continue
        names = text[match.start() : match.start("years")].strip(" ,")
        while names:
            parts = _resolve_years(names, match["years"], resolver, text[: match.start()])
            known = next((index for _, index, _ in parts if index is not None), None)
            if known is not None:
                bare = resolver.strip_lead(names, known)
                start = match.start() + match.group().find(bare)
                if bare != names:
                    parts = _resolve_years(bare, match["years"], resolver, text[:start])
                found.append(Cited(start, match.end(), parts))
                break
            head, _, tail = names.partition(" ")
            names = tail if not tail.startswith(("et ", "and ", "& ")) and not head.endswith(",") else ""
    return found


def _resolve_years(names: str, years: str, resolver: Resolver, context: str) -> tuple[tuple[str, int | None, bool], ...]:
    """Return a part for each year: "2020a, b" are two works of one list of authors."""
    names = clean_names(names)
    parts = []
    year: int | None = None
    for item in re.split(r"\s?[,;&/]\s?", years):
        dated = re.fullmatch(rf"({_YEAR})([a-z]?)", item)
        if dated is not None:
            year, suffix, printed = int(dated[1]), dated[2], item
        elif len(item) == 1:
            suffix, printed = item, f"{year or ''}{item}"
        else:
            year, suffix, printed = None, "", item
        parts.append((f"{names}, {printed}", resolver.find_work(names, year, suffix, context), True))
    return tuple(parts)


def label_as_cited(bibliography: Bibliography, markers: Iterable[Sequence[Marker]]) -> Bibliography:
    """Return the bibliography with author-year labels as the text prints them ("Lee & Kim, 2020", "Qwen Team, 2024")."""
    if bibliography.style not in ("author-year", "named"):
        return bibliography
    printed: dict[int, Counter[str]] = defaultdict(Counter)
    n_ampersands = n_ands = 0
    for group in markers:
        for marker in group:
            if marker.ref_index is not None:
                printed[marker.ref_index][marker.text] += 1
                n_ampersands += " & " in marker.text
                n_ands += " and " in marker.text
    references = []
    for ref in bibliography.references:
        label = ref.label.replace(" and ", " & ") if n_ampersands > n_ands else ref.label
        if printed[ref.ref_index]:
            label = max(printed[ref.ref_index], key=lambda text: (printed[ref.ref_index][text], text))
        references.append(ref.model_copy(update={"label": label}))
    return bibliography._replace(references=tuple(references))
