"""Names that stand beside a citation or head a cited title, and the work each means."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from extractors.english import tags_of
from extractors.names.rules import NameRules
from extractors.names.shapes import (
    MAX_NAME_WORDS,
    NAME_PHRASE,
    acronym_fits,
    find_mentions,
    is_acronym_plural,
    is_strong,
    last_conjunct,
    trim_name,
)
from extractors.names.uncited import STYLE_END
from models.document import Marker, PaperText, Sentence, Table
from models.rows import NamedCitation, Reference
from models.spelling import name_key

_GAP = re.compile(r"[\s,(\[]*$")
_NOUN = re.compile(r"\s+([a-z]+(?:-[a-z]+)?)$")
_TITLE_NAME = re.compile(r"^\s*[\"“]?([^:]{2,48}?)\s*[:—]\s+\S")
_INTRODUCES = re.compile(
    r"^\s*(?:,?\s*(?:have|has|then|also|recently|further|first)\s+)?(?:propos|introduc|present|develop|design|describ)\w+\s+(?:(?:the|a|an)\s+)?"
)


def find_cited(text: PaperText, tables: list[Table], rules: NameRules, lower: frozenset[str]) -> list[NamedCitation]:
    """Return the names beside citations, one row a name and work, most frequent first; a name that could mean two works is left out."""
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for label, ref in _pairs(text, tables, rules, lower):
        counts[(name_key(label), ref)][label] += 1
    titles = {r.ref_index: name_key(r.title) for r in text.references}
    heads = {ref: key for key, ref in counts if key and titles.get(ref, "").startswith(key)}
    return _choose(
        {(key, ref): n for (key, ref), n in counts.items() if not _is_only_beside(key, n, heads.get(ref, ""), titles.get(ref, ""))}
    )


def _is_only_beside(key: str, labels: Counter[str], head: str, title: str) -> bool:
    """Tell whether a name stood but once beside a work that the paper calls by its title's name: its data, or what it was used for."""
    return labels.total() == 1 and bool(head) and key not in title and head not in key


