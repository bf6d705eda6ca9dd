"""A PDF is damaged when text of it is lost, and not when it refers to something that is not there."""

from pathlib import Path

import pymupdf
import pytest

from extractors.pdf.open import open_pdf
from extractors.pdf.pages import read_page, read_pages
from extractors.pdf.verify import verify_rows
from models.document import PageContent, Word
from models.errors import PaperError
from models.geometry import to_box
from models.rows import Critique
from tests.extractors.pdf.hand_made import LOST, N_WORDS, WHOLE, tag


def receipt(word: Word) -> Critique:
    box = to_box(1, word.rect)
    return Critique(receipt_id="r", method_label="Gable", sentence=word.text, kind="limitation", page=1, boxes=[box], rule_id="drops")


@pytest.mark.parametrize("name", WHOLE)
def test_a_reference_to_nothing_costs_no_text(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(WHOLE[name])
    assert len(read_pages(path)[0].words) == N_WORDS
    assert capfd.readouterr().out == "", "stdout is for what was asked for"


@pytest.mark.parametrize("name", LOST)
def test_a_pdf_that_has_lost_text_is_damaged(name: str, tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(LOST[name])
    with pytest.raises(PaperError) as caught:
        read_pages(path)
    assert caught.value.kind == "damaged"


@pytest.mark.timeout(60)
def test_an_element_of_very_many_parts_is_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "p.pdf").write_bytes(tag(1_000))  # with its structure it takes minutes
    with open_pdf(tmp_path / "p.pdf") as document:
        assert [word.text for word in read_page(document.load_page(0)).words] == ["owl"] * 1_000


def shown(page: PageContent) -> dict[str, tuple[float, ...]]:
    return {word.text: tuple(round(x) for x in word.rect) for word in page.words}


def read(path: Path, rotation: int, crop: tuple[int, int, int, int] | None) -> PageContent:
    """Read a page of 400 x 300 points with four words, cropped and turned, and save it as `path`."""
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=300)
        for x, y, text in ((60, 50, "north-west"), (280, 50, "north-east"), (60, 260, "south-west"), (280, 260, "south-east")):
            page.insert_text((x, y), text, fontsize=10)
        page.draw_line((60, 100), (340, 100), width=0.5)
        if crop:
            page.set_cropbox(pymupdf.Rect(crop))
        page.set_rotation(rotation)
        document.save(path)
    with open_pdf(path) as document:
        return read_page(document[0])


@pytest.mark.parametrize("crop", [None, (40, 30, 380, 290)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_whole_and_boxed_where_it_is_shown(
    rotation: int, crop: tuple[int, int, int, int] | None, tmp_path: Path
) -> None:
    page = read(tmp_path / "p.pdf", rotation, crop)
    with pymupdf.open(tmp_path / "p.pdf") as document:
        rect, matrix = document[0].rect, document[0].rotation_matrix
        document[0].set_rotation(0)
        places = {w[4]: pymupdf.Rect(w[:4]) * matrix for w in document[0].get_text("words")}
    assert (page.width, page.height) == (rect.width, rect.height)
    assert shown(page) == {text: tuple(round(x) for x in place) for text, place in places.items()} and len(page.words) == 4
    assert {word.angle for word in page.words} == {-rotation % 360}
    assert verify_rows(tmp_path / "p.pdf", "x", [receipt(word) for word in page.words], []) == []
    [rule] = page.rules
    assert max(rule[2] - rule[0], rule[3] - rule[1]) == pytest.approx(280, abs=1)
