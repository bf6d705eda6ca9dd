import csv
import hashlib
import json
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from defusedxml import ElementTree

from review.about import IN_FULL
from review.check import check_site
from review.publish import MARKER_FILE, PublishError, publish
from review.reader import WarehouseError
from tests.review.made_up import FERRYMOE, LANTERNET, NEW, TOPIC, make_warehouse, small_review

VOID = {"meta", "link", "br", "hr", "img", "input"}
INLINE = {"a", "span", "strong", "em", "cite", "code", "time", "data"}
SILENT = {"title", "script", "style"}
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
        self.links += [value for key, value in attrs if key in ("href", "src", "action") and value is not None]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in SILENT:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def site(published_root: Path) -> Path:
    """The published small review, for tests that only read it."""
    return published_root / "site"


def read(site: Path, name: str) -> Page:
    return Page((site / name).read_text(encoding="utf-8"))


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_topic_page_tells_counts_ranks_sub_problems_and_frontier(review_root: Path) -> None:
    summary = publish(review_root)
    assert (summary.n_topics, summary.n_methods) == (1, 4)
    assert summary.n_pages == len(list(summary.site.rglob("*.html")))
    text = read(summary.site, TOPIC_PAGE).text
    assert "Invented <routing> & more" in text
    assert "papers read 3" in text and "verbatim 3" in text and "beside a worse one 2" in text
    assert "Newest paper 9 March 2025 · last updated 22 November 2026 · 1 paper added" in text
    assert "Bärge² 8 papers critique it · 12 beat it on benchmarks" in text
    assert "Lanternet 2 papers critique it · 1 beats it on benchmarks cells lost 2, won 2 · latest Mar 2025 beaten by Ferrymoe" in text
    assert "Lanternet 2 methods Lanternet, Ferrymoe" in text
    assert "Ferrymoe Mar 2025 beats Lanternet" in text
    assert "2 papers could not be read" in text
    data = read(summary.site, f"topics/{TOPIC}/data.html").text
    assert "torn.pdf failed: the PDF breaks off before its end" in data and "late.pdf skipped: over the limit" in data


def test_the_method_page_tells_status_receipts_wins_losses_and_alternatives(site: Path) -> None:
    page = read(site, LANTERNET_PAGE)
    assert "superseded — cited as a baseline and beaten by newer methods" in page.text
    assert "#65 of 1,370 most-superseded · first seen 5 January 2020 · sub-problem Lanternet" in page.text
    assert "also called Lantern network" in page.text
    assert "Ferrymoe beats it 2 better 0 equal 1 worse" in page.text
    assert "Bärge² does not beat it 0 better 0 equal 1 worse" in page.text
    assert "beats it: better in 2 of 3 shared cells" in page.text
    assert "Lantern network (Lee, 2020) lights few experts. It cannot be trained on one machine." in page.text
    assert "printed as “Lantern network (Lee, 2020)” · 2 Related work · page 3 · contrast" in page.text
    assert "Average Mixbase-8×7B, 20% compression 0.60 0.58 Ferrymoe" in page.text
    assert "Speed – 1200 Ferrymoe-L (Ours) 1100.5 Ferrymoe" in page.text
    assert "Depth – 3 4.5 Lanternet" in page.text
    assert page.text.count("(Ours)") == 1, "only where the table prints it"
    assert "Lantern network (large)" in page.text
    assert {"1f00000000000001", "1f00000000000002"} <= set(page.ids)


def test_a_receipt_has_a_page_of_its_own_that_proves_it(site: Path) -> None:
    page = read(site, f"topics/{TOPIC}/receipts/1f00000000000001.html")
    assert "However, Lanternet [4] wastes every second token" in page.text
    assert "Rule cost" in page.text and "Confidence 1.00" in page.text and "b" * 64 in page.text
    assert "https://arxiv.org/pdf/2503.00007v1#page=3" in page.links


