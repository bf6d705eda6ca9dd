"""The pages as a run makes them: pictures drawn once, by processes of their own, and none where they are not wanted."""

from pathlib import Path

import pytest

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


@pytest.mark.parametrize("address", ["review.example", "javascript:alert(1)", "ftp://review.example"])
def test_an_address_of_the_site_is_a_web_address(address: str) -> None:
    with pytest.raises(ValueError, match="http or https"):
        Settings(site_url=address)
