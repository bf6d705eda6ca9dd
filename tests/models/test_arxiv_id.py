import datetime as dt

import pytest

from models.arxiv_id import find_stamp, parse_arxiv_id, pdf_address, published_month


@pytest.mark.parametrize(
    ("text", "base", "version"),
    [
        ("2401.06066", "2401.06066", None),
        (" 2401.06066v2 ", "2401.06066", 2),
        ("arXiv:2401.06066v12", "2401.06066", 12),
        ("ARXIV: 0704.0001", "0704.0001", None),
        ("https://arxiv.org/abs/2401.06066v1", "2401.06066", 1),
        ("http://www.arxiv.org/pdf/2401.06066v1.pdf", "2401.06066", 1),
        ("arxiv.org/pdf/2401.06066", "2401.06066", None),
        ("https://arxiv.org/pdf/2401.06066#page=3", "2401.06066", None),
        ("https://export.arxiv.org/abs/2401.06066?context=cs.LG", "2401.06066", None),
        ("https://arxiv.org/html/2401.06066v1/", "2401.06066", 1),
        ("https://doi.org/10.48550/arXiv.2401.06066", "2401.06066", None),
        ("cs/0112017", "cs/0112017", None),
        ("arXiv:math.GT/0309136v1", "math/0309136", 1),
        ("https://arxiv.org/abs/hep-th/9901001v3", "hep-th/9901001", 3),
        ("2401.06066.pdf", "2401.06066", None),
        ("arXiv:2401.06066v1 [cs.CL] 11 Jan 2024", "2401.06066", 1),
        ("arXiv:2401.06066v1  [cs.CL]  11 Jan 2024", "2401.06066", 1),
        ("arXiv:hep-th/9901001v1 5 Jan 1999", "hep-th/9901001", 1),
        ("doi:10.48550/arXiv.2401.06066", "2401.06066", None),
        ("10.48550/arXiv.2401.06066", "2401.06066", None),
        ("https://ar5iv.org/abs/2401.06066", "2401.06066", None),
        ("https://ar5iv.labs.arxiv.org/html/2401.06066v2", "2401.06066", 2),
        ("https://www.alphaxiv.org/abs/2401.06066", "2401.06066", None),
        ("https://huggingface.co/papers/2401.06066", "2401.06066", None),
        ("https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001", None),
        ("[2401.06066]", "2401.06066", None),
        ("(arXiv:2401.06066v2).", "2401.06066", 2),
        ("<https://arxiv.org/abs/2401.06066>", "2401.06066", None),
        ("“2401.06066”,", "2401.06066", None),
        ("[arXiv:2401.06066v1 [cs.CL] 11 Jan 2024]", "2401.06066", 1),
        ("2401.06066v1 (1)", "2401.06066", 1),
        ("2401.06066,", "2401.06066", None),
        ("2401.06066V2", "2401.06066", 2),
        ("arXiv 2401.06066", "2401.06066", None),
        ("https://arxiv.org/src/2401.06066v1", "2401.06066", 1),
        ("1412.6980", "1412.6980", None),
    ],
)
def test_every_form_people_paste(text: str, base: str, version: int | None) -> None:
    found = parse_arxiv_id(text)
    assert found is not None
    assert (found.base, found.version) == (base, version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2413.01234",
        "2401.060666",
        "240.06066",
        "2401.06066v0",
        "../2401.06066",
        "https://evil.example/abs/2401.06066",
        "paper.pdf",
        "cs/0113017",
        "2401.0606",
        "1412.69800",
        "see 2401.06066 and others",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_arxiv_id(text) is None


def test_the_stamp_and_what_it_tells() -> None:
    stamp = find_stamp("arXiv:2101.03961v3  [cs.LG]  16 Jun 2022")
    assert stamp is not None
    assert str(stamp) == "2101.03961v3"
    assert pdf_address(stamp) == "https://arxiv.org/pdf/2101.03961v3"
    assert published_month(stamp.base) == dt.date(2021, 1, 1)
    assert published_month("hep-th/9901001") == dt.date(1999, 1, 1)
    assert find_stamp("no stamp here") is None
