"""Data sets, losses, metrics and the training loop."""
