"""All names of a paper: its own methods, those beside citations, those in tables and those the text uses by themselves."""

from collections import Counter

from extractors.names.cited import find_cited
from extractors.names.kinds import find_kinds
from extractors.names.own import find_own
from extractors.names.rules import NameRules
from extractors.names.shapes import lower_vocabulary
from extractors.names.techniques import find_techniques
from extractors.names.uncited import compared_labels, find_uncited
from extractors.names.variants import is_variant
from models.document import PaperNames, PaperText, Table
from models.rows import OwnMethod
from models.spelling import name_key


def find_names(text: PaperText, tables: list[Table], rules: NameRules) -> PaperNames:
    """Return the paper's own methods and the names it puts beside citations; a name that could mean two works is left out."""
    printed = Counter(" ".join(s.text for s in text.sentences).split())
    lower = lower_vocabulary(printed)
    cited = find_cited(text, tables, rules, lower)
    own = find_own(text, tables, rules, lower, {name_key(c.method_label) for c in cited if c.n_mentions > 1})
    own_keys = {name_key(name) for method in own for name in (method.method_label, *method.aliases)}
    uncited = find_uncited(text, tables, own, {name_key(c.method_label) for c in cited}, rules, lower, printed)
    variants = {name: method for name in uncited for method in own if is_variant(name, method.method_label)}
    compared = tuple(compared_labels(tables, own_keys | {name_key(c.method_label) for c in cited}))
    return PaperNames(
        own=tuple(_with_aliases(method, [n for n, m in variants.items() if m is method]) for method in own),
        cited=tuple(c for c in cited if name_key(c.method_label) not in own_keys),
        uncited=tuple(name for name in uncited if name not in variants),
        techniques=find_techniques(text, compared, rules),
        kinds=find_kinds(text, own_keys, rules),
        compared=frozenset(map(name_key, compared)),
    )


def _with_aliases(method: OwnMethod, names: list[str]) -> OwnMethod:
    return method.model_copy(update={"aliases": sorted({*method.aliases, *names})}) if names else method
