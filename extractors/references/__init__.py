"""The bibliography, and which entry a marker in a sentence means."""
