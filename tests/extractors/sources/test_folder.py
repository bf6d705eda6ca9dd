import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pymupdf
import pytest

from extractors.sources.facts import seal_folder
from extractors.sources.folder import Listing, list_files, list_folder, read_stamp
from models.errors import ConfigError
from tests.conftest import PARAGRAPH, write_pdf


def read_stamps(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: read_stamp(path) for path in paths}


def listed(folder: Path) -> Listing:
    return list_folder(folder, "t", folder.parent / "cache.json", read_stamps)


def describe(folder: Path, *lines: dict[str, object]) -> None:
    (folder / "papers.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")


def test_without_metadata_the_stamp_or_the_bytes_name_a_paper(paper_folder: Path) -> None:
    gravel, pebble = listed(paper_folder).papers
    assert (pebble.meta.paper_id, pebble.meta.version, pebble.meta.published) == ("2203.01234", 2, dt.date(2022, 3, 1))
    assert pebble.meta.pdf_url == "https://arxiv.org/pdf/2203.01234v2"
    assert gravel.meta.paper_id == f"pdf-{gravel.pdf_sha256[:12]}"
    assert (gravel.meta.source, gravel.meta.source_file, gravel.meta.pdf_url) == ("directory", "gravel.pdf", "")


def test_an_id_in_the_body_is_not_the_papers_own(tmp_path: Path) -> None:
    write_pdf(tmp_path / "papers" / "a.pdf", f"As arXiv:1701.06538v1 says, {PARAGRAPH}")
    assert listed(tmp_path / "papers").papers[0].meta.paper_id.startswith("pdf-")


def test_metadata_wins_over_stamp_and_file_name(paper_folder: Path) -> None:
    describe(
        paper_folder,
        {"file": "pebble.pdf", "id": "2105.00001v3", "title": "Pebbles", "is_survey": True, "authors": ["A"], "extra": 1},
        {"file": "gravel.pdf", "id": "gravel-2022", "published": "2022-05-06"},
    )
    gravel, pebble = listed(paper_folder).papers
    assert (pebble.meta.paper_id, pebble.meta.version, pebble.meta.title, pebble.meta.is_survey) == ("2105.00001", 3, "Pebbles", True)
    assert (gravel.meta.paper_id, gravel.meta.published) == ("gravel-2022", dt.date(2022, 5, 6))


def test_a_file_named_after_its_arxiv_id_is_that_paper(paper_folder: Path) -> None:
    (paper_folder / "gravel.pdf").rename(paper_folder / "2204.00002v1.pdf")
    assert [paper.meta.paper_id for paper in listed(paper_folder).papers] == ["2204.00002", "2203.01234"]


def test_twins_are_left_aside_and_the_newest_version_stays(paper_folder: Path) -> None:
    shutil.copy(paper_folder / "gravel.pdf", paper_folder / "zz-copy.pdf")
    write_pdf(paper_folder / "a-newer.pdf", PARAGRAPH * 4, stamp="arXiv:2203.01234v3 [cs.LG] 2 Apr 2022")
    found = listed(paper_folder)
    assert [paper.meta.source_file for paper in found.papers] == ["a-newer.pdf", "gravel.pdf"]
    reasons = {r.meta.source_file: (r.error.kind, r.error.reason, r.is_failure) for r in found.rejected}
    assert reasons == {
        "pebble.pdf": ("duplicate", "left aside: the same paper (2203.01234) as a-newer.pdf", False),
        "zz-copy.pdf": ("duplicate", "left aside: the same bytes as gravel.pdf", False),
    }
    assert len({r.meta.paper_id for r in found.rejected} | {p.meta.paper_id for p in found.papers}) == 4


def test_what_is_no_paper_is_told_apart(paper_folder: Path, tmp_path: Path) -> None:
    (paper_folder / "notes.txt").write_text("not a paper")
    for companion in ("README.md", "LICENSE", ".hidden.pdf", "pebble.tex"):
        (paper_folder / companion).write_text("beside the papers")
    secret = write_pdf(tmp_path / "outside.pdf", PARAGRAPH)
    (paper_folder / "link.pdf").symlink_to(secret)
    describe(paper_folder, {"file": "gone.pdf", "title": "Gone", "id": "2001.00001"})
    found = listed(paper_folder)
    assert [paper.meta.source_file for paper in found.papers] == ["gravel.pdf", "pebble.pdf"]
    reasons = {r.meta.source_file: (r.error.kind, r.is_failure) for r in found.rejected}
    assert reasons == {"notes.txt": ("not_pdf", False), "link.pdf": ("missing", True), "gone.pdf": ("missing", True)}
    assert next(r.meta.paper_id for r in found.rejected if r.meta.source_file == "gone.pdf") == "2001.00001"


