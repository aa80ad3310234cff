import json
from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.demo_motion import demo_pose
from mocap_app.core.paths import takes_dir
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import Frame, PoseEstimate, ProcessedPose
from mocap_app.networks.lifter_config import LifterConfig
from mocap_app.pipeline.refine import Lifter
from mocap_app.recording.reference_video import VideoWriter
from mocap_app.recording.take import Take
from mocap_app.recording.take_file import read_take
from mocap_app.recording.take_store import TakeStore
from tests.support.cli import assert_one_sentence, run_cli

TIMES = 5.0 + np.arange(0, 45, 3) / 30.0
FILMED = 5.0 + np.arange(45) / 30.0
"""The camera gave 30 pictures a second; live there was time for every third of them."""


def seen(time, index, image_size=(640, 480)):
    known = demo_pose(time, image_size)
    sure = np.full(27, 0.9)
    return PoseEstimate(
        float(time), index, image_size, known.keypoints_2d, sure, known.keypoints_3d, True
    )


class Watcher:
    """Knows what every picture shows by its time."""

    def reset(self):
        pass

    def estimate(self, frame):
        height, width = frame.image.shape[:2]
        return seen(frame.timestamp, frame.index, (width, height))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A lifter and networks that answer at once; returns the names of the networks asked for."""

    def flat(windows):
        table = windows[:, 4, :-1].reshape(-1, 27, 3)
        return np.concatenate([0.3 * table[..., :2], np.zeros_like(table[..., :1])], axis=-1)

    asked = []

    def estimator(model=None):
        asked.append(model)
        return Watcher()

    lifter = Lifter(flat, LifterConfig(levels=2))
    monkeypatch.setattr("mocap_app.pipeline.kept_take.load_refiner", lambda: lifter)
    monkeypatch.setattr("mocap_app.pipeline.refine.load_refiner", lambda: lifter)
    monkeypatch.setattr("mocap_app.pipeline.kept_take.careful_estimator", estimator)
    return asked


@pytest.fixture
def store():
    return TakeStore(takes_dir())


@pytest.fixture
def stored(store):
    poses = [seen(time, index) for index, time in enumerate(TIMES)]
    made = [ProcessedPose(pose, pose, None) for pose in poses]
    return store.save(Take.from_poses(made, solved_skeleton(), name="walk", source="test"))


@pytest.fixture
def filmed(stored):
    writer = VideoWriter(stored.path.with_suffix(".avi"))
    for index, time in enumerate(FILMED):
        writer.write(Frame(np.full((120, 160, 3), 90, np.uint8), float(time), index))
    writer.close()
    return stored


def refine(capsys, out, *words):
    ran = run_cli(capsys, "refine", *words, "-o", out, "--json", "--no-progress")
    assert ran.code == 0, ran.err
    return json.loads(ran.out), read_take(out)


def test_a_take_without_a_video_is_made_of_its_keypoints(stored, tmp_path, capsys):
    said, refined = refine(capsys, tmp_path / "a.npz", "walk")
    assert said["made_of"] == "its recorded keypoints"
    np.testing.assert_allclose(refined.timestamps, TIMES)
    assert refined.solved.all()


def test_the_video_kept_with_a_take_is_used_by_itself(filmed, tmp_path, capsys, quick):
    said, refined = refine(capsys, tmp_path / "a.npz", filmed.id)
    assert said["made_of"] == "its reference video"
    assert quick == [None]
    # All that was filmed up to the take's last frame, not only what there was time for live.
    np.testing.assert_allclose(refined.timestamps, FILMED[:43])
    ran = run_cli(capsys, "refine", "walk", "-o", tmp_path / "a.bvh")
    assert "made of its reference video" in ran.out


def test_a_take_named_by_its_path_uses_the_video_beside_it(filmed, tmp_path, capsys):
    said, refined = refine(capsys, tmp_path / "a.npz", filmed.path)
    assert said["made_of"] == "its reference video"
    np.testing.assert_allclose(refined.timestamps, FILMED[:43])


def test_its_network_may_be_named(filmed, tmp_path, capsys, quick):
    refine(capsys, tmp_path / "a.npz", "walk", "--model", "other")
    assert quick == ["other"]


def test_without_its_video_if_wanted(filmed, tmp_path, capsys, quick):
    said, refined = refine(capsys, tmp_path / "a.npz", "walk", "--no-video")
    assert said["made_of"] == "its recorded keypoints"
    assert quick == []
    np.testing.assert_allclose(refined.timestamps, TIMES)


def test_a_damaged_video_is_done_without(filmed, tmp_path, capsys, caplog):
    filmed.path.with_suffix(".avi").write_bytes(b"this is no video")
    said, refined = refine(capsys, tmp_path / "a.npz", "walk")
    assert said["made_of"] == "its recorded keypoints"
    assert refined.frame_count == len(TIMES)
    assert "without its video" in caplog.text


@pytest.mark.parametrize("words", [(), ("--no-video",)], ids=["video", "keypoints"])
def test_only_the_part_that_counts_comes_out(words, filmed, store, tmp_path, capsys):
    store.annotate(filmed.id, trim=(0.2, 1.0))
    _, refined = refine(capsys, tmp_path / "a.npz", "walk", *words)
    assert refined.timestamps[[0, -1]] == pytest.approx([5.2, 6.0])


def test_the_choices_of_the_solver_hold(stored, tmp_path, capsys):
    words = ("walk", "--height", "1.4", "--in-place")
    _, refined = refine(capsys, tmp_path / "a.npz", *words)
    assert refined.calibration.height_m == pytest.approx(1.4)
    np.testing.assert_allclose(refined.root_position[:, (0, 2)], 0.0)
    # The same for the take's file.
    _, again = refine(capsys, tmp_path / "b.npz", stored.path, *words[1:])
    np.testing.assert_allclose(again.root_position, refined.root_position)


def test_a_video_becomes_a_take(clip, tmp_path, capsys, replayed):
    said, refined = refine(capsys, tmp_path / "a.npz", clip)
    assert said["made_of"] == "the video clip.mp4"
    assert refined.frame_count == 10


def test_of_two_takes_of_a_name_the_newest(stored, store, tmp_path, capsys):
    older = store.load(stored.id)
    later = replace(older.between(0.0, 0.5), created=older.created.replace(year=2999))
    store.save(later)
    said, _ = refine(capsys, tmp_path / "a.npz", "walk")
    assert said["frames"] == later.frame_count


@pytest.mark.parametrize(
    "words",
    [("nobody",), ("walk", "--height", "9")],
    ids=["no take", "height"],
)
def test_what_cannot_be_is_a_sentence(words, stored, tmp_path, capsys):
    ran = run_cli(capsys, "refine", *words, "-o", tmp_path / "a.npz")
    assert_one_sentence(ran)
    assert not (tmp_path / "a.npz").exists()
