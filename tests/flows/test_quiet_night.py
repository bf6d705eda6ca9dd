"""A night that looks at no paper, because nothing has changed: it says what the night before said, and hides no change."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from flows import plan as planning
from flows.cli import main
from flows.context import Context, Options
from flows.plan import seal_plan
from flows.sources import listing_cache
from models.config_files import config_dir
from models.settings import load_settings, load_topic
from tests.conftest import PARAGRAPH, ROOT, make_paper_folder, write_pdf

TOPIC = "mixture-of-experts-routing"
FIGURES = ("ok", "failed", "skipped", "unchanged", "dropped")


class Night:
    """A folder and a data root of one test, and the last refresh as a program would read it."""

    def __init__(self, place: Path) -> None:
        self.folder, self.data = place / "papers", place / "data"
        self.code, self.told = 0, dict[str, Any]()

    def refresh(self, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, int]:
        """Return the figures of a refresh that are not 0."""
        capsys.readouterr()
        self.code = main([*self.command(), *options])
        self.told = json.loads(capsys.readouterr().out)
        del self.told["seconds"]
        [topic] = self.told["topics"]
        del topic["seconds"]
        return {name: topic[name] for name in FIGURES if topic[name]}

    def command(self) -> list[str]:
        place = ["--from", str(self.folder), "--data", str(self.data)]
        return ["refresh", TOPIC, *place, "--no-prefect", "--no-publish", "--json"]

    @property
    def seal(self) -> Path:
        return self.data / "cache" / f"plan-{TOPIC}.json"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two papers, one that fails for good and one file left aside, all read."""
    place = tmp_path_factory.mktemp("quiet")
    folder = make_paper_folder(place / "papers")
    write_pdf(folder / "deep" / "chalk.pdf", PARAGRAPH * 4)
    with (folder / "gravel.pdf").open("ab") as file:
        file.write(b"% a\n")
    (folder / "broken.pdf").write_text("plain text with the wrong name")
    (folder / "notes.txt").write_text("plain text")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METHOD_DRIFT_WORKERS", "1")
        for _ in range(2):  # the second tells that nothing has changed since the first
            assert main(Night(place).command()) == 1
    return place


