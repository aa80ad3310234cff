"""Real Blender, asked what it makes of our files.

One process imports many files, because starting it takes seconds. It is a Python with `bpy` (5.0.1,
numpy < 2), named by the environment variable MOCAP_BPY_PYTHON, or the program `blender` itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

BPY_PYTHON = os.environ.get("MOCAP_BPY_PYTHON", "")
PROGRAM = shutil.which("blender")
SCRIPT = Path(__file__).parent / "blender_probe.py"
ADDON = Path(__file__).parents[2] / "packaging" / "blender"

BVH = "import_anim.bvh"
FBX = "import_scene.fbx"
NEW_FBX = "wm.fbx_import"
GLTF = "import_scene.gltf"
TAKE = "import_scene.mocap_app_take"

# Loading Blender takes a while on a busy machine.
PATIENCE = pytest.mark.timeout(300)
NEEDS_BLENDER = [
    pytest.mark.skipif(
        not BPY_PYTHON,
        reason="MOCAP_BPY_PYTHON names no Python with bpy; packaging/test.sh sets one up",
    ),
    PATIENCE,
]
NEEDS_PROGRAM = [
    pytest.mark.skipif(PROGRAM is None, reason="there is no program called blender"),
    PATIENCE,
]


class Imported:
    """What Blender made of one file, by bone name; `heads` and the like have Y up, as we do."""

    def __init__(self, facts, arrays):
        self.data = facts
        self.bones = facts["bones"]
        self.error = facts.get("error", "")
        if self.error:
            return
        self.blender_heads = arrays["heads"]
        self.heads = to_y_up(arrays["heads"])
        self.tails = to_y_up(arrays["tails"])
        self.rest_heads = to_y_up(arrays["rest_heads"])
        self.rest_tails = to_y_up(arrays["rest_tails"])
        self.rest_axes = arrays["rest_axes"]
        self.boxes = arrays["boxes"]

    def order(self, names):
        """Return the place of each of these bones."""
        return [self.bones.index(name) for name in names]


def bvh_job(path, scale=1.0):
    """Import a BVH as the export dialog says."""
    options = {"global_scale": scale, "update_scene_fps": True, "update_scene_duration": True}
    return {"path": str(path), "importer": BVH, "options": options}


def job(path, importer, **more):
    return {"path": str(path), "importer": importer, **more}


def import_all(folder, jobs, program=None):
    """Let one Blender do these jobs; the program of that path, or the module."""
    todo, answers = folder / "jobs.json", folder / "answers.json"
    answers.unlink(missing_ok=True)
    todo.write_text(json.dumps(jobs), encoding="utf-8")
    words = [str(SCRIPT), "--", str(todo), str(answers)]
    if program is None:
        command = [BPY_PYTHON, *words]
    else:
        command = [program, "--background", "--factory-startup", "--python", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert answers.is_file(), (done.stdout + done.stderr)[-3000:]
    made = json.loads(answers.read_text(encoding="utf-8"))
    results = [
        Imported(each["facts"], {k: np.array(v) for k, v in each["arrays"].items()})
        for each in made
    ]
    return results, done.stdout + done.stderr


def to_y_up(points):
    """Blender's Z is our Y, its -Y our Z."""
    x, y, z = np.moveaxis(np.asarray(points), -1, 0)
    return np.stack([x, z, -y], axis=-1)
