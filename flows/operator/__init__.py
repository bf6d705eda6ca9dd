"""What an operator asks around a night: what it would do, whether it went well, what can go."""
