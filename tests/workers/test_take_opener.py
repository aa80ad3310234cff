from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import TakeError
from mocap_app.recording.annotations import Annotations
from mocap_app.recording.reference_video import VideoWriter
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.take_look import look_at_take
from mocap_app.workers.take_opener import body_of, open_take
from tests.support.live import frame
from tests.support.takes import take

TIMES = np.arange(20) / 30.0


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path)


def with_video(info):
    writer = VideoWriter(info.path.with_suffix(".avi"))
    for index in range(20):
        writer.write(frame(index))
    writer.close()


def test_a_recording_and_what_was_refined_from_it_find_each_other(store):
    recording = store.save(take(TIMES))
    with_video(recording)
    refined = store.save(take(TIMES, seed=2), annotations=Annotations(refined_from=recording.id))
    before = open_take(store, recording.id, store.list())
    after = open_take(store, refined.id, store.list())
    assert not before.other_is_earlier
    assert after.other_is_earlier
    np.testing.assert_array_equal(after.other_positions, before.positions)
    np.testing.assert_array_equal(before.other_positions, after.positions)
    assert after.video.path == before.video.path, "the recording's"
    look = look_at_take(store, refined.id)
    assert look.picture.shape == (96, 128, 3)
    before.close()
    after.close()


def test_without_the_recording_there_is_nothing_to_compare(store):
    refined = store.save(take(TIMES), annotations=Annotations(refined_from="gone"))
    opened = open_take(store, refined.id, store.list())
    assert opened.other is None
    assert opened.video is None
    assert look_at_take(store, refined.id).picture is None


def test_damage_to_the_video_leaves_the_take(store, caplog):
    info = store.save(take(TIMES))
    info.path.with_suffix(".avi").write_bytes(b"rubbish")
    opened = open_take(store, info.id, [])
    assert opened.video is None
    assert opened.take.frame_count == 20
    assert look_at_take(store, info.id).picture is None


def test_a_take_that_is_gone_is_a_sentence(store):
    with pytest.raises(TakeError):
        open_take(store, "gone", [])


def test_feet_stand_where_the_score_says_so():
    lively = take(TIMES)
    assert body_of(lively)[1].shape == (20, 2)
    nobody = take(TIMES, lost=set(range(20)))
    assert not body_of(nobody)[1].any()
    assert np.isnan(body_of(nobody)[0]).all()


def test_somebody_who_stands_still_stands_on_both_feet():
    made = take(TIMES, reach=0.0)
    skeleton = made.skeleton
    # The hips as high as the legs are long, and nothing moves.
    height = -sum(skeleton.offsets[skeleton.joints.index(f"Left{b}")][1] for b in ("Leg", "Foot"))
    toes = skeleton.offsets[skeleton.joints.index("LeftToeBase")][1]
    root = np.tile([0.0, height - toes + 0.05, 0.0], (20, 1))
    still = replace(made, root_position=root)
    low = still.positions()[..., 1].min()
    still = replace(made, root_position=root - [0.0, low, 0.0])
    assert body_of(still)[1].all()
    # And from the middle on the left one is in the air, and the right one glides away.
    moved = root - [0.0, low, 0.0] + np.outer(np.maximum(TIMES - 0.3, 0.0), [2.0, 1.0, 0.0])
    standing = body_of(replace(made, root_position=moved))[1]
    assert standing[:8].all()
    assert not standing[-5:].any()
