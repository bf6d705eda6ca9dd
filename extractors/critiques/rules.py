"""The rules of critiques, read from config/: data an analyst can extend without touching code."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from extractors.critiques.evidence import Weight
from extractors.critiques.patterns import Pattern, load_patterns
from extractors.names.rules import NameRules, load_name_rules
from models.config_files import load_toml
from models.errors import ConfigError


@dataclass(frozen=True, slots=True)
class CritiqueRules:
    """All that config/ says about critiques, for one topic."""

    patterns: tuple[Pattern, ...]
    weights: dict[str, float]
    """Weights of the evidence and the threshold, from confidence.toml: all that `Weight` names."""
    names: NameRules
    """The rules of the names that critiques are about."""

    def weight(self, name: Weight) -> float:
        """Return the weight of a piece of evidence."""
        return self.weights[name]


def load_rules(config_dir: Path, topic: str | None) -> CritiqueRules:
    """Return the rules of config/ for critiques and names, with the topic's own; raises ConfigError naming file and line."""
    folder = config_dir / "critiques"
    return CritiqueRules(
        patterns=load_patterns(folder, topic),
        weights=_load_weights(folder / "confidence.toml"),
        names=load_name_rules(config_dir / "names", topic),
    )


def _load_weights(path: Path) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, value in load_toml(path).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{path.name}: {name} must be a number")
        weights[name] = float(value)
    known = set(get_args(Weight))
    if weights.keys() != known:
        raise ConfigError(f"{path.name}: missing {sorted(known - weights.keys())}, unknown {sorted(weights.keys() - known)}")
    return weights
