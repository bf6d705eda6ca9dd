"""Labels of a table's rows and columns: the text apart from citations, footnote marks and arrows, and the work it cites."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from extractors.results.numbers import RAISED, raise_exponents
from extractors.results.words import bare, inside
from models.document import Cell, PaperNames, PaperText, Word
from models.ligatures import join_ligatures
from models.rows import OwnMethod
from models.spelling import name_key, text_key
from models.words import join_words

MIN_NAME_LENGTH = 3
"""Letters and digits a name needs to be looked for inside longer labels."""
MIN_PREFIXED = 4
"""Letters an own name needs to be found behind another capital."""
MAX_PREFIX = 2
"""Capitals before an own name that make a variant of it: QLark, GQLark."""
MIN_SPLIT_NAME = 5
"""Letters and digits a name needs to be recognised when a label prints it in several words."""
MIN_INITIALS = 2
"""Words a name needs before its initials can stand for it."""
MAX_CODE = 10
"""Characters of a label that a caption may have to explain."""
MIN_CAPITALS = 4
"""Letters of an own name that its capitals alone tell from an everyday word: "BASE", but not "MOE"."""
MAX_CITATION_LENGTH = 90
MAX_RAISED_SIZE = 0.9
"""A footnote mark is set smaller than this share of the label; the first line of a wrapped label is flagged as raised too."""
MIN_VARIANTS = 2
"""Labels that must come with and without an ending before the ending is taken for the paper's own method."""


_YEAR = r"\b(?:19\d|20[0-3])\d[a-z]?\b"
CITATION = re.compile(
    rf"\[\d+(?:\s?[,–-]\s?\d+)*\]|\[[A-Z][A-Za-z+]*\d{{2}}[a-z]?\]|[(\[]\s?[^()\[\]]{{0,70}}(?<![A-Z\d]-){_YEAR}[^()\[\]]{{0,30}}[)\]]"
    rf"|\b[A-Z][\w'’-]+(?: et al\.?| (?:and|&) [A-Z][\w'’-]+),?\s?\(?{_YEAR}\)?"
    rf"|(?<!from )(?<!by )(?<!in )(?<!of )\b[A-Z][\w'’-]+ et al\.?,?\s?\[{_YEAR}\]"
)
_SEE = re.compile(r"\s?\((?:refer to|see|cf\.) [^()]*\)")
"""A note that sends the reader to another place."""
_GLUED = re.compile(r"(?<=\w{4})(?=[A-Z][a-z]+ et al\b)")
"""Where a name and its citation were set without a space: "LARKReed et al."."""
_MARKS = re.compile(r"[†‡§¶*∗⋆★☆♣♠♦♥◦✓✔⇑⇓↑↓→]+(?=\s|$|\))|(?<=\s)[†‡§¶*∗⋆★☆♣♠♦♥↑↓]+|\(\s*[↑↓⇑⇓]\s*\)|[↑↓⇑⇓]|^→")
_ALL_MARKS = re.compile(r"[†‡§¶*∗⋆★☆♣♠♦♥]+")
_MARK_BEHIND = re.compile(rf"(?<=[\w)]){_ALL_MARKS.pattern}")
"""A mark against a name."""
_POWERED = re.compile(r"(?:^|\W)(?:[α-ωΑ-Ω]|\([A-Z]{2,}\))$")
"""What a raised number behind it belongs to: a Greek letter, capitals in brackets."""
_WORD_END = re.compile(r"[A-Za-z]{2}$")
_RAISED_LETTERS = re.compile(r"[A-Za-z]{3,}\d|[A-Za-z+]+|^[†‡§¶*∗⋆★]+$")
_BROKEN = re.compile(r"(?<=\w)- (?=\w)|(?<=\w) -(?=\w)")
"""A hyphen at which a wrapped label was broken: "GLM- 4.5", "Gemma-3 -12B"."""
_CODE = re.compile(r"[A-Z][A-Z\d]")
_BARS = re.compile(r"^\|\s(?=\w+\s?\|)")
_FRAGMENT = re.compile(r"^[)\],;:&]|^\w+\s[✓✔√]$|\w[-&]$|\s&$|[A-Za-z]\s(?:and|of|with|for|by)$")
_VARIANT = re.compile(r"\s?[-+*_†(&/]\s?[A-Za-z][^\d]{0,24}|\s?\((?:w/|with|\+)\s?[^()]{1,24}\)|\s(?:w/|with|\+)\s?.{1,24}")
MODEL_SIZE = re.compile(r"\d+(?:\.\d+)?[BM](?![A-Za-z])")
"""The size of a model, alone or in its name: 250M, ST32B."""
_TOKEN = re.compile(r"[a-zα-ω0-9]+(?:\++(?![a-z0-9]))?")
"""A + behind a word is part of the name: LoRA+ is not LoRA."""


