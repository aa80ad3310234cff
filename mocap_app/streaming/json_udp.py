"""One JSON object a frame, for tools of one's own.

    {"format": "mocap-app pose", "version": 1, "time": 1.2333, "frame": 37, "tracked": true,
     "joints": {"Hips": {"position": [x, y, z], "rotation": [w, x, y, z]}, ...}}

Positions are those of the joints in the world, metres; rotations are local, relative to the
parent; right-handed, Y up, at rest a T-pose facing +Z. `time` is seconds since the stream began,
`frame` the number of the picture in its source; neither goes back, also when a film starts over.
While nobody is tracked, `tracked` is false and `joints` is empty.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.skeleton import solved_skeleton

if TYPE_CHECKING:
    from mocap_app.core.types import SolvedPose

DEFAULT_PORT = 39600
VERSION = 1
# A hundredth of a millimetre and of a degree, and a datagram that any system sends whole.
_DECIMALS = 5


def json_datagram(pose: SolvedPose | None, frame: int, seconds: float) -> bytes:
    """Return one frame as UTF-8 JSON without line ends, about 2 KB.

    Args:
        pose: None while nobody is tracked.
        frame: Index of the frame in the source.
        seconds: Time since the stream began; never goes back.
    """
    joints: dict[str, object] = {}
    if pose is not None:
        points = np.round(pose.positions, _DECIMALS).tolist()
        turns = np.round(pose.rotations, _DECIMALS).tolist()
        joints = {
            name: {"position": points[i], "rotation": turns[i]}
            for i, name in enumerate(solved_skeleton().joints)
        }
    content = {
        "format": "mocap-app pose",
        "version": VERSION,
        "time": round(seconds, 4),
        "frame": frame,
        "tracked": pose is not None,
        "joints": joints,
    }
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
