"""PDFs made to hurt: each costs its own process, is recorded with its reason, and the paper beside them is unharmed."""

import json
import random
import time
import zlib
from pathlib import Path
from typing import get_args

import pytest

from flows.cli import main
from models.errors import FailureKind
from tests.conftest import PARAGRAPH, write_pdf
from warehouse.ledger import read_runs

TOPIC = "toy-predictor-caches"
TIMEOUT_SECONDS = 15
"""Enough for the good paper on a busy machine: the time to load the libraries counts too."""
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def assemble(objects: dict[int, bytes]) -> bytes:
    """Return a PDF of these objects; object 1 is the catalogue."""
    body, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    return body + b"xref\n" + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, len(body))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (entries, len(packed), packed)


def one_page(content: bytes, resources: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % resources
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: page, 4: content, 5: FONT}
    return assemble(objects | (more or {}))


def text_bomb() -> bytes:
    """A few kilobytes that unpack to hundreds of megabytes of text operators."""
    return one_page(stream(b"BT /F 1 Tf 1 1 Td " + b"(words and more words) Tj " * 8_000_000 + b" ET"))


def twice_packed_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(b"\0" * 600_000_000, 1), 9)
    return one_page(b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed))


def packed_ones() -> bytes:
    """A megabyte and a half that unpacks to half a gigabyte, of which readers keep several copies."""
    noise = random.Random(1).randbytes(1_400_000)  # noqa: S311 - not a secret
    return one_page(stream(noise + b"1 " * 256_000_000))


def drawing_bomb() -> bytes:
    return one_page(stream(b"0 0 m " + b"1 1 l 2 2 l " * 6_000_000 + b"S"))


def form_that_draws_itself() -> bytes:
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return one_page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", {6: form})


def forms_that_double() -> bytes:
    """Thirty forms, each drawing the next one twice: a thousand million drawings."""
    forms = {
        number: stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (number + 1))
        for number in range(6, 36)
    }
    last = stream(b"BT /F 9 Tf (end) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>")
    return one_page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", forms | {36: last})


def page_tree_that_loops() -> bytes:
    return assemble({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"})


def deep_nesting() -> bytes:
    depth = 200_000
    return one_page(stream(b"BT /F 9 Tf (x) Tj ET"), b"/Deep " + b"[" * depth + b"]" * depth)


def ten_thousand_pages() -> bytes:
    n_pages = 10_000
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 4: stream(b"BT /F 9 Tf 50 700 Td (One more page of made up words.) Tj ET"), 5: FONT}
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    kids = range(10, 10 + n_pages)
    objects |= dict.fromkeys(kids, page)
    objects[2] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), n_pages)
    return assemble(objects)


HOSTILE = {
    "text-bomb.pdf": text_bomb,
    "twice-packed.pdf": twice_packed_bomb,
    "drawing-bomb.pdf": drawing_bomb,
    "form-loop.pdf": form_that_draws_itself,
    "forms-double.pdf": forms_that_double,
    "tree-loop.pdf": page_tree_that_loops,
    "deep.pdf": deep_nesting,
    "many-pages.pdf": ten_thousand_pages,
}


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[str, str]], float]:
    """How each file went, and the seconds of the whole run."""
    root = tmp_path_factory.mktemp("hostile")
    for name, make in HOSTILE.items():
        (root / "papers").mkdir(exist_ok=True)
        (root / "papers" / name).write_bytes(make())
    write_pdf(root / "papers" / "zz-good.pdf", PARAGRAPH * 4)
    # All but one have an id, so that only that one is opened twice: for its stamp and for the paper.
    lines = [json.dumps({"file": name, "id": name.removesuffix(".pdf")}) for name in HOSTILE if name != "forms-double.pdf"]
    (root / "papers" / "papers.jsonl").write_text("\n".join(lines))
    start = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METHOD_DRIFT_PAPER_TIMEOUT_SECONDS", str(TIMEOUT_SECONDS))
        patch.setenv("METHOD_DRIFT_PAPER_MEMORY_MB", "1200")
        code = main(["refresh", TOPIC, "--from", str(root / "papers"), "--data", str(root / "data"), "--no-prefect", "--no-publish"])
    assert code == 1
    return {run.source_file: (run.status, run.reason_kind) for run in read_runs(root / "data", TOPIC)}, time.monotonic() - start


def test_the_paper_beside_them_is_unharmed(harmed: tuple[dict[str, tuple[str, str]], float]) -> None:
    assert harmed[0]["zz-good.pdf"] == ("ok", "")


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_recorded_with_a_reason_or_read(harmed: tuple[dict[str, tuple[str, str]], float], name: str) -> None:
    status, kind = harmed[0][name]
    assert (status, kind) == ("ok", "") or (status == "failed" and kind in set(get_args(FailureKind)) - {"internal"})


def test_what_cannot_be_read_in_time_or_space_is_stopped(harmed: tuple[dict[str, tuple[str, str]], float]) -> None:
    assert {harmed[0][name][1] for name in ("text-bomb.pdf", "forms-double.pdf")} <= {"timeout", "out_of_memory", "too_large"}
    assert harmed[1] < TIMEOUT_SECONDS * len(HOSTILE) * 4, "each is read twice at most, on a machine that may be busy"


def test_a_paper_that_eats_all_memory_costs_no_paper_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, data = tmp_path / "papers", tmp_path / "data"
    good = [write_pdf(folder / f"good-{number}.pdf", PARAGRAPH * 4, PARAGRAPH * (number + 1)).name for number in range(6)]
    for name in ("a-bomb.pdf", "good-2b.pdf"):
        (folder / name).write_bytes(packed_ones())
    monkeypatch.setenv("METHOD_DRIFT_WORKERS", "1")
    monkeypatch.setenv("METHOD_DRIFT_PAPER_MEMORY_MB", "800")
    assert main(["refresh", TOPIC, "--from", str(folder), "--data", str(data), "--no-prefect", "--no-publish"]) == 1
    found = {run.source_file: (run.status, run.reason_kind) for run in read_runs(data, TOPIC)}
    assert {name: found[name] for name in good} == dict.fromkeys(good, ("ok", ""))
    assert found["a-bomb.pdf"][0] == "failed"
