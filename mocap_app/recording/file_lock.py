"""Who owns a journal: a lock that the system releases when its process ends, however it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io

if sys.platform == "win32":
    import msvcrt

    # Locked bytes cannot be read by others on Windows, so lock one far behind the data.
    _FAR_AWAY = 2**31 - 2

    def try_lock(file: io.FileIO) -> bool:
        """Lock an open file without waiting; False if it is somebody else's.

        The lock ends with `close` or with the process, even a killed one; a number of a process
        written into the file would outlive it and could by then belong to another program.
        """
        position = file.tell()
        try:
            file.seek(_FAR_AWAY)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(position)
        return True

else:
    import fcntl

    def try_lock(file: io.FileIO) -> bool:
        """Lock an open file without waiting; False if it is somebody else's.

        The lock ends with `close` or with the process, even a killed one; a number of a process
        written into the file would outlive it and could by then belong to another program.
        """
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Also where the file system knows no locks: then a journal is rather left alone.
            return False
        return True
