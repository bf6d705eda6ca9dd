"""The warehouse as frames, and relations as files."""

import io

import pandas as pd
import pyarrow.parquet as pq
import pytest

import warehouse
from tests.warehouse.made_up import TOPIC, TOPICS, paper, result, store
from warehouse.build import build
from warehouse.files import DATABASE_NAME
from warehouse.query import QueryError, export_relation


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("frames")
    other = paper("2101.00002", "Wren", topic="boats", results=[result("Wren", 2.0, own=True), result("Raft", 1.0)])
    store(root, paper("2001.00001", "Lark", results=[result("Lark", 2.0, own=True), result("Rook", 1.0)]), other)
    build(root, TOPICS)
    return root


def test_relations_are_frames_of_all_topics_or_of_one(root):
    with warehouse.connect(root) as frames:
        assert set(frames.methods()["method"]) == {"Lark", "Rook", "Wren", "Raft"}
        beats = frames.head_to_head(TOPIC)
        assert isinstance(beats, pd.DataFrame) and list(beats["loser"]) == ["Rook"]
        assert frames.sql("SELECT count(*) AS n FROM papers")["n"][0] == 2
        assert "most_superseded" in dir(frames)
        with pytest.raises(AttributeError, match="head_to_head"):
            _ = frames.nests


def test_the_file_itself_can_be_named_and_a_missing_one_is_told(root, tmp_path):
    with warehouse.connect(root / DATABASE_NAME) as frames:
        assert len(frames.papers()) == 2
    with pytest.raises(QueryError, match="build"):
        warehouse.connect(tmp_path)


def test_a_relation_is_exported_as_parquet_csv_and_json(root):
    parquet, csv, json = io.BytesIO(), io.BytesIO(), io.BytesIO()
    export_relation(root, "head_to_head", None, "parquet", parquet)
    export_relation(root, "head_to_head", TOPIC, "csv", csv)
    export_relation(root, "head_to_head", TOPIC, "json", json)
    assert pq.read_table(parquet).num_rows == 2
    assert csv.getvalue().count(b"\n") == 2 and b"Rook" in json.getvalue()
    with pytest.raises(QueryError, match="no relation"):
        export_relation(root, "nests", None, "csv", csv)
