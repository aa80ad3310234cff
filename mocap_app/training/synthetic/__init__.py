"""Rendered people with exact labels: bodies, clothes, cameras, light, dirt."""
