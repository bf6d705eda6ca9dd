"""Where papers come from: arXiv, snapshots, surveys, folders; the only network."""