def test_papers_benchmarks_tables_and_sub_problems_have_pages(site: Path) -> None:
    paper = read(site, f"topics/{TOPIC}/papers/2503.00007.html").text
    assert "What it introduces Ferrymoe" in paper and "Cites, of this review Lanternet: lighting few experts at a time" in paper
    assert "Ferrymoe and Lanternet beats it 2 better 0 equal 1 worse" in paper
    [board] = [read(site, str(path.relative_to(site))).text for path in (site / f"topics/{TOPIC}/benchmarks").glob("average*.html")]
    assert "1 Ferrymoe own 0.60" in board and "2 Lanternet 0.58" in board
    assert "Lanternet mixbase 0.57 0.58" in board, "where papers disagree"
    [table] = [read(site, str(path.relative_to(site))).text for path in (site / f"topics/{TOPIC}/tables").glob("*.html")]
    assert "Table 2, page 5" in table and "Main results" in table and "Lanternet Average Mixbase-8×7B, 20% compression 0.58" in table
    sub_problem = read(site, f"topics/{TOPIC}/sub-problems/lanternet.html").text
    assert "Ferrymoe – better in 2, equal in·0, worse in·1" in sub_problem.replace("Ferrymoe better", "Ferrymoe – better")
    assert "Read on 22 November 2026" in read(site, f"topics/{TOPIC}/changes.html").text


def test_a_merged_method_leads_to_the_one_it_is_now(site: Path) -> None:
    page = read(site, f"topics/{TOPIC}/methods/lantern-net.html")
    assert "../../../topics/invented-routing/methods/lanternet.html" in page.links


def test_a_receipt_that_is_gone_keeps_its_page_and_says_withdrawn(review_root: Path) -> None:
    site = publish(review_root).site
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("DELETE FROM critique_receipts WHERE receipt_id = '1f00000000000002'")
    publish(review_root)
    page = read(site, f"topics/{TOPIC}/receipts/1f00000000000002.html")
    assert "Withdrawn" in page.text and "It cannot be trained on one machine." in page.text
    assert "It cannot be trained" not in read(site, LANTERNET_PAGE).text
    first = tree(site)
    publish(review_root)
    assert tree(site) == first


def test_values_and_tables_that_are_gone_keep_their_place_and_say_withdrawn(review_root: Path) -> None:
    site = publish(review_root).site
    [path] = (site / f"topics/{TOPIC}/tables").glob("*.html")
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("DELETE FROM benchmark_results WHERE value_text = '0.58'")
    publish(review_root)
    page = read(site, str(path.relative_to(site)))
    assert "Withdrawn values" in page.text and "Lanternet · Average · Mixbase-8×7B, 20% compression · 0.58 since 2026-11-22" in page.text
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("DELETE FROM benchmark_results")
    publish(review_root)
    assert "Withdrawn Table 2, page 5" in read(site, str(path.relative_to(site))).text
    assert check_site(review_root).problems == ()


