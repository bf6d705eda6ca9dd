"""What each kind of page tells: one module a kind, pure functions from the views to frozen records."""
