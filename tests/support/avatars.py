"""Makes avatar files: GLB and VRM with the bones of a person, named and posed as asked for.

It shares no code with the reader that it tests. `python -m tests.support.avatars FOLDER` writes
one of each kind, to try them in the window.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

SIDES = ("Left", "Right")
TRUNK = {
    "Hips": (None, (0, 0.95, 0)),
    "Spine": ("Hips", (0, 1.05, 0)),
    "Spine1": ("Spine", (0, 1.17, 0)),
    "Spine2": ("Spine1", (0, 1.29, 0)),
    "Neck": ("Spine2", (0, 1.46, 0)),
    "Head": ("Neck", (0, 1.54, 0.01)),
}
LIMBS = {
    "Shoulder": ("Spine2", (0.04, 1.42, 0)),
    "Arm": ("Shoulder", (0.16, 1.42, 0)),
    "ForeArm": ("Arm", (0.42, 1.42, 0)),
    "Hand": ("ForeArm", (0.66, 1.42, 0)),
    "UpLeg": ("Hips", (0.1, 0.9, 0)),
    "Leg": ("UpLeg", (0.1, 0.48, 0.005)),
    "Foot": ("Leg", (0.1, 0.08, 0)),
    "ToeBase": ("Foot", (0.1, 0.02, 0.12)),
}


def naming(trunk, limbs):
    """A custom of naming, from names apart by commas; {side}, {S} and {s} stand for the side."""
    names = [*trunk.split(","), *limbs.split(",")]
    return dict(zip([*TRUNK, *LIMBS], names, strict=True))


MIXAMO = {"*": "mixamorig:{joint}"}
RIGIFY = naming(
    "spine,spine.001,spine.002,spine.003,spine.004,spine.006",
    "shoulder.{S},upper_arm.{S},forearm.{S},hand.{S},thigh.{S},shin.{S},foot.{S},toe.{S}",
)
DEFORM = {joint: "DEF-" + name for joint, name in RIGIFY.items()}
UE5 = naming(
    "pelvis,spine_01,spine_03,spine_05,neck_01,head",
    "clavicle_{s},upperarm_{s},lowerarm_{s},hand_{s},thigh_{s},calf_{s},foot_{s},ball_{s}",
)
UNITY = naming(
    "Hips,Spine,Chest,UpperChest,Neck,Head",
    "{side}Shoulder,{side}UpperArm,{side}LowerArm,{side}Hand,"
    "{side}UpperLeg,{side}LowerLeg,{side}Foot,{side}Toes",
)
ROKOKO = naming(
    "Hips,Spine1,Spine2,Spine3,Neck,Head",
    "{side}Shoulder,{side}Arm,{side}ForeArm,{side}Hand,{side}Thigh,{side}Shin,{side}Foot,{side}Toe",
)
STRANGE = {"*": "bone {number}"}
NAMINGS = {
    "mixamo": MIXAMO,
    "rigify": RIGIFY,
    "rigify deform": DEFORM,
    "ue5": UE5,
    "unity": UNITY,
    "rokoko": ROKOKO,
}


_BOX = (
    *(0, 1, 2, 1, 3, 2, 4, 6, 5, 5, 6, 7, 0, 4, 1, 1, 4, 5),
    *(2, 3, 6, 3, 7, 6, 0, 2, 4, 2, 6, 4, 1, 5, 3, 3, 5, 7),
)


def joints(drop=(), palm=None):
    """Every joint with its parent and place in a T-pose, facing +Z, metres.

    With `palm` there are two fingers a hand: index and little finger, turned about the arm by so
    many degrees; at 0 the palms look down.
    """
    table = dict(TRUNK)
    for side in SIDES:
        for joint, (parent, (x, y, z)) in LIMBS.items():
            above = parent if parent in TRUNK else side + parent
            table[side + joint] = (above, (x if side == "Left" else -x, y, z))
        for finger, ahead in (("Index", 0.03), ("Pinky", -0.03)) if palm is not None else ():
            across = Rotation.from_euler("x", palm, degrees=True).apply([0, 0, ahead])
            out = 0.74 if side == "Left" else -0.74
            table[f"{side}Hand{finger}1"] = (f"{side}Hand", (out, 1.42 + across[1], across[2]))
    for gone in drop:
        above = table.pop(gone)[0]
        table = {j: (above if p == gone else p, at) for j, (p, at) in table.items()}
    return table


def name_of(custom, joint, number):
    side = next((s for s in SIDES if joint.startswith(s)), "")
    pattern = custom.get(joint) or custom.get(joint.removeprefix(side)) or custom["*"]
    return pattern.format(joint=joint, side=side, s=side[:1].lower(), S=side[:1], number=number)


class Builder:
    """The description and the numbers of a GLB file."""

    def __init__(self):
        self.tree = {"asset": {"version": "2.0"}, "accessors": [], "bufferViews": []}
        self.blob = b""

    def view(self, data, **more):
        self.blob += b"\0" * (-len(self.blob) % 4)
        view = {"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data)} | more
        self.tree["bufferViews"].append(view)
        self.blob += data
        return len(self.tree["bufferViews"]) - 1

    def add(self, array, **more):
        kinds = {"float32": 5126, "uint8": 5121, "uint16": 5123, "uint32": 5125, "int16": 5122}
        shape = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
        accessor = {
            "bufferView": self.view(array.tobytes()),
            "componentType": kinds[array.dtype.name],
            "count": len(array),
            "type": shape[array.shape[1] if array.ndim > 1 else 1],
        } | more
        self.tree["accessors"].append(accessor)
        return len(self.tree["accessors"]) - 1

    def bytes(self):
        self.tree["buffers"] = [{"byteLength": len(self.blob)}]
        return pack(self.tree, self.blob)


def pack(tree, blob=b""):
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    blob += b"\0" * (-len(blob) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    body += struct.pack("<I4s", len(blob), b"BIN\0") + blob
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def png(width, height, color):
    rows = b"".join(b"\0" + bytes(color) * width for _ in range(height))

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def avatar_file(
    custom=MIXAMO,
    *,
    a_pose=0.0,
    turn=None,
    unit=1.0,
    vrm=0,
    drop=(),
    palm=None,
    seed=1,
    materials=None,
):
    """Return the content of a file with a skinned body of boxes.

    Args:
        custom: What its bones are called.
        a_pose: How far the arms hang, degrees.
        turn: Rotation of the whole character in its file.
        unit: How many of its units make a metre.
        vrm: 0 for none, 1 for VRM 1.0, -1 for VRM 0.x.
        drop: Joints that it lacks.
        palm: How the palms are turned, degrees; None for hands without fingers.
        seed: Of the directions of its bones' own axes.
        materials: As in glTF; the default is one.
    """
    turn = turn or Rotation.identity()
    random = np.random.default_rng(seed)
    table = joints(drop, palm)
    order = list(table)
    places = {joint: unit * turn.apply(at) for joint, at in _with_arms(table, a_pose).items()}
    frames = {joint: Rotation.random(random_state=random) for joint in order}
    build = Builder()
    nodes = [{"name": "Armature", "children": [1 + order.index("Hips")]}]
    for joint in order:
        above = table[joint][0]
        base = frames[above] if above else Rotation.identity()
        start = places[above] if above else np.zeros(3)
        node = {
            "name": name_of(custom, joint, len(nodes)),
            "rotation": (base.inv() * frames[joint]).as_quat().tolist(),
            "translation": base.inv().apply(places[joint] - start).tolist(),
        }
        children = [1 + order.index(j) for j, (p, _) in table.items() if p == joint]
        nodes.append(node | ({"children": children} if children else {}))
    vertices, owners = _boxes(table, order, places, unit)
    weights = np.zeros((len(vertices), 4), np.float32)
    weights[:, 0] = 1.0
    slots = np.zeros((len(vertices), 4), np.uint8)
    slots[:, 0] = owners
    binds = []
    for joint in order:
        matrix = np.eye(4)
        matrix[:3, :3] = frames[joint].inv().as_matrix()
        matrix[:3, 3] = -frames[joint].inv().apply(places[joint])
        binds.append(matrix.T.ravel())
    attributes = {
        "POSITION": build.add(
            vertices.astype(np.float32),
            min=vertices.astype(np.float32).min(axis=0).tolist(),
            max=vertices.astype(np.float32).max(axis=0).tolist(),
        ),
        "JOINTS_0": build.add(slots),
        "WEIGHTS_0": build.add(weights),
        "TEXCOORD_0": build.add(np.zeros((len(vertices), 2), np.float32)),
    }
    faces = np.array(_BOX).reshape(-1, 3)
    corners = (faces[None] + 8 * np.arange(len(order))[:, None, None]).astype(np.uint16).ravel()
    primitive = {"attributes": attributes, "indices": build.add(corners), "material": 0}
    nodes.append({"name": "Body", "mesh": 0, "skin": 0})
    skin = {
        "joints": [1 + i for i in range(len(order))],
        "inverseBindMatrices": build.add(np.array(binds, np.float32)),
    }
    build.tree |= {
        "nodes": nodes,
        "scenes": [{"nodes": [0, len(nodes) - 1]}],
        "scene": 0,
        "meshes": [{"primitives": [primitive]}],
        "skins": [skin],
        "materials": materials or [{"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}}],
    }
    numbers = {joint: 1 + i for i, joint in enumerate(order)}
    if vrm:
        build.tree["extensions"] = vrm_extension(numbers, old=vrm < 0)
        build.tree["extensionsUsed"] = list(build.tree["extensions"])
    return build, numbers


def _with_arms(table, hanging):
    """Where the joints are when the arms hang by so many degrees."""
    places = {joint: np.array(at, float) for joint, (_, at) in table.items()}
    for side, sign in (("Left", -1.0), ("Right", 1.0)):
        pivot = places.get(f"{side}Arm", np.zeros(3)).copy()
        hang = Rotation.from_euler("z", sign * hanging, degrees=True)
        for joint in (j for j in places if j.startswith((f"{side}ForeArm", f"{side}Hand"))):
            places[joint] = pivot + hang.apply(places[joint] - pivot)
    return places


def vrm_extension(numbers, *, old):
    """VRM's table of bones, in the form of 0.x or 1.0."""
    called = {joint: name_of(UNITY, joint, 0) for joint in numbers}
    called = {joint: name[0].lower() + name[1:] for joint, name in called.items()}
    if old:
        bones = [{"bone": called[joint], "node": node} for joint, node in numbers.items()]
        return {"VRM": {"humanoid": {"humanBones": bones}}}
    bones = {called[joint]: {"node": node} for joint, node in numbers.items()}
    return {"VRMC_vrm": {"specVersion": "1.0", "humanoid": {"humanBones": bones}}}