class Label(NamedTuple):
    """A label as printed without citation and marks; `citation` as printed beside it, `raw` with all of it."""

    text: str
    citation: str = ""
    raw: str = ""
    marked: str = ""
    """With raised letters (LoRA with a small G): part of the name where the table has the name without them, too; then `marked`
    is the name without them."""


@dataclass(frozen=True, eq=False, slots=True)
class NameSense:
    """Which labels this paper uses for its own methods and for cited ones; each is another, so that answers can be kept."""

    own: tuple[tuple[str, ...], ...]
    cited: dict[str, int]
    by_marker: dict[str, int]
    suffixes: tuple[str, ...] = ()
    """Endings ("-R", "+ Ours") that mark what the own method makes of other methods in the table at hand."""
    reruns: frozenset[str] = frozenset()
    """Labels of the table at hand that say "ours" of a prior method the authors ran again."""
    codes: frozenset[str] = frozenset()
    """Labels that the caption of the table at hand says to be an own method (Q2: Quillnet v2); those of several characters, any caption."""
    named: frozenset[str] = frozenset()
    """Labels that are the paper's own by its title or abstract."""
    baselines: frozenset[str] = frozenset()
    """Labels of own names that the text calls a baseline of its own: trained as before, or without what is proposed."""
    claimed: frozenset[str] = frozenset()
    """What the text claims as "our … approach", folded: own in a table that prints no own name."""
    rivals: frozenset[str] = frozenset()
    """Labels, folded, that a table which is no ablation prints of others."""
    origins: frozenset[str] = frozenset()
    """Labels of what the own method starts or learns from: the checkpoint, the teacher, the base that several add to."""
    capitals: tuple[str, ...] = ()
    """Own names that are everyday words but for their capitals (BASE)."""


def read_label(cell: Cell | None) -> Label:
    """Return the cell's label apart from its citation, footnote marks and arrows."""
    if cell is None:
        return Label("")
    label = split_label(_main_text(cell))
    if not any(word.is_superscript for word in cell.words):
        return label
    marked = _spell_marked(split_label(_main_text(cell, are_letters_kept=True)))
    return label._replace(marked=marked) if marked != label.text else label


def keep_marks(labels: dict[int, Label]) -> dict[int, Label]:
    """Return the labels of a level, with their raised letters or their marks where those alone tell two names apart (Lark, Lark*)."""
    spellings: dict[str, set[str]] = {}
    for label in labels.values():
        spellings.setdefault(label.text, set()).add(_spell_marked(label))
    told = {i: _without_needless(_spell_marked(x), spellings[x.text]) for i, x in labels.items()}
    return {
        i: x._replace(text=told[i], marked=x.text) if told[i] != x.text and (len(spellings[x.text]) > 1 or _is_lettered(told[i], x)) else x
        for i, x in labels.items()
    }


def _is_lettered(spelling: str, label: Label) -> bool:
    """Tell whether what stands raised behind a word of a label is a plus or begins with a capital: of its name, footnotes do not."""
    n = next((i for i, (a, b) in enumerate(zip(spelling, label.text, strict=False)) if a != b), len(label.text))
    before, behind = label.text[:n], label.text[n:]
    raised = spelling[n : len(spelling) - len(behind)]
    is_capital = raised[:1].isupper() and raised.isalnum() and bool(_WORD_END.search(before))
    return spelling == f"{before}{raised}{behind}" and (is_capital or (raised == "+" and not behind))


def _without_needless(spelling: str, spellings: set[str]) -> str:
    """Return a spelling without its marks, where the raised letters of the others tell them apart (Larkq beside Lark*)."""
    letters = {_ALL_MARKS.sub("", x) for x in spellings}
    return _ALL_MARKS.sub("", spelling) if len(letters) == len(spellings) else spelling


def _spell_marked(label: Label) -> str:
    """Return a label with its raised letters, or with the mark that stands against its name."""
    mark = _MARK_BEHIND.search(label.raw) if not label.citation else None
    if label.marked or mark is None:
        return label.marked or label.text
    before = split_label(label.raw[: mark.start()]).text
    is_kept = not label.text.startswith(before) or label.text.startswith(f"{before}{mark.group()}")
    return label.text if is_kept else f"{before}{mark.group()}{label.text.removeprefix(before)}"


