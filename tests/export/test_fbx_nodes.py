import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.export.fbx_nodes import Encoded, encode_value, object_name, parent, properties


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, b"C\x01"),
        (7, b"I\x07\x00\x00\x00"),
        (np.int64(-1), b"L" + b"\xff" * 8),
        (1.5, b"D" + struct.pack("<d", 1.5)),
        ("Größe", b"S\x07\x00\x00\x00" + "Größe".encode()),
        (b"\x00\xff", b"R\x02\x00\x00\x00\x00\xff"),
        (Encoded(b"I\x07\x00\x00\x00"), b"I\x07\x00\x00\x00"),
    ],
)
def test_the_type_of_a_value_decides_its_code(value, expected):
    assert encode_value(value) == expected


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(-1000, 1000), max_size=80),
    kind=st.sampled_from([("f4", b"f"), ("f8", b"d"), ("i8", b"l"), ("i4", b"i")]),
)
def test_arrays_are_compressed_unless_short(values, kind):
    array = np.array(values, dtype=kind[0])
    data = encode_value(array)
    code, count, packed, size = struct.unpack_from("<cIII", data)
    raw = data[13:]
    assert (code, count, len(raw)) == (kind[1], len(values), size)
    assert packed == (array.nbytes > 128)
    raw = zlib.decompress(raw) if packed else raw
    np.testing.assert_array_equal(np.frombuffer(raw, kind[0]), array)


def test_a_value_of_another_type_is_a_mistake():
    with pytest.raises(TypeError, match="list"):
        encode_value([1])


def test_properties_and_names():
    assert object_name("Hips", "Model") == "Hips\x00\x01Model"
    rows = properties(("Size", "double", "Number", "", 1.0))
    assert rows.name == "Properties70"
    assert rows.children[0].values[0] == "Size"
    assert parent("Objects").always_block