def _boxes(table, order, places, unit):
    """Eight corners about every joint, spread towards its children; and the joint of each."""
    vertices, owners = [], []
    for number, joint in enumerate(order):
        end = next((places[j] for j, (p, _) in table.items() if p == joint), None)
        # A tip goes on as the bone before it.
        end = 1.3 * places[joint] - 0.3 * places[table[joint][0]] if end is None else end
        along = end - places[joint]
        u = np.cross(along, np.eye(3)[np.argmin(np.abs(along))])
        u *= 0.02 * unit / np.linalg.norm(u)
        v = np.cross(along, u) / np.linalg.norm(along)
        for corner in np.ndindex(2, 2, 2):
            at = places[joint] + corner[0] * along
            vertices.append(at + (2 * corner[1] - 1) * u + (2 * corner[2] - 1) * v)
            owners.append(number)
    return np.array(vertices), owners


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    half_turn = Rotation.from_euler("y", 180, degrees=True)
    for name, custom in NAMINGS.items():
        build, _ = avatar_file(custom, a_pose=40.0 if name == "ue5" else 0.0)
        (folder / f"{name.replace(' ', '_')}.glb").write_bytes(build.bytes())
    (folder / "vrm_1.vrm").write_bytes(avatar_file(STRANGE, vrm=1)[0].bytes())
    (folder / "vrm_0.vrm").write_bytes(avatar_file(STRANGE, vrm=-1, turn=half_turn)[0].bytes())


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
