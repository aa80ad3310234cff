import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.datasets.rooms import Mistaken, load_mistaken, load_rooms, save_mistaken


def test_a_part_of_the_rooms_can_be_read(data):
    rooms = load_rooms(data)
    assert len(rooms) > 2
    part = load_rooms(data, first=1, count=1)
    assert len(part) == 1
    assert np.array_equal(part[0], rooms[1])
    assert load_rooms(data, first=len(rooms)) == []


def test_missing_and_damaged_rooms_are_a_sentence(data):
    (data / "backgrounds.tar").write_bytes(b"junk")
    with pytest.raises(DataError, match=r"backgrounds\.tar is damaged"):
        load_rooms(data)
    (data / "backgrounds.tar").unlink()
    with pytest.raises(DataError, match=r"backgrounds\.tar is missing"):
        load_rooms(data)


@pytest.mark.parametrize("count", [0, 3])
def test_what_was_mistaken_is_kept(tmp_path, count):
    found = [Mistaken(i, 10.5 * i, 20.0, 8.0) for i in range(count)]
    path = tmp_path / "new" / "nobody.npz"
    save_mistaken(path, found)
    assert load_mistaken(path, 10) == found
    assert load_mistaken(path, 1) == found[:1]


def test_a_missing_or_damaged_list_is_a_sentence(tmp_path):
    path = tmp_path / "nobody.npz"
    with pytest.raises(DataError, match="mocap-app train nobody"):
        load_mistaken(path, 1)
    path.write_bytes(b"junk")
    with pytest.raises(DataError, match="is damaged"):
        load_mistaken(path, 1)
    np.savez(path, mistaken=np.zeros((2, 3)))
    with pytest.raises(DataError, match="is damaged"):
        load_mistaken(path, 1)
