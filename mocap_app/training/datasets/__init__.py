"""Readers of data sets; all of them yield one `Sample` type."""
