"""The solved pose, sent over UDP while it is made: VMC for avatars, JSON for one's own tools."""
