"""Who does what in a sentence, and whom a pointer means."""
