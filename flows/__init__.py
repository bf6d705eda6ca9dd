"""Prefect flows and the command line; the only folder that knows Prefect."""
