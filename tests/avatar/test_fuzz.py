"""Damaged and hostile files end in a sentence or in an avatar: soon, and in little memory."""

import contextlib
import json
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.avatar.document import Damaged
from mocap_app.avatar.glb import MOST_JSON_BYTES
from mocap_app.avatar.loading import avatar_from_bytes
from mocap_app.avatar.meshes import MOST_VERTICES
from mocap_app.avatar.rig import Rig
from tests.support.avatars import MIXAMO, Builder, avatar_file, pack, png
from tests.support.fuzz import examples

quietly = examples(150)


def _whole_file():
    look = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    build, _ = avatar_file(MIXAMO, materials=[look])
    build.tree["images"] = [{"bufferView": build.view(png(8, 8, (1, 2, 3, 4)))}]
    build.tree["textures"] = [{"source": 0}]
    return build


BUILD = _whole_file()
CONTENT = BUILD.bytes()
TREE = json.dumps(BUILD.tree)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(-2, 60),
    st.floats(allow_nan=True),
    st.text(max_size=5),
    st.builds(list),
    st.builds(dict),
    st.lists(st.integers(-1, 40), max_size=4),
)


def survives(content):
    """Only `Damaged` may come out; what is read can be moved."""
    avatar = None
    with contextlib.suppress(Damaged):
        avatar = avatar_from_bytes(content, "fuzz")
    if avatar is not None and "Hips" in avatar.bones:
        Rig(avatar, avatar.bones)


@quietly
@given(st.integers(0, len(CONTENT)))
def test_files_that_end_too_early(length):
    survives(CONTENT[:length])


@quietly
@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), max_size=8))
def test_files_with_other_bytes(changes):
    content = bytearray(CONTENT)
    for at, value in changes:
        content[at] = value
    survives(bytes(content))


def _places(tree, path=()):
    """The way to every value of a description."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))


PLACES = list(_places(json.loads(TREE)))


@examples(400)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_descriptions_that_say_something_else(changes):
    tree = json.loads(TREE)
    for path, value in changes:
        at = tree
        try:
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue  # An earlier change took this place away.
    survives(pack(tree, BUILD.blob))


@quietly
@given(st.binary(max_size=400))
def test_any_bytes_after_the_head(tail):
    survives(struct.pack("<4sII", b"glTF", 2, 12 + len(tail)) + tail)


def _repeated(copies):
    """One block of numbers that many meshes share: small on disk, large in memory."""
    build = Builder()
    at = build.add(np.zeros((100_000, 3), np.float32))
    build.tree["meshes"] = [{"primitives": [{"attributes": {"POSITION": at}}] * copies}]
    build.tree["nodes"] = [{"mesh": 0} for _ in range(20)]
    return build.bytes()


HOSTILE = {
    "one block shared by many meshes": _repeated(100),
    "a tower of brackets": pack({"nodes": []})[:20] + b"[" * 4_000_000,
    "a deep tree": pack(
        {"nodes": [{"children": [i + 1]} for i in range(4_998)] + [{}], "scenes": []}
    ),
    "many views that nobody needs": pack({"bufferViews": [{}] * 500_000, "nodes": [{}]}),
    "a count of billions": pack(
        {
            "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
            "accessors": [{"componentType": 5126, "type": "VEC3", "count": 4_000_000_000}],
        }
    ),
    "zeros without end": pack(
        {
            "nodes": [{"mesh": 0}] * 50,
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}] * 50}],
            "accessors": [{"componentType": 5126, "type": "VEC3", "count": MOST_VERTICES}],
        }
    ),
    "a description of gigabytes": struct.pack("<4sII", b"glTF", 2, 2**32 - 1) + bytes(100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(name):
    tracemalloc.start()
    try:
        survives(HOSTILE[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 700 * 2**20
    assert MOST_JSON_BYTES < 100 * 2**20