@lru_cache(maxsize=4096)
def split_label(text: str) -> Label:
    """Return a printed label apart from its citation, footnote marks and arrows."""
    raw = text = _SEE.sub("", _GLUED.sub(" ", join_ligatures(text)) if "et al" in text else join_ligatures(text))
    citations = [m.group().strip() for m in CITATION.finditer(text) if len(m.group()) <= MAX_CITATION_LENGTH]
    for citation in citations:
        text = text.replace(citation, " ")
    text = " ".join(_BROKEN.sub("-", _MARKS.sub(" ", text)).split()).strip(" ,;:").rstrip("([ ")
    text = _BARS.sub("|", text) if "|" in text else text
    return Label(text.strip("| ") if text.count("|") % 2 else text, " ".join(citations), raw)


def join_labels(labels: list[Label]) -> Label:
    """Return the parts of a wrapped label as one."""
    parts = [label for label in labels if label.text]
    if len(parts) == 1:
        return parts[0]
    return Label(" ".join(x.text for x in parts), " ".join(x.citation for x in parts if x.citation), " ".join(x.raw for x in parts))


def _main_text(cell: Cell, *, are_letters_kept: bool = False) -> str:
    """Return the text without raised footnote marks; exponents of ten and what is raised inside a name (D²-X) stay."""
    largest = max((word.size for word in cell.words), default=0.0)
    raised = [word.is_superscript and word.size < MAX_RAISED_SIZE * largest for word in cell.words]
    if not any(raised):
        return cell.text
    kept: list[Word] = []
    for i, word in enumerate(raise_exponents(cell.words)):
        after = cell.words[i + 1] if i + 1 < len(cell.words) else None
        is_inside = i > 0 and after is not None and after.is_glued and not raised[i + 1] and after.text[0] in "-–" and word.is_glued
        is_power = i > 0 and _has_power(cell.words[:i], word.text)
        letters = _RAISED_LETTERS.search(word.text) if are_letters_kept else None
        if not raised[i] or is_power or is_inside:
            is_number = is_power and cell.words[i - 1].text[-1:].isdigit()
            kept.append(word._replace(is_glued=word.is_glued or is_power, text=word.text.translate(RAISED) if is_number else word.text))
        elif letters:
            kept.append(word._replace(text=letters.group()))
    return join_words(kept)


def _has_power(before: Sequence[Word], raised: str) -> bool:
    """Tell whether what stands raised behind words is their power: of ten, of a letter, of the number of an equation (δ < 1.25²)."""
    last = before[-1].text
    is_equation = raised.isdigit() and last[-1:].isdigit() and any(sign in word.text for word in before for sign in "=<>≤≥")
    return last.endswith("10") or bool(_POWERED.search(last)) or is_equation


def tokens(text: str) -> list[str]:
    """Return the label's words and numbers in lower case."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def build_name_sense(text: PaperText, names: PaperNames) -> NameSense:
    """Return the paper's own names, the cited ones and the markers of its bibliography, ready for look-up."""
    own = {core for method in names.own for name in (method.method_label, *method.aliases) if (core := _core(name))}
    cited = {name_key(c.method_label): c.ref_index for c in reversed(names.cited)}
    by_marker = {text_key(r.label): r.ref_index for r in reversed(text.references) if r.label}
    if names.own and not any(_core(name) for name in _spell(names.own[0])):
        own.add(tuple(tokens(names.own[0].method_label)))
    own |= {short for method in names.own for name in (method.method_label, *method.aliases) if (short := _shorten_first(name))}
    usable = {name for name in own if len("".join(name)) >= MIN_NAME_LENGTH}
    shortest = [name for name in usable if not any(other != name and has_words(list(name), other) for other in usable)]
    printed = {name for method in names.own for name in (method.method_label, *method.aliases)}
    capitals = {name for name in printed if name.isupper() and name.isalpha() and len(name) >= MIN_CAPITALS and not _core(name)}
    capitals |= {name for name in printed if _CODE.fullmatch(name)}
    capitals |= {first for name in printed if (first := _capitals_of(name)) and name_key(first) not in cited}
    return NameSense(tuple(sorted({*shortest, *_find_initials(text, names)})), cited, by_marker, capitals=tuple(sorted(capitals)))


def _spell(method: OwnMethod) -> list[str]:
    """Return the ways to write a method's name, without the variants that tables print of it (MoE-8-Wide, MoE (wide))."""
    return [
        method.method_label,
        *(name for name in method.aliases if not name.startswith((f"{method.method_label}-", f"{method.method_label} ("))),
    ]


