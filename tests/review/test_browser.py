"""The pages in a real browser: what a reader sees and clicks."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from review.pages import publish
from review.server import address, make_server
from tests.review.made_up import TOPIC, small_review

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)
OWN = ("http://127.0.0.1", "file:")
LEFT_EARLY = "net::ERR_ABORTED"
"""What a request that is under way says when the reader goes on to another page."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ["index.html", f"topics/{TOPIC}/index.html", f"topics/{TOPIC}/methods/lanternet.html", f"topics/{TOPIC}/methods/index.html"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium under /usr/bin")]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = small_review(tmp_path_factory.mktemp("review"))
    publish(root)
    with make_server(root, port=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address(server)
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page on a phone's screen; console messages, errors and requests to elsewhere fail the test."""
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.on("requestfailed", lambda request: complaints.extend([] if request.failure == LEFT_EARLY else [request.url]))
    opened.on("request", lambda request: complaints.extend([] if request.url.startswith(OWN) else [request.url]))
    yield opened
    opened.close()
    assert complaints == []


def test_from_the_index_to_the_receipts_by_clicks(page: "Page", site_url: str) -> None:
    page.goto(site_url)
    page.get_by_role("link", name="Invented <routing> & more").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Invented <routing> & more"
    page.get_by_role("listitem").filter(has_text="2 papers critique it").get_by_role("link", name="Lanternet").click()
    receipt = page.locator('[id="1f00000000000002"]')
    assert receipt.is_visible() and "It cannot be trained on one machine." in receipt.inner_text()
    assert page.get_by_text("Ferrymoe (Ours) beats Lanternet · Average").is_visible()
    page.get_by_role("link", name="Ferrymoe", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ferrymoe"
    assert page.get_by_text("not yet superseded").is_visible()


def test_hostile_titles_are_text(page: "Page", site_url: str) -> None:
    for name in ("lanternet", "ferrymoe", "oddsign"):
        page.goto(f"{site_url}topics/{TOPIC}/methods/{name}.html")
        assert "owned" not in page.title().split(" · ")[0]
    assert page.locator("main img, main script").count() == 0
    page.goto(f"{site_url}topics/{TOPIC}/methods/lanternet.html")
    assert page.get_by_text("<script>document.title='owned'</script>").first.is_visible()


def test_a_link_to_a_receipt_shows_it_marked(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}topics/{TOPIC}/methods/lanternet.html#1f00000000000002")
    marked, other = (page.locator(f'[id="1f0000000000000{n}"]').evaluate("e => getComputedStyle(e).backgroundColor") for n in (2, 1))
    assert marked != other


def test_a_receipt_without_public_address_leads_to_the_stored_pdf(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}topics/{TOPIC}/methods/lanternet.html")
    link = page.locator('[id="1f00000000000002"]').get_by_role("link", name="page 3").evaluate("a => a.href")
    assert link.endswith(".pdf#page=3")
    assert page.request.get(link).body().startswith(b"%PDF-")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_runs_off_the_screen(page: "Page", site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        page.goto(site_url + name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


CONTRAST = """
() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let worst = [99, ''];
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 80)];
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(page: "Page", site_url: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name in [*PAGES, f"topics/{TOPIC}/methods/lanternet.html#1f00000000000002"]:
        page.goto(site_url + name)
        ratio, where = page.evaluate(CONTRAST)
        assert ratio >= 4.5, f"{name}: {where}"


def test_pages_open_from_disk_with_their_style(page: "Page", tmp_path: Path) -> None:
    site = publish(small_review(tmp_path)).site
    page.goto((site / f"topics/{TOPIC}/index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"


def test_the_keyboard_reaches_the_content_first(page: "Page", site_url: str) -> None:
    page.goto(f"{site_url}topics/{TOPIC}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