def _pairs(text: PaperText, tables: list[Table], rules: NameRules, lower: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Yield (name, ref_index) for every time a name stands beside a citation or heads a cited title."""
    titles = {r.ref_index: r for r in text.references}
    for sentence in text.sentences:
        for group in marker_groups(sentence):
            yield from _beside(sentence.text, group, titles, rules, lower)
    whole = " ".join(s.text for s in text.sentences) + " " + " ".join(c.text for t in tables for c in t.cells)
    folded = whole.lower()
    for reference in text.references:
        label = title_name(reference, rules, lower)
        if label:
            place = whole if label.lower() in lower or not is_strong(label.split()[0]) else folded
            wanted = label if place is whole else label.lower()
            found = [whole[a:b] for a, b in islice(find_mentions(wanted, place), 6) if not whole[b : b + 1].isalnum()][:3]
            yield from ((name, reference.ref_index) for name in found)


def marker_groups(sentence: Sentence) -> list[list[Marker]]:
    """Return the sentence's citations, those printed in one pair of brackets together, in order."""
    groups: dict[int, list[Marker]] = {}
    for marker in sentence.markers:
        groups.setdefault(marker.group, []).append(marker)
    return sorted(groups.values(), key=lambda g: g[0].start)


def _beside(
    text: str, group: list[Marker], titles: dict[int, Reference], rules: NameRules, lower: frozenset[str]
) -> Iterator[tuple[str, int]]:
    refs = [m.ref_index for m in group if m.ref_index is not None]
    if not refs:
        return
    label = name_before(text, group[0].start, rules, lower)
    gloss = _GLOSS.match(text, group[0].start)
    if gloss and is_strong(gloss.group(1)) and not group[0].text.startswith(gloss.group(1)):
        label = gloss.group(1)
    if label and any(label in m.text for m in group):
        label = ""  # the authors' names of a narrative citation
    if not label and len(group) == 1:
        label = _introduced_after(text[group[0].end :], rules, lower)
    if not label or _is_opener(text, label, group[0].start, titles.get(refs[0])):
        return
    fitting = [r for r in refs if r in titles and name_key(label) in name_key(titles[r].title)]
    if (len(refs) == 1 or len(fitting) == 1) and not is_author(label, titles.get((fitting or refs)[0])):
        yield label, (fitting or refs)[0]


def _is_opener(text: str, label: str, position: int, reference: Reference | None) -> bool:
    """Tell whether a word before a citation has its capital from the sentence's start: "Later Reef et al. [3]"."""
    is_plain = label.isalpha() and not is_strong(label) and bool(tags_of(label.lower()) - {"NN", "NNS"})
    start = text.rfind(label, 0, position)
    return is_plain and _is_sentence_start(text, start) and (reference is None or label.lower() not in reference.title.lower())


def is_author(label: str, reference: Reference | None) -> bool:
    """Tell whether a word beside a citation is one of its authors and not its method."""
    if reference is None or " " in label or label in reference.title:
        return False
    return label in reference.raw and label in re.split(r"[\s,.;&()\[\]]+", reference.raw)


def name_before(text: str, position: int, rules: NameRules, lower: frozenset[str]) -> str:
    """Return the method name that ends right before a position, without the noun after it; empty when there is none."""
    head = _GAP.sub("", text[:position])
    note = _NOTE.search(head)
    short = note.group(1) if note else ""
    if note:
        head = head[: note.start()]
        if _is_defined(short, head, rules):
            return short
    noun = _NOUN.search(head)
    dropped = ""
    if noun:
        if noun.group(1) in rules.word_list("not_method_nouns") or noun.group(1) not in rules.word_list("name_nouns"):
            return ""
        dropped, head = noun.group(1), head[: noun.start()]
    phrase = last_conjunct(_last_phrase(head))
    if not phrase:
        return ""
    start = len(head) - len(phrase)
    if _is_sentence_start(head, start) and tags_of(phrase.lower()) == {"RB"}:  # "Meanwhile, Lee et al. …"
        return ""
    if short and len(phrase.split()) > 1 and acronym_fits(short, phrase):
        return phrase
    trimmed = trim_name(phrase, rules.word_list("not_names"), lower, at_start=_is_sentence_start(head, start))
    name = _POSSESSIVE.sub("", STYLE_END.sub("", trimmed))
    if not name or not _is_name(name, lower):
        return ""
    if dropped.rstrip("s") in rules.word_list("kept_nouns") and not is_strong(name.split()[-1]):
        return f"{name} {dropped}"
    return name


_POSSESSIVE = re.compile(r"[’']s$")
_NOTE = re.compile(r"\s*\(\s*([^()]{2,24}?)\s*\)$")
_GLOSS = re.compile(r"\(\s*([A-Z][\w+-]{1,14})\s*[;,:]\s")


def _is_defined(short: str, before: str, rules: NameRules) -> bool:
    """Tell whether a note in brackets is the acronym of the words before it, and one that can be a method's."""
    if not is_strong(short) or is_acronym_plural(short) or " " in short:
        return False
    if short.lower() in rules.word_list("not_names") | rules.word_list("not_methods"):
        return False
    words = before.split()
    return any(acronym_fits(short, " ".join(words[-n:])) for n in range(1, min(len(words), MAX_NAME_WORDS) + 1))


def _last_phrase(head: str) -> str:
    last = ""
    for match in NAME_PHRASE.finditer(head[-90:]):
        if match.end() == len(head[-90:]):
            last = match.group()
    return last


def _is_sentence_start(text: str, start: int) -> bool:
    return not text[:start].strip() or text[:start].rstrip()[-1:] in ".:;•"


_COUNT = re.compile(r"\d[\d.]*[- ](?:bit|shot|way|layer|head|step|stage|hot|name_key|dimensional)s?|.*\b[\w-]+ for [A-Z].*")
"""A number of something, or a figure of somebody's ("16-bit", "tCO2e for FooNet")."""


def _is_name(name: str, lower: frozenset[str]) -> bool:
    """Tell whether a trimmed phrase names something: a mixed-case word, or capitals that are no ordinary word."""
    words = name.split()
    if _COUNT.fullmatch(name):
        return False
    if any(is_strong(w) and not is_acronym_plural(w) for w in words):
        return True
    if len(words) == 1:
        return words[0].lower() not in lower and len(words[0]) > 2
    return all(w[0].isupper() or w.islower() for w in words)


def _introduced_after(tail: str, rules: NameRules, lower: frozenset[str]) -> str:
    """Return the name in "[X et al., 2020] propose NAME"; empty when the verb or the name is not there."""
    verb = _INTRODUCES.match(tail)
    if not verb:
        return ""
    phrase = NAME_PHRASE.match(tail, verb.end())
    if not phrase:
        return ""
    name = trim_name(phrase.group(), rules.word_list("not_names"), lower, at_start=False)
    return name if name and _is_name(name, lower) else ""


def title_name(reference: Reference, rules: NameRules, lower: frozenset[str]) -> str:
    """Return the name a cited title begins with ("Foo: a fast bar"); empty when the title has none."""
    match = _TITLE_NAME.match(reference.title)
    if not match:
        return ""
    label = match.group(1).strip(" '\"“”‘’")
    words = label.split()
    if len(words) > 3 or not any(is_strong(w) or w[:1].isupper() for w in words):
        return ""
    if len(words) > 1 and not any(is_strong(w) for w in words) and not all(w[:1].isupper() for w in words):
        return ""
    if len(words) == 1 and (words[0].lower() in lower or words[0].lower() in rules.word_list("not_names")):
        return ""
    return label


def _choose(counts: dict[tuple[str, int], Counter[str]]) -> list[NamedCitation]:
    """Return one row a name and work, most frequent first; a name keeps a work only with a clear majority of mentions."""
    totals: Counter[str] = Counter()
    for (key, _), labels in counts.items():
        totals[key] += labels.total()
    rows = []
    for (key, ref), labels in counts.items():
        if labels.total() * 4 >= totals[key] and key:
            rows.append(NamedCitation(method_label=labels.most_common(1)[0][0], ref_index=ref, n_mentions=labels.total()))
    return sorted(rows, key=lambda r: (-r.n_mentions, r.ref_index, r.method_label))
