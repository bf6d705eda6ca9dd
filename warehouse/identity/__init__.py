"""Which label in which paper is which method, and of what kind: from stored rows to methods."""
