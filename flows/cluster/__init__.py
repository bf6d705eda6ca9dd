"""Beyond one machine: the lease on a shared store, and extraction on the workers of a cluster."""
