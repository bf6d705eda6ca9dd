"""What becomes of files that are no good papers: each gets its own clear reason, the others are unharmed."""

import os
import random
from pathlib import Path

import pytest

from extractors.pdf.pages import read_pages
from flows.cli import main
from models.errors import PaperError
from tests.bad_pdfs import BAD_FILES, READABLE_FILES, SENTENCE, good_pdf, truncated_but_repairable, write_all
from warehouse.ledger import read_runs
from warehouse.query import run_query


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_its_own_reason(tmp_path: Path, name: str) -> None:
    content, kind, words = BAD_FILES[name]
    with pytest.raises(PaperError) as caught:
        read_pages(write_all(tmp_path, {name: content}) / name)
    assert (caught.value.kind, caught.value.source) == (kind, name)
    assert words in caught.value.reason
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("name", READABLE_FILES)
def test_an_odd_but_sound_file_is_read(tmp_path: Path, name: str) -> None:
    pages = read_pages(write_all(tmp_path, READABLE_FILES) / name)
    assert [len(page.words) for page in pages] == [2 + 8 * len(SENTENCE.split())] * 3


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    for name, words in (("gone.pdf", "no such file"), ("folder.pdf", "cannot be read")):
        with pytest.raises(PaperError, match=words) as caught:
            read_pages(tmp_path / name)
        assert caught.value.kind == "missing"


def test_the_page_that_is_lost_is_named(tmp_path: Path) -> None:
    with pytest.raises(PaperError) as caught:
        read_pages(write_all(tmp_path, {"p.pdf": BAD_FILES["lost-content.pdf"][0]}) / "p.pdf")
    assert caught.value.page == 2 and "p.pdf, page 2" in str(caught.value)


def test_papers_in_other_languages_and_full_of_numbers_are_not_taken_for_garbled(tmp_path: Path) -> None:
    import pymupdf

    texts = {
        "german": "Die Verteilung der Anfragen auf viele kleine Fachleute spart Rechenzeit, kostet aber Speicher und Sorgfalt. " * 12,
        "polish": "Rozdzielanie zadań na wielu małych ekspertów oszczędza czas obliczeń, lecz wymaga pamięci i staranności. " * 12,
        "numbers": "41.2 38.8 0.57 12 [3] 1,024 +0.3 97% x y z w1 w2 " * 40,
    }
    for name, text in texts.items():
        with pymupdf.open() as document:
            document.new_page().insert_textbox((50, 50, 560, 780), text, fontsize=7)
            document.save(tmp_path / f"{name}.pdf")
        assert read_pages(tmp_path / f"{name}.pdf")


def test_damage_anywhere_is_either_told_or_harmless(tmp_path: Path) -> None:
    """Random damage: no other error than PaperError, and never a paper that lost a good part of its words without a word."""
    sound = {"good": good_pdf(), "repairable": truncated_but_repairable()}
    n_words = {"good": sum(len(page.words) for page in read_pages(write_all(tmp_path, {"good.pdf": good_pdf()}) / "good.pdf"))}
    for seed in range(80):
        dice = random.Random(seed)  # noqa: S311
        name = dice.choice(sorted(sound))
        content = bytearray(sound[name])
        for _ in range(dice.choice([1, 3, 10, 40])):
            place, length = dice.randrange(len(content)), dice.choice([1, 2, 50, 400])
            content[place : place + length] = dice.choice([bytes(length), dice.randbytes(length), b""])
        try:
            pages = read_pages(write_all(tmp_path, {"damaged.pdf": bytes(content)}) / "damaged.pdf")
        except PaperError:
            continue
        assert sum(len(page.words) for page in pages) > 0.9 * n_words.get(name, 0), f"seed {seed}"


def test_odd_file_names_and_links_do_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readable = [
        "-rf.pdf",
        "$(touch owned).pdf",
        "line\nbreak.pdf",
        "esc\x1b[31m.pdf",
        "UPPER.PDF",
        "hash#1?x=%41.pdf",
        "<b>.pdf",
        "a" * 240 + ".pdf",
    ]
    folder = write_all(tmp_path / "papers", {name: good_pdf(2 + number) for number, name in enumerate(readable)})
    (tmp_path / "secret.pdf").write_bytes(good_pdf())
    (folder / "outside.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "loop.pdf").symlink_to("loop.pdf")
    os.mkfifo(folder / "pipe.pdf")
    (folder / os.fsdecode(b"bad\xff.pdf")).write_bytes(good_pdf(12))
    data = tmp_path / "data"
    assert main(["refresh", "toy-predictor-caches", "--from", str(folder), "--data", str(data), "--no-prefect"]) == 1
    runs = {run.source_file: run for run in read_runs(data)}
    assert {name for name, run in runs.items() if run.status == "ok"} == set(readable)
    reasons = {name: run.reason for name, run in runs.items() if run.status == "failed"}
    assert sorted(reasons) == ["bad\\udcff.pdf", "loop.pdf", "outside.pdf", "pipe.pdf"]
    assert "UTF-8" in reasons["bad\\udcff.pdf"] and "leads out of the folder" in reasons["outside.pdf"]
    assert main(["query", "SELECT source_file, reason FROM extraction_runs", "--data", str(data)]) == 0
    said = capsys.readouterr()
    assert "\x1b[31m" not in said.out + said.err


def test_refresh_over_a_folder_of_bad_files_records_each_reason_and_reads_the_good_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {f"good-{number}.pdf": good_pdf(number + 2) for number in range(3)}
    folder = write_all(tmp_path / "papers", {name: content for name, (content, _, _) in BAD_FILES.items()} | good)
    (folder / "readme.txt").write_text("not a PDF and not named like one")
    command = ["refresh", "toy-predictor-caches", "--from", str(folder), "--data", str(tmp_path / "data"), "--no-prefect"]
    assert main(command) == 1
    said = capsys.readouterr()
    runs = {run.source_file: run for run in read_runs(tmp_path / "data")}
    assert {name: run.status for name, run in runs.items() if name in good} == dict.fromkeys(good, "ok")
    assert {name: run.reason_kind for name, run in runs.items() if name in BAD_FILES} == {n: kind for n, (_, kind, _) in BAD_FILES.items()}
    assert all(words in runs[name].reason for name, (_, _, words) in BAD_FILES.items())
    assert all(name in said.out + said.err for name in BAD_FILES)
    told = run_query(tmp_path / "data", "SELECT count(*) AS n FROM extraction_runs WHERE status = 'failed'").to_pylist()
    assert told == [{"n": len(BAD_FILES)}]
    assert main(command) == 1
    again = {run.source_file: run for run in read_runs(tmp_path / "data")}
    assert {name: run.finished_at for name, run in again.items() if name in good} == {name: runs[name].finished_at for name in good}
