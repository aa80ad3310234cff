"""How long tests wait for what must come.

A machine that does other work, too, may need ten times as long as usual, and nothing here waits
that long unless it is broken. Whoever must go on after a while in any case says a time of its own.
"""

PATIENCE_S = 90.0
"""Less than the time that a test has, so that it fails with a message."""

PATIENCE_MS = int(1000 * PATIENCE_S)

PROCESS_S = 200.0
"""For a program of its own, which must start first."""
