"""The pages of the sample papers in a real browser: a reader's whole way by keyboard, from disk and under a prefix of a server."""

import shutil
from pathlib import Path

import pytest

from flows.outputs import publish_pages
from models.settings import Settings
from tests.review.walk import CHROMIUM, find_goal, open_page, serve_under_prefix, start_browser, walk

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium under /usr/bin")]


def test_a_reader_goes_the_whole_way_through_the_samples_by_keyboard(reviewed: Path, tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    root = Path(shutil.copytree(reviewed, tmp_path / "data"))
    site = publish_pages(Settings(data=root, workers=2)).site
    goal = find_goal(site)
    with start_browser() as browser, serve_under_prefix(site) as served:
        for start, width, scheme in ((f"{site.as_uri()}/", 360, "dark"), (served, 1280, "light")):
            with open_page(browser, width, scheme) as page:
                walk(page, start, goal)