def test_a_file_over_the_limit_is_not_even_hashed(paper_folder: Path) -> None:
    with (paper_folder / "huge.pdf").open("wb") as file:
        file.truncate(500_000_000)
    found = list_folder(paper_folder, "t", paper_folder.parent / "cache.json", read_stamps, max_pdf_mb=100)
    [huge] = found.rejected
    assert (huge.error.kind, huge.is_failure) == ("too_large", True)
    assert "500 MB are more than max_pdf_mb (100) allows" in huge.error.reason
    assert len(found.papers) == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not readable as JSON"),
        ("[]", "not a JSON object"),
        ('{"title": "no file"}', "file: Field required"),
        ('{"file": "../secret.pdf"}', "not inside the folder"),
        ('{"file": "/etc/passwd"}', "not inside the folder"),
        ('{"file": "a.pdf", "id": "../../x"}', "neither an arXiv id nor a plain name"),
        ('{"file": "a.pdf", "published": "soon"}', "published"),
        ("\xff", "not readable as JSON"),
        ('{"file": "gravel.pdf"}', "already described"),
    ],
)
def test_a_wrong_line_costs_that_line_only_and_is_said(paper_folder: Path, line: str, told: str) -> None:
    first, last = b'{"file": "gravel.pdf", "id": "gravel-2022"}\n', b'\n{"file": "pebble.pdf", "id": "pebble-2022"}\n'
    (paper_folder / "papers.jsonl").write_bytes(first + line.encode("latin-1") + last)
    found = listed(paper_folder)
    assert [paper.meta.paper_id for paper in found.papers] == ["gravel-2022", "pebble-2022"]
    [problem] = found.problems
    assert "papers.jsonl, line 2: " in problem and told in problem


def test_a_file_that_a_broken_line_names_is_failed_not_taken_for_another_paper(paper_folder: Path) -> None:
    (paper_folder / "papers.jsonl").write_text('{"file": "gravel.pdf", "id": "gravel-2022", "title": "Gra\n')
    found = listed(paper_folder)
    assert [paper.meta.source_file for paper in found.papers] == ["pebble.pdf"]
    [lost] = found.rejected
    assert (lost.meta.source_file, lost.error.kind, lost.is_failure) == ("gravel.pdf", "metadata", True)
    assert "papers.jsonl, line 1" in lost.error.reason


def test_pdfs_in_sub_folders_are_read_and_hidden_ones_are_not(paper_folder: Path) -> None:
    write_pdf(paper_folder / "2024" / "may" / "Slate.PDF", PARAGRAPH * 3)
    write_pdf(paper_folder / ".trash" / "old.pdf", PARAGRAPH * 6)
    (paper_folder / "2024" / "notes.txt").write_text("no paper")
    found = listed(paper_folder)
    assert [paper.meta.source_file for paper in found.papers] == ["2024/may/Slate.PDF", "gravel.pdf", "pebble.pdf"]
    assert (found.rejected, found.problems) == ([], [])


