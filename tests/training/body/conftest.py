"""The real body where the data folder has it, and a tiny rig in MakeHuman's files."""

import json

import numpy as np
import pytest

from mocap_app.core.paths import data_dir
from mocap_app.training.body.rig import BONES, mirror_name


@pytest.fixture(scope="session")
def body():
    from mocap_app.training.body.body import ARCHIVE, Body

    if not (data_dir() / ARCHIVE).is_file():
        pytest.skip("the data folder has no body")
    return Body.load()


def parent_in_file(bone: str) -> str | None:
    """Return the parent of one of our bones in MakeHuman's rig; some have one more between."""
    stem, _, side = bone.rpartition(".")
    trunk = ["root", "spine05", "spine04", "spine03", "spine02", "spine01", "neck01", "neck02"]
    trunk += ["neck03", "head"]
    if bone in trunk:
        return trunk[trunk.index(bone) - 1] if bone != "root" else None
    if stem.startswith("finger"):
        finger, part = stem[6], int(stem[-1])
        if part > 1:
            return f"finger{finger}-{part - 1}.{side}"
        return f"wrist.{side}" if finger == "1" else f"metacarpal{int(finger) - 1}.{side}"
    chains = (
        ["spine01", "clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01"],
        ["pelvis", "upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot", "toes"],
    )
    chains[0].extend(["lowerarm02", "wrist"])
    chain = next(chain for chain in chains if stem in chain)
    above = chain[chain.index(stem) - 1]
    return above if above == "spine01" else f"{above}.{side}"


@pytest.fixture
def tiny(tmp_path):
    """A folder with a rig of one vertex per bone; returns the folder and the (V, 3) vertices."""
    rng = np.random.default_rng(5)
    places: dict[str, np.ndarray] = {}
    for bone in BONES:
        if mirror_name(bone) in places:
            places[bone] = places[mirror_name(bone)] * [-1, 1, 1]
        else:
            places[bone] = rng.uniform(1, 3, 3) * [bone[-1] == "L", 1, 1]
    names = {bone: bone.replace("toes", "toe2-1") for bone in BONES}
    bones = {
        names[bone]: {"head": f"{names[bone]}____head", "parent": parent_in_file(bone)}
        for bone in BONES
    }
    joints = {bones[names[bone]]["head"]: [row] for row, bone in enumerate(BONES)}
    weights = {names[bone]: [[row, 1.0]] for row, bone in enumerate(BONES)}
    for side in "LR":
        bones[f"pelvis.{side}"] = {"head": "root____head", "parent": "root"}
        for finger in range(1, 5):
            bones[f"metacarpal{finger}.{side}"] = {"head": "x", "parent": f"wrist.{side}"}
        bones[f"toe5-1.{side}"] = {"head": "x", "parent": f"foot.{side}"}
    bones["jaw"] = {"head": "x", "parent": "head"}
    extra = len(BONES)
    weights["jaw"] = [[extra, 0.5]]
    weights["head"].append([extra, 0.25])
    weights["toe5-1.L"] = [[extra + 1, 2.0]]
    weights["pelvis.R"] = [[extra + 2, 1.0]]
    vertices = np.array([*places.values(), [0, 9, 9], [9, 0, 9], [9, 9, 0], [0, 9, 9.1]])
    (tmp_path / "rigs").mkdir()
    for name, content in (
        ("default.mhskel", {"bones": bones, "joints": joints}),
        ("default_weights.mhw", {"weights": weights}),
    ):
        (tmp_path / "rigs" / name).write_text(json.dumps(content))
    return tmp_path, vertices
