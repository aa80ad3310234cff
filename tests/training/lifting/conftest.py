from dataclasses import dataclass

import numpy as np
import pytest

from mocap_app.core.demo_motion import demo_body
from mocap_app.networks.lifter_config import LIFTERS, LifterConfig
from mocap_app.training.lifting.detector_noise import (
    BIN_EDGES,
    CONFIDENCE_KNOTS,
    RADIUS_KNOTS,
    DetectorNoise,
    PictureKind,
)
from mocap_app.training.lifting.motions import Motions


@dataclass
class Moves:
    name: str
    subject: str
    positions: np.ndarray


def demo_moves(start=0.0, count=90, subject="a", name="demo"):
    points = np.stack([demo_body(start + i / 30) for i in range(count)])
    return Moves(name, subject, points.astype(np.float32))


@pytest.fixture(scope="session")
def motions():
    return Motions.gather(
        [
            demo_moves(0.0, 120, "a"),
            demo_moves(4.0, 60, "b"),
            demo_moves(6.0, 60, "b"),
            demo_moves(8.0, 40, "c"),
        ]
    )


def made_noise(*, error=0.05, sure=0.9, legs=0.0, fast=0.2, spikes=0.0):
    """A detector as sure everywhere, whose errors are Rayleigh distributed."""
    bins = len(BIN_EDGES) - 1
    kind = PictureKind(
        1.0, [[sure] * len(CONFIDENCE_KNOTS) for _ in range(27)], {"legs": legs, "arms": 0.0}
    )
    return DetectorNoise(
        network="made up",
        kinds={"only": kind},
        radius=[(error * RADIUS_KNOTS).tolist()] * bins,
        fast=[fast] * bins,
        spikes=[spikes] * bins,
        shared=0.3,
        steady=0.5,
        memory_s=0.3,
    )


@pytest.fixture(scope="session")
def noise():
    return made_noise()


TINY = {
    "tiny": LifterConfig(channels=16, levels=2, causal=True, dropout=0.0, direct=3),
    "tiny_wide": LifterConfig(channels=24, levels=2, causal=True, dropout=0.0, direct=3),
    "tiny_middle": LifterConfig(channels=16, levels=2, dropout=0.0),
    "tiny_longer": LifterConfig(channels=16, levels=3, dropout=0.0),
    "tiny_single": LifterConfig(channels=16, levels=2, kind="single", dropout=0.0, direct=1),
}


@pytest.fixture
def tiny(monkeypatch):
    """Small lifters beside the real ones."""
    for name, config in TINY.items():
        monkeypatch.setitem(LIFTERS, name, config)
    return TINY