def test_a_link_to_nothing_is_told_from_one_that_leads_out(paper_folder: Path, tmp_path: Path) -> None:
    (paper_folder / "broken.pdf").symlink_to(tmp_path / "never-there.pdf")
    (paper_folder / "out.pdf").symlink_to(write_pdf(tmp_path / "outside.pdf", PARAGRAPH))
    reasons = {r.meta.source_file: r.error.reason for r in listed(paper_folder).rejected}
    assert "points to nothing" in reasons["broken.pdf"]
    assert "leads out of the folder" in reasons["out.pdf"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        listed(tmp_path / "nowhere")


def test_an_unchanged_folder_is_not_read_again(paper_folder: Path) -> None:
    first = listed(paper_folder)

    def refuse(paths: Iterable[Path]) -> dict[Path, str]:
        raise AssertionError(f"read again: {list(paths)}")

    assert list_folder(paper_folder, "t", paper_folder.parent / "cache.json", refuse) == first
    write_pdf(paper_folder / "gravel.pdf", PARAGRAPH * 5)
    assert listed(paper_folder).papers[0].pdf_sha256 != first.papers[0].pdf_sha256


def test_a_damaged_cache_is_made_again(paper_folder: Path) -> None:
    first = listed(paper_folder)
    (paper_folder.parent / "cache.json").write_text('{"gravel.pdf": {"size": "?"}}')
    assert listed(paper_folder) == first


def test_single_files_are_recognised_in_the_same_way(paper_folder: Path) -> None:
    [found] = list_files([paper_folder / "pebble.pdf"], "t", read_stamps, {}, {})
    assert (found.meta.paper_id, found.meta.source) == ("2203.01234", "backfill")
    with pytest.raises(ConfigError, match=r"nowhere\.pdf: no such file"):
        list_files([paper_folder / "nowhere.pdf"], "t", read_stamps, {}, {})


def test_a_single_file_is_known_by_its_bytes_or_by_the_line_above_it(paper_folder: Path) -> None:
    file, below = paper_folder / "gravel.pdf", paper_folder / "2020" / "gravel.pdf"
    below.parent.mkdir()
    shutil.copy(file, below)
    bytes_of = {hashlib.sha256(file.read_bytes()).hexdigest(): "gravel-2020"}

    def read(path: Path, had: dict[str, str], gone: dict[str, str]) -> str:
        [found] = list_files([path, path], "t", read_stamps, had, gone)
        return found.meta.paper_id

    assert read(file, {}, bytes_of) == read(file, bytes_of, {}) == "gravel-2020"
    lines = [{"file": "gravel.pdf", "id": "gravel-line"}, {"file": "2020/gravel.pdf", "id": "gravel-below"}]
    (paper_folder / "papers.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert (read(file, {}, bytes_of), read(below, {}, {})) == ("gravel-line", "gravel-below")
    assert read(file, bytes_of, {}) == "gravel-2020", "what the topic has is that paper, whatever it is called now"
    (paper_folder / "papers.jsonl").write_text('{"file": "gravel.pdf", "id": "gravel-line"\n')
    with pytest.raises(ConfigError, match="line 1"):
        read(file, {}, {})


def test_the_metadata_of_a_pdf_names_it_and_an_id_in_its_body_does_not(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "owls.pdf", f"Owls\n\n{PARAGRAPH} See arXiv:2301.00001v1 [cs.LG] 2 Jan 2023.")
    assert read_stamp(path) == ""
    with pymupdf.open(path) as document:
        info = document.get_new_xref()
        document.update_object(info, "<</arXivID (https://arxiv.org/abs/2401.06066v2)>>")
        document.xref_set_key(-1, "Info", f"{info} 0 R")
        document.save(tmp_path / "named.pdf")
    assert read_stamp(tmp_path / "named.pdf") == "2401.06066v2"


def test_a_file_whose_stamp_could_not_be_looked_for_is_to_be_looked_at_again(paper_folder: Path) -> None:
    (paper_folder / "gravel.pdf").rename(paper_folder / "2204.00002v1.pdf")
    found = list_folder(paper_folder, "t", paper_folder.parent / "cache.json", lambda _: {})
    assert found.unread == ["pebble.pdf"]
    assert listed(paper_folder).unread == []


def turn_a_byte(folder: Path) -> None:
    with (folder / "pebble.pdf").open("r+b") as file:
        file.write(b"#")


def put_another_of_the_same_size_and_time(folder: Path) -> None:
    status = (folder / "pebble.pdf").stat()
    (folder.parent / "other").write_bytes(b"#" * status.st_size)
    os.utime(folder.parent / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
    (folder.parent / "other").replace(folder / "pebble.pdf")


def hide_a_file(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.pdf").touch()


def swap(folder: Path) -> None:
    (folder / "pebble.pdf").rename(folder / "x")
    (folder / "gravel.pdf").rename(folder / "pebble.pdf")
    (folder / "x").rename(folder / "gravel.pdf")


@pytest.mark.parametrize("change", [turn_a_byte, put_another_of_the_same_size_and_time, hide_a_file, swap])
def test_a_seal_is_another_once_anything_in_the_folder_is(paper_folder: Path, change: Callable[[Path], None]) -> None:
    before = seal_folder(paper_folder)
    assert before
    assert seal_folder(paper_folder) == before
    change(paper_folder)
    assert seal_folder(paper_folder) != before


def test_there_is_no_seal_where_a_folder_does_not_say_what_it_holds(paper_folder: Path, tmp_path: Path) -> None:
    assert seal_folder(tmp_path / "nowhere") == ""
    (paper_folder / "deep").mkdir()
    (paper_folder / "deep" / "link.pdf").symlink_to(paper_folder / "pebble.pdf")
    assert seal_folder(paper_folder) == ""
