"""Papers of a few sentences about invented methods, as the text stage would give them."""

import re

from extractors.critiques.candidates import Finding, find_candidates
from extractors.critiques.gather import open_views
from extractors.critiques.rules import CritiqueRules
from extractors.names.not_methods import find_areas
from models.document import Marker, PaperNames, PaperText, Sentence
from models.geometry import Box
from models.rows import NamedCitation, OwnMethod, Reference

AUTHORS = {1: "Ada", 2: "Bo", 3: "Cyd", 4: "Dee", 5: "Eve"}
TITLES = {
    1: "LarkMix: mixing larks for fast birding",
    2: "FernRoute: routing ferns by leaf",
    3: "OspreyCache: a cache that dives",
    4: "On the theory of nests",
    5: "Heron: wading through long inputs",
}
NAMES = PaperNames(
    own=(OwnMethod(method_label="TidalGate", aliases=["TG"]),),
    cited=tuple(
        NamedCitation(method_label=name, ref_index=ref, n_mentions=3)
        for name, ref in (("LarkMix", 1), ("FernRoute", 2), ("OspreyCache", 3), ("Heron", 5))
    ),
)
_GROUP = re.compile(r"\[\d(?:, \d)*\]|\((?:[A-Z][a-z]+ et al\., \d{4}(?:; )?)+\)|[A-Z][a-z]+ et al\. \(\d{4}\)")


def make_markers(text: str) -> tuple[Marker, ...]:
    """Return the markers of a sentence: "[1, 2]", "(Ada et al., 2020; Bo et al., 2020)" or "Ada et al. (2020)"."""
    markers = []
    by_author = {name: ref for ref, name in AUTHORS.items()}
    for group, match in enumerate(_GROUP.finditer(text)):
        for part in re.findall(r"\d(?!\d{3})(?=[,\]])|[A-Z][a-z]+ et al\.,? \(?\d{4}", match.group()):
            ref = int(part) if part.isdigit() else by_author[part.split()[0]]
            shown = f"[{part}]" if part.isdigit() else part
            markers.append(Marker(shown, match.start(), match.end(), group, ref))
    return tuple(markers)


def make_text(*paragraphs: list[str], section: str = "Related Work", title: str = "TidalGate: gates that turn") -> PaperText:
    """Return a paper of these paragraphs, each a list of sentences, that cites the five works of TITLES."""
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        for text in paragraph:
            index = len(sentences)
            box = Box(page=1, x0=72, y0=72 + 10 * index, x1=300, y1=80 + 10 * index)
            sentences.append(Sentence(index, text, 1, (box,), section, number, "body", make_markers(text)))
    references = tuple(
        Reference(ref_index=ref, label=f"[{ref}]", raw=f"{AUTHORS[ref]}. {title}.", title=title, year=2020, page=2, boxes=[])
        for ref, title in TITLES.items()
    )
    return PaperText(title, "", "", (), tuple(sentences), references)


def candidates_of(text: PaperText, names: PaperNames, rules: CritiqueRules, *, is_thorough: bool = False) -> list[Finding]:
    """Return what the grammar makes of every cue of a text."""
    areas = find_areas(text, names, rules.names)
    return list(find_candidates(text, names, open_views(text, names, rules), areas, is_thorough=is_thorough))
