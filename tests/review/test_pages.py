import hashlib
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest

from review.pages import MARKER_FILE, PublishError, publish
from review.reader import WarehouseError
from tests.review.made_up import FERRYMOE, LANTERNET, SHA_LOCAL, TOPIC, make_warehouse, small_review

VOID = {"meta", "link", "br", "hr", "img", "input"}
INLINE = {"a", "span", "strong", "em", "cite", "code", "time"}
TOPIC_PAGE = f"topics/{TOPIC}/index.html"
LANTERNET_PAGE = f"topics/{TOPIC}/methods/lanternet.html"


class Page(HTMLParser):
    """Reads a page strictly: every element closed in its turn; keeps ids, links, headings and visible text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs)
        self.tags.append((tag, given))
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.links += [value for key, value in attrs if key in ("href", "src") and value is not None]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "title":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published small review, for tests that only read it."""
    return publish(small_review(tmp_path_factory.mktemp("review"))).site


def read(site: Path, name: str) -> Page:
    return Page((site / name).read_text(encoding="utf-8"))


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_topic_page_tells_counts_ranks_sub_problems_and_frontier(review_root: Path) -> None:
    summary = publish(review_root)
    assert (summary.n_topics, summary.n_methods, summary.n_pages) == (1, 4, 7)
    text = read(summary.site, TOPIC_PAGE).text
    assert "Invented <routing> & more" in text
    assert "papers 3" in text and "critique receipt 1" in text and "benchmark results 2" in text
    assert "Last update 22 November 2026" in text
    assert "Bärge² Notes on barges 8 papers critique it · 12 beat it on benchmarks" in text
    assert "Lanternet Lanternet Lanternet: lighting few experts at a time 2 papers critique it · 1 beats it on benchmarks" in text
    assert "2 methods Lanternet Ferrymoe" in text
    assert "First seen 9 March 2025" in text
    assert "1 paper could not be read, 1 paper was skipped" in text
    assert "torn.pdf: the PDF breaks off before its end" in text


def test_the_method_page_tells_status_receipts_head_to_heads_and_alternatives(site: Path) -> None:
    page = read(site, LANTERNET_PAGE)
    assert "superseded — cited as a baseline and beaten by newer methods" in page.text
    assert "#65 of 1,370 most-superseded" in page.text
    assert "First seen 5 January 2020" in page.text
    assert "Also called Lantern network" in page.text
    assert "It cannot be trained on one machine." in page.text
    assert "Refers to Lantern network (Lee, 2020), named just before." in page.text
    assert "2 Related work · page 3 · contrast" in page.text
    assert "Ferrymoe (Ours) beats Lanternet · Average [Mixbase-8×7B, 20% compression] 0.60 vs 0.58 Table 2, page 5" in page.text
    assert "Ferrymoe-L (Ours) beats Lanternet · Speed 1200 vs 1100.5" in page.text
    assert "Newer alternatives" in page.text and "9 March 2025" in page.text
    assert {"1f00000000000001", "1f00000000000002"} <= set(page.ids)
    assert "https://arxiv.org/pdf/2503.00007v1#page=3" in page.links


def test_a_topic_of_the_configuration_shows_its_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "config" / "topics"
    folder.mkdir(parents=True)
    (folder / f"{TOPIC}.toml").write_text('title = "x"\ndescription = "Lamps & <boats>"\nsource = "directory"\npath = "pdfs"\n')
    monkeypatch.setenv("METHOD_DRIFT_CONFIG_DIR", str(tmp_path / "config"))
    assert "Lamps & <boats>" in read(publish(small_review(tmp_path / "data")).site, TOPIC_PAGE).text


def test_a_standing_method_says_so_and_has_no_rank(site: Path) -> None:
    text = read(site, f"topics/{TOPIC}/methods/ferrymoe.html").text
    assert "not yet superseded" in text and "#1,370" not in text
    assert "No paper in this review critiques it." in text and "No paper in this review beats it on a benchmark." in text


def test_a_method_without_paper_or_place_has_a_page_too(site: Path) -> None:
    text = read(site, f"topics/{TOPIC}/methods/oddsign.html").text
    assert "Odd<b>sign" in text and "The paper that introduced it is not in this review." in text and "3 February 2021" in text


