"""The pages in a real browser: what a reader sees, clicks and types, from a server and from disk."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractors.pdf.crops import draw_crops
from models.pictures import CropRequest
from review.publish import publish
from review.server import address, make_server
from tests.review.made_up import TOPIC
from tests.review.walk import CHROMIUM, find_faults, list_kinds, open_page, picture_width, start_browser, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = f"topics/{TOPIC}/"
LANTERNET = f"{FOLDER}methods/lanternet.html"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium under /usr/bin")]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    with start_browser() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, made_root: Path) -> Path:
    """The small review with pictures."""
    root = Path(shutil.copytree(made_root, tmp_path_factory.mktemp("review") / "data"))

    def draw(requests: Sequence[CropRequest]) -> None:
        (root / "receipts").mkdir()
        for pdf in (root / "pdf").iterdir():
            draw_crops(pdf, [request for request in requests if request.pdf_sha256 == pdf.stem], root / "receipts")

    return publish(root, draw=draw).site


@pytest.fixture(scope="module")
def site_url(site: Path) -> Iterator[str]:
    with make_server(site.parent, port=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address(server)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def names(site: Path) -> list[str]:
    """One page of every kind."""
    return [*list_kinds(site), LANTERNET]


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page on a phone's screen; console messages, errors and requests to elsewhere fail the test."""
    with open_page(browser) as opened:
        yield opened


@pytest.mark.parametrize(("width", "scheme", "from_disk"), [(360, "dark", True), (1280, "light", False)], ids=["from disk", "served"])
def test_from_search_to_the_picture_of_a_receipt_by_keyboard(
    page: "Page", site: Path, site_url: str, width: int, scheme: str, from_disk: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((site / "index.html").as_uri() if from_disk else site_url)
    tab_to(page, "Search methods")
    page.keyboard.type("lantrnet")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Lanternet"
    page.keyboard.press("Enter")
    page.wait_for_url("**/methods/lanternet.html")
    tab_to(page, "Receipt: However")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/1f00000000000001.html")
    picture = page.get_by_role("img", name="Page 3 of the paper with the sentence highlighted")
    assert picture_width(page) > 300
    assert picture.is_visible() and page.locator(".sheet svg rect.mark-own").count() == 1
    page.go_back()
    tab_to(page, "Ferrymoe")
    page.keyboard.press("Enter")
    page.wait_for_url("**/methods/ferrymoe.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Ferrymoe"


@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "from disk"])
def test_a_list_is_filtered_sorted_and_its_state_is_in_the_address(page: "Page", site: Path, site_url: str, from_disk: bool) -> None:
    page.goto(((site / FOLDER).as_uri() + "/" if from_disk else site_url + FOLDER) + "methods/index.html")
    rows = page.locator("tbody tr:visible")
    assert rows.count() == 4
    page.get_by_label("Filter methods").fill("FERRY")
    assert [row.split("\t")[1] for row in rows.all_inner_texts()] == ["Lanternet", "Ferrymoe"], "the newer method is searched too"
    page.get_by_label("Status").select_option("not yet superseded")
    assert rows.count() == 1 and page.get_by_role("status").inner_text() == "1 of 4 rows"
    state = page.url.split("#")[1]
    page.goto("about:blank")
    page.goto(((site / FOLDER).as_uri() + "/" if from_disk else site_url + FOLDER) + f"methods/index.html#{state}")
    assert rows.count() == 1
    page.goto("about:blank")
    page.goto(((site / FOLDER).as_uri() + "/" if from_disk else site_url + FOLDER) + "methods/index.html")
    page.get_by_role("button", name="Papers that beat it").click()
    assert rows.first.inner_text().startswith("1\tBärge²")
    page.get_by_role("button", name="Papers that beat it").click()
    assert rows.last.inner_text().startswith("1\tBärge²") and "sort=4-up" in page.url
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download as CSV").click()
    assert Path(caught.value.path()).read_text(encoding="utf-8").startswith("topic,method_id,method,")


def test_hostile_titles_are_text(page: "Page", site_url: str, names: list[str]) -> None:
    for name in names:
        page.goto(site_url + name)
        assert page.title() != "owned"
        assert page.locator("main img:not(.sheet img), main script").count() == 0
    page.goto(f"{site_url}{FOLDER}papers/2503.00007.html")
    assert page.get_by_text("<script>document.title='owned'</script>").first.is_visible()


def test_no_kind_of_page_runs_off_the_screen_or_breaks_a_rule_of_accessibility(page: "Page", site_url: str, names: list[str]) -> None:
    pytest.importorskip("axe_playwright_python.sync_playwright", reason="the axe-playwright-python package is not installed")
    for name in names:
        page.goto(site_url + name)
        for width in (320, 1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}"
        assert find_faults(page) == [], name


def test_what_is_wider_than_a_phone_says_that_it_moves(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}{FOLDER}papers/index.html")
    page.wait_for_selector(".hint")
    table = page.locator(".scroll")
    assert "runs-on" in (table.get_attribute("class") or "")
    table.evaluate("part => part.scrollTo(part.scrollWidth, 0)")
    page.wait_for_selector(".scroll:not(.runs-on)")
    page.set_viewport_size({"width": 1600, "height": 800})
    page.wait_for_selector(".hint", state="hidden")


def test_a_link_to_a_receipt_shows_it_marked(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}{LANTERNET}#1f00000000000002")
    marked, other = (page.locator(f'[id="1f0000000000000{n}"]').evaluate("e => getComputedStyle(e).backgroundColor") for n in (2, 1))
    assert marked != other


def test_rows_on_a_phone_are_high_enough_for_a_finger(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}{FOLDER}index.html")
    rows = ".ranking .name a, .frontier .name a, .card h3 a, .topic-nav a"
    heights = page.eval_on_selector_all(rows, "all => all.map(a => a.getBoundingClientRect().height)")
    assert len(heights) > 8 and min(heights) >= 44


def test_without_script_everything_can_be_read(browser: "Browser", site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}search.html?q=x")
    assert page.get_by_text("Searching needs JavaScript").is_visible()
    page.get_by_role("link", name="methods", exact=True).click()
    assert page.locator("tbody tr").count() == 4 and not page.get_by_label("Filter methods").is_visible()
    context.close()


def test_a_printed_page_has_its_receipts_and_nothing_to_click(page: "Page", site_url: str) -> None:
    page.goto(site_url + LANTERNET)
    page.emulate_media(media="print")
    assert not page.get_by_role("search").is_visible() and not page.get_by_role("navigation").is_visible()
    assert page.get_by_text("It cannot be trained on one machine.", exact=True).is_visible()


def test_the_keyboard_reaches_the_content_first(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}{FOLDER}index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