def test_the_page_of_changes_tells_whose_standing_changed(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        values = "'lanternet', 'Lanternet', 80, 65, 'not yet superseded', 'superseded', 1, 2, 0, 1"
        con.execute(f"INSERT INTO method_changes VALUES ('{TOPIC}', {values})")
        con.execute(f"INSERT INTO method_changes VALUES ('{TOPIC}', 'new', 'Newling', NULL, 70, NULL, 'superseded', 0, 2, 0, 0)")
    text = read(publish(review_root).site, f"topics/{TOPIC}/changes.html").text
    assert "Lanternet 80 → 65 not yet superseded → superseded 1 → 2 0 → 1" in text
    assert "Newling new → 70 new → superseded 0 → 2 0" in text


def test_a_sentence_on_several_methods_stands_once_on_the_page_of_its_paper(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        changes = "'oddsign' AS method_id, 'Odd<b>sign' AS method, '1f0000000000000f' AS receipt_id"
        multiply(con, "critique_receipts", changes, 1, "receipt_id = '1f00000000000001'")
    page = read(publish(review_root).site, f"topics/{TOPIC}/papers/2503.00007.html")
    assert page.text.count("However, Lanternet [4] wastes every second token") == 1
    assert {"1f00000000000001", "1f0000000000000f"} <= set(page.ids) and "Receipt on Odd<b>sign" in page.text


def test_a_method_that_nobody_compared_is_no_successor(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE newer_alternatives SET reason = 'same sub-problem'")
    site = publish(review_root).site
    assert "No newer method whose paper is in this review is known here to beat or criticise it" in read(site, LANTERNET_PAGE).text
    assert "though no paper read here shows them better: Ferrymoe (Mar 2025)." in read(site, LANTERNET_PAGE).text
    assert "beaten by Ferrymoe" not in read(site, TOPIC_PAGE).text


def test_a_method_that_no_table_shows_beaten_is_not_called_beaten(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE method_supersession SET papers_beat = 0, status_reason = 'criticised by 2 papers, beaten by none here'")
    page = read(publish(review_root).site, LANTERNET_PAGE).text
    assert "superseded — criticised by 2 papers, beaten by none here" in page and "beaten by newer methods" not in page


def test_a_newer_alternative_that_is_superseded_itself_says_so(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE method_supersession SET status = 'superseded' WHERE method = 'Ferrymoe'")
    assert "· superseded itself" in read(publish(review_root).site, LANTERNET_PAGE).text


def test_the_page_on_accuracy_has_every_figure_on_quality(site: Path) -> None:
    text = (site / "about.html").read_text(encoding="utf-8")
    assert all(f"<h3>{heading}</h3>" in text for heading in IN_FULL)
    assert text.count("<table") > 10, "the tables of docs/figures.md"


def test_downloads_and_citations_can_be_taken_home(site: Path) -> None:
    folder = site / f"topics/{TOPIC}"
    with (folder / "data" / "head_to_head.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["winner"], row["loser"], row["winner_value"]) for row in rows] == [
        ("Ferrymoe", "Lanternet", "0.6"),
        ("Ferrymoe", "Lanternet", "1200.0"),
    ]
    bib = (folder / "cite" / "topic.bib").read_text(encoding="utf-8")
    assert bib.count("@misc{") == 3 and "eprint = {2001.00001}" in bib
    csl = json.loads((folder / "cite" / "lanternet.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in csl] == ["2001.00001", "2503.00007", "pdf-aaaa"]
    feed = ElementTree.fromstring((folder / "changes.atom").read_text(encoding="utf-8"))
    titles = [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert titles == [NEW.title]


def test_the_address_of_the_site_stands_where_it_is_known(review_root: Path) -> None:
    site = publish(review_root, site_url="https://review.example/drift/").site
    assert '<link rel="canonical" href="https://review.example/drift/about.html">' in (site / "about.html").read_text()
    assert "https://review.example/drift/topics/invented-routing/changes.html" in (site / f"topics/{TOPIC}/changes.atom").read_text()


def test_a_topic_of_the_configuration_shows_its_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "config" / "topics"
    folder.mkdir(parents=True)
    (folder / f"{TOPIC}.toml").write_text('title = "x"\ndescription = "Lamps & <boats>"\nsource = "directory"\npath = "pdfs"\n')
    monkeypatch.setenv("METHOD_DRIFT_CONFIG_DIR", str(tmp_path / "config"))
    assert "Lamps & <boats>" in read(publish(small_review(tmp_path / "data")).site, TOPIC_PAGE).text


def test_a_standing_method_says_so_and_has_no_rank(site: Path) -> None:
    text = read(site, f"topics/{TOPIC}/methods/ferrymoe.html").text
    assert "not yet superseded" in text and "#1,370" not in text
    assert "No paper in this review critiques it." in text and "No cell of a table read here compares it with a paper’s own method." in text
    assert "Lanternet beaten 2 better 0 equal 1 worse" in text


def test_a_method_without_paper_has_a_page_and_one_without_evidence_has_none(site: Path) -> None:
    text = read(site, f"topics/{TOPIC}/methods/oddsign.html").text
    assert "Odd<b>sign" in text and "The paper that introduced it is not in this review." in text and "3 February 2021" in text
    assert not (site / f"topics/{TOPIC}/methods/unseen.html").exists()
    assert "1 other without evidence" in read(site, f"topics/{TOPIC}/methods/index.html").text


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
            assert target.is_file() and target.is_relative_to(site), f"{path}: {link}"
            if parts.fragment and "=" not in parts.fragment and target in pages:
                assert parts.fragment in pages[target].ids, f"{path}: {link}"


def test_every_page_is_reachable_by_links_from_the_index(site: Path) -> None:
    seen, ahead = set(), [site / "index.html"]
    while ahead:
        path = ahead.pop()
        seen.add(path)
        local = (urlsplit(link).path for link in Page(path.read_text(encoding="utf-8")).links if not urlsplit(link).scheme)
        targets = {(path.parent / unquote(part)).resolve() for part in local if part.endswith(".html")}
        ahead += [target for target in targets if target not in seen and target not in ahead]
    unlinked = {"404.html", f"topics/{TOPIC}/methods/lantern-net.html"}
    assert {str(path.relative_to(site)) for path in set(site.rglob("*.html")) - seen} == unlinked


def test_pages_hold_no_foreign_script_style_or_resource_whatever_the_papers_say(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert not {"iframe", "object", "img", "b", "style", "base"} & {tag for tag, _ in page.tags}, path
        for tag, attributes in page.tags:
            assert not any(key.startswith("on") or key == "style" for key in attributes), path
            if tag == "script":
                assert attributes.get("type") == "application/ld+json" or not urlsplit(attributes["src"] or "x:").scheme
            if tag == "link" and attributes["rel"] != "canonical":
                assert not urlsplit(attributes["href"] or "").scheme
            assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:", "//"))
        policies = [a["content"] or "" for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1 and policies[0].startswith("default-src 'none'; script-src 'self'")


def test_hostile_words_show_as_text_on_every_kind_of_page(review_root: Path) -> None:
    attack = "</script><script>alert(1)</script>&amp;\"'><img src=x>\u202ertl\x07\x1b[2J"
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        columns = con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal"
        ).fetchall()
        told = {"method", "title", "paper_title", "sentence", "context", "section", "method_label", "label", "benchmark", "benchmark_name"}
        told |= {
            "setting",
            "caption",
            "table_label",
            "loser",
            "winner",
            "own_method",
            "other_method",
            "own_label",
            "newer_method",
            "variant",
        }
        for table, column in columns:
            if column in told and not (table == "papers" and column == "title"):
                con.execute(f"UPDATE {table} SET {column} = {column} || $1", [attack])
        con.execute("UPDATE papers SET title = title || $1, abstract = $1, authors = [$1]", [attack])
    site = publish(review_root).site
    kinds = {path.relative_to(site).parts[-2] if len(path.relative_to(site).parts) > 3 else path.name for path in site.rglob("*.html")}
    assert {"methods", "papers", "receipts", "tables", "benchmarks", "sub-problems", "changes.html", "data.html"} <= kinds
    for path in site.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        page = Page(source)
        assert not any(tag == "img" for tag, _ in page.tags), path
        assert [a for tag, a in page.tags if tag == "script" and "src" not in a and a.get("type") != "application/ld+json"] == []
        assert not set("\u202e\x07\x1b") & set(source), path
    shown = "</script><script>alert(1)</script>&amp;\"'><img src=x>rtl"
    assert shown in read(site, LANTERNET_PAGE).text
    beside = [path for path in site.rglob("*") if path.suffix in (".js", ".atom", ".bib", ".ris", ".json") and path.parent.name != "static"]
    assert {path.suffix for path in beside} == {".js", ".atom", ".bib", ".ris", ".json"}
    for path in beside:
        assert not set("\u202e\x07\x1b") & set(path.read_text(encoding="utf-8")), path
    index = (site / "search-index.js").read_text(encoding="utf-8")
    assert "<" not in index and any(shown in row[1] for row in json.loads(index.split("=", 1)[1].rstrip(";\n")))
    feed = ElementTree.fromstring((site / f"topics/{TOPIC}/changes.atom").read_text(encoding="utf-8"))
    assert shown in "".join(feed.itertext())
    assert shown in json.loads((site / f"topics/{TOPIC}/cite/topic.json").read_text(encoding="utf-8"))[0]["title"]
    json.loads(re.search(r'ld\+json">(.*?)</script>', (site / f"topics/{TOPIC}/papers/2503.00007.html").read_text(encoding="utf-8"))[1])  # type: ignore[index]
    assert check_site(review_root).problems == ()


def test_what_is_published_passes_its_own_check_and_a_lie_does_not(review_root: Path) -> None:
    site = publish(review_root).site
    report = check_site(review_root)
    assert report.problems == () and report.n_figures > 10 and report.n_links > 100
    page = site / LANTERNET_PAGE
    honest = page.read_text(encoding="utf-8")
    page.write_text(
        honest.replace(
            'value="2" data-from="method_supersession.papers_critique"', 'value="7" data-from="method_supersession.papers_critique"'
        )
    )
    assert "papers_critique of lanternet: the page says 7, the views 2" in check_site(review_root).problems[0]
    page.write_text(honest.replace("</main>", '<a href="nowhere.html">x</a><p></main>'))
    told = "\n".join(check_site(review_root).problems)
    assert "nowhere.html: leads nowhere" in told and "</main> closes another element" in told


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
    for _ in range(4):
        publish(review_root)
    is_over.set()
    reader.join()
    assert broken == []
    assert sorted(p.name for p in review_root.iterdir()) == [".site.lock", "method_drift.duckdb", "pdf", "registry", "site"]


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
        con.execute("ALTER TABLE method_supersession DROP COLUMN status")
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
        "shared_cells": "'m' || i AS other_id",
        "newer_alternatives": "'m' || i AS method_id",
    }
    with duckdb.connect(str(root / "method_drift.duckdb")) as con:
        for relation, changes in copies.items():
            key = {"head_to_head": "loser_id", "shared_cells": "other_id"}.get(relation, "method_id")
            multiply(con, relation, changes, n_methods, f"{key} = 'lanternet'")
        multiply(con, "critique_receipts", "'long' || i AS receipt_id", 61, "receipt_id = '1f00000000000001'")
        multiply(con, "shared_cells", "'Bench ' || i AS benchmark", 40, "benchmark = 'Speed' AND other_id = 'lanternet'")
    return root


def multiply(con: duckdb.DuckDBPyConnection, relation: str, changes: str, n: int, where: str) -> None:
    con.execute(f"INSERT INTO {relation} SELECT r.* REPLACE ({changes}) FROM {relation} AS r, range({n}) AS t(i) WHERE {where}")


def test_long_lists_are_cut_and_lead_to_all(tmp_path: Path) -> None:
    root = fill_large(tmp_path, 300)
    summary = publish(root)
    assert summary.n_methods == 304
    topic = read(summary.site, TOPIC_PAGE).text
    assert "All 302 ranked methods" in topic and topic.count("it on benchmarks") == 10
    page = read(summary.site, LANTERNET_PAGE).text
    assert "All 62 receipts of this paper" in page and "All 43 cells in Table 2" in page
    assert "It cannot be trained on one machine." in read(summary.site, f"topics/{TOPIC}/methods/m299.html").text


def test_rows_of_one_method_never_reach_the_page_of_another(site: Path) -> None:
    pages = (site / f"topics/{TOPIC}/methods").glob("*.html")
    everything = {path.name: Page(path.read_text(encoding="utf-8")).text for path in pages}
    assert [name for name, text in everything.items() if "It cannot be trained on one machine." in text] == [f"{LANTERNET.method_id}.html"]
    assert [name for name, text in everything.items() if "1100.5" in text] == [f"{LANTERNET.method_id}.html"]
    assert f"{FERRYMOE.method_id}.html" in everything
