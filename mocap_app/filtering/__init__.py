"""Smoothing of poses over time."""
