"""What a person overrules, and ids that last from build to build."""

import tomllib

import pytest

from models.errors import ConfigError
from tests.warehouse.made_up import TOPIC, TOPICS, critique, paper, reference, result, store
from tests.warehouse.test_views import LARK, ROOK, WREN, rows
from warehouse.build import build
from warehouse.files import StoreError
from warehouse.identity.evidence import LabelRow, MethodRow, Use
from warehouse.identity.overrides import TEMPLATE, Overrides, Split, apply_overrides, read_overrides
from warehouse.store import drop_paper


@pytest.fixture
def root(tmp_path):
    """Wren beats Lark and Swift, and criticises Lark."""
    cites = [reference(1, "Lark: a paper with a long title"), reference(2, "Swift: flying without a stop")]
    own = result("Wren", 9.0, own=True)
    others = [result("Lark", 5.0, cited_ref=1), result("Swift", 4.0, cited_ref=2)]
    store(
        tmp_path,
        paper(LARK, "Lark"),
        paper(WREN, "Wren", references=cites, results=[own, *others], critiques=[critique("Lark", cited_ref=1)]),
    )
    return tmp_path


def overrule(root, text):
    (root / "overrides.toml").write_text(text)
    return build(root, TOPICS)


def losers(root):
    return [row["loser"] for row in rows(root, "FROM head_to_head ORDER BY loser")]


def test_without_overrides_nothing_changes(root):
    assert build(root, TOPICS).stale == ()
    assert losers(root) == ["Lark", "Swift"]


def test_merged_methods_are_one_and_the_old_id_leads_to_it(root):
    assert overrule(root, f"[[{TOPIC}.merge]]\nmethod = 'swift'\ninto = 'lark'\n").stale == ()
    assert losers(root) == ["Lark", "Lark"]
    assert [row["method_id"] for row in rows(root, "FROM method_redirects WHERE old_id = 'swift'")] == ["lark"]
    assert not rows(root, "FROM methods WHERE method_id = 'swift'")
    (root / "overrides.toml").unlink()
    build(root, TOPICS)
    assert losers(root) == ["Lark", "Swift"] and not rows(root, "FROM method_redirects")


def test_a_label_of_one_paper_can_be_given_to_another_method(root):
    overrule(root, f"[[{TOPIC}.split]]\npaper = '{WREN}'\nlabel = 'Swift'\nmethod = 'lark'\n")
    assert losers(root) == ["Lark", "Lark"]
    assert {row["rule"] for row in rows(root, "FROM method_labels WHERE label = 'Swift'")} == {"overrides.toml"}


def test_of_papers_that_use_a_label_alike_one_alone_can_mean_another_method():
    uses = [Use(paper_id, "Swift", None, False, False, False, row=row) for row, paper_id in enumerate((LARK, WREN, LARK))]
    methods = [MethodRow(name.lower(), name, None, None, None, [], "method", "", None) for name in ("Swift", "Lark")]
    split = Overrides(split=(Split(paper=WREN, label="Swift", method="lark"),))
    _, labels, _, checked = apply_overrides(split, methods, [LabelRow(uses, "swift", "Swift", True, "", "name alone")], {WREN})
    assert {(row.method, row.rule): [use.row for use in row.uses] for row in labels} == {
        ("Swift", "name alone"): [0, 2],
        ("Lark", "overrides.toml"): [1],
    }
    assert [entry.is_applied for entry in checked] == [True]


def test_name_kind_and_origin_can_be_set(root):
    text = f"[[{TOPIC}.rename]]\nmethod = 'swift'\nname = 'Alpine Swift'\n[[{TOPIC}.kind]]\nmethod = 'lark'\nkind = 'model'\n"
    overrule(root, text + f"[[{TOPIC}.origin]]\nmethod = 'swift'\ntitle = 'On swifts'\ndate = 1999-05-06\n")
    assert [row["method"] for row in rows(root, "FROM method_supersession")] == ["Alpine Swift", "Wren"]
    [swift] = rows(root, "FROM methods WHERE method_id = 'swift'")
    assert (swift["aliases"], swift["paper_title"], str(swift["first_seen"])) == (["Swift"], "On swifts", "1999-05-06")


def test_rejected_rows_and_set_directions_count_nowhere(root):
    build(root, TOPICS)
    [receipt] = rows(root, "FROM critique_receipts")
    [swift] = rows(root, "FROM benchmark_results WHERE method = 'Swift'")
    text = f"[[{TOPIC}.reject]]\nreceipt = '{receipt['receipt_id']}'\n[[{TOPIC}.reject]]\nresult = '{swift['result_id']}'\n"
    assert overrule(root, text).stale == ()
    assert losers(root) == ["Lark"] and not rows(root, "FROM critique_receipts")
    overrule(root, f"[[{TOPIC}.direction]]\nbenchmark = 'Nest'\ndirection = 'lower'\n")
    assert losers(root) == []


