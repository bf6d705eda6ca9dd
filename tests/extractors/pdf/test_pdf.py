"""What is read of a page: words as printed with their boxes and styles, rules, fills; on PDFs made here."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from extractors.pdf.drawings import MAX_DRAWINGS
from extractors.pdf.open import open_pdf
from extractors.pdf.pages import read_page, read_pages
from models.document import PageContent, Word


def page_of(path: Path, draw: Callable[[pymupdf.Page], object], width: float = 400, height: float = 300) -> PageContent:
    with pymupdf.open() as document:
        draw(document.new_page(width=width, height=height))
        document.save(path)
    with open_pdf(path) as document:
        return read_page(document[0])


def printed(words: tuple[Word, ...]) -> str:
    return "".join(word.text if word.is_glued else f" {word.text}" for word in words).strip()


def test_words_come_as_printed_with_their_boxes(tmp_path: Path) -> None:
    page = page_of(tmp_path / "p.pdf", lambda p: p.insert_text((50, 100), "Sparse experts, 38.8 % (best)", fontsize=10))
    assert (page.number, page.width, page.height) == (1, 400, 300)
    assert [word.text for word in page.words] == ["Sparse", "experts,", "38.8", "%", "(best)"]
    first = page.words[0]
    assert first.x0 == pytest.approx(50, abs=0.5) and first.y0 < 100 < first.y1 + 5 and first.size == pytest.approx(10)
    assert [word.x0 for word in page.words] == sorted(word.x0 for word in page.words)


def test_a_footnote_mark_is_its_own_word_glued_to_the_one_before(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        end = 50 + pymupdf.get_text_length("Lanternet", fontsize=10)
        page.insert_text((50, 100), "Lanternet", fontsize=10)
        page.insert_text((end, 96), "12", fontsize=6)

    page = page_of(tmp_path / "p.pdf", draw)
    assert [(word.text, word.is_glued) for word in page.words] == [("Lanternet", False), ("12", True)]
    assert page.words[1].size == pytest.approx(6) and page.words[1].x0 >= page.words[0].x1 - 0.1
    assert printed(page.words) == "Lanternet12"


def test_bold_italic_and_font_are_told(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for line, font in enumerate(("helv", "hebo", "heit")):
            page.insert_text((50, 60 + 40 * line), "0.61", fontname=font, fontsize=10)

    words = page_of(tmp_path / "p.pdf", draw).words
    assert [(word.is_bold, word.is_italic) for word in words] == [(False, False), (True, False), (False, True)]
    assert words[1].font == "Helvetica-Bold"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_writing_direction_is_told_in_degrees(tmp_path: Path, rotate: int) -> None:
    page = page_of(tmp_path / "p.pdf", lambda p: p.insert_text((200, 150), "arXiv stamp", fontsize=10, rotate=rotate))
    assert {word.angle for word in page.words} == {rotate}


def test_a_turned_page_is_read_unturned(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "wide table", fontsize=10)
        page.set_rotation(90)

    page = page_of(tmp_path / "p.pdf", draw)
    assert (page.width, page.height) in ((300, 400), (400, 300)) and [word.text for word in page.words] == ["wide", "table"]
    assert all(0 <= word.x0 < word.x1 <= page.width and 0 <= word.y0 < word.y1 <= page.height for word in page.words)


def test_drawn_lines_and_thin_filled_bars_are_rules_and_areas_are_fills(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((50, 50), (350, 50), width=0.8)
        page.draw_rect((50, 80, 350, 80.6), color=None, fill=(0, 0, 0))
        page.draw_line((200, 50), (200, 150), width=0.4)
        page.draw_rect((60, 100, 160, 140), color=None, fill=(0.9, 0.9, 0.9))
        page.draw_line((300, 200), (302, 200), width=0.4)

    page = page_of(tmp_path / "p.pdf", draw)
    horizontal = [rule for rule in page.rules if rule[2] - rule[0] > 250]
    assert sorted(round(rule[1]) for rule in horizontal) == [50, 80]
    assert any(rule[3] - rule[1] == pytest.approx(100, abs=1) for rule in page.rules)
    assert [tuple(round(v) for v in fill) for fill in page.fills] == [(60, 100, 160, 140)]
    assert len(page.rules) == 3 and not page.is_drawing_cut


def test_a_boxed_table_gives_the_four_sides_of_each_box(tmp_path: Path) -> None:
    page = page_of(tmp_path / "p.pdf", lambda p: p.draw_rect((50, 50, 350, 90), color=(0, 0, 0), width=0.5))
    assert {tuple(round(v) for v in rule) for rule in page.rules} == {
        (50, 50, 350, 50),
        (50, 90, 350, 90),
        (50, 50, 50, 90),
        (350, 50, 350, 90),
    }


def test_a_plot_of_many_points_is_cut_and_says_so(tmp_path: Path) -> None:
    stream = b"".join(b"%d %d m %d %d l S\n" % (i % 380, i // 380, i % 380 + 9, i // 380) for i in range(MAX_DRAWINGS + 500))

    def draw(page: pymupdf.Page) -> None:
        page.insert_text((50, 100), "a plot", fontsize=10)
        document = page.parent
        xref = document.get_new_xref()
        document.update_object(xref, "<<>>")
        document.update_stream(xref, stream)
        page.set_contents(xref)

    page = page_of(tmp_path / "p.pdf", draw)
    assert page.is_drawing_cut and page.n_drawings > MAX_DRAWINGS and len(page.rules) <= MAX_DRAWINGS


def test_an_empty_page_among_others_stays_in_its_place(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        for text in ("one two three four five six", "", "seven eight nine ten eleven"):
            document.new_page().insert_text((50, 100), text)
        document.save(tmp_path / "p.pdf")
    pages = read_pages(tmp_path / "p.pdf")
    assert [(page.number, len(page.words)) for page in pages] == [(1, 6), (2, 0), (3, 5)]


def test_the_same_file_is_read_the_same_twice(tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    page_of(path, lambda p: p.insert_text((50, 100), "one two three four five six", fontsize=9))
    assert read_pages(path) == read_pages(path)
