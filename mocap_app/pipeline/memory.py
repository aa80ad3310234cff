"""How much memory this process holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_MEGABYTE = 1024.0 * 1024.0


def resident_mb() -> float | None:
    """Return the resident memory in MiB; None where the system does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def peak_resident_mb() -> float | None:
    """Return the highest resident memory so far in MiB; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    # macOS counts bytes, Linux kibibytes.
    return peak / _MEGABYTE if sys.platform == "darwin" else peak / 1024.0
