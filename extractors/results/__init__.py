"""What a table's numbers mean: method, benchmark, setting, direction."""
