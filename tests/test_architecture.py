"""Imports go one way, and each big library is known in one place."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("extractors", "flows", "models", "review", "warehouse")
MAY_IMPORT = {
    "models": set[str](),
    "extractors": {"models"},
    "warehouse": {"models"},
    "review": {"models"},
    "flows": {"extractors", "models", "review", "warehouse"},
}
"""flows -> extractors | warehouse | review -> models."""
KNOWN_ONLY_IN = {
    "prefect": {"flows/pipeline.py", "flows/schedule.py"},
    "duckdb": {path.relative_to(ROOT).as_posix() for path in (ROOT / "warehouse").glob("*.py")}
    | {
        "review/reader.py",
        "review/queries.py",
        "review/pages.py",
        "review/search.py",
        "review/charts.py",
    },
    "pymupdf": {f"extractors/pdf/{name}.py" for name in ("open", "pages", "drawings", "verify", "overlay")},
    "spacy": {path.relative_to(ROOT).as_posix() for path in (ROOT / "extractors").rglob("*.py")},
    "lemminflect": {"extractors/english.py"},
    "requests": {path.relative_to(ROOT).as_posix() for path in (ROOT / "extractors").rglob("*.py")},
}
MODULES = [path.relative_to(ROOT).as_posix() for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(module: str) -> set[str]:
    """Return the first names of everything a module imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    package = module.partition("/")[0]
    assert (imported(module) & set(PACKAGES)) - MAY_IMPORT[package] - {package} == set()


@pytest.mark.parametrize("module", MODULES)
def test_each_library_is_known_in_its_place(module: str) -> None:
    assert [library for library, places in KNOWN_ONLY_IN.items() if library in imported(module) and module not in places] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_stays_readable(module: str) -> None:
    source = (ROOT / module).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 60] == []


def test_nothing_reads_cells_from_the_pdf_librarys_own_table_finder() -> None:
    """It moves decimal points out of numbers."""
    readers = [module for module in MODULES if "pymupdf" in imported(module)]
    called = {
        node.func.attr
        for module in readers
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & {"find_tables", "to_pandas"} == set()
