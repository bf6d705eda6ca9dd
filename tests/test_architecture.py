"""Imports go one way, each big library is known in its place, and every package stays small enough to look over."""

import ast
from pathlib import Path

import pytest

from tests import rooms
from tests.conftest import ROOT

MODULES = rooms.list_modules(ROOT)
EDGES = rooms.room_edges(ROOT)
N_FILES = rooms.count_files(ROOT)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    assert rooms.folders_taken(ROOT, module) == set()


@pytest.mark.parametrize("edge", sorted(EDGES), ids=" to ".join)
def test_a_room_takes_only_what_its_charter_allows(edge: rooms.Edge) -> None:
    assert rooms.is_allowed(edge)


@pytest.mark.parametrize("name", [path.stem for path in sorted((ROOT / "extractors").glob("*.py"))])
def test_what_stands_at_the_top_is_the_recipe(name: str) -> None:
    assert name in rooms.TOP | {"english"}


def test_every_room_has_its_line_in_the_table() -> None:
    packages = {path.parent.name for path in (ROOT / "extractors").glob("*/__init__.py")}
    assert packages == set(rooms.ROOMS) - {"english", "top"}


@pytest.mark.parametrize("library", sorted(rooms.KNOWN_ONLY_IN))
def test_a_library_is_known_only_in_its_place(library: str) -> None:
    places = rooms.KNOWN_ONLY_IN[library]
    assert [m for m in rooms.places_of(ROOT, library) if not any(rooms.is_in_place(m, place) for place in places)] == []


@pytest.mark.parametrize(("library", "place"), [(library, p) for library, places in rooms.KNOWN_ONLY_IN.items() for p in sorted(places)])
def test_an_allowed_place_exists_and_uses_what_it_may(library: str, place: str) -> None:
    assert (ROOT / place).exists()
    assert any(rooms.is_in_place(module, place) for module in rooms.places_of(ROOT, library))


def test_no_circle_of_imports() -> None:
    assert rooms.find_circle(ROOT) == []


@pytest.mark.parametrize("package", sorted(N_FILES))
def test_a_package_can_be_looked_over(package: str) -> None:
    assert N_FILES[package] <= rooms.MAX_FILES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_stays_readable(module: str) -> None:
    assert rooms.too_long(ROOT, module) == []


@pytest.mark.parametrize("module", [module for module in MODULES if module.endswith("/__init__.py")])
def test_a_package_says_in_one_line_what_it_is_and_hands_on_nothing(module: str) -> None:
    assert rooms.holds_only_a_docstring(ROOT, module)


def test_nothing_reads_cells_from_the_pdf_librarys_own_table_finder() -> None:
    """It moves decimal points out of numbers."""
    readers = rooms.places_of(ROOT, "pymupdf")
    called = {
        node.func.attr
        for module in readers
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert readers
    assert called & {"find_tables", "to_pandas"} == set()


# The checks themselves, on a made-up tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in ("models", "extractors", "extractors/tables", "extractors/critiques", "flows"):
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "__init__.py").write_text('"""A charter."""\n', encoding="utf-8")
    (tmp_path / "models" / "rows.py").write_text("", encoding="utf-8")
    (tmp_path / "extractors" / "critiques" / "find.py").write_text("from models.rows import Row\n", encoding="utf-8")
    (tmp_path / "extractors" / "tables" / "grid.py").write_text("from models import rows\n", encoding="utf-8")
    return tmp_path


def write(tree: Path, module: str, text: str) -> None:
    (tree / module).write_text(text, encoding="utf-8")


def forbidden(tree: Path) -> set[rooms.Edge]:
    return {edge for edge in rooms.room_edges(tree) if not rooms.is_allowed(edge)}


@pytest.mark.parametrize(
    "line",
    [
        "from extractors.critiques.find import find_critiques",
        "from extractors.critiques import find",
        "from extractors import critiques",
        "import extractors.critiques.find",
        "from ..critiques.find import find_critiques",
        "def late():\n    from extractors.critiques import find",
    ],
)
def test_an_import_that_a_charter_forbids_is_seen(tree: Path, line: str) -> None:
    assert forbidden(tree) == set()
    write(tree, "extractors/tables/grid.py", f"{line}\n")
    assert forbidden(tree) == {("tables", "critiques")}


def test_a_room_without_a_line_may_take_nothing(tree: Path) -> None:
    write(tree, "extractors/scratch.py", "from extractors.tables import grid\n")
    assert forbidden(tree) == {("scratch", "tables")}


def test_an_import_upwards_is_seen(tree: Path) -> None:
    assert rooms.folders_taken(tree, "models/rows.py") == set()
    write(tree, "models/rows.py", "from flows import cli\n")
    assert rooms.folders_taken(tree, "models/rows.py") == {"flows"}


def test_a_library_out_of_place_is_seen(tree: Path) -> None:
    write(tree, "extractors/tables/grid.py", "import pymupdf.utils\n")
    assert rooms.places_of(tree, "pymupdf") == {"extractors/tables/grid.py"}
    assert rooms.is_in_place("extractors/pdf/open.py", "extractors/pdf/")
    assert not rooms.is_in_place("extractors/pdf/deep/open.py", "extractors/pdf/")
    assert not rooms.is_in_place("extractors/tables/grid.py", "extractors/pdf/")


def test_a_circle_is_seen(tree: Path) -> None:
    assert rooms.find_circle(tree) == []
    write(tree, "models/rows.py", "from extractors.tables.grid import read\n")
    assert set(rooms.find_circle(tree)) == {"models.rows", "extractors.tables.grid"}


def test_what_is_too_long_or_hands_on_is_seen(tree: Path) -> None:
    write(tree, "models/rows.py", "def stretch():\n" + "    pass\n" * 59)
    assert rooms.too_long(tree, "models/rows.py") == []
    write(tree, "models/rows.py", "def stretch():\n" + "    pass\n" * 60 + "pass\n" * 340)
    assert rooms.too_long(tree, "models/rows.py") == ["models/rows.py", "stretch"]
    assert rooms.holds_only_a_docstring(tree, "models/__init__.py")
    write(tree, "models/__init__.py", '"""A charter."""\nfrom models import rows\n')
    assert not rooms.holds_only_a_docstring(tree, "models/__init__.py")
