"""The stages put together: one frame in, one pose out."""
