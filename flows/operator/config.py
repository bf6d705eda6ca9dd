"""`check-config`: everything a night reads before it meets the first paper, read now."""

import os
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractors.sources.arxiv_query import compile_query
from extractors.worker import load_rules_once
from models.arxiv_id import parse_arxiv_id
from models.config_files import config_dir
from models.errors import ConfigError
from models.settings import Settings, Topic, load_settings, read_topic

CRON_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
"""The fields of `cron`, each with its least and greatest number."""


@dataclass(slots=True)
class ConfigReport:
    """What was checked, what may surprise, and what keeps a night from running."""

    checked: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def find_problems(data: Path | None) -> ConfigReport:
    """Return what settings, topics and rules would make a night stumble; nothing is written and no paper looked for."""
    report = ConfigReport()
    try:
        settings = load_settings(data)
        report.errors += [*_data_problems(settings.data), *_time_problems(settings)]
        report.checked.append(f"settings: data root {settings.data}, nightly at {settings.cron!r} {settings.timezone}")
    except ConfigError as error:
        settings = None
        report.errors.append(str(error))
    files = sorted((config_dir() / "topics").glob("*.toml"))
    if not files:
        report.errors.append(f"{config_dir() / 'topics'}: no topic; a topic is a file NAME.toml there")
    for file in files:
        _check_topic(report, settings, file)
    return report


def _check_topic(report: ConfigReport, settings: Settings | None, file: Path) -> None:
    try:
        topic = read_topic(file)
        load_rules_once(config_dir(), topic.key)
    except ConfigError as error:
        report.errors.append(str(error))
        return
    problems = list(_source_problems(topic))
    report.errors += [f"{file}: {problem}" for problem in problems]
    if settings and topic.source == "arxiv" and not settings.arxiv_contact:
        report.warnings.append(f"{file}: arXiv asks for an address it can write to; set arxiv_contact in settings.toml")
    if not problems:
        report.checked.append(
            f"topic {topic.key}: source {topic.source}, {'nightly' if topic.nightly else 'only when named'}, and its rules"
        )


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


def _time_problems(settings: Settings) -> Iterator[str]:
    for text, (name, least, most) in zip(settings.cron.split(), CRON_FIELDS, strict=True):
        numbers = [part for part in text.replace("/", ",").replace("-", ",").split(",") if part.isdecimal()]
        if wrong := [number for number in numbers if not least <= int(number) <= most]:
            yield f"cron: {name} {wrong[0]} in {settings.cron!r} is not within {least} and {most}"
    try:
        zoneinfo.ZoneInfo(settings.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        yield f"timezone: {settings.timezone!r} is no time zone; write it like Europe/Zurich or UTC"
