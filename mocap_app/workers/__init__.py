"""Threads and jobs behind the window."""
