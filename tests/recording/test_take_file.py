import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.recording.header import skeleton_to_dict
from mocap_app.recording.take import ARRAY_NAMES
from mocap_app.recording.take_file import read_summary, read_take, write_take
from tests.support.takes import take

TAKE = take(np.arange(9) / 30.0, lost={0, 3}, name="Größe 大")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("takes") / "a.npz"
    write_take(TAKE, path)
    return path.read_bytes()


def test_round_trip_is_exact(tmp_path):
    path = tmp_path / "a.npz"
    write_take(TAKE, path)
    again = read_take(path)
    for name in ARRAY_NAMES:
        np.testing.assert_array_equal(getattr(again, name), getattr(TAKE, name))
    assert (again.name, again.source, again.created) == (TAKE.name, TAKE.source, TAKE.created)
    assert skeleton_to_dict(again.skeleton) == skeleton_to_dict(TAKE.skeleton)


def test_plain_numpy_reads_it_without_pickle(tmp_path):
    path = tmp_path / "a.npz"
    write_take(TAKE, path)
    with np.load(path, allow_pickle=False) as data:
        assert set(data.files) == {*ARRAY_NAMES, "header"}
        assert json.loads(str(data["header"]))["name"] == TAKE.name
        assert data["rotations"].dtype == np.float64


def test_summary_agrees(tmp_path):
    path = tmp_path / "a.npz"
    write_take(TAKE, path)
    header, timestamps, tracked = read_summary(path)
    assert header.name == TAKE.name
    np.testing.assert_array_equal(timestamps, TAKE.timestamps)
    np.testing.assert_array_equal(tracked, TAKE.tracked)


@pytest.mark.parametrize("read", [read_take, read_summary])
def test_a_missing_file_is_named(tmp_path, read):
    with pytest.raises(TakeError, match=r"no take .*gone\.npz"):
        read(tmp_path / "gone.npz")


@pytest.mark.parametrize("read", [read_take, read_summary])
def test_a_folder_is_no_take(tmp_path, read):
    with pytest.raises(TakeError, match="Cannot read"):
        read(tmp_path)


def _arrays(content):
    def make(path):
        with path.open("wb") as file:
            content(file)

    return make


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_text("hello"), id="text"),
        pytest.param(_arrays(lambda file: np.save(file, np.zeros(3))), id="npy"),
        pytest.param(_arrays(lambda file: np.savez(file, a=np.zeros(3))), id="other npz"),
        pytest.param(
            _arrays(lambda file: np.savez(file, header=np.array([{}], dtype=object))), id="pickle"
        ),
    ],
)
def test_files_that_are_no_takes_are_named(tmp_path, make):
    path = tmp_path / "bad.npz"
    make(path)
    for read in (read_take, read_summary):
        with pytest.raises(TakeError, match=r"bad\.npz is damaged"):
            read(path)


def test_arrays_that_do_not_fit_are_damage(tmp_path):
    path = tmp_path / "bad.npz"
    write_take(TAKE, path)
    with np.load(path) as data:
        arrays = dict(data)
    with path.open("wb") as file:
        np.savez(file, **(arrays | {"rotations": arrays["rotations"][:-1]}))
    with pytest.raises(TakeError, match=r"bad\.npz is damaged.*rotations"):
        read_take(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_is_a_clear_error_or_harmless(whole, tmp_path_factory, data):
    content = bytearray(whole)
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "fuzz.npz"
    path.write_bytes(bytes(content))
    try:
        read_take(path)
    except TakeError as error:
        assert "fuzz.npz" in str(error)  # noqa: PT017 - both outcomes are right


def test_failed_write_keeps_the_old_take(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    write_take(TAKE, path)
    before = path.read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OutputError, match="No space left"):
        write_take(TAKE, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
