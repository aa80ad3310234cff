import dataclasses

import cv2
import numpy as np
import pytest

from tests.support.pipeline_fakes import FakeEstimator


@pytest.fixture(autouse=True)
def user_folder(tmp_path, monkeypatch):
    """Nothing a test does may reach the takes and settings of whoever runs it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MOCAP_HOME", str(folder))
    return folder


@pytest.fixture
def replayed(monkeypatch):
    """Every source is answered with the demo's own poses, so that no network is needed."""

    from mocap_app.inference.factory import create_estimator

    def create(config):
        return create_estimator(dataclasses.replace(config, replay_demo=True))

    monkeypatch.setattr("mocap_app.pipeline.config.create_estimator", create)


@pytest.fixture
def nobody(monkeypatch):
    """No source has a person in it."""
    monkeypatch.setattr(
        "mocap_app.pipeline.config.create_estimator", lambda _config: FakeEstimator(range(9999))
    )


@pytest.fixture
def clip(tmp_path):
    """A video file of 10 frames."""
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10.0, (64, 48))
    for level in range(10):
        writer.write(np.full((48, 64, 3), 20 * level, np.uint8))
    writer.release()
    return path


@pytest.fixture
def pictures(tmp_path):
    """A folder of three images of different sizes."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, size in enumerate([(48, 64), (64, 48), (30, 30)]):
        cv2.imwrite(str(folder / f"p{number}.png"), np.full((*size, 3), 100, np.uint8))
    return folder
