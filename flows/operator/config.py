"""`check-config`: everything a night reads before it meets the first paper, read now."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from extractors.critiques.cues import build_cues
from extractors.critiques.patterns import LISTS_NAME
from extractors.fingerprint import rules_fingerprint
from extractors.references.words import load_reference_words
from extractors.results.captions.phrases import load_chain
from extractors.results.words import choice
from extractors.sources.arxiv_query import compile_query
from extractors.tables.words import load_words
from extractors.text.words import load_text_words
from extractors.wording.encoder import load_encoder
from extractors.worker import load_rules_once
from models.arxiv_id import parse_arxiv_id
from models.config_files import BETWEEN_FAULTS, config_dir, load_optional_list, load_toml, read_config, with_topic
from models.data_root import find_data_root
from models.errors import ConfigError
from models.settings import Settings, Topic, load_settings, read_topic
from warehouse import clusters, comparable, normalise
from warehouse.bibliographies import VENUES_FILE, load_venues
from warehouse.identity.kinds import CONFIG_KINDS
from warehouse.identity.label_rules import load_label_rules
from warehouse.identity.methods import KINDS_FILE, NAMES_FILE, WORDS_FILE
from warehouse.identity.overrides import FILE_NAME, read_overrides

OWN_FILES = {"critiques": ("*.jsonl", "checks.toml", LISTS_NAME), "names": (NAMES_FILE, "words.toml")}
"""What a topic's own folder may hold, by the folder of rules that it is in."""
OPTIONAL_FILES = ("settings.toml", VENUES_FILE, KINDS_FILE, WORDS_FILE, comparable.FILE, comparable.SIZES, clusters.FILE, normalise.FILE)
"""What a night does without where there is no such file."""

T = TypeVar("T")


@dataclass(slots=True)
class ConfigReport:
    """What was checked, what may surprise, and what keeps a night from running."""

    checked: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def find_problems(data: Path | None) -> ConfigReport:
    """Return what settings, topics and rules would make a night stumble; nothing is written and no paper looked for."""
    report = ConfigReport()
    settings = _load(report, partial(load_settings, data))
    if settings:
        report.errors += _data_problems(settings.data)
        report.checked.append(f"settings: data root {settings.data}, nightly at {settings.cron!r} {settings.timezone}")
    files = sorted((config_dir() / "topics").glob("*.toml"))
    if not files:
        report.errors.append(f"{config_dir() / 'topics'}: no topic; a topic is a file NAME.toml there")
    for file in files:
        _check_topic(report, settings, file)
    topics = [file.stem for file in files]
    _check_shared_rules(report)
    _check_overrides(report, data, topics)
    report.warnings += _unread(topics)
    return report


def _load(report: ConfigReport, load: Callable[[], T]) -> T | None:
    """Return what is loaded; None, and each of its faults told that was not told before, where it cannot be."""
    try:
        return load()
    except ConfigError as error:
        faults = str(error).split(BETWEEN_FAULTS)
    except OSError as error:
        faults = [f"{error.filename}: cannot be read: {error.strerror}"]
    report.errors += [fault for fault in faults if fault not in report.errors]
    return None


def _check_topic(report: ConfigReport, settings: Settings | None, file: Path) -> None:
    topic = _load(report, partial(read_topic, file))
    has_rules = _load(report, partial(_load_topic_rules, file.stem))
    if has_rules:
        report.warnings += _unused_lists(file.stem)
    if topic is None:
        return
    problems = list(_source_problems(topic))
    # What only a person asks for is told when it is asked for.
    (report.errors if topic.nightly else report.warnings).extend(f"{file}: {problem}" for problem in problems)
    if settings and topic.source == "arxiv" and not settings.arxiv_contact:
        report.warnings.append(f"{file}: arXiv asks for an address it can write to; set arxiv_contact in settings.toml")
    if has_rules and not problems:
        report.checked.append(
            f"topic {topic.key}: source {topic.source}, {'nightly' if topic.nightly else 'only when named'}, and its rules"
        )


def _load_topic_rules(topic: str) -> bool:
    build_cues(load_rules_once(config_dir(), topic).critiques.patterns)
    return True