def _shorten_first(name: str) -> tuple[str, ...]:
    """Return the words of a name whose first word is given by its capitals, as tables print it: DL-Coder-V2 for DeepLark-Coder-V2."""
    first, _, rest = name.partition("-")
    capitals = "".join(ch for ch in first if ch.isupper())
    return tuple(tokens(f"{capitals}-{rest}")) if rest and len(capitals) > 1 and not first.isupper() and first.isalpha() else ()


def _capitals_of(name: str) -> str:
    """Return the capitals of a name of several words in one, as tables print it: QN for QuillNet."""
    return "".join(re.findall(r"[A-Z]", name)) if re.fullmatch(r"(?:[A-Z][a-z]{2,}){2,}", name) else ""


def _find_initials(text: PaperText, names: PaperNames) -> set[tuple[str, ...]]:
    """Return the initials that the text gives own names of several words in brackets, as tables print them: Ranked Paths (RP)."""
    found: set[tuple[str, ...]] = set()
    for name in {name for method in names.own for name in (method.method_label, *method.aliases)}:
        words = tokens(name)
        initials = "".join(word[0] for word in words).upper()
        is_free = not bare("no_initials").fullmatch(initials) and not any(name_key(c.method_label) == initials.lower() for c in names.cited)
        if is_free and len(words) >= MIN_INITIALS:
            shown = re.compile(rf"\b{re.escape(name)}s?\s\({initials}\)", re.IGNORECASE)
            if any(f"({initials})" in sentence.text and shown.search(sentence.text) for sentence in text.sentences):
                found.add((initials.lower(),))
    return found


def _core(name: str) -> tuple[str, ...]:
    """Return the words that make a name: "Switch Transformers" is Switch; a name of class words alone (MoE) is none."""
    words = tokens(name)
    core = list(words)
    while len(core) > 1 and bare("trailing_class_words").fullmatch(core[-1]):
        core.pop()
    if not all(bare("class_words").fullmatch(word) or bare("common_cores").fullmatch(word) for word in core):
        return tuple(core)
    return tuple(words) if len(words) > len(core) and any(bare("common_cores").fullmatch(word) for word in core) else ()


@lru_cache(maxsize=4096)
def is_fragment(text: str) -> bool:
    """Tell whether a label is a part of one: it opens a bracket that it does not close, ends where something follows, or is a tick."""
    return any(text.count(first) != text.count(last) for first, last in ("()", "[]", "{}")) or bool(_FRAGMENT.search(text))


def says_ours(label: str) -> bool:
    """Tell whether the label itself says that the method is the paper's: "(ours)", "Our model"."""
    return bool(inside("ours").search(label))


def has_own_name(label: Label, sense: NameSense) -> bool:
    """Tell whether the label prints a name of an own method, alone or in a longer name."""
    return _is_own_name(tokens(label.text), sense) or _is_own_name(tokens(label.marked), sense) or _is_prefixed(label, sense)


@lru_cache(maxsize=4096)
def is_own_label(label: Label, sense: NameSense) -> bool:
    """Tell whether a label means the paper's own method or a variant of it; a cited label never does."""
    if inside("reruns").search(label.text) or label.text in sense.reruns or label.text in sense.baselines:
        return False
    if says_ours(label.text) or label.text in sense.codes or label.text in sense.named:
        return True
    if label.citation or not label.text:
        return False
    if has_own_name(label, sense) or not sense.codes.isdisjoint(label.text.split()):
        return True
    return any(label.text.endswith(suffix) for suffix in sense.suffixes) or re.split(r"[\s+]", label.text, maxsplit=1)[0] in sense.capitals


def with_variants(sense: NameSense, labels: Iterable[Label]) -> NameSense:
    """Return the sense for one table: where no label is own, an ending that turns several other labels into new ones is.

    A paper whose method is applied to others prints "X" beside "X-R", or "+ R" below X, for each of them. Endings that name
    a size or a kind of model (-7B, -chat) are no such method.
    """
    labels = list(labels)
    sense = replace(sense, suffixes=(), reruns=_find_reruns(sense, labels))
    if any(is_own_label(label, sense) for label in labels):
        return sense
    n_times = Counter(label.text for label in labels if label.text.startswith("+"))
    if added := [text for text, n in n_times.items() if n >= MIN_VARIANTS]:
        return replace(sense, suffixes=tuple(sorted(added)))
    texts = sorted({label.text for label in labels}, key=len)
    counts = Counter(b[len(a) :] for a in texts for b in texts if len(a) >= 2 and b.startswith(a) and len(b) > len(a))
    found = [ending for ending, n in counts.items() if n >= MIN_VARIANTS and _VARIANT.fullmatch(ending)]
    return replace(sense, suffixes=tuple(sorted(e for e in found if not inside("model_kinds").search(e))))


