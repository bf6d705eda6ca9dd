"""What the caption says for the numbers of a whole table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.results.captions.partial import Shots
from extractors.results.captions.scope import Scope
from extractors.results.vocabulary import Direction


@dataclass(frozen=True, slots=True)
class Common:
    """What the caption says for the whole table."""

    caption: str
    metric: str
    direction: Direction
    has_higher: bool
    """Whether it names a metric of which more is better."""
    settings: tuple[str, ...]
    models: frozenset[str] = frozenset()
    """Labels, folded, that some table of the paper prints under "Model"."""
    measure: str = ""
    """The metric it says the numbers are of, where other columns are headed by metrics of their own."""
    data: str = ""
    """The known benchmark it says all numbers are of; they are of nothing else where no heading and no metric tells."""
    by_name: Mapping[str, str] = field(default_factory=dict)
    """Which measure it gives the numbers of some data: F1 for Reef, accuracy for Tide."""
    rest: str = ""
    """The measure it gives the numbers of all other data."""
    scope: Scope | None = None
    """What it says averages are over."""
    shots: Shots | None = None
    """What it says of the examples in the prompts of some lines."""
    explained: Mapping[str, str] = field(default_factory=dict)
    """Which data it explains labels by."""
    spelt: Mapping[str, str] = field(default_factory=dict)
    """What short names stand for, as the paper spells them out."""
