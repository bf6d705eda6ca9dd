"""Imports go one way, each big library is known in its place, and every package stays small enough to look over."""

import ast
from pathlib import Path

import pytest

from tests import rooms
from tests.conftest import ROOT

MODULES = rooms.list_modules(ROOT)
STILL_UPWARD: set[rooms.Edge] = {
    ("names", "critiques"),
    ("grammar", "critiques"),
    ("english", "inflect"),
    ("names", "inflect"),
    ("grammar", "inflect"),
    ("critiques", "inflect"),
    ("results", "table_conditions"),
    ("table_conditions", "results"),
    ("tables", "table_turn"),
    ("tables", "table_continued"),
}
"""Imports the table forbids and that are still there; one that is mended makes its item fail until its line goes."""
STRAY = {"inflect", "table_conditions", "table_continued", "table_turn"}
"""Modules that still stand at the top of extractors/ though their rooms are made."""
TOO_LONG = {"extractors/critiques/judge.py", "extractors/pdf/pages.py"}
"""Modules over the limit since the formatter ran."""
TOO_MANY = {"flows"}
"""Packages with too many files."""


def mark(item: object, *, is_known: bool) -> object:
    return pytest.param(item, marks=pytest.mark.xfail(strict=True, reason="to be mended")) if is_known else item


EDGES = rooms.room_edges(ROOT)
N_FILES = rooms.count_files(ROOT)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    assert rooms.folders_taken(ROOT, module) == set()


@pytest.mark.parametrize("edge", [mark(edge, is_known=edge in STILL_UPWARD) for edge in sorted(EDGES | STILL_UPWARD)], ids=" to ".join)
def test_a_room_takes_only_what_its_charter_allows(edge: rooms.Edge) -> None:
    assert edge not in EDGES or rooms.is_allowed(edge)


@pytest.mark.parametrize("name", [mark(p.stem, is_known=p.stem in STRAY) for p in sorted((ROOT / "extractors").glob("*.py"))])
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


@pytest.mark.parametrize("package", [mark(package, is_known=package in TOO_MANY) for package in sorted(N_FILES)])
def test_a_package_can_be_looked_over(package: str) -> None:
    assert N_FILES[package] <= rooms.MAX_FILES


@pytest.mark.parametrize("module", [mark(module, is_known=module in TOO_LONG) for module in MODULES])
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
