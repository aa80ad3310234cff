"""The torch networks, their configuration and their export."""
