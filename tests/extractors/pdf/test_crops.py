"""Pictures of receipts: what part of the page is shown, and that the same receipt gives the same picture."""

from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from extractors.pdf.crops import ZOOM, draw_crops
from models.pictures import CropRequest, read_crops

LINE = "The owl counts every lantern that it passes at night and"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages: text in two columns; a table whose labels stand left of the middle."""
    path = tmp_path_factory.mktemp("pdf") / "owl.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=600, height=800)
        for column in (50, 320):
            for row in range(40):
                page.insert_text((column, 80 + 15 * row), LINE[:44], fontsize=10)
        page = document.new_page(width=600, height=800)
        for row in range(20):
            page.insert_text((60, 300 + 14 * row), LINE + " sleeps through the day in the barn", fontsize=11)
        page.insert_text((60, 60), "Table 1: Lanterns", fontsize=10)
        for row, label in enumerate(["Method", "Owlnet", "Barnmix"]):
            page.insert_text((60, 90 + 16 * row), label, fontsize=10)
            page.insert_text((480, 90 + 16 * row), "Score@1,000" if row == 0 else f"{row}.5", fontsize=10)
        page = document.new_page(width=600, height=800)
        for row in range(12):
            page.insert_text((150, 90 + 16 * row), f"barn_{row}", fontsize=10)
            page.insert_text((320, 90 + 16 * row), f"{row}.5", fontsize=10)
        document.save(path)
    return path


def request(kind: str, *boxes: tuple[int, float, float, float, float]) -> CropRequest:
    return CropRequest("a" * 64, "table" if kind == "table" else "sentence", boxes)


def words_in(pdf: Path, page: int, rect: tuple[float, float, float, float]) -> str:
    with pymupdf.open(pdf) as document:
        return str(document[page - 1].get_text("text", clip=pymupdf.Rect(rect)))


def test_a_sentence_is_shown_in_its_column_with_the_lines_around_it(pdf: Path, tmp_path: Path) -> None:
    wanted = request("sentence", (1, 120, 210, 270, 222), (1, 50, 225, 120, 237))
    assert draw_crops(pdf, [wanted], tmp_path) == 1
    [crop] = read_crops(tmp_path / f"{wanted.key}.json")
    x0, y0, x1, y1 = crop.rect
    assert x0 <= 50 and 255 <= x1 < 320, "the whole column and not the next one"
    assert y0 <= 198 and y1 >= 249
    picture = Image.open(tmp_path / crop.file)
    assert picture.format == "WEBP" and picture.size == (crop.width, crop.height) == (round((x1 - x0) * ZOOM), round((y1 - y0) * ZOOM))
    assert picture.convert("L").getextrema()[0] < 100, "there is ink on it"


def test_a_sentence_that_goes_on_in_the_next_column_has_a_picture_of_each(pdf: Path, tmp_path: Path) -> None:
    wanted = request("sentence", (1, 50, 650, 260, 662), (1, 50, 665, 260, 677), (1, 320, 70, 500, 82))
    draw_crops(pdf, [wanted], tmp_path)
    first, second = read_crops(tmp_path / f"{wanted.key}.json")
    assert first.rect[2] < 320 <= second.rect[2] and second.rect[0] > 260 and second.rect[3] < first.rect[1]


def test_a_table_is_shown_with_its_labels_and_header(pdf: Path, tmp_path: Path) -> None:
    wanted = request("table", (2, 480, 98, 500, 124))
    draw_crops(pdf, [wanted], tmp_path)
    [crop] = read_crops(tmp_path / f"{wanted.key}.json")
    assert {"Owlnet", "Barnmix", "Method", "Score@1,000"} <= set(words_in(pdf, 2, crop.rect).split())
    assert "owl" not in words_in(pdf, 2, crop.rect)


def test_labels_left_of_the_middle_are_shown_where_no_text_runs_beside_the_numbers(pdf: Path, tmp_path: Path) -> None:
    wanted = request("table", (3, 320, 82, 340, 92), (3, 320, 256, 340, 268))
    draw_crops(pdf, [wanted], tmp_path)
    [crop] = read_crops(tmp_path / f"{wanted.key}.json")
    assert {"barn_1", "barn_11"} <= set(words_in(pdf, 3, crop.rect).split())


def test_the_same_receipt_gives_the_same_bytes_and_another_place_another_name(pdf: Path, tmp_path: Path) -> None:
    wanted, other = request("sentence", (1, 50, 210, 260, 222)), request("sentence", (1, 50, 240, 260, 252))
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        draw_crops(pdf, [wanted, other], folder)
    a, b = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert a == b and len(a) == 4


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 torn", b"<html>"])
def test_a_pdf_that_cannot_be_read_gives_no_picture(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(content)
    wanted = request("sentence", (1, 50, 210, 260, 222))
    assert draw_crops(tmp_path / "bad.pdf", [wanted], tmp_path) == 0
    assert read_crops(tmp_path / f"{wanted.key}.json") == []


def test_a_page_that_is_not_there_and_a_damaged_list_give_no_picture(pdf: Path, tmp_path: Path) -> None:
    wanted = request("sentence", (9, 50, 210, 260, 222))
    assert draw_crops(pdf, [wanted], tmp_path) == 0
    (tmp_path / "list.json").write_text('[{"file": 1}]')
    assert read_crops(tmp_path / "list.json") == [] == read_crops(tmp_path / f"{wanted.key}.json")
