"""`verify` re-reads the PDF: it must accept what is printed and catch a receipt that is not."""

from pathlib import Path

import pymupdf
import pytest

from extractors.pdf.pages import read_pages
from extractors.pdf.printed import PrintedPage
from extractors.pdf.verify import verify_paper, verify_rows
from models.errors import PaperError
from models.geometry import Box, to_box
from models.rows import Critique, ExtractedPaper, Result

LEFT, SIZE = 72.0, 10.0
LINES = ("However, the Gable router drops to-", "kens when its queue is full.", "Accuracy  -3.25  71.4  1,024")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        for number, line in enumerate(LINES):
            page.insert_text((LEFT, 100 + 14 * number), line, fontsize=SIZE)
        document.save(path)
    return path


def line_box(number: int, start: str = "", text: str = "") -> Box:
    """The box of `text` on a line (of the whole line when empty)."""
    line = LINES[number]
    before = line[: line.index(text)] if text else ""
    x0 = LEFT + pymupdf.get_text_length(before, fontsize=SIZE)
    x1 = x0 + pymupdf.get_text_length(text or line, fontsize=SIZE)
    return Box(page=1, x0=x0, y0=90 + 14 * number, x1=x1, y1=103 + 14 * number)


def critique(sentence: str, boxes: list[Box]) -> Critique:
    return Critique(
        receipt_id="r1",
        method_label="Gable",
        sentence=sentence,
        kind="limitation",
        page=1,
        boxes=boxes,
        rule_id="drops",
    )


def result(value_text: str, value: float, box: Box) -> Result:
    return Result(
        result_id="v1",
        table_label="Table 1",
        caption="",
        page=1,
        boxes=[box],
        method_label="Gable",
        is_own=False,
        benchmark="Accuracy",
        value_text=value_text,
        value=value,
        rule_id="cell",
    )


def paper(critiques: list[Critique], results: list[Result]) -> ExtractedPaper:
    return ExtractedPaper(topic="t", paper_id="p", pdf_sha256="0", n_pages=1, fingerprint="f", critiques=critiques, results=results)


SENTENCE = "However, the Gable router drops tokens when its queue is full."


def test_a_sentence_over_a_line_break_hyphen_is_proved(pdf: Path) -> None:
    assert verify_paper(pdf, paper([critique(SENTENCE, [line_box(0), line_box(1)])], [])) == []


@pytest.mark.parametrize(
    ("sentence", "boxes"),
    [
        (SENTENCE.replace("drops", "keeps"), [line_box(0), line_box(1)]),
        (SENTENCE, [line_box(0)]),
        (SENTENCE, [line_box(0), line_box(1), line_box(2)]),
    ],
    ids=["other words", "half of it", "too large a box"],
)
def test_a_sentence_that_is_not_there_is_reported_with_what_is(pdf: Path, sentence: str, boxes: list[Box]) -> None:
    (mismatch,) = verify_paper(pdf, paper([critique(sentence, boxes)], []))
    assert mismatch.expected == sentence
    assert "Gable" in mismatch.found


@pytest.mark.parametrize(("text", "value"), [("-3.25", -3.25), ("71.4", 71.4), ("1,024", 1024.0)])
def test_a_number_is_proved(pdf: Path, text: str, value: float) -> None:
    assert verify_paper(pdf, paper([], [result(text, value, line_box(2, text=text))])) == []


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("3.25", 3.25, "-3.25"),
        ("-3.2", -3.2, "-3.25"),
        ("714", 714.0, "71.4"),
        ("71", 71.0, "71.4"),
        ("71.4", 7.14, "71.4"),
        ("24", 24.0, "1,024"),
    ],
    ids=["lost sign", "lost digit", "lost point", "lost decimals", "wrong value", "part of a number"],
)
def test_an_altered_number_is_reported(pdf: Path, text: str, value: float, printed: str) -> None:
    assert len(verify_paper(pdf, paper([], [result(text, value, line_box(2, text=printed))]))) == 1


@pytest.mark.parametrize(("text", "value", "n_wrong"), [("2.3×10⁵", 230_000.0, 0), ("2.3×10⁵", 2.3, 1), ("2.3×10⁴", 23_000.0, 1)])
def test_a_number_with_a_power_of_ten_is_proved_with_its_exponent(tmp_path: Path, text: str, value: float, n_wrong: int) -> None:
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((LEFT, 100), "2.3×10", fontsize=SIZE)
        page.insert_text((LEFT + pymupdf.get_text_length("2.3×10", fontsize=SIZE), 96), "5", fontsize=6)
        document.save(tmp_path / "power.pdf")
    box = Box(page=1, x0=LEFT, y0=88, x1=LEFT + 60, y1=103)
    assert len(verify_paper(tmp_path / "power.pdf", paper([], [result(text, value, box)]))) == n_wrong


def test_words_printed_twice_to_look_bold_are_read_once_and_proved(tmp_path: Path) -> None:
    path = tmp_path / "bold.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        for shift in (0.0, 0.3, 0.3):
            page.insert_text((LEFT + shift, 100), "Gable fails on all 1155 inputs.", fontsize=SIZE)
        page.insert_text((LEFT, 130), "Other words so that the page has some text of its own.", fontsize=SIZE)
        document.save(path)
    (content,) = read_pages(path)
    text = [word.text for word in content.words]
    assert text[:6] == ["Gable", "fails", "on", "all", "1155", "inputs."]
    boxes = [Box(page=1, x0=LEFT - 1, y0=90, x1=content.words[5].x1, y1=103)]
    assert verify_paper(path, paper([critique("Gable fails on all 1155 inputs.", boxes)], [])) == []


@pytest.mark.parametrize("angle", [0, 90])
def test_sentences_at_both_ends_of_a_page_are_proved_each_in_its_place(tmp_path: Path, angle: int) -> None:
    first, last = "However, the Gable router drops tokens.", "The Gable router is slow."
    path = tmp_path / "paper.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        for y, text in ((100, first), (400, "Nothing is said of it here."), (700, last)):
            page.insert_text((LEFT, y), text, fontsize=SIZE)
        page.set_rotation(angle)
        document.save(path)
    words = read_pages(path)[0].words
    boxes = {text: [to_box(1, w.rect) for w in words if w.block == block] for block, text in ((0, first), (2, last))}
    assert verify_paper(path, paper([critique(text, boxes[text]) for text in boxes], [])) == []
    swapped = [critique(first, boxes[last]), critique(last, boxes[first])]
    assert [bad.found for bad in verify_paper(path, paper(swapped, []))] == [last.replace(" ", ""), first.replace(" ", "")]


def test_extraction_leaves_out_and_counts_what_a_second_reading_does_not_bear_out(pdf: Path) -> None:
    bad = {m.row_id for m in verify_rows(pdf, "p", [critique(SENTENCE, [line_box(0)])], [result("71.4", 71.4, line_box(2, text="71.4"))])}
    assert bad == {"r1"}


def test_a_page_that_was_read_before_is_proved_without_the_file(pdf: Path) -> None:
    printed: dict[int, PrintedPage] = {}
    read_pages(pdf, printed)
    pdf.unlink()
    good, bad = critique(SENTENCE, [line_box(0), line_box(1)]), result("1.4", 1.4, line_box(2, text="71.4"))
    for _ in range(2):  # a page can be asked again, for other boxes
        assert [m.row_id for m in verify_rows(pdf, "p", [good], [bad], printed)] == ["v1"]
    with pytest.raises(PaperError):
        verify_rows(pdf, "p", [good], [], {})
