"""Bad motion from keypoints to files: right files in every format, or a sentence that says why not.

MOCAP_FRAMES=100000 exports an hour of motion into every format, and says what that took
(`pytest -s -o timeout=0 -o faulthandler_timeout=0 tests/faults/test_bad_motion.py`).
"""

import csv
import os
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.core.skeleton import body27, solved_skeleton
from mocap_app.core.types import ProcessedPose
from mocap_app.export.bvh_reader import read_bvh
from mocap_app.export.exporter import FORMATS, batch_paths, export_take, export_takes
from mocap_app.export.options import ExportOptions
from mocap_app.pipeline.memory import resident_mb
from mocap_app.recording.take import Take
from mocap_app.recording.take_file import read_take, write_take
from mocap_app.solving.solver import Solver
from tests.support import motions
from tests.support.fbx import FbxMotion
from tests.support.gltf import Glb
from tests.support.takes import long_take, take

FRAMES = int(os.environ.get("MOCAP_FRAMES", "1500"))
MOST_MB = {".fbx": 80.0}
"""FBX, whose curves come joint by joint, keeps 4 bytes a number."""
ENDS = ("Hips", "Head", "LeftHand", "RightFoot")
VIEW = motions.View(pixels=2.0, metres=0.012)
ARM = [body27().index(f"left_{part}") for part in ("shoulder", "elbow", "wrist", "index", "pinky")]


def with_gaps(seen):
    """Nobody for four frames and for two seconds; no feet for a while; pictures that come late."""
    gone = {*range(10, 14), *range(30, 60)}
    made = []
    for row, pose in enumerate(seen):
        late = replace(pose, tracked=row not in gone, timestamp=pose.timestamp + 0.011 * (row % 3))
        made.append(without(late, range(23, 27)) if 18 <= row < 28 else late)
    return made


def without(pose, rows):
    confidence = pose.confidence.copy()
    confidence[list(rows)] = 0.0
    unseen = (confidence == 0.0)[:, None]
    return replace(
        pose,
        confidence=confidence,
        keypoints_2d=np.where(unseen, np.nan, pose.keypoints_2d),
        keypoints_3d=np.where(unseen, np.nan, pose.keypoints_3d),
    )


def with_nan(seen):
    """Numbers, joints, poses and confidences that are none, of somebody who is tracked."""
    made = []
    for row, pose in enumerate(seen):
        flat, points = pose.keypoints_2d.copy(), pose.keypoints_3d.copy()
        confidence = pose.confidence.copy()
        points[row % 27, row % 3] = np.nan
        flat[(row + 5) % 27] = np.inf if row % 2 else np.nan
        confidence[(row + 9) % 27] = np.nan
        if row % 7 == 3:
            points[:], flat[:] = np.nan, np.nan
        made.append(replace(pose, keypoints_2d=flat, keypoints_3d=points, confidence=confidence))
    return made


def upside_down(seen):
    """A handstand that is held: the picture turned by half a turn about its middle."""
    return [
        replace(
            pose,
            keypoints_2d=np.array(pose.image_size) - pose.keypoints_2d,
            keypoints_3d=pose.keypoints_3d * (-1.0, -1.0, 1.0),
        )
        for pose in seen
    ]


def of_one_point(seen):
    """All keypoints at one place: bones of no length."""
    return [replace(pose, keypoints_3d=0.0 * pose.keypoints_3d) for pose in seen]


FAULTS = {
    "gaps": with_gaps,
    "nan": with_nan,
    "one frame": lambda seen: seen[:1],
    "two frames": lambda seen: seen[:2],
    "upside down": upside_down,
    "of one point": of_one_point,
    "one arm after a while": lambda seen: [
        pose if row < 5 else without(pose, set(range(27)) - set(ARM))
        for row, pose in enumerate(seen)
    ],
}


def solved(seen, *, live, name="walk"):
    solver = Solver(VIEW.fov)
    solver.learn(seen)
    answers = [solver.solve(pose) for pose in seen] if live else solver.solve_take(seen)
    assert len(answers) == len(seen)
    made = [ProcessedPose(p, p, answer) for p, answer in zip(seen, answers, strict=True)]
    return Take.from_poses(made, solver.skeleton, name=name, source="test")


def places_in(path):
    """(F, 4, 3) metres of `ENDS` in a file, by a reader that shares no code with its writer."""
    match path.suffix:
        case ".bvh":
            bvh = read_bvh(path)
            names, places = bvh.joints, bvh.positions()
        case ".fbx":
            names, places = (fbx := FbxMotion(path)).names, fbx.positions()
        case ".glb":
            glb = Glb(path)
            names, places = glb.names, glb.world()[..., :3, 3]
        case ".csv":
            with path.open(newline="", encoding="ascii") as file:
                head, *rows = csv.reader(file)
            values = np.array(rows, dtype=float)
            names = [name.removesuffix(".px") for name in head if name.endswith(".px")]
            places = values[:, 2:].reshape(len(values), len(names), 7)[..., :3]
        case _:
            with np.load(path) as arrays:
                names, places = arrays["joints"].tolist(), arrays["positions"]
    return places[:, [list(names).index(name) for name in ENDS]]


