"""The pages as a run makes them: pictures drawn once, by processes of their own, and none where they are not wanted."""

from pathlib import Path

import pytest

from flows.cli import main
from flows.outputs import publish_pages
from models.settings import Settings
from review.pictures import FOLDER
from tests.review.made_up import TOPIC, small_review

RECEIPT = f"topics/{TOPIC}/receipts/1f00000000000001.html"


@pytest.mark.slow
def test_pictures_are_drawn_once_and_shown_unless_a_setting_turns_them_off(tmp_path: Path) -> None:
    root = small_review(tmp_path / "data")
    site = publish_pages(Settings(data=root, workers=1)).site
    drawn = {path.name: path.stat().st_mtime_ns for path in (root / FOLDER).iterdir()}
    pictures = sorted(path.name for path in (site / "pictures").iterdir())
    assert pictures and set(pictures) < set(drawn)
    assert f"pictures/{pictures[0]}" in "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    assert "<img" in (site / RECEIPT).read_text(encoding="utf-8")
    before = (site / RECEIPT).read_bytes()
    publish_pages(Settings(data=root, workers=1))
    assert {path.name: path.stat().st_mtime_ns for path in (root / FOLDER).iterdir()} == drawn
    assert (site / RECEIPT).read_bytes() == before
    publish_pages(Settings(data=root, workers=1, receipt_pictures=False))
    assert not (site / "pictures").exists() and "<img" not in (site / RECEIPT).read_text(encoding="utf-8")


def test_pages_that_are_current_are_not_made_again_and_those_that_somebody_changed_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small_review(tmp_path / "data")
    page = root / "site" / RECEIPT
    assert main(["publish", "--data", str(root)]) == 0
    made, honest = page.stat().st_ino, page.read_bytes()
    assert main(["publish", "--data", str(root)]) == 0
    assert page.stat().st_ino == made and "the pages are what the warehouse gives" in capsys.readouterr().out
    page.write_bytes(b"a lie")
    assert main(["publish", "--data", str(root)]) == 0
    assert page.read_bytes() == honest


@pytest.mark.parametrize("address", ["review.example", "javascript:alert(1)", "ftp://review.example"])
def test_an_address_of_the_site_is_a_web_address(address: str) -> None:
    with pytest.raises(ValueError, match="http or https"):
        Settings(site_url=address)