def _check_shared_rules(report: ConfigReport) -> None:
    """Load what is the same for all topics, each by what loads it at night."""
    folder, n_before = config_dir(), len(report.errors)
    loads: tuple[Callable[[], object], ...] = (
        partial(rules_fingerprint, folder),
        partial(load_words, "units"),
        partial(load_text_words, folder),
        partial(load_reference_words, folder),
        partial(choice, "ours"),
        partial(load_chain, folder),
        partial(load_encoder, folder / "wording"),
        partial(load_venues, folder / VENUES_FILE),
        partial(load_label_rules, folder / KINDS_FILE, CONFIG_KINDS),
        partial(load_label_rules, folder / comparable.FILE, comparable.KINDS),
        partial(load_label_rules, folder / normalise.FILE, normalise.KINDS, is_whole=True),
        partial(load_optional_list, folder / WORDS_FILE, "kept"),
        partial(load_optional_list, folder / comparable.SIZES, "sizes"),
        partial(load_optional_list, folder / clusters.FILE, "dull"),
    )
    for load in loads:
        _load(report, load)
    if len(report.errors) == n_before:
        report.checked.append("rules of all topics: how pages, tables and references are read, and what a build makes of the rows")


def _check_overrides(report: ConfigReport, data: Path | None, topics: Collection[str]) -> None:
    try:
        root = find_data_root(data)
    except ConfigError:  # told with the settings
        return
    overrides = _load(report, partial(read_overrides, root)) or {}
    for topic in sorted(overrides.keys() - set(topics)):
        report.warnings.append(f"{root / FILE_NAME}: {topic} is no topic; the topics are {', '.join(topics)}")
    if overrides:
        report.checked.append(f"{root / FILE_NAME}: overrides of {', '.join(sorted(overrides))}")


def _unused_lists(topic: str) -> Iterator[str]:
    """Yield the lists of a topic's own file that add to no list and that no pattern of the topic's names."""
    shared, *own = with_topic(config_dir() / "critiques", topic, LISTS_NAME)
    for path in own:
        known = load_toml(shared).keys()
        used = {name for file in (path, *path.parent.glob("*.jsonl")) for name in re.findall(r"@([\w-]+)", read_config(file))}
        for name in sorted(load_toml(path).keys() - known - used):
            yield f"{path}: no pattern uses the list {name}; lists that it could add to are {', '.join(sorted(known))}"


def _unread(topics: Collection[str]) -> Iterator[str]:
    """Yield the files that are not there, and what is there and never read: mostly a name that is misspelt."""
    for path in (config_dir() / file for file in OPTIONAL_FILES):
        if not path.exists():
            yield f"{path}: there is no such file; a night does without it"
    for path in sorted((config_dir() / "topics").glob("*")):
        if path.suffix != ".toml" and not path.name.startswith("."):
            yield f"{path}: is not read; a topic is a file NAME.toml"
    for folder in sorted(path for path in config_dir().glob("*/*") if path.is_dir() and path.parent.name != "topics"):
        yield from _unread_in(folder, topics)


def _unread_in(folder: Path, topics: Collection[str]) -> Iterator[str]:
    """Yield the same of a folder that seems a topic's own."""
    names = OWN_FILES.get(folder.parent.name)
    if names is None:
        yield f"{folder}: is not read; a topic has a folder of its own in {' and '.join(OWN_FILES)} only"
        return
    if folder.name not in topics:
        yield f"{folder}: is not read, for no topic has this name; the topics are {', '.join(topics)}"
        return
    for path in sorted(folder.iterdir()):
        if not any(path.match(name) for name in names) and not path.name.startswith("."):
            yield f"{path}: is not read; a topic's own files here are {', '.join(names)}"


def _source_problems(topic: Topic) -> Iterator[str]:
    if topic.source == "directory" and topic.path and not topic.path.is_dir():
        yield f"path: {topic.path}: no such folder"
    if topic.source == "snapshot" and topic.path:
        if not topic.path.is_file():
            yield f"path: {topic.path}: no such file"
        try:
            compile_query(topic.query)
        except ConfigError as error:
            yield f"query: {error}"
    for survey in topic.surveys:
        if "://" not in survey and parse_arxiv_id(survey) is None and not Path(survey).is_file():
            yield f"surveys: {survey}: neither an arXiv id, an address nor a file"


def _data_problems(root: Path) -> Iterator[str]:
    """Yield why the data root cannot be written: itself, or, where it is not there yet, the folder it would be made in."""
    there = next(folder for folder in (root, *root.parents) if folder.exists())
    if not there.is_dir():
        yield f"data: {there} is not a folder"
    elif not os.access(there, os.W_OK | os.X_OK):
        yield f"data: {there} cannot be written to"
