"""Citation markers in sentences, resolved to bibliography entries: [3, 5-7], superscript numbers, (Lee et al., 2021b), [LCY21]."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.references.bibliography import Bibliography
from extractors.references.entries import Entry, read_surnames
from extractors.references.words import reference_words
from models.document import Marker
from models.spelling import text_key

MAX_CONTEXT_WORDS = 5
"""Words before a citation that are compared with the titles of works that its names and year leave open."""
MAX_NAMES_CHARS = 80
"""Characters the names of an unresolved citation have at most; longer ones are prose before a year."""
MAX_RANGE = 40
"""Works one range cites at most: [5-7]; more is an interval of numbers."""

_YEARS = r"(?:19|20)\d{2}[a-z]?(?:\s?[,;&/]\s?(?:(?:19|20)\d{2}[a-z]?|[a-z]\b))*"
_NUMERIC = re.compile(r"\[\s?(\d{1,3}(?:\s?[,;–—−-]\s?\d{1,3})*)\s?(?:,\s[^\[\]\d][^\[\]]{0,30})?\]")
_NUMERIC_PART = re.compile(r"(\d{1,3})(?:\s?[–—−-]\s?(\d{1,3}))?")
_BRACKETED = re.compile(r"\[([^\[\]]{3,120})\]")
_SUPERSCRIPT = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*")
_BEFORE_MARK = re.compile(r"(?:[^\W\d_]|[.,;:)”\"]|(?:[^\W\d_]{2}|[a-z][.,;:)”\"])\s)$")
"""What a raised number follows that cites: a word or its stop; where space is set between, no lone letter ("T 2" is a power)."""
_NAMED_MARK = re.compile(r"\bRefs?\.\s?(\d{1,3}(?:,\s?\d{1,3})*)(?![\w.]\d)")
"""A number of a raised style that stands in the line: "as in Ref. 8"."""
_GROUP = re.compile(rf"\(([^()]*?\b{_YEARS}[^()]*)\)|\[([^\[\]]*?\b{_YEARS}[^\[\]]*)\]")
_ONLY_YEARS = re.compile(rf"^\s?(?P<years>{_YEARS})(?:\s?[,;:].*)?$")
_PIECE = re.compile(rf"^(?P<names>.+?)(?P<sep>,\s?|\s)\(?(?P<years>{_YEARS})\)?(?P<rest>[\s,:;.].*)?$")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.-?)+")
_LOOKS_CITED = re.compile(r"\bet\.?\s?al\b|\s(?:and|&)\s")


class Cited(NamedTuple):
    """A group of markers found in a sentence, before it is resolved."""

    start: int
    end: int
    parts: tuple[tuple[str, int | None, bool], ...]
    """For each cited work the marker's text, its entry's index, and whether it surely is a citation."""


class Resolver:
    """The entries of one paper by label, number and author."""

    def __init__(self, bibliography: Bibliography) -> None:
        self.style = bibliography.style
        self._entries = bibliography.entries
        self._by_label = {text_key(ref.label): i for i, ref in enumerate(bibliography.references, 1)}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for i, entry in enumerate(bibliography.entries, 1):
            for key in _name_keys(entry):
                self._by_name[key].append(i)

    def find_label(self, label: str) -> int | None:
        """Return the index of the entry with this printed label."""
        return self._by_label.get(text_key(label))

    def find_work(self, names: str, year: int, suffix: str, context: str) -> int | None:
        """Return the index of the one entry by these authors of that year; None when there is none or several.

        `context` is the text before the citation: "GPT-4o (OpenAI, 2024)" tells works of one author and year apart.
        """
        names = _clean_names(names)
        surnames, is_cut = read_surnames(names)
        if not surnames:
            return None
        keys = (text_key(names), text_key(surnames[0]), text_key(surnames[0].split(" ")[-1]))
        indices = next((self._by_name[key] for key in keys if key in self._by_name), [])
        found = [i for i in indices if self._entries[i - 1].year == year]
        found = found or [i for i in indices if self._entries[i - 1].year is None]
        if suffix and any(self._entries[i - 1].suffix for i in found):
            found = [i for i in found if self._entries[i - 1].suffix == suffix]
        for keep in (self._by_count, self._by_names, self._by_words):
            if len(found) > 1:
                found = keep(found, surnames, is_cut, names if keep != self._by_words else context) or found
        if len(found) > 1 and len({text_key(self._entries[i - 1].title) for i in found}) == 1:
            return found[0]
        return found[0] if len(found) == 1 else None

    def strip_lead(self, names: str, index: int) -> str:
        """Return the names without what the sentence says before the entry's first author ("Gemini Chowdhery et al.")."""
        entry = self._entries[index - 1]
        if not entry.surnames:
            return names
        author, known = text_key(entry.surnames[0].split(" ")[0]), [text_key(word) for word in entry.authors.split()]
        words = names.split(" ")
        start = next((i for i, word in enumerate(words) if text_key(word) == author), 0)
        if start and _INITIALS.fullmatch(words[start - 1]):
            start -= 1
        return names if any(text_key(word) in known for word in words[:start]) else " ".join(words[start:])

    def _by_count(self, indices: list[int], surnames: Sequence[str], is_cut: bool, _names: str) -> list[int]:
        """Keep entries with as many authors as are printed: "et al." stands for three and more."""
        n = len(surnames)
        kept = []
        for entry, i in ((self._entries[i - 1], i) for i in indices):
            n_authors = len(entry.surnames) + 9 * entry.is_cut
            if n_authors > max(2, n) if is_cut else n_authors == n:
                kept.append(i)
        return kept

    def _by_names(self, indices: list[int], surnames: Sequence[str], _is_cut: bool, names: str) -> list[int]:
        """Keep entries whose further authors, or whose first author's given name, are those printed."""
        wanted = [text_key(name) for name in surnames]
        kept = [
            i for i in indices if all(_is_same_name(a, text_key(b)) for a, b in zip(wanted, self._entries[i - 1].surnames, strict=False))
        ]
        words = [text_key(word) for word in re.sub(r"\bet\.? al\.?", "", names).split()]
        exact = [i for i in kept if all(word in text_key(self._entries[i - 1].authors) for word in words)]
        return exact or kept

    def _by_words(self, indices: list[int], _surnames: Sequence[str], _is_cut: bool, context: str) -> list[int]:
        """Keep the entry whose title shares most words with the text right before the citation, if there is one."""
        near = {text_key(word) for word in re.split(r"[\s(]+", context)[-MAX_CONTEXT_WORDS:]} - {""}
        scores = {i: len(near & {text_key(word) for word in re.split(r"[\s:]+", self._entries[i - 1].title)}) for i in indices}
        best = max(scores.values())
        kept = [i for i in indices if scores[i] == best]
        return kept if best and len(kept) == 1 else []