@pytest.fixture
def night(read_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Night:
    """The same, sealed."""
    monkeypatch.setattr(planning, "MIN_SEALED_PAPERS", 1)
    shutil.copytree(read_once, tmp_path / "own")
    before, night = Night(read_once), Night(tmp_path / "own")
    listing_cache(night.data, before.folder).rename(listing_cache(night.data, night.folder))
    assert night.refresh(capsys) == {"failed": 1, "skipped": 1, "unchanged": 3}
    assert night.seal.exists()
    return night


def look_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_look_through", lambda *_: pytest.fail("the papers are looked at"))


def test_a_quiet_night_looks_at_no_paper_and_says_the_same(
    night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told, code = night.told, night.code
    files = [path for path in night.data.rglob("*") if path.is_file() and path.name not in ("run.lock", "last_runs.json")]
    before = {path: path.stat().st_mtime_ns for path in files}
    look_at_nothing(monkeypatch)
    night.refresh(capsys)
    assert (night.told, night.code) == (told, code)
    assert [trouble["source_file"] for trouble in told["topics"][0]["troubles"]] == ["broken.pdf", "notes.txt"]
    assert {path: path.stat().st_mtime_ns for path in before} == before, "and writes nothing"


def turn_bytes(night: Night) -> None:
    """Other bytes, as many."""
    path = night.folder / "gravel.pdf"
    path.write_bytes(path.read_bytes()[:-2] + b"b\n")


def put_another_of_its_time(night: Night) -> None:
    """Another file of the same size; its time is older, as that of a file that is copied with it."""
    path, other = night.folder / "gravel.pdf", night.folder.parent / "other.pdf"
    other.write_bytes(path.read_bytes()[:-2] + b"c\n")
    os.utime(other, (1_600_000_000, 1_600_000_000))
    other.replace(path)


def rename(night: Night) -> None:
    (night.folder / "gravel.pdf").rename(night.folder / "sand.pdf")


def add(night: Night) -> None:
    write_pdf(night.folder / "deep" / "deeper" / "flint.pdf", PARAGRAPH * 5)


def remove(night: Night) -> None:
    (night.folder / "deep" / "chalk.pdf").unlink()


def describe(night: Night) -> None:
    (night.folder / "papers.jsonl").write_text(json.dumps({"file": "deep/chalk.pdf", "title": "On chalk"}) + "\n")


def describe_badly(night: Night) -> None:
    (night.folder / "papers.jsonl").write_text("{\n")


def lead_out(night: Night) -> None:
    (night.folder / "link.pdf").symlink_to(ROOT / "samples" / "papers.jsonl")


def rows(night: Night) -> Path:
    """Return the stored rows of a paper that is named by its bytes."""
    return min((night.data / "papers" / TOPIC).glob("pdf-*"))


def lose_rows(night: Night) -> None:
    rows(night).unlink()


def turn_a_bit_of_rows(night: Night) -> None:
    content = bytearray(rows(night).read_bytes())
    content[len(content) // 3] ^= 4
    rows(night).write_bytes(bytes(content))


def lose_a_ledger_entry(night: Night) -> None:
    (night.data / "runs" / TOPIC / rows(night).with_suffix(".json").name).unlink()


def lose_the_ledger(night: Night) -> None:
    shutil.rmtree(night.data / "runs" / TOPIC)


def take_out(night: Night) -> None:
    assert main(["remove", "gravel.pdf", "--topic", TOPIC, "--data", str(night.data), "--no-publish"]) == 0


CHANGES: list[tuple[Callable[[Night], None], dict[str, int], bool]] = [
    (turn_bytes, {"ok": 1, "unchanged": 2, "dropped": 1}, False),
    (put_another_of_its_time, {"ok": 1, "unchanged": 2, "dropped": 1}, False),
    (rename, {"ok": 1, "unchanged": 2}, False),
    (add, {"ok": 1, "unchanged": 3}, False),
    (remove, {"unchanged": 2, "dropped": 1}, False),
    (describe, {"ok": 1, "unchanged": 2}, False),
    (describe_badly, {"unchanged": 3}, True),
    (lead_out, {"unchanged": 3}, False),
    (lose_rows, {"ok": 1, "unchanged": 2}, False),
    (turn_a_bit_of_rows, {"ok": 1, "unchanged": 2}, True),
    (lose_a_ledger_entry, {"ok": 1, "unchanged": 2}, False),
    (lose_the_ledger, {"ok": 3}, False),
    (take_out, {"unchanged": 2}, False),
]
"""What somebody did to the folder or the data root, what the next refresh makes of it, and whether it names a problem."""


@pytest.mark.parametrize(("change", "expected", "is_problem"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_no_change_is_hidden(
    night: Night, change: Callable[[Night], None], expected: dict[str, int], is_problem: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    change(night)
    n_failed = 2 if change is lead_out else 1
    assert night.refresh(capsys) == {"skipped": 1, "failed": n_failed} | expected
    assert bool(night.told["topics"][0]["problems"]) == is_problem


def test_a_paper_that_failed_is_read_once_it_is_mended(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    write_pdf(night.folder / "broken.pdf", PARAGRAPH * 6)
    assert night.refresh(capsys) == {"ok": 1, "skipped": 1, "unchanged": 3, "dropped": 1}  # it was named after its bytes
    assert night.code == 0


def test_what_is_asked_for_by_hand_is_done(night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert night.refresh(capsys, "--force") == {"ok": 3, "failed": 1, "skipped": 1}
    monkeypatch.setenv("METHOD_DRIFT_MAX_PDF_MB", "0.000001")
    assert night.refresh(capsys) == {"failed": 4, "skipped": 1, "dropped": 4}  # all named after their bytes


def test_the_warehouse_is_built_again_though_no_paper_is_looked_at(
    night: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look_at_nothing(monkeypatch)
    warehouse = night.data / "method_drift.duckdb"
    warehouse.unlink()
    night.refresh(capsys)
    built = warehouse.stat().st_mtime_ns
    (night.data / "overrides.toml").write_text(f'[[{TOPIC}.rename]]\nmethod = "Nobody"\nname = "Somebody"\n')
    night.refresh(capsys)
    assert warehouse.stat().st_mtime_ns > built


@pytest.mark.parametrize("said", [b"", b"{", b"\xff", b'{"seal": "", "n_unchanged": 9, "settled": []}', None])
def test_a_broken_seal_counts_as_none_and_is_made_again(
    night: Night, said: bytes | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told, whole = night.told, night.seal.read_bytes()
    killed = night.seal.with_name(f"{night.seal.name}.12.tmp")
    killed.write_bytes(whole[:30])
    if said is None:
        night.seal.unlink()
    else:
        night.seal.write_bytes(said)
    night.refresh(capsys)
    assert (night.told, killed.exists()) == (told, False)
    look_at_nothing(monkeypatch)
    night.refresh(capsys)
    assert night.told == told


def test_two_quiet_nights_at_once_say_the_same(night: Night) -> None:
    command = [sys.executable, "-m", "flows", *night.command()]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [json.loads(process.communicate(timeout=120)[0])["topics"][0] for process in both]
    assert [{name: topic[name] for name in FIGURES} for topic in told] == [{name: night.told["topics"][0][name] for name in FIGURES}] * 2


def backfill(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper that the folder does not name: its kept PDF is looked for each night."""
    extra = write_pdf(night.folder.parent / "extra.pdf", PARAGRAPH * 7)
    assert main(["backfill", str(extra), "--topic", TOPIC, "--data", str(night.data), "--no-prefect", "--no-publish"]) == 0


def backfill_and_lose(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its PDF may be put back, and is then counted again."""
    before = set((night.data / "pdf").iterdir())
    backfill(night, monkeypatch)
    [pdf] = set((night.data / "pdf").iterdir()) - before
    pdf.unlink()


def fail_for_a_time(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "WORTH_RETRYING", {"not_pdf"})


def read_no_stamp(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading of the first pages is ended each night, so that it is tried again the next."""
    listing_cache(night.data, night.folder).unlink()
    named = [{"file": "pebble.pdf", "id": "2203.01234v2"}]
    (night.folder / "papers.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in named))
    monkeypatch.setattr("flows.sources.read_stamps", lambda *_: {})


def be_small(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MIN_SEALED_PAPERS", 4)


@pytest.mark.parametrize("make", [backfill, backfill_and_lose, fail_for_a_time, read_no_stamp, be_small])
def test_where_another_night_may_see_more_every_paper_is_looked_at(
    night: Night, make: Callable[[Night, pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    night.seal.unlink()
    make(night, monkeypatch)
    for _ in range(3):
        night.refresh(capsys)
    assert not night.seal.exists()


def seal(night: Night, config: Path | None = None, options: Options | None = None, **updates: object) -> str:
    """Return the seal over what a plan for the folder would be made from."""
    settings = load_settings(night.data)
    topic = load_topic(TOPIC).model_copy(update={"source": "directory", "path": night.folder} | updates)
    context = Context(settings, config or config_dir(), options or Options(), cast("Any", None), cast("Any", None))
    return seal_plan(context, topic)[0]


def test_other_rules_another_topic_file_and_other_options_break_the_seal(night: Night, tmp_path: Path) -> None:
    rules = tmp_path / "config"
    shutil.copytree(config_dir(), rules)
    (rules / "names" / "more.toml").write_text("")
    same = seal(night)
    assert same
    assert same == seal(night, options=Options(is_published=False))
    others = [seal(night, rules), seal(night, title="Another"), seal(night, path=night.folder / "deep")]
    assert len({same, "", *others}) == 5
    asked = [Options(is_forced=True), Options(limit=1), Options(is_dry=True)]
    assert [seal(night, options=options) for options in asked] == [""] * 3
    assert seal(night, source="arxiv", path=None) == ""
