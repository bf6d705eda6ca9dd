"""Names that mean no method of the literature: a whole field ("MoE"), a common technique, a data set or a benchmark."""

import re
from functools import lru_cache

from extractors.names.rules import NameRules
from extractors.names.shapes import acronym_fits, find_mentions, is_area
from models.document import PaperNames, PaperText
from models.rows import Reference
from models.spelling import name_key

MIN_SHARED_TITLES = 4
"""Cited titles that have a word or an acronym's spelling before it means a field."""
MIN_SHARED_LONG_FORMS = 3
"""The same for what an acronym is defined to stand for: longer, so rarer by chance."""
MIN_DATA_SHARE = 0.3
"""Share of a name's mentions beside "on", "benchmark", "accuracy": more, and it is what is measured on."""

_DATA = re.compile(r" (?:\(\d+ |data|benchmark|dataset|test|task|score|accuracy|evaluat|question|subset|corpus)")
_LISTED = re.compile(
    r"\b(?:data ?sets?|corpora|corpus|benchmarks?|tasks?)(?: like|,? such as|,? e\.g\.,?|,? including|:|,| \()\s*"
    r"(?:[A-Z][\w’'-]+,? (?:and )?){0,3}\Z"
)
_ON = re.compile(r"\bon (?:the )?\Z")
_WORD_END = re.compile(r"(?!\w)")
_DATA_TITLE = re.compile(
    r"\b(?:benchmark|data ?set|corpus|corpora|challenge|treebank|crowdsourc\w*|measuring|question answering|commonsense|leaderboard)\b",
    re.I,
)
_SHORT = re.compile(r"[A-Z](?<![\w-].)[A-Za-z]*[A-Z][A-Za-z]{0,3}(?![\w-])")
"""An acronym. What stands before it is looked at behind its capital: only so does the search skip to the next one."""
_DEFINITION = re.compile(r"\(([A-Z][A-Za-z]{1,5}?)s?\)")
_LONG_FORM = re.compile(r"(?:[A-Za-z-]+ ){1,6}$")


def find_areas(text: PaperText, names: PaperNames, rules: NameRules) -> frozenset[str]:
    """Return keys of names that mean a field, a technique of many works, or something to measure on."""
    whole = "\n".join(s.text for s in text.sentences)
    titles = [r.title.lower().replace("-", " ") for r in text.references]
    by_ref = {r.ref_index: r for r in text.references}
    heads = {r.ref_index: name_key(r.title.partition(":")[0]) for r in text.references}
    headed = {name_key(n.method_label) for n in names.cited if heads.get(n.ref_index) == name_key(n.method_label)}
    areas = {name_key(short) for short in _shared_acronyms(whole, titles, rules)} - headed
    cited = {n.method_label for n in names.cited}
    for label in cited | set(names.uncited) | {t.label for t in names.techniques}:
        is_kind = is_area(label, whole, is_cited=label in cited)
        if is_kind or _is_shared(label, titles, text.references) or _is_measured_on(label, whole):
            areas.add(name_key(label))
    areas |= {name_key(n.method_label) for n in names.cited if n.ref_index in by_ref and _DATA_TITLE.search(by_ref[n.ref_index].title)}
    labels = (*(n.method_label for n in names.cited), *names.uncited)
    spelt = set(map(_initials, labels))
    shorts = {short for short in _SHORT.findall(whole) if short.rstrip("s").lower() in spelt}
    kinds = {short.rstrip("s").lower() for short in shorts if is_area(short, whole)}
    areas |= {name_key(label) for label in labels if _initials(label) in kinds}
    areas |= {name_key(label) for label in labels if _is_spelt_out(label, text.title) or _is_doing_of(label, areas, rules)}
    return frozenset(areas)


def _is_doing_of(label: str, areas: set[str], rules: NameRules) -> bool:
    """Tell whether a label is only what is done in a whole field: "RL training"."""
    first, _, rest = label.partition(" ")
    is_field = name_key(first) in areas or (first.isupper() and len(first) <= 2)
    return rest.lower() in rules.word_list("field_activities") and is_field


def _initials(label: str) -> str:
    words = [w for w in re.split(r"[\s-]+", label) if w]
    return "".join(w[0] for w in words).lower() if len(words) > 1 else "-"


def _shared_acronyms(whole: str, titles: list[str], rules: NameRules) -> set[str]:
    """Return acronyms the paper spells out with words that many cited titles have, and those of two letters."""
    found = set()
    for match in _DEFINITION.finditer(whole):
        long_forms = _LONG_FORM.search(whole, max(0, match.start() - 70), match.start())
        short, words = match.group(1), long_forms.group().split() if long_forms else []
        for n in range(1, len(words) + 1):
            long_form = " ".join(words[-n:])
            if words[-n][:1].lower() == short[0].lower() and acronym_fits(short, long_form):
                spelling = long_form.lower().replace("-", " ")
                is_thing = len(short) <= 2 or words[-1].lower().rstrip("s") in rules.word_list("quantities")
                if is_thing or sum(1 for t in titles if spelling in t) >= MIN_SHARED_LONG_FORMS:
                    found.add(short)
                break
    return found


def _is_shared(label: str, titles: list[str], references: tuple[Reference, ...]) -> bool:
    """Tell whether many cited titles have the name: it then means a field and not one work."""
    bare = label.rstrip("s")
    if " " in label or "-" in label.strip("-"):
        spelling = bare.lower().replace("-", " ")
        return spelling.islower() and len(spelling.split()) > 1 and sum(1 for t in titles if spelling in t) >= MIN_SHARED_TITLES
    word = rf"(?<![A-Za-z]){re.escape(bare)}s?(?![A-Za-z])"
    n_titles = sum(1 for r in references if (bare in r.title and re.search(word, r.title)) or _is_spelt_out(bare, r.title))
    return n_titles >= MIN_SHARED_TITLES


def _is_spelt_out(acronym: str, title: str) -> bool:
    """Tell whether a title has words with the acronym's letters as initials ("mixture-of-experts" for MoE)."""
    if not 3 <= len(acronym) <= 5 or not acronym.isalpha():
        return False
    return acronym.lower() in _title_initials(title)


@lru_cache(maxsize=1024)
def _title_initials(title: str) -> str:
    return "".join(w[0] for w in re.split(r"[\s-]+", title.lower()) if w)


def _is_measured_on(label: str, whole: str) -> bool:
    """Tell whether a name is mostly something to be measured on: a data set, task or benchmark."""
    n_all = n_data = 0
    for start, end in find_mentions(label, whole):
        if not _WORD_END.match(whole, end):
            continue
        n_all += 1
        is_data = _ON.search(whole, max(0, start - 8), start) or _DATA.match(whole, end)
        n_data += bool(is_data or _LISTED.search(whole, max(0, start - 60), start))
    return n_all >= 2 and n_data / n_all >= MIN_DATA_SHARE
