"""A tiny data folder in the layout of the real one."""

import io
import tarfile

import cv2
import numpy as np
import pytest

N = 6


def _add(tar: tarfile.TarFile, name: str, image: np.ndarray) -> None:
    content = cv2.imencode(".jpg", image)[1].tobytes()
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _landmarks(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return (count, 33, 2) plausible upright people in 120 x 200 pictures."""
    base = np.zeros((33, 2))
    base[:11] = np.array([60, 30]) + rng.uniform(-6, 6, (11, 2))
    base[[11, 12]] = [[75, 60], [45, 60]]
    base[[13, 14]] = [[85, 85], [35, 85]]
    base[[15, 17, 19, 21]] = [90, 105]
    base[[16, 18, 20, 22]] = [30, 105]
    base[[23, 24]] = [[68, 110], [52, 110]]
    base[[25, 26]] = [[70, 145], [50, 145]]
    base[[27, 29, 31]] = [71, 180]
    base[[28, 30, 32]] = [49, 180]
    return base + rng.normal(0, 1, (count, 33, 2))


def write_set(folder, name: str, *, count: int = N, lspet: bool = False, source: str = "") -> None:
    rng = np.random.default_rng(len(name))
    names = [f"{name}_{i:05d}.jpg" for i in range(count)]
    flat = _landmarks(rng, count)
    teacher_2d = np.concatenate([flat, np.zeros((count, 33, 1)), np.full((count, 33, 1), 0.9)], 2)
    teacher_3d = np.concatenate([(flat - [60, 110]) / 150, np.zeros((count, 33, 1))], axis=2)
    arrays = {
        "names": np.array(names),
        "teacher_2d": teacher_2d.astype(np.float16),
        "teacher_3d": teacher_3d.astype(np.float16),
    }
    if lspet:
        order = [28, 26, 24, 23, 25, 27, 16, 14, 12, 11, 13, 15, 0, 0]
        truth = np.concatenate([flat[:, order], np.ones((count, 14, 1))], axis=2)
        truth[:, 12, :2] = [60, 52]
        truth[:, 13, :2] = [60, 15]
        # The teacher is far off on the last picture.
        truth[-1, :12, :2] += 80
        arrays["joints_gt"] = truth.astype(np.float16)
    if source:
        arrays["source"] = np.array([source, *["other"] * (count - 1)])
    np.savez(folder / "people" / f"{name}.npz", **arrays)
    with tarfile.open(folder / "people" / f"{name}.tar", "w") as tar:
        for item in names:
            _add(tar, item, rng.integers(0, 255, (200, 120, 3)).astype(np.uint8))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """All five sets and some rooms; the held-out counts cut to one."""
    from mocap_app.training.datasets import people

    monkeypatch.setattr(people, "VALIDATION_LAST", {"lspet": 2, "ccp": 1, "exercise": 1})
    folder = tmp_path / "data"
    (folder / "people").mkdir(parents=True)
    write_set(folder, "lspet", lspet=True, count=8)
    for name in ("ccp", "exercise"):
        write_set(folder, name)
    write_set(folder, "clips", source="home_lunge")
    write_set(folder, "asl", source="asl_walk")
    with tarfile.open(folder / "backgrounds.tar", "w") as tar:
        for i in range(3):
            picture = np.random.default_rng(i).integers(0, 255, (90, 140, 3)).astype(np.uint8)
            _add(tar, f"room{i}.jpg", picture)
    return folder
