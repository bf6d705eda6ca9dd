"""Print what a warehouse says, relation by relation, as row counts and hashes: equal lines mean equal rows.

usage: bench/same_rows.py WAREHOUSE.duckdb [OTHER.duckdb]

With a second warehouse the two are compared, and the exit code is 1 where a relation differs. Columns that only one of
them has, and those that change from run to run (fingerprints, times), are left out.
"""

import argparse
import hashlib
from pathlib import Path

import duckdb

RELATIONS = ("critique_candidates", "benchmark_results", "paper_references", "methods", "head_to_head", "method_supersession")
CHANGING = {"fingerprint", "finished_at", "seconds", "updated"}
"""Columns that tell of the run, not of the papers."""


def columns_of(path: Path, relation: str) -> list[str]:
    """Return the relation's columns in their order, without those of the run."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = [name for name, *_ in con.execute(f'DESCRIBE "{relation}"').fetchall()]
    return [name for name in names if name not in CHANGING]


def hash_relation(path: Path, relation: str, columns: list[str]) -> tuple[int, str]:
    """Return the number of rows and the hash of all of them, in an order of their own."""
    shown = ", ".join(f'"{name}"' for name in columns)
    with duckdb.connect(str(path), read_only=True) as con:
        rows = sorted(repr(row) for row in con.execute(f'SELECT {shown} FROM "{relation}"').fetchall())  # noqa: S608 -- names of our own
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def main() -> int:
    """Print the table; return 1 where two warehouses differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path, nargs="+", metavar="WAREHOUSE", help="one or two DuckDB files")
    houses: list[Path] = parser.parse_args().warehouse
    is_same = True
    for relation in RELATIONS:
        known = [set(columns_of(house, relation)) for house in houses]
        columns = [name for name in columns_of(houses[0], relation) if all(name in names for names in known)]
        found = [hash_relation(house, relation, columns) for house in houses]
        is_same &= len(set(found)) == 1
        told = "  ".join(f"{n:7} rows {digest}" for n, digest in found)
        print(f"{relation:22}{told}  {'equal' if len(set(found)) == 1 else 'DIFFERENT'}" if len(found) > 1 else f"{relation:22}{told}")
    return 0 if is_same else 1


if __name__ == "__main__":
    raise SystemExit(main())
