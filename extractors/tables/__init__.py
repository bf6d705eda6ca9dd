"""Where tables stand and what their cells say; no meaning."""
