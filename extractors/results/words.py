"""The word lists of config/results, as patterns without regard to case."""

import re
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from models.config_files import config_dir, load_lists, one_of, told_together

LabelList = Literal[
    "ours",
    "reruns",
    "model_kinds",
    "class_words",
    "trailing_class_words",
    "common_cores",
    "denials",
    "no_initials",
    "additions",
    "ablations",
    "trials",
    "starting_points",
    "trial_labels",
    "kinds_of_own",
    "numbered_variants",
    "comparisons",
    "model_headers",
    "models_used",
    "nameless",
    "removals",
    "wholes",
    "proposals",
    "passive_proposals",
    "plain_words",
    "row_numbers",
    "roles",
]
MeasureList = Literal[
    "undirected",
    "harms",
    "less",
    "splits",
    "everyday",
    "budgets",
    "sizes",
    "size_headers",
    "bit_headers",
    "linking_words",
    "bare_answers",
    "empty_cells",
    "negated",
    "summaries",
    "values",
    "cost_units",
    "gaps",
    "objectives",
]
CaptionList = Literal[
    "counted",
    "no_modifiers",
    "placing",
    "heads",
    "headed",
    "named",
    "used",
    "task_nouns",
    "data_nouns",
    "described",
    "counted_tasks",
    "several",
    "counts_of_data",
    "programming_languages",
    "techniques",
    "ratios",
    "ratio_ends",
    "no_conditions",
    "measured_heads",
    "measured_breaks",
    "activities",
    "asides",
    "compared_losses",
    "doubtful",
    "counts",
    "costs",
    "references",
    "amounts",
    "phrase_joints",
    "no_difference",
    "untouched",
    "compressed",
    "untrained",
    "trained",
    "records",
    "of_text",
    "lengths",
    "telling_ends",
]
ListName = LabelList | MeasureList | CaptionList
_FILES: tuple[tuple[str, tuple[ListName, ...]], ...] = (
    ("label_words.toml", get_args(LabelList)),
    ("measure_words.toml", get_args(MeasureList)),
    ("caption_words.toml", get_args(CaptionList)),
)


def inside(name: ListName) -> re.Pattern[str]:
    """Return what finds an entry of the list among other words."""
    return _compile(config_dir(), name, r"\b{}\b")


def bare(name: ListName) -> re.Pattern[str]:
    """Return an entry of the list as it stands, to match a text from its start or as a whole."""
    return _compile(config_dir(), name, "{}")


def choice(name: ListName) -> str:
    """Return the entries of the list as a part of a larger pattern."""
    return _load(config_dir())[name]


@cache
def _compile(folder: Path, name: ListName, form: str) -> re.Pattern[str]:
    return re.compile(form.format(_load(folder)[name]), re.IGNORECASE)


@cache
def _load(folder: Path) -> dict[ListName, str]:
    """Return every list as alternatives; raises ConfigError naming each file that is wrong."""
    found: dict[ListName, str] = {}
    with told_together() as one_file:
        for file, names in _FILES:
            with one_file():
                path = folder / "results" / file
                found |= {name: one_of(path, entries) for name, entries in zip(names, load_lists(path, *names), strict=True)}
    return found
