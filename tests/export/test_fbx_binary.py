import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError
from mocap_app.export import fbx_binary
from mocap_app.export.fbx_binary import write_records
from mocap_app.export.fbx_nodes import Node, node, parent
from tests.support.fbx import Fbx

VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.binary(max_size=20),
)
NAMES = st.text("abcXYZ", min_size=1, max_size=12)
TREES = st.recursive(
    st.builds(Node, NAMES, st.lists(VALUES, max_size=4).map(tuple)),
    lambda inner: st.builds(
        Node, NAMES, st.lists(VALUES, max_size=2).map(tuple), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=12,
)


def write(path, *records):
    with path.open("wb") as file:
        write_records(file, records)
    return Fbx(path)


def same(record, read):
    assert (read.name, tuple(read.values)) == (record.name, record.values)
    assert len(read.children) == len(record.children)
    for one, other in zip(record.children, read.children, strict=True):
        same(one, other)


@given(trees=st.lists(TREES, max_size=4))
@settings(max_examples=25, deadline=None)
def test_an_independent_reader_finds_the_same_tree(tmp_path_factory, trees):
    path = tmp_path_factory.getbasetemp() / "a.fbx"
    file = write(path, *trees)
    assert file.version == 7400
    for record, read in zip(trees, file.root.children, strict=True):
        same(record, read)


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 40))
def test_the_footer_ends_on_a_multiple_of_sixteen(tmp_path_factory, size):
    file = write(tmp_path_factory.getbasetemp() / "b.fbx", node("A", b"x" * size))
    assert len(file.data) % 16 == 0
    padding = -(file.footer_at + 16) % 16
    assert file.footer[16 : 16 + padding] == b"\x00" * padding
    zero, version = struct.unpack_from("<II", file.footer, 16 + padding)
    assert (zero, version) == (0, 7400)
    assert file.footer[24 + padding : 144 + padding] == b"\x00" * 120
    assert file.footer[144 + padding :].hex() == "f85a8c6adef5d97eece90ce3758f290b"


def test_an_empty_list_of_records_is_written_where_readers_want_one(tmp_path):
    with_block = write(tmp_path / "a.fbx", parent("AnimationLayer"))
    without = write(tmp_path / "b.fbx", node("AnimationLayer"))
    assert len(with_block.data) > len(without.data) - 16
    assert struct.unpack_from("<I", with_block.data, 27)[0] == 27 + 13 + 14 + 13
    assert struct.unpack_from("<I", without.data, 27)[0] == 27 + 13 + 14


def test_a_file_that_could_not_be_addressed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(fbx_binary, "_LIMIT", 1000)
    with (
        pytest.raises(OutputError, match="too long for one FBX"),
        (tmp_path / "a.fbx").open("wb") as file,
    ):
        write_records(file, (node("A", b"x" * 2000),))