def test_a_label_can_be_given_to_a_method_that_there_was_not(root):
    entry = f"[[{TOPIC}.split]]\npaper = '{WREN}'\nlabel = 'Swift'\nmethod = 'alpine-swift'\n"
    assert len(overrule(root, entry).stale) == 1, "an id that may be misspelt makes no method"
    assert overrule(root, f"{entry}name = 'Alpine Swift'\n").stale == ()
    assert losers(root) == ["Alpine Swift", "Lark"]
    [made] = rows(root, "FROM methods WHERE method_id = 'alpine-swift'")
    merge = f"[[{TOPIC}.merge]]\nmethod = 'alpine-swift'\ninto = 'lark'\n"
    assert overrule(root, f"{entry}name = 'Alpine Swift'\n{merge}").stale == () and losers(root) == ["Lark", "Lark"]
    assert (made["kind"], made["kind_reason"]) == ("method", "overrides.toml")


@pytest.mark.parametrize(
    "entry",
    [
        "merge]]\nmethod = 'gone'\ninto = 'lark'",
        "split]]\npaper = 'gone'\nlabel = 'Lark'\nmethod = 'lark'",
        "rename]]\nmethod = 'gone'\nname = 'x'",
        "origin]]\nmethod = 'lark'\npaper = 'gone'",
        "reject]]\nreceipt = 'gone'",
        "direction]]\nbenchmark = 'gone'\ndirection = 'lower'",
    ],
)
def test_an_entry_that_fits_nothing_is_told_and_changes_nothing(root, entry):
    [stale] = overrule(root, f"[[{TOPIC}.{entry}\n").stale
    assert "gone" in stale
    assert [row["is_applied"] for row in rows(root, "FROM overrides")] == [False]
    assert losers(root) == ["Lark", "Swift"]
    [stale] = overrule(root, f"[[unknown-topic.{entry}\n").stale
    assert stale.startswith("[unknown-topic.")


@pytest.mark.parametrize(
    "text", ["[birds", "[birds]\nmrege = []", "[[birds.merge]]\nmethod = 'a'", "[[birds.kind]]\nmethod='a'\nkind='bird'"]
)
def test_a_wrong_file_is_told_with_its_place(tmp_path, text):
    (tmp_path / "overrides.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"overrides\.toml"):
        read_overrides(tmp_path)


def test_the_template_shows_every_kind_of_entry():
    lines = [
        line.removeprefix("# ").partition("#")[0]
        for line in TEMPLATE.read_text().splitlines()
        if (line.startswith("# ") and "=" in line) or "[[" in line
    ]
    [table] = tomllib.loads("\n".join(lines)).values()
    assert set(Overrides.model_validate(table).model_dump(exclude_defaults=True)) == set(Overrides.model_fields)


def ids(root):
    return {row["method"]: row["method_id"] for row in rows(root, "FROM methods")}


def test_an_id_never_comes_to_mean_another_method(root):
    build(root, TOPICS)
    before = ids(root)
    drop_paper(root, TOPIC, LARK)
    drop_paper(root, TOPIC, WREN)
    store(root, paper(ROOK, "Lark", title="Lark: another bird altogether"))
    build(root, TOPICS)
    assert ids(root)["Lark"] != before["Lark"]
    store(root, paper(LARK, "Lark"))
    build(root, TOPICS)
    assert before["Lark"] in {row["method_id"] for row in rows(root, f"FROM methods WHERE paper_id = '{LARK}'")}


def test_a_cited_work_keeps_its_id_when_its_paper_comes_into_the_topic(root):
    build(root, TOPICS)
    before = ids(root)["Swift"]
    store(root, paper(ROOK, "SWIFT", title="Swift: flying without a stop"))
    build(root, TOPICS)
    [row] = rows(root, f"FROM methods WHERE paper_id = '{ROOK}'")
    assert (row["method_id"], row["method"]) == (before, "Swift")


def test_a_changed_name_keeps_the_id(root):
    build(root, TOPICS)
    store(root, paper(LARK, "Skylark"))
    build(root, TOPICS)
    assert ids(root)["Skylark"] == "lark"


def test_a_damaged_registry_stops_the_build_and_says_what_to_do(root):
    build(root, TOPICS)
    (root / "registry" / f"{TOPIC}.json").write_text("{")
    with pytest.raises(StoreError, match="registry"):
        build(root, TOPICS)
