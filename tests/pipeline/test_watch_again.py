import numpy as np
import pytest

from mocap_app.core.types import Frame, PoseEstimate
from mocap_app.pipeline.watch_again import watch_again
from mocap_app.recording.reference_video import ReferenceVideo, VideoWriter
from tests.support.takes import take

# The camera gave 30 pictures a second; live there was time for every third of them.
FILMED = 20.0 + np.arange(31) / 30.0
SEEN_LIVE = FILMED[3:28:3]


class Watcher:
    """Sees the grey level of a picture as the place of every keypoint."""

    def __init__(self):
        self.resets = 0
        self.times = []

    def reset(self):
        self.resets += 1

    def estimate(self, shown):
        self.times.append(shown.timestamp)
        height, width = shown.image.shape[:2]
        level = float(shown.image.mean())
        return PoseEstimate(
            shown.timestamp,
            shown.index,
            (width, height),
            np.tile([level, level / 2], (27, 1)),
            np.full(27, 0.9),
            np.zeros((27, 3)),
            tracked=True,
        )


@pytest.fixture
def video(tmp_path):
    writer = VideoWriter(tmp_path / "a.avi", side=320)
    for index, time in enumerate(FILMED):
        if index != 12:  # One was dropped: the take has it, the video has not.
            writer.write(Frame(np.full((480, 640, 3), 60 + index, np.uint8), float(time), index))
    writer.close()
    with ReferenceVideo(tmp_path / "a.avi") as opened:
        yield opened


def test_every_picture_within_the_take_is_looked_at(video):
    recorded, watcher = take(SEEN_LIVE), Watcher()
    seen = watch_again(recorded, video, watcher)
    np.testing.assert_allclose(seen.timestamps, FILMED[3:28])
    np.testing.assert_array_equal(seen.frame_indices, np.arange(25))
    assert watcher.resets == 1
    # Enlarged to the pixels of the recorded frames: twice those of the video.
    np.testing.assert_allclose(seen.raw_2d[0, 0], [2 * 63, 63], atol=2.5)
    np.testing.assert_array_equal(seen.image_sizes, [[640, 480]] * 25)
    assert (seen.name, seen.source, seen.created) == (
        recorded.name,
        recorded.source,
        recorded.created,
    )


def test_what_the_video_lacks_stays_as_it_was_seen_live(video):
    recorded = take(SEEN_LIVE)
    seen = watch_again(recorded, video, Watcher())
    np.testing.assert_array_equal(seen.raw_2d[9], recorded.raw_2d[3])


def test_progress_can_stop_it(video):
    shares = []

    def report(share):
        shares.append(share)
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        watch_again(take(SEEN_LIVE), video, Watcher(), report)
    assert shares == sorted(shares)
    assert len(shares) < 20