def _is_same_name(a: str, b: str) -> bool:
    return a == b or a.endswith(b) or b.endswith(a)


def _name_keys(entry: Entry) -> Iterator[str]:
    """Yield the names a citation of this entry can start with."""
    if not entry.surnames:
        if entry.title:
            yield text_key(entry.title)
            yield text_key(re.split(r"[:,]", entry.title)[0])
            yield text_key(entry.title.split(" ")[0])
        return
    first = entry.surnames[0]
    keys = {text_key(first), text_key(first.split(" ")[-1])}
    if len(entry.surnames) == 1 and not entry.is_cut:
        keys.add(text_key(first.split(" ")[0]))
    yield from (key for key in keys if key)


def _clean_names(names: str) -> str:
    cleaned = re.sub(r"[’']s?$", "", names.strip(" ,.;")).strip()
    return cleaned + "." if cleaned.endswith(" al") else cleaned


def find_markers(sentences: Iterable[tuple[str, Sequence[tuple[int, int]]]], bibliography: Bibliography) -> list[tuple[Marker, ...]]:
    """Return the markers of each sentence, given with the spans of its superscripts; unresolved ones have no index."""
    resolver = Resolver(bibliography)
    given = list(sentences)
    if bibliography.style == "numeric":
        groups = [_find_numeric(text, resolver) for text, _ in given]
        if sum(len(found) for found in groups) < 0.2 * len(bibliography.references):
            superscript = [_find_superscripts(text, spans, resolver) for text, spans in given]
            if sum(map(len, superscript)) > sum(map(len, groups)):
                groups = superscript
    elif bibliography.style == "alpha":
        groups = [_find_labels(text, resolver) for text, _ in given]
    else:
        groups = [_find_author_year(text, resolver) for text, _ in given]
    return [_to_markers(found) for found in groups]


def _to_markers(groups: Iterable[Cited]) -> tuple[Marker, ...]:
    return tuple(
        Marker(text, cited.start, cited.end, number, index) for number, cited in enumerate(groups) for text, index, _ in cited.parts
    )


def _find_numeric(text: str, resolver: Resolver) -> list[Cited]:
    groups = []
    for match in _NUMERIC.finditer(text):
        numbers = list(_expand(match[1]))
        parts = tuple((f"[{n}]", resolver.find_label(str(n)), True) for n in numbers)
        if numbers and not (0 in numbers or (text[match.end() : match.end() + 1] == "^")):
            groups.append(Cited(match.start(), match.end(), parts))
    return groups


def _expand(numbers: str) -> Iterator[int]:
    for part in _NUMERIC_PART.finditer(numbers):
        first, last = int(part[1]), int(part[2] or part[1])
        yield from range(first, last + 1) if first <= last <= first + MAX_RANGE else (first, last)


def _find_superscripts(text: str, spans: Sequence[tuple[int, int]], resolver: Resolver) -> list[Cited]:
    groups = []
    for start, end in spans:
        marks = text[start:end].strip(",.")
        if not _SUPERSCRIPT.fullmatch(marks) or not _BEFORE_MARK.search(text, max(0, start - 4), start):
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
        labels = [label.strip() for label in re.split(r"[,;]", match[1])]
        labels = [label for label in labels if re.fullmatch(r"[A-Za-z+*]{1,10}\+?\d{2}[a-z]?", label)]
        parts = tuple((f"[{label}]", resolver.find_label(label), True) for label in labels)
        if any(index is not None for _, index, _ in parts):
            groups.append(Cited(match.start(), match.end(), parts))
    return groups


def _find_author_year(text: str, resolver: Resolver) -> list[Cited]:
    if "19" not in text and "20" not in text:
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
    if not looks_cited or not printed[:1].isupper() or len(printed) > MAX_NAMES_CHARS or reference_words().not_name.search(printed):
        return printed, ()
    return printed, _resolve_years(printed, found["years"], resolver, context)


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
    names = _clean_names(names)
    parts = []
    year = ""
    for item in re.split(r"\s?[,;&/]\s?", years):
        if len(item) >= 4:
            year, suffix = item[:4], item[4:]
        else:
            suffix = item
        parts.append((f"{names}, {year}{suffix}", resolver.find_work(names, int(year), suffix, context), True))
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
