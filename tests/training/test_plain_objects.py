from pathlib import Path

import numpy as np
import pytest

from mocap_app.training.plain_objects import read_object


def test_a_dictionary_of_arrays(tmp_path):
    body = {"S9": {"Walk": np.arange(12.0).reshape(2, 2, 3)}, "fps": np.float64(50.0), "n": 3}
    np.savez(tmp_path / "a.npz", positions=body)
    found = read_object(tmp_path / "a.npz", "positions")
    np.testing.assert_array_equal(found["S9"]["Walk"], body["S9"]["Walk"])
    assert (found["fps"], found["n"]) == (50.0, 3)


@pytest.mark.parametrize("compressed", [False, True])
def test_every_kind_of_number(tmp_path, compressed):
    save = np.savez_compressed if compressed else np.savez
    body = [np.ones(3, kind) for kind in ("f4", "i8", "?", "U3")]
    save(tmp_path / "a.npz", positions=np.array({"all": body}, dtype=object))
    for made, read in zip(body, read_object(tmp_path / "a.npz", "positions")["all"], strict=True):
        np.testing.assert_array_equal(made, read)


class Trap:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_code_is_not_run(tmp_path):
    np.savez(tmp_path / "a.npz", positions={"S9": Trap(tmp_path / "sprung")})
    with pytest.raises(ValueError, match="no plain data"):
        read_object(tmp_path / "a.npz", "positions")
    assert not (tmp_path / "sprung").exists()


def test_what_is_no_such_file(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="zip"):
        read_object(tmp_path / "a.npz", "positions")
    np.savez(tmp_path / "b.npz", positions=np.zeros(3))
    with pytest.raises(ValueError, match="not one object"):
        read_object(tmp_path / "b.npz", "positions")
    with pytest.raises(KeyError):
        read_object(tmp_path / "b.npz", "other")