def _find_reruns(sense: NameSense, labels: list[Label]) -> frozenset[str]:
    """Return the labels that say "ours" of a cited method, in a table that has the paper's own method by its name, too."""
    named = [label for label in labels if not says_ours(label.text) and is_own_label(label, sense)]
    if not named:
        return frozenset()
    bare = {label.text: tokens(inside("ours").sub("", label.text)) for label in labels if says_ours(label.text)}
    return frozenset(text for text, words in bare.items() if words and words[0] in sense.cited and not _is_own_name(words, sense))


def _is_prefixed(label: Label, sense: NameSense) -> bool:
    """Tell whether the label is an own name with one capital before it, that no cited work has: QLark for the quantized Lark."""
    if name_key(label.text) in sense.cited:
        return False
    names = {name[0] for name in sense.own if len(name) == 1 and len(name[0]) >= MIN_PREFIXED}
    words = [word for word in label.text.split() if word[:2].isupper()]
    return any(word[n:].lower() in names and word[: n + 1].isupper() for word in words for n in range(1, MAX_PREFIX + 1))


def _is_own_name(words: list[str], sense: NameSense) -> bool:
    return any(_contains(words, name) for name in sense.own)


def with_codes(sense: NameSense, labels: Iterable[Label], caption: str) -> NameSense:
    """Return the sense for a table whose caption says what its codes mean: those that mean an own method are own."""
    return replace(sense, codes=sense.codes | find_codes(sense, labels, caption))


def find_codes(sense: NameSense, labels: Iterable[Label], caption: str) -> set[str]:
    """Return the codes among the labels that the caption says to mean an own method (Q2: Quillnet v2, Q: our model)."""
    found: set[str] = set()
    labels = list(labels)
    inside = {word for label in labels for word in label.text.split() if word.isupper() and word.isalpha() and len(word) > 1}
    for text in (x for x in {label.text for label in labels if 0 < len(label.text) <= MAX_CODE} | inside if x in caption):
        said = re.search(
            rf"(?<![\w-]){re.escape(text)}(?:\s?[:=]|\s(?:denotes|refers to|stands for|means|is))\s([^;,.()]{{2,60}})", caption
        )
        meaning = said.group(1).partition(" and ")[0] if said else ""
        is_own = meaning.startswith("our ") or _is_own_name(tokens(meaning), sense)
        if said and "et al" not in said.group(1) and not CITATION.search(meaning) and is_own:
            found.add(text)
    return found


def _contains(words: list[str], name: tuple[str, ...]) -> bool:
    """Tell whether the name's words stand in the label in a row; a name printed as one word may also be split."""
    # X+ is a variant of X; X is none of X+.
    if has_words(words, name) or has_words([word.rstrip("+") for word in words], name):
        return True
    joined = "".join(name)
    if len(joined) < MIN_SPLIT_NAME or joined not in "".join(words):
        return False
    ends = range(1, len(words) + 1)
    return any("".join(words[i:j]) == joined for j in ends for i in range(j) if j - i != len(name))


def has_words(words: list[str], name: tuple[str, ...]) -> bool:
    """Tell whether the name's words stand among the words in a row, and not denied (non-X, w/o X)."""
    n = len(name)
    if name[0] not in words:
        return False
    places = [i for i in range(len(words) - n + 1) if tuple(words[i : i + n]) == name]
    return any(i == 0 or not bare("denials").fullmatch(words[i - 1]) for i in places) and not (places and words[:2] == ["w", "o"])


def resolve_label(label: Label, sense: NameSense) -> int | None:
    """Return the bibliography entry a label cites: by its marker, else by the name the text gives beside a citation."""
    for marker in _markers(label.citation):
        if marker in sense.by_marker:
            return sense.by_marker[marker]
    return sense.cited.get(name_key(label.text), sense.cited.get(name_key(label.marked)))


def _markers(citation: str) -> Iterable[str]:
    """Yield the ways a printed citation can stand in the bibliography's labels."""
    if not citation:
        return
    yield text_key(citation)
    if citation.startswith("["):
        yield from re.findall(r"\d+", citation)
    for part in re.split(r";", citation.strip("()[]")):
        yield text_key(part)
