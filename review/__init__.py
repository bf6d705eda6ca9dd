"""The published pages, made from the views of the warehouse."""
