import io
import tarfile

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.motion import library as module
from tests.support.motion import ACCLAIM_MOTION, ACCLAIM_SKELETON

# ReactIdle's skeleton, the smallest: joint, parent's depth, offset.
JOINTS = [
    ("pelvis", 0, (0, 0.9, 0)), ("spine.001", 1, (0, 0.3, 0)), ("face", 2, (0, 0.3, 0)),
    ("shoulder.L", 2, (0, 0.2, 0)), ("upper_arm.L", 3, (0.15, 0, 0)),
    ("forearm.L", 4, (0.25, 0, 0)),
    ("shoulder.R", 2, (0, 0.2, 0)), ("upper_arm.R", 3, (-0.15, 0, 0)),
    ("forearm.R", 4, (-0.25, 0, 0)),
    ("thigh.L", 1, (0.1, 0, 0)), ("shin.L", 2, (0, -0.4, 0)), ("foot.L", 3, (0, -0.4, 0)),
    ("thigh.R", 1, (-0.1, 0, 0)), ("shin.R", 2, (0, -0.4, 0)), ("foot.R", 3, (0, -0.4, 0)),
]  # fmt: skip
TIPS = {"face": (0, 0, 0.1), "forearm.L": (0.22, 0, 0), "forearm.R": (-0.22, 0, 0),
        "foot.L": (0, -0.06, 0.14), "foot.R": (0, -0.06, 0.14)}  # fmt: skip


def idle_bvh(frames: int, jump: bool) -> str:
    lines, depth = ["HIERARCHY"], 0
    for row, (name, level, offset) in enumerate(JOINTS):
        while depth > level:
            lines.append("}")
            depth -= 1
        channels = "Zrotation Xrotation Yrotation"
        channels = f"6 Xposition Yposition Zposition {channels}" if row == 0 else f"3 {channels}"
        lines += [f"{'JOINT' if row else 'ROOT'} {name}", "{"]
        lines += [f"OFFSET {offset[0]} {offset[1]} {offset[2]}", f"CHANNELS {channels}"]
        depth += 1
        if name in TIPS:
            x, y, z = TIPS[name]
            lines += ["End Site", "{", f"OFFSET {x} {y} {z}", "}"]
    lines += ["}"] * depth + ["MOTION", f"Frames: {frames}", "Frame Time: 0.0416667"]
    for frame in range(frames):
        x = 9.0 if jump and frame == 0 else 0.01 * frame
        lines.append(" ".join([f"{x} 5.9 2 0 0 0", *["0 0 0"] * (len(JOINTS) - 1)]))
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path / "cache"))
    files = {
        "react_idle/genuine__007_genuine.bvh": idle_bvh(48, jump=False),
        "react_idle/acted__007_acted.bvh": idle_bvh(25, jump=True),
        "cmu_bvh/002__002_02.bvh": "damaged",
        "cmu_amc/02__02.asf": ACCLAIM_SKELETON,
        "cmu_amc/02__02_01.amc": ACCLAIM_MOTION,
        "animated_drawings/cmu__14_14.bvh_5ec63d.bvh": "damaged",
        "animated_drawings/8yr_old__run.bvh_29f16a.bvh": "damaged",
        "animated_drawings/fair1__zombie.bvh_9a0ffe.bvh": "damaged",  # dropped
        "LICENSE.txt": "words",
    }
    with tarfile.open(tmp_path / "mocap.tar.xz", "w:xz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"mocap/{name}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return tmp_path


def test_clips_know_their_performers(folder) -> None:
    found = {info.name: info for info in module.clips(folder)}
    assert {name: info.subject for name, info in found.items()} == {
        "react 007_genuine": "react 007",
        "react 007_acted": "react 007",
        "cmu 002_02": "cmu 2",
        "acclaim 02_01": "cmu 2",
        "cmu 14_14_5ec63d": "cmu 14",
        "8yr_old run_29f16a": "8yr_old",
    }
    assert found["8yr_old run_29f16a"].split == "validation"


def test_a_clip_is_made_once_at_the_library_rate(folder, library, person, monkeypatch) -> None:
    info = next(i for i in library.clips(folder) if i.name == "react 007_genuine")
    clip = library.load_clip(info)
    assert clip.fps == 30
    assert len(clip) == 60  # two seconds at 24 frames a second
    points = clip.keypoints(person)
    assert points[:, 23:27, 1].min() == pytest.approx(0.016, abs=1e-3)  # on the floor
    assert np.abs(clip.root[0, [0, 2]]).max() < 1e-6  # over the origin
    monkeypatch.setattr(library, "read_source", None)
    again = library.load_clip(info)
    assert np.array_equal(again.rotations, clip.rotations)
    assert np.array_equal(again.root, clip.root)


def test_a_calibration_pose_in_front_is_cut_off(folder, library) -> None:
    info = next(i for i in library.clips(folder) if i.name == "react 007_acted")
    clip = library.load_clip(info)
    assert len(clip) == 30
    assert np.abs(np.diff(clip.root, axis=0)).max() < 0.02


def test_acclaim_files_find_their_skeleton(folder) -> None:
    info = next(i for i in module.clips(folder) if i.source == "cmu_amc")
    assert module.read_source(info).joints[0] == "root"


def test_damaged_clips_are_named(folder, library) -> None:
    info = next(i for i in library.clips(folder) if i.source == "cmu_bvh")
    with pytest.raises(DataError, match=r"002__002_02\.bvh"):
        library.load_clip(info)


def test_damaged_caches_are_named(folder, library) -> None:
    info = next(i for i in library.clips(folder) if i.name == "react 007_acted")
    library.load_clip(info)
    (cache,) = folder.rglob("react-007_acted.npz")
    cache.write_bytes(b"PK")
    with pytest.raises(DataError, match="delete it"):
        library.load_clip(info)


def test_an_empty_library_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MOCAP_CACHE", str(tmp_path / "cache"))
    with tarfile.open(tmp_path / "mocap.tar.xz", "w:xz") as tar:
        tar.addfile(tarfile.TarInfo("mocap/empty.txt"))
    with pytest.raises(DataError, match="no motion files"):
        module.clips(tmp_path)
    with pytest.raises(DataError, match="MOCAP_DATA"):
        module.clips(tmp_path / "elsewhere")
