"""What `demo` shows at its end: the ranked list, a method page, and where to look further."""

import shlex
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from flows.printing import command_name
from review.terminal import show_method, show_most_superseded
from warehouse.files import DATABASE_NAME
from warehouse.query import run_query

QUERIES = (
    "SELECT rank, method, papers_critique, papers_beat FROM most_superseded",
    "SELECT winner, loser, benchmark, setting, winner_value, loser_value FROM head_to_head",
)


def show_tour(root: Path, topic: str) -> None:
    """Print the tour of a topic's results; raises MethodDriftError when there is no warehouse."""
    console = Console(highlight=False)
    console.print(Rule("the ranked list"), show_most_superseded(root, topic, 8))
    first = _first_method(root, topic)
    if first is not None:
        console.print(Rule(f"method-drift show {first!r}"), show_method(root, first, topic))
    console.print(Rule("where to look"))
    for line in _addresses(root):
        console.print(line, markup=False, soft_wrap=True)


def _first_method(root: Path, topic: str) -> str | None:
    names = run_query(root, "SELECT topic, method FROM most_superseded ORDER BY topic, rank").to_pylist()
    return next((row["method"] for row in names if row["topic"] == topic), None)


def _addresses(root: Path) -> list[str]:
    command, option = command_name(), f"--data {shlex.quote(str(root))}"
    return [
        f"DuckDB file   {root / DATABASE_NAME}   (open it read-only: duckdb -readonly FILE)",
        "two queries to try:",
        *(f'  {command} query {option} "{query}"' for query in QUERIES),
        f"pages         {(root / 'site' / 'index.html').resolve().as_uri()}",
        f"              or: {command} serve {option}   then http://127.0.0.1:8000/",
    ]
