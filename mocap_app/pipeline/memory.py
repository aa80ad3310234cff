"""What this process holds of the system: memory, open files, threads."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_HANDLES = Path("/proc/self/fd")
_THREADS = Path("/proc/self/task")
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


def open_handles() -> int | None:
    """Return the number of open files, sockets and devices; None where it cannot be counted."""
    return _entries(_HANDLES)


def running_threads() -> int | None:
    """Return the number of threads, those of libraries included; None where it is not known."""
    return _entries(_THREADS)


def _entries(folder: Path) -> int | None:
    try:
        return len(os.listdir(folder))  # noqa: PTH208 - a generator would hold a handle itself
    except OSError:
        return None
