"""Whose method a name means, from one paper alone."""
