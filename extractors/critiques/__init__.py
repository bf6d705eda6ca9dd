"""Which sentences blame whom, how surely, and why."""
