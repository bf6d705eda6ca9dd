"""Who may import whom: the tables, and pure checks of a source tree against them; `python -m tests.rooms FILE` draws them into FILE."""

import ast
import functools
import graphlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.blocks import fill_block

FOLDERS = ("extractors", "flows", "models", "review", "warehouse")
MAY_IMPORT = {
    "models": set[str](),
    "extractors": {"models"},
    "warehouse": {"models"},
    "review": {"models"},
    "flows": {"extractors", "models", "review", "warehouse"},
}
"""flows -> extractors | warehouse | review -> models."""
ROOMS = {
    "english": set[str](),
    "pdf": set[str](),
    "text": {"pdf"},
    "references": {"text"},
    "tables": {"pdf"},
    "results": set[str](),
    "names": {"english"},
    "grammar": {"english", "names"},
    "wording": set[str](),
    "critiques": {"english", "names", "grammar", "wording"},
    "sources": {"pdf"},
    "top": {"english", "pdf", "text", "references", "tables", "results", "names", "grammar", "wording", "critiques"},
}
"""Room of extractors/ to the rooms it may import; all may import models."""
TOP = {"__init__", "paper", "reading", "inspection", "inspection_stages", "stage_cache", "worker", "fingerprint"}
"""The modules of extractors/ that are the recipe: the room `top`."""
KNOWN_ONLY_IN = {
    "prefect": {"flows/pipeline.py", "flows/schedule.py"},
    "duckdb": {"warehouse/", "warehouse/identity/"},
    "_duckdb": {"review/reader.py"},
    "pyarrow": {"warehouse/", "warehouse/identity/", "models/schema.py"},
    "pandas": {"warehouse/normalise.py", "warehouse/frames.py"},
    "numpy": {
        "extractors/critiques/model.py",
        "extractors/pdf/pages.py",
        "extractors/results/captions/phrases.py",
        "extractors/tables/columns.py",
        "extractors/wording/encoder.py",
        "warehouse/clusters.py",
    },
    "onnxruntime": {"extractors/wording/encoder.py"},
    "igraph": {"warehouse/clusters.py"},
    "jinja2": {"review/render.py"},
    "vl_convert": {"review/charts.py"},
    "markdown_it": {"review/about.py"},
    "pymupdf": {"extractors/pdf/"},
    "spacy": {"extractors/critiques/cues.py"},
    "lemminflect": {"extractors/english.py"},
    "pebble": {"extractors/worker.py"},
    "requests": {"extractors/sources/arxiv.py", "extractors/sources/hosts.py", "extractors/sources/http.py"},
    "fsspec": {"warehouse/mirror.py"},
    "distributed": {"flows/cluster/"},
    "defusedxml": {"extractors/sources/atom.py"},
}
"""Library to the modules that know it. A folder stands only where the library is what the folder is for; it means the files right in it."""
MAX_FILES = 20
"""Files of code a package may have: what a person can look over."""
MAX_LINES = 400
MAX_FUNCTION_LINES = 59

Edge = tuple[str, str]


def list_modules(root: Path) -> list[str]:
    """Return the paths of all modules under the top folders, relative to the root."""
    return [path.relative_to(root).as_posix() for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]


def imported(root: Path, module: str) -> set[str]:
    """Return the dotted names of everything a module imports, wherever in it the import stands.

    `from a import b` gives `a.b` where that is a module of the tree, else `a`; an import by dots is resolved.
    """
    return _imported(root, module, (root / module).read_text(encoding="utf-8"))


@functools.cache
def _imported(root: Path, module: str, source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = Path(module).parts[: -node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" if _is_module(root, f"{base}.{alias.name}") else base for alias in node.names}
    return names


def _is_module(root: Path, dotted: str) -> bool:
    path = root.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def folders_taken(root: Path, module: str) -> set[str]:
    """Return the other top folders from which a module takes something it may not."""
    own = module.partition("/")[0]
    taken = {name.partition(".")[0] for name in imported(root, module)}
    return (taken & set(FOLDERS)) - MAY_IMPORT[own] - {own}


def room_of(dotted: str) -> str:
    """Return the room of a module of extractors/: its package, `top`, or its own name where the table should hold it."""
    part = [*dotted.split("."), "__init__"][1]
    return "top" if part in TOP else part


def room_edges(root: Path) -> set[Edge]:
    """Return every pair of different rooms of extractors/ of which the first imports the second."""
    edges: set[Edge] = set()
    for module in list_modules(root):
        if module.startswith("extractors/"):
            own = room_of(module.removesuffix(".py").replace("/", "."))
            edges |= {(own, room_of(name)) for name in imported(root, module) if name.partition(".")[0] == "extractors"}
    return {(a, b) for a, b in edges if a != b}


def is_allowed(edge: Edge) -> bool:
    """Tell whether the table lets the first room import the second."""
    return edge[1] in ROOMS.get(edge[0], set())


def places_of(root: Path, library: str) -> set[str]:
    """Return the modules that import a library."""
    return {module for module in list_modules(root) if library in {name.partition(".")[0] for name in imported(root, module)}}


def is_in_place(module: str, place: str) -> bool:
    """Tell whether a module is the allowed place, or lies right in it where it is a folder."""
    return module == place or (place.endswith("/") and module.rpartition("/")[0] == place.rstrip("/"))


def find_circle(root: Path) -> list[str]:
    """Return the modules of a circle of imports, the first one again at its end; empty when there is none."""
    modules = {module.removesuffix(".py").removesuffix("/__init__").replace("/", "."): module for module in list_modules(root)}
    graph = {name: imported(root, module) & (set(modules) - {name}) for name, module in modules.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def count_files(root: Path) -> dict[str, int]:
    """Return how many files of code each package has."""
    return dict(Counter(module.rpartition("/")[0] for module in list_modules(root)))


def too_long(root: Path, module: str) -> list[str]:
    """Return what is too long in a module: its name when it is itself, and the names of functions."""
    source = (root / module).read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES + 1]
    return ([module] if len(source.splitlines()) > MAX_LINES else []) + long


def holds_only_a_docstring(root: Path, module: str) -> bool:
    """Tell whether a module is its docstring, one line, and nothing else."""
    tree = ast.parse((root / module).read_text(encoding="utf-8"))
    text = ast.get_docstring(tree)
    return len(tree.body) == 1 and bool(text) and "\n" not in (text or "")


def draw_rooms() -> str:
    """Return the two tables as one Mermaid picture; of what `top` and `flows` may import only that which no other arrow leads to."""
    return "\n".join(["```mermaid", "flowchart TD", *_draw_lines(), "```"])


def _draw_lines() -> Iterator[str]:
    yield '  subgraph extractors["extractors/"]'
    yield '    top["paper, reading, inspection, worker, fingerprint"]'
    for room, others in ROOMS.items():
        for other in sorted(_nearest(others, ROOMS) if room == "top" else others):
            yield f"    {room} --> {other}"
    yield "  end"
    for folder, others in MAY_IMPORT.items():
        for other in sorted(_nearest(others, MAY_IMPORT)):
            yield f"  {folder} --> {other}"


def _nearest(others: set[str], table: dict[str, set[str]]) -> set[str]:
    """Return those of some rooms that none of the others may import."""
    return {room for room in others if not any(room in table[other] for other in others)}


def renew_picture(text: str) -> str:
    """Return a Markdown text with its picture of the rooms drawn anew."""
    return fill_block(text, "rooms", draw_rooms())


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(renew_picture(document.read_text(encoding="utf-8")), encoding="utf-8")
