"""From a take to files other programs open."""
