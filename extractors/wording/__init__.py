"""What a small network makes of how a sentence is worded; it knows no name and no number."""
