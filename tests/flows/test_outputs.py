"""Whether the warehouse is current: a night on which nothing has come reads no stored file, and misses none that has changed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.sources.facts import seal_folder
from flows import outputs
from flows.outputs import sign_warehouse
from flows.run import _sweep
from models.config_files import config_dir

PLACES = ("papers/birds/a.parquet", "papers/birds/b.parquet", "runs/birds/a.json", "runs/last_refresh.json")
LARGE = "papers/birds/a.parquet"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for place in PLACES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"what {place} says")
    return tmp_path


def sign(root: Path) -> str:
    return sign_warehouse(root, config_dir(), {"birds": "Birds"}, {})


def damage(root: Path) -> None:
    """Turn a byte, as a disk or an editor does: the folder does not change, and the size neither."""
    with (root / LARGE).open("r+b") as file:
        file.write(b"W")


def replace(root: Path) -> None:
    """Put another file of the same size and time in its place."""
    status = (root / LARGE).stat()
    (root / "other").write_text("W" + (root / LARGE).read_text()[1:])
    os.utime(root / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
    (root / "other").replace(root / LARGE)


def rename(root: Path) -> None:
    (root / LARGE).rename(root / "papers/birds/c.parquet")


def remove(root: Path) -> None:
    (root / LARGE).unlink()


def remove_run(root: Path) -> None:
    (root / "runs/birds/a.json").unlink()


def add(root: Path) -> None:
    (root / "papers/birds/c.parquet").write_text("new")


@pytest.mark.parametrize("change", [damage, replace, rename, remove, remove_run, add])
def test_what_has_changed_is_noticed_after_a_quiet_night(root: Path, change: Callable[[Path], None]) -> None:
    before = sign(root)
    assert sign(root) == before
    change(root)
    assert sign(root) != before


@pytest.mark.parametrize("said", [b"", b"half", b"\xff\xfe", b"x" * 64 + b" " + b"y" * 64])
def test_a_damaged_seal_is_made_again(root: Path, said: bytes) -> None:
    before = sign(root)
    [seal] = (root / "cache").glob("*.seal")
    seal.write_bytes(said)
    assert sign(root) == before


def test_a_quiet_night_opens_no_stored_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sign(root)
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} is read") if path.is_relative_to(root) else read(path))
    assert sign(root) == before


def test_a_folder_that_the_plan_has_sealed_is_not_listed_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, places = sign(root), ("papers/birds", "runs/birds")
    seals = {place: seal_folder(root / place) for place in places}
    monkeypatch.setattr(outputs, "seal_folder", lambda folder: pytest.fail(f"{folder} is listed"))
    assert sign_warehouse(root, config_dir(), {"birds": "Birds"}, seals) == before


def test_a_copy_of_a_data_root_is_as_current_as_the_original(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = sign(root)
    copy = tmp_path_factory.mktemp("copies") / "data"
    shutil.copytree(root, copy)
    assert sign(copy) == before


def test_what_a_killed_run_left_goes_and_nothing_else(root: Path) -> None:
    leftovers = [root / place for place in ("papers/birds/a.parquet.12.tmp", "pdf/x.pdf.part", "cache/stages/deep/y.tmp", "runs/z.tmp")]
    kept = [root / "pdf" / "x.pdf", root / "cache" / "folder.tmp" / "kept.json", *(root / place for place in PLACES)]
    for path in [*leftovers, *kept]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    _sweep(root)
    assert not any(path.exists() for path in leftovers)
    assert all(path.exists() for path in kept)
