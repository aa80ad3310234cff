"""What `mocap-app train` can do, by the first word after it."""

from __future__ import annotations

from mocap_app.core.errors import DataError
from mocap_app.training import match, publish, report, time_networks, train_pose

TASKS = {
    "pose": train_pose.main,
    "publish": publish.main,
    "evaluate": report.main,
    "time": time_networks.main,
    "match": match.main,
}
"""Task by name; each takes key=value words and returns the exit code."""


def main(words: list[str]) -> int:
    """Run one task; `pose` if none is named.

    Raises:
        MocapError: A setting is wrong, or data or a network is missing.
    """
    if not words or "=" in words[0]:
        return TASKS["pose"](words)
    if words[0] not in TASKS:
        raise DataError(f"Unknown training task {words[0]!r}; there are: {', '.join(TASKS)}.")
    return TASKS[words[0]](words[1:])