def test_every_page_is_well_formed_with_unique_ids_ordered_headings_and_links_that_resolve(site: Path) -> None:
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        assert page.headings[0] == 1 and page.headings.count(1) == 1, path
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), path
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            assert not parts.scheme and not parts.netloc and not link.startswith("/"), f"{path}: {link}"
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {link}"
            if parts.fragment and target in pages:
                assert parts.fragment in pages[target].ids, f"{path}: {link}"


def test_every_page_is_reachable_by_links_from_the_index(site: Path) -> None:
    seen, ahead = set(), [site / "index.html"]
    while ahead:
        path = ahead.pop()
        seen.add(path)
        local = (urlsplit(link).path for link in Page(path.read_text(encoding="utf-8")).links if not urlsplit(link).scheme)
        targets = {(path.parent / unquote(part)).resolve() for part in local if part.endswith(".html")}
        ahead += [target for target in targets if target not in seen and target not in ahead]
    assert seen == set(site.rglob("*.html"))


def test_pages_hold_no_script_style_attribute_or_foreign_resource_whatever_the_papers_say(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert not {"script", "iframe", "object", "img", "b", "style"} & {tag for tag, _ in page.tags}, path
        for tag, attributes in page.tags:
            assert not any(key.startswith("on") or key == "style" for key in attributes), path
            if tag == "link":
                assert not urlsplit(attributes["href"] or "").scheme
            assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:", "//"))
        policies = [a["content"] or "" for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1 and policies[0].startswith("default-src 'none'")


def test_pages_name_language_and_fit_phones(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert ("html", {"lang": "en"}) in page.tags
        assert any(tag == "meta" and a.get("name") == "viewport" for tag, a in page.tags)


def test_the_same_warehouse_gives_the_same_bytes(review_root: Path, tmp_path: Path) -> None:
    first = tree(publish(review_root).site)
    assert tree(publish(review_root).site) == first
    other = small_review(tmp_path / "another")
    assert tree(publish(other).site) == first


def test_papers_without_address_link_to_the_stored_pdf_only_beside_it(review_root: Path, tmp_path: Path) -> None:
    beside = read(publish(review_root).site, LANTERNET_PAGE)
    assert f"../../../../pdf/{SHA_LOCAL}.pdf#page=3" in beside.links
    away = read(publish(review_root, tmp_path / "for the web").site, LANTERNET_PAGE)
    assert not any("/pdf/" in link and not link.startswith("https://arxiv.org") for link in away.links)
    assert "page 3 · contrast" in away.text


def test_a_reader_always_finds_whole_pages_while_they_are_replaced(review_root: Path) -> None:
    site = publish(review_root).site
    is_over = threading.Event()
    broken: list[str] = []

    def keep_reading() -> None:
        while not is_over.is_set():
            try:
                if not (site / LANTERNET_PAGE).read_bytes().endswith(b"</html>\n"):
                    broken.append("half a page")
            except FileNotFoundError:
                broken.append("no page")

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for _ in range(10):
        publish(review_root)
    is_over.set()
    reader.join()
    assert broken == []
    assert sorted(p.name for p in review_root.iterdir()) == [".site.lock", "method_drift.duckdb", "pdf", "site"]


def test_what_a_killed_run_left_is_cleared_away(review_root: Path) -> None:
    half = review_root / ".site.building" / "topics"
    half.mkdir(parents=True)
    (half / "half.html").write_text("<p>half")
    site = publish(review_root).site
    assert not list(site.rglob("half.html")) and not half.exists()


def test_methods_that_are_gone_lose_their_page(review_root: Path) -> None:
    site = publish(review_root).site
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("DELETE FROM methods WHERE method_id = 'oddsign'")
    publish(review_root)
    assert not (site / f"topics/{TOPIC}/methods/oddsign.html").exists() and (site / LANTERNET_PAGE).exists()


def test_a_folder_of_something_else_is_never_replaced(review_root: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.tex").write_text("years of work")
    with pytest.raises(PublishError, match=MARKER_FILE):
        publish(review_root, home)
    assert (home / "thesis.tex").read_text() == "years of work"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (publish(review_root, empty).site / "index.html").is_file()


def test_a_missing_warehouse_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="method-drift refresh") as caught:
        publish(tmp_path)
    assert "method-drift build" in str(caught.value)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_damaged_or_foreign_warehouse_is_told_and_the_old_pages_stay(review_root: Path, content: bytes) -> None:
    site = publish(review_root).site
    before = tree(site)
    (review_root / "method_drift.duckdb").write_bytes(content)
    with pytest.raises(WarehouseError, match="method-drift build"):
        publish(review_root)
    assert tree(site) == before


def test_a_warehouse_of_another_version_is_told(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("ALTER TABLE head_to_head RENAME COLUMN margin TO lead")
        con.execute("ALTER TABLE most_superseded DROP COLUMN status")
    with pytest.raises(WarehouseError, match="method-drift build"):
        publish(review_root)


def test_an_empty_warehouse_gives_pages_that_say_so(tmp_path: Path) -> None:
    site = publish(make_warehouse(tmp_path)).site
    assert "method-drift refresh" in read(site, "index.html").text


def fill_large(root: Path, n_methods: int) -> Path:
    """Write a warehouse in which each of many methods has all that Lanternet has, and Lanternet too much for a page."""
    small_review(root)
    copies = {
        "methods": "'m' || i AS method_id, 'Method ' || i AS method",
        "method_supersession": "'m' || i AS method_id, 2000 + i AS rank",
        "most_superseded": "'m' || i AS method_id, 'Method ' || i AS method, 2000 + i AS rank",
        "critique_receipts": "'m' || i AS method_id, 'many' || i || receipt_id AS receipt_id",
        "head_to_head": "'m' || i AS loser_id",
        "newer_alternatives": "'m' || i AS method_id",
    }
    with duckdb.connect(str(root / "method_drift.duckdb")) as con:
        for relation, changes in copies.items():
            key = "loser_id" if relation == "head_to_head" else "method_id"
            multiply(con, relation, changes, n_methods, f"{key} = 'lanternet'")
        multiply(con, "critique_receipts", "'long' || i AS receipt_id", 500, "receipt_id = '1f00000000000001'")
        multiply(con, "head_to_head", "'Bench ' || i AS benchmark", 40, "benchmark = 'Speed' AND loser_id = 'lanternet'")
    return root


def multiply(con: duckdb.DuckDBPyConnection, relation: str, changes: str, n: int, where: str) -> None:
    con.execute(f"INSERT INTO {relation} SELECT r.* REPLACE ({changes}) FROM {relation} AS r, range({n}) AS t(i) WHERE {where}")


def test_long_lists_are_cut_with_the_sql_that_shows_all_and_many_methods_are_quick(tmp_path: Path) -> None:
    root = fill_large(tmp_path, 1_400)
    summary = publish(root)
    assert summary.n_methods == 1_404
    topic = read(summary.site, TOPIC_PAGE).text
    assert "Showing 100 of 1,402 ranked methods." in topic
    page = read(summary.site, LANTERNET_PAGE).text
    assert "Showing 200 of 502 receipts." in page and "Showing 12 of 42 rows." in page
    hint = re.search(r'method-drift query "(FROM critique_receipts [^"]+)"', page)
    assert hint
    with duckdb.connect(str(root / "method_drift.duckdb"), read_only=True) as con:
        assert len(con.execute(hint[1]).fetchall()) == 502
    assert "It cannot be trained on one machine." in read(summary.site, f"topics/{TOPIC}/methods/m1399.html").text


def test_rows_of_one_method_never_reach_the_page_of_another(site: Path) -> None:
    pages = (site / f"topics/{TOPIC}/methods").glob("*.html")
    everything = {path.name: Page(path.read_text(encoding="utf-8")).text for path in pages}
    assert [name for name, text in everything.items() if "It cannot be trained on one machine." in text] == [f"{LANTERNET.method_id}.html"]
    assert [name for name, text in everything.items() if "(Ours) beats" in text] == [f"{LANTERNET.method_id}.html"]
    assert f"{FERRYMOE.method_id}.html" in everything
