"""What is kept for the list of takes is used while it is true, and else as if it were not there."""

import base64
import json
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.look_file import keep_look, read_deleted_look, read_look, stamp_of
from mocap_app.workers.take_look import TakeLook, look_at_take
from tests.support.takes import take

TIMES = np.arange(30) / 30.0


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path)


@pytest.fixture
def kept(store):
    """Id of a take whose look, with a picture, is kept."""
    info = store.save(take(TIMES))
    found = look_at_take(store, info.id)
    picture = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    look = TakeLook(info.id, found.score, picture, found.figure)
    keep_look(store, look, stamp_of(store, info.id))
    return look


def test_what_was_kept_comes_back(store, kept):
    look = read_look(store, kept.take_id)
    assert look.score == kept.score
    np.testing.assert_array_equal(look.picture, kept.picture)
    np.testing.assert_allclose(look.figure, kept.figure, atol=1e-4)


def test_it_goes_with_the_take_into_the_trash(store, kept):
    assert read_deleted_look(store, kept.take_id) is None
    store.delete(kept.take_id)
    assert read_look(store, kept.take_id) is None
    look = read_deleted_look(store, kept.take_id)
    assert look.score == kept.score
    np.testing.assert_array_equal(look.picture, kept.picture)
    assert read_deleted_look(store, "../elsewhere") is None


def test_nobody_and_no_video_are_kept_too(store):
    info = store.save(take(TIMES, lost=tuple(range(30))))
    look = look_at_take(store, info.id)
    keep_look(store, look, stamp_of(store, info.id))
    again = read_look(store, info.id)
    assert (again.score, again.picture, again.figure) == (None, None, None)


def test_another_state_of_the_take_makes_it_worthless(store, kept):
    store.annotate(kept.take_id, trim=(0.1, 0.5))
    assert read_look(store, kept.take_id) is None
    store.annotate(kept.take_id, trim=None, notes="other words change no score")
    assert read_look(store, kept.take_id) is not None
    path = store.take_file(kept.take_id)
    changed = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(changed, changed))
    assert read_look(store, kept.take_id) is None


def test_a_video_that_came_later_makes_it_worthless(store, kept):
    store.take_file(kept.take_id).with_suffix(".avi").write_bytes(b"something")
    assert read_look(store, kept.take_id) is None


def test_it_goes_where_the_take_goes(store, kept):
    store.delete(kept.take_id)
    assert not store.look_file(kept.take_id).exists()
    store.restore(kept.take_id)
    assert read_look(store, kept.take_id) is not None
    store.delete(kept.take_id)
    store.empty_trash()
    assert list(store.trash_folder.iterdir()) == []


def test_a_full_disk_is_no_failure(store, kept, monkeypatch):
    store.look_file(kept.take_id).unlink()
    store.look_file(kept.take_id).mkdir()  # cannot be written over
    keep_look(store, kept, stamp_of(store, kept.take_id))
    assert read_look(store, kept.take_id) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"{}", b" " * 300_000],
)
def test_rubbish_is_as_nothing(store, kept, content):
    store.look_file(kept.take_id).write_bytes(content)
    assert read_look(store, kept.take_id) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 99),
        ("score", {}),
        ("score", [1, 2]),
        ("score", {"jitter_m_s3": "many"}),
        ("picture", "A" * 40),
        ("picture", base64.b64encode(bytes(96 * 128 * 3 + 1)).decode()),
        ("picture", 7),
        ("figure", [[0.0, 0.0, 0.0]]),
        ("figure", [[1e999] * 3] * 22),
        ("figure", [[0.0], [1.0, 2.0]]),
    ],
)
def test_a_wrong_field_is_as_nothing(store, kept, field, value):
    path = store.look_file(kept.take_id)
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    assert read_look(store, kept.take_id) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_damaged_bytes_never_raise(store, kept, place, damage):
    path = store.look_file(kept.take_id)
    whole = path.read_bytes()
    place %= len(whole)
    path.write_bytes(whole[:place] + damage + whole[place + len(damage) :])
    read_look(store, kept.take_id)
    path.write_bytes(whole)
