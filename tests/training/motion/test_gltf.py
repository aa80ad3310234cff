import json
import struct

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.motion.gltf import animation_names, read_gltf_motion

HALF = np.sqrt(0.5)


def write_glb(path) -> None:
    """A child, listed before its parent, turns by 90 degrees about z while the parent jumps."""
    arrays = [
        (np.array([0.0, 1.0]), "SCALAR"),
        (np.array([[0, 0, 0, 1], [0, 0, HALF, HALF]]), "VEC4"),
        (np.array([[0.0, 0, 0], [0, 3, 0]]), "VEC3"),
    ]
    blob = b"".join(a.astype("<f4").tobytes() for a, _ in arrays)
    starts = np.cumsum([0, *(a.size * 4 for a, _ in arrays)]).tolist()
    description = {
        "nodes": [
            {"name": "child", "translation": [0, 1, 0], "children": [2]},
            {"name": "parent", "children": [0]},
            {"name": "tip", "translation": [0, 1, 0]},
        ],
        "accessors": [
            {"bufferView": i, "componentType": 5126, "count": len(a), "type": kind}
            for i, (a, kind) in enumerate(arrays)
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": s, "byteLength": a.size * 4}
            for s, (a, _) in zip(starts, arrays, strict=False)
        ],
        "buffers": [{"byteLength": len(blob)}],
        "animations": [
            {
                "name": "Bend",
                "channels": [
                    {"sampler": 0, "target": {"node": 0, "path": "rotation"}},
                    {"sampler": 1, "target": {"node": 1, "path": "translation"}},
                ],
                "samplers": [
                    {"input": 0, "output": 1},
                    {"input": 0, "output": 2, "interpolation": "STEP"},
                ],
            }
        ],
    }
    text = json.dumps(description).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(blob), 0x004E4942) + blob
    path.write_bytes(b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks)


def test_an_animation_is_sampled(tmp_path) -> None:
    path = tmp_path / "a.glb"
    write_glb(path)
    assert animation_names(path) == ["Bend"]
    motion = read_gltf_motion(path, "Bend", 4)
    assert motion.joints == ("parent", "child", "tip")
    assert motion.parents == (-1, 0, 1)
    assert len(motion.positions) == 5
    assert motion.rest_positions == pytest.approx(np.array([[0, 0, 0], [0, 1, 0], [0, 2, 0]]))
    assert motion.positions[2, 2] == pytest.approx([-HALF, 1 + HALF, 0], abs=1e-6)
    # The jump waits for its key, the turn is complete.
    assert motion.positions[3, 0] == pytest.approx([0, 0, 0])
    assert motion.positions[4] == pytest.approx(np.array([[0, 3, 0], [0, 4, 0], [-1, 4, 0]]),
                                                abs=1e-6)  # fmt: skip


def test_unusable_files_are_refused(tmp_path) -> None:
    path = tmp_path / "a.glb"
    write_glb(path)
    with pytest.raises(DataError, match="no animation 'Jump'"):
        read_gltf_motion(path, "Jump", 30)
    content = path.read_bytes()
    (tmp_path / "b.glb").write_bytes(content[:-40])
    with pytest.raises(DataError, match="no readable glTF"):
        read_gltf_motion(tmp_path / "b.glb", "Bend", 30)
    (tmp_path / "c.glb").write_bytes(b"RIFF" + content)
    with pytest.raises(DataError, match="no readable glTF"):
        animation_names(tmp_path / "c.glb")
