"""Real Blender, asked what it makes of a BVH file."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.skeleton import solved_skeleton

BPY_PYTHON = os.environ.get("MOCAP_BPY_PYTHON", "")
SCRIPT = Path(__file__).parent / "blender_import_bvh.py"
SKELETON = solved_skeleton()

NEEDS_BLENDER = [
    pytest.mark.skipif(
        not BPY_PYTHON,
        reason="MOCAP_BPY_PYTHON names no Python with bpy; packaging/test.sh sets one up",
    ),
    # Loading Blender takes a while on a busy machine.
    pytest.mark.timeout(300),
]


class Imported:
    """What Blender made of a file, brought back to our axes."""

    def __init__(self, path, scale=1.0):
        done = subprocess.run(
            [BPY_PYTHON, str(SCRIPT), str(path), str(scale)],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
        self.data = json.loads(line.removeprefix("RESULT "))
        self.log = done.stdout + done.stderr
        order = [self.data["bones"].index(joint) for joint in SKELETON.joints]
        self.blender_heads = np.array(self.data["heads"])[:, order]
        self.rest_heads = np.array(self.data["rest_heads"])[order]
        self.lengths = np.array(self.data["bone_lengths"])[order]

    @property
    def heads(self):
        """(F, 22, 3) with Y up: Blender's Z is our Y, its -Y our Z."""
        return to_y_up(self.blender_heads)


def to_y_up(points):
    x, y, z = np.moveaxis(points, -1, 0)
    return np.stack([x, z, -y], axis=-1)
