"""Papers in, rows out: arXiv client, PDF, text, references, critiques, tables."""
