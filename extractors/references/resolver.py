"""Which entry of the bibliography a label, or names and a year, mean."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.references.bibliography import Bibliography
from extractors.references.entries import Entry, read_surnames
from models.spelling import text_key

MAX_CONTEXT_WORDS = 5
"""Words before a citation that are compared with the titles of works that its names and year leave open."""
_INITIALS = re.compile(r"(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.-?)+")


class Resolver:
    """The entries of one paper by label, number and author."""

    def __init__(self, bibliography: Bibliography) -> None:
        self.style, self.n_entries = bibliography.style, len(bibliography.entries)
        self._entries = bibliography.entries
        self._by_label = {text_key(ref.label): i for i, ref in enumerate(bibliography.references, 1)}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for i, entry in enumerate(bibliography.entries, 1):
            for key in _name_keys(entry):
                self._by_name[key].append(i)

    def find_label(self, label: str) -> int | None:
        """Return the index of the entry with this printed label."""
        return self._by_label.get(text_key(label))

    def find_work(self, names: str, year: int | None, suffix: str, context: str) -> int | None:
        """Return the index of the one entry by these authors of that year; None when there is none or several.

        `context` is the text before the citation: "GPT-4o (OpenAI, 2024)" tells works of one author and year apart.
        """
        names = clean_names(names)
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


def clean_names(names: str) -> str:
    """Return the names of a citation without the marks around them."""
    cleaned = re.sub(r"[’']s?$", "", names.strip(" ,.;")).strip()
    return cleaned + "." if cleaned.endswith(" al") else cleaned