@pytest.mark.parametrize("live", [True, False], ids=["live", "take"])
@pytest.mark.parametrize("fault", FAULTS)
def test_bad_motion_becomes_right_files(tmp_path, fault, live):
    seen = FAULTS[fault](VIEW.see(motions.walk())[:75])
    write_take(solved(seen, live=live), tmp_path / "a.take")
    made = read_take(tmp_path / "a.take")
    assert made.frame_count == len(seen)
    assert made.solved.any()
    files = {}
    for suffix in FORMATS:
        path = tmp_path / f"a{suffix}"
        written = export_take(made, path, ExportOptions(fps=30))
        files[suffix] = places_in(path)
        assert len(files[suffix]) == written.frame_count
    first = files[".npz"]
    assert np.isfinite(first).all()
    assert np.ptp(first[:, 0], axis=0).max() < 6.0, "nobody is thrown out of the room"
    for suffix, places in files.items():
        np.testing.assert_allclose(places, first, atol=1e-3, err_msg=suffix)
    if fault == "upside down":
        hips, head = first[:, 0, 1], first[:, 1, 1]
        assert (head < hips).all()


@pytest.mark.parametrize("live", [True, False], ids=["live", "take"])
@pytest.mark.parametrize(
    "gone", [set(range(27)) - set(ARM), set(range(27))], ids=["a single arm", "nothing"]
)
def test_what_is_nobody_is_refused_in_one_sentence(tmp_path, gone, live):
    seen = [without(pose, gone) for pose in VIEW.see(motions.walk())[:20]]
    made = solved(seen, live=live, name="nur ein Arm")
    assert not made.solved.any()
    for suffix in FORMATS:
        path = tmp_path / f"a{suffix}"
        path.write_text("precious")
        with pytest.raises(OutputError, match="no pose to export") as refused:
            export_take(made, path)
        assert str(refused.value).count(". ") == 0
        assert "'nur ein Arm'" in str(refused.value)
        assert path.read_text() == "precious"


@pytest.mark.parametrize("suffix", FORMATS)
def test_bones_of_no_length_in_a_take_are_refused(tmp_path, suffix):
    skeleton = solved_skeleton()
    offsets = skeleton.offsets.copy()
    offsets[skeleton.index("LeftForeArm")] = 0.0
    flat = take(np.arange(4) / 30.0, skeleton=skeleton.with_offsets(offsets))
    with pytest.raises(OutputError, match="from LeftArm to LeftForeArm has no length"):
        export_take(flat, tmp_path / f"a{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", FORMATS)
def test_names_with_spaces_and_letters_of_all_the_world(tmp_path, suffix):
    names = ["Tänzerin  zwei", "걷기 1", "歩く", 'a/b: "c"', "walk\n", "  ", "WALK_"]
    folder = tmp_path / "Größe 大 folder"
    folder.mkdir()
    takes = [take(np.arange(3) / 30.0, name=name) for name in names]
    paths = batch_paths(names, folder, suffix)
    written = export_takes(
        [(lambda made=made: made, path) for made, path in zip(takes, paths, strict=True)]
    )
    assert [each.take_name for each in written] == names
    assert len({path.name.casefold() for path in folder.iterdir()}) == len(names)
    for made, path in zip(takes, paths, strict=True):
        truth = made.positions()[:, [made.skeleton.index(name) for name in ENDS]]
        np.testing.assert_allclose(places_in(path), truth, atol=1e-3)


@pytest.mark.parametrize("suffix", FORMATS)
def test_long_motion_streams_to_disk(tmp_path, suffix):
    made = long_take(FRAMES)
    path = tmp_path / f"long{suffix}"
    most = [resident_mb() or 0.0]
    begin = time.perf_counter()
    written = export_take(made, path, progress=lambda _: most.append(resident_mb() or 0.0))
    seconds = time.perf_counter() - begin
    assert written.frame_count == FRAMES
    grown, size = max(most) - most[0], path.stat().st_size / 2**20
    sys.stdout.write(
        f"\n{suffix}: {FRAMES} frames, {seconds:.1f} s, {size:.0f} MB, {grown:.0f} MB of memory\n"
    )
    assert grown < MOST_MB.get(suffix, 48.0)
    assert size > FRAMES * 200 / 2**20
    # The last frame is where it should be, so nothing was lost on the way.
    if FRAMES <= 10_000:
        rows = [made.skeleton.index(name) for name in ENDS]
        np.testing.assert_allclose(places_in(path), made.positions()[:, rows], atol=2e-3)
