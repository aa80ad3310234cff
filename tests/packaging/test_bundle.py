"""The program as users get it: the folder that packaging/build.sh made, named in MOCAP_BUNDLE_DIR.

    MOCAP_BUNDLE=1 bash packaging/test.sh    # builds it and runs this with everything else

Nothing of this checkout or of its environment is used by what runs here.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from mocap_app.export.bvh_reader import read_bvh
from mocap_app.recording.take_store import TakeStore
from tests.support.cli import Ran, assert_one_sentence
from tests.support.patience import PROCESS_S
from tests.support.takes import take

FOLDER = os.environ.get("MOCAP_BUNDLE_DIR", "")
MOST_BYTES = 350_000_000

pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="MOCAP_BUNDLE_DIR names no built folder"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def run(tmp_path):
    def run(*words):
        kept = ("DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "LIBGL_ALWAYS_SOFTWARE", "LANG")
        env = {name: os.environ[name] for name in kept if name in os.environ}
        done = subprocess.run(
            [Path(FOLDER) / "mocap-app", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PROCESS_S,
            cwd=tmp_path,
            env={**env, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def test_it_is_small_and_without_torch():
    files = [path for path in Path(FOLDER).rglob("*") if not path.is_dir()]
    assert sum(path.lstat().st_size for path in files) <= MOST_BYTES
    assert not [path for path in files if "torch" in path.name or path.suffix == ".pt"]


def test_licences_come_with_it():
    text = (Path(FOLDER) / "_internal" / "LICENSES-bundled.txt").read_text(encoding="utf-8")
    for words in ("LESSER GENERAL PUBLIC LICENSE", "PySide6", "FFmpeg", "onnxruntime", "Python"):
        assert words in text


def test_the_debian_package_has_it_all(run):
    package = next(Path(FOLDER).parent.glob("*.deb"), None)
    if package is None or shutil.which("dpkg-deb") is None:
        pytest.skip("no Debian package was made")

    def ask(*words):
        command = ["dpkg-deb", *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=PROCESS_S
        ).stdout

    assert ask("--field", package, "Version").strip() == run("--version").out.strip()
    assert "libxcb-cursor0" in ask("--field", package, "Depends")
    listed = [line.split(maxsplit=5)[5] for line in ask("--contents", package).splitlines()]
    names = {line.split(" -> ")[0] for line in listed}
    assert "./usr/bin/mocap-app -> ../lib/mocap-app/mocap-app" in listed
    for name in ("applications/mocap-app.desktop", "doc/mocap-app/copyright"):
        assert f"./usr/share/{name}" in names
    assert any(name.endswith("/apps/mocap-app.svg") for name in names)
    files = [path for path in Path(FOLDER).rglob("*") if not path.is_dir()]
    assert {f"./usr/lib/mocap-app/{path.relative_to(FOLDER).as_posix()}" for path in files} <= names


def test_doctor_finds_everything(run):
    ran = run("doctor", "--json")
    assert ran.code == 0, ran.out
    findings = {finding["what"]: finding for finding in json.loads(ran.out)["findings"]}
    assert "bundle" in findings["mocap-app"]["detail"]
    if os.environ.get("DISPLAY"):
        assert findings["OpenGL"]["verdict"] == "ok", findings["OpenGL"]


def test_the_demo_becomes_a_bvh(run, tmp_path):
    ran = run("capture", "demo", "-o", "demo.bvh", "--seconds", 2)
    assert ran.code == 0, ran.err
    motion = read_bvh(tmp_path / "demo.bvh")
    assert len(motion.joints) == 22
    assert len(motion.values) >= 55
    assert np.ptp(motion.values, axis=0).max() > 5.0


@pytest.mark.parametrize("suffix", [".bvh", ".fbx", ".glb", ".csv", ".npz"])
def test_a_take_is_exported(run, tmp_path, suffix):
    store = TakeStore(tmp_path / ".local" / "share" / "mocap_app" / "takes")
    store.save(take(np.arange(30) / 30.0, name="dance"))
    ran = run("export", "dance", "-o", f"dance{suffix}")
    assert ran.code == 0, ran.err
    assert (tmp_path / f"dance{suffix}").stat().st_size > 1000


def test_pictures_are_read(run, tmp_path):
    picture = np.full((120, 160, 3), 90, np.uint8)
    (tmp_path / "photos").mkdir()
    for name in ("a.jpg", "b.png", "c.webp"):
        cv2.imwrite(str(tmp_path / "photos" / name), picture)
    ran = run("poses", "photos", "-o", "poses.npz", "--independent", "--json")
    assert json.loads(ran.out)["frames"] == 3


def test_an_avif_picture_is_refused(run, tmp_path):
    """The bundle has no AVIF decoder; a stand-in refuses on its behalf, and must not crash."""
    encoded = cv2.imencode(".avif", np.full((64, 64, 3), 90, np.uint8))[1]
    (tmp_path / "a.jpg").write_bytes(encoded.tobytes())
    assert_one_sentence(run("poses", "a.jpg", "-o", "poses.npz"))


def test_training_is_a_sentence(run):
    assert_one_sentence(run("train", "pose"))


@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a screen")
def test_the_window_shows_a_skeleton(run, tmp_path):
    ran = run("gui", "demo", "--screenshot", tmp_path / "window.png")
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    shown = cv2.imread(str(tmp_path / "window.png"))
    height, width = shown.shape[:2]
    upper = shown[: height // 2].reshape(height // 2, width, 3).astype(int)
    film, view = upper[:, : width // 3], upper[:, width * 46 // 100 : width * 74 // 100]
    bones = (film[..., 1] > 200) & (film[..., 0] < 90) & (film[..., 2] < 90)
    assert bones.sum() > 100, "the green bones over the film"
    assert (view.min(axis=2) > 150).sum() > 2000, "the bright figure in the 3D view"
