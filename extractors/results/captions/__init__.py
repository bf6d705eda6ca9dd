"""What the caption of a table says of its numbers: measure, data, conditions, and of which rows these hold."""
