"""How the files of config/ are read: their text, TOML tables, and lists of words that a topic can add to."""

import csv
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from models.errors import ConfigError

CONFIG_DIR_VARIABLE = "METHOD_DRIFT_CONFIG_DIR"
BETWEEN_FAULTS = ";\n"
"""What stands between the faults that one ConfigError tells."""


@cache
def config_dir() -> Path:
    """Return the folder of settings, topics and patterns: METHOD_DRIFT_CONFIG_DIR, else the checkout's own.

    It is looked for once a process: the lists of words are asked for at every line of a page.
    """
    folder = Path(os.environ.get(CONFIG_DIR_VARIABLE) or Path(__file__).resolve().parent.parent / "config")
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder; run from a checkout, or set {CONFIG_DIR_VARIABLE} to its config folder")
    return folder


@contextmanager
def told_together() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Give a block for each of several files, so that what is wrong with one hides nothing of the next.

    Raises one ConfigError of all that the blocks raised, each fault once.
    """
    faults: dict[str, None] = {}

    @contextmanager
    def one_file() -> Iterator[None]:
        try:
            yield
        except ConfigError as error:
            faults.update(dict.fromkeys(str(error).split(BETWEEN_FAULTS)))

    yield one_file
    if faults:
        raise ConfigError(BETWEEN_FAULTS.join(faults))


def read_config(path: Path) -> str:
    """Return a configuration file's text; raises ConfigError naming it."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read: it is no text in UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def read_cells(path: Path, comment: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each line of a CSV file that is not blank, nor begins as a comment does.

    Line by line: a quote left open would otherwise swallow the rest of the file.
    """
    for number, line in enumerate(read_config(path).splitlines(), 1):
        if line.strip() and not (comment and line.lstrip().startswith(comment)):
            yield number, next(csv.reader([line]))


def load_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's tables; raises ConfigError naming it."""
    import tomllib  # which a question whose data root is given has no need of

    try:
        return tomllib.loads(read_config(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value of a file can be reckoned with: TOML and JSON have truth values, nan and inf as well."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def with_topic(folder: Path, topic: str | None, name: str) -> list[Path]:
    """Return a folder's file of this name, and the topic's own below the folder where there is one."""
    own = folder / topic / name if topic else None
    return [folder / name, own] if own and own.exists() else [folder / name]


def load_word_lists(paths: Sequence[Path]) -> dict[str, list[str]]:
    """Return the lists of words by name; a list of the same name in a later file adds to the first.

    A list is a text of entries with commas or line ends between them. Raises ConfigError naming file and list.
    """
    lists: dict[str, list[str]] = {}
    for path in paths:
        for name, text in load_toml(path).items():
            if not isinstance(text, str):
                raise ConfigError(f"{path}: {name} must be a text of words")
            lists.setdefault(name, []).extend(w.strip() for w in text.replace("\n", ",").split(",") if w.strip())
    return lists


def load_known_lists(paths: Sequence[Path], known: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the lists that the code knows, all of them; raises ConfigError naming the file and the list it does not, or misses."""
    for path in paths:
        unknown = sorted(load_toml(path).keys() - set(known))
        if unknown:
            raise ConfigError(f"{path}: there is no list {unknown[0]!r}; the lists are {', '.join(sorted(known))}")
    lists = load_word_lists(paths)
    if missing := sorted(set(known) - lists.keys()):
        raise ConfigError(f"{paths[0]}: the list {missing[0]!r} is missing")
    return {name: frozenset(words) for name, words in lists.items()}


def load_lists(path: Path, *names: str) -> list[tuple[str, ...]]:
    """Return the named lists of a TOML file; raises ConfigError where one is missing, unknown or no list of words."""
    lists = load_toml(path)
    if set(lists) != set(names):
        raise ConfigError(f"{path}: must have the lists {', '.join(names)}; missing or unknown: {sorted(set(lists) ^ set(names))}")
    for name in names:
        if not isinstance(lists[name], list) or not lists[name] or not all(isinstance(word, str) and word for word in lists[name]):
            raise ConfigError(f"{path}: {name} must be a list of words")
    return [tuple(lists[name]) for name in names]


def load_optional_list(path: Path, name: str) -> tuple[str, ...]:
    """Return the one list of a file that a configuration need not have, empty then; raises ConfigError as `load_lists` does."""
    return load_lists(path, name)[0] if path.exists() else ()


def one_of(path: Path, entries: Iterable[str]) -> str:
    """Return a regular expression for any of the entries of a file; raises ConfigError for an entry that is none."""
    entries = tuple(entries)
    for entry in entries:
        try:
            re.compile(f"(?:{entry})")  # as it will stand: a flag like (?i) may only begin a whole expression
        except re.error as error:
            raise ConfigError(f"{path}: {entry!r} is no regular expression ({error.msg})") from error
    return f"(?:{'|'.join(entries)})"
