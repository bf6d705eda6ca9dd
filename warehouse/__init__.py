"""Parquet store, DuckDB build, method identity, clusters and the SQL views."""
