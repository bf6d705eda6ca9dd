"""Who may import whom, and how large a module or function may grow. These tables are the documentation of the rule."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# flows -> extractors | warehouse | review -> models; config/ is data and never imported.
MAY_IMPORT = {
    "models": set(),
    "extractors": {"models"},
    "warehouse": {"models"},
    "review": {"models"},
    "flows": {"extractors", "warehouse", "review", "models"},
}
# Packages that are large, licensed in a way one must know of, or run something: each has its place.
ONLY_IN = {
    "prefect": ("flows",),
    "duckdb": ("warehouse", "review/reader.py"),
    "igraph": ("warehouse",),
    "pyarrow": ("warehouse", "models/schema.py"),
    "pymupdf": ("extractors/pdf.py", "extractors/verify.py", "extractors/overlay.py"),
    "fitz": (),
    "spacy": ("extractors",),
    "requests": ("extractors",),
    "pebble": ("extractors",),
    "jinja2": ("review",),
    "rich": ("flows", "review"),
}
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

MODULES = sorted(path.relative_to(ROOT).as_posix() for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imports(module: str) -> set[str]:
    """Return the top-level packages a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module):
    package = module.split("/")[0]
    ours = imports(module) & {*MAY_IMPORT, "tests", "config", "bench", "samples"}
    assert ours - {package} <= MAY_IMPORT[package]


@pytest.mark.parametrize("module", MODULES)
def test_packages_are_imported_only_where_they_belong(module):
    for name in imports(module) & set(ONLY_IN):
        assert any(module == place or module.startswith(f"{place}/") for place in ONLY_IN[name]), f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_functions_stay_small(module):
    text = (ROOT / module).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name} has {length} lines"


def test_the_packages_are_those_that_are_installed():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"packages = {sorted(MAY_IMPORT)}".replace("'", '"') in text
