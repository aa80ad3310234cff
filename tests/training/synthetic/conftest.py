"""A tiny scene, a renderer where OpenGL is, the real engine where the data folder is."""

import numpy as np
import pytest

from mocap_app.core.camera_model import Pinhole
from mocap_app.core.errors import DataError
from mocap_app.core.paths import data_dir
from mocap_app.training.synthetic.camera import View
from mocap_app.training.synthetic.lighting import EnvironmentMap, LightRig

NEEDED = ("makehuman.tar.xz", "mocap.tar.xz", "backgrounds.tar", "environment_maps.npz")


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def view():
    """Three metres in front of the origin, one metre up, looking along -Z; 64 pixels."""
    rotation = np.diag([1.0, -1.0, -1.0])
    return View(rotation, np.array([0.0, 1.0, 3.0]), Pinhole(64.0, 31.5, 31.5), 64, 64.0)


@pytest.fixture
def daylight():
    """The same light from everywhere and a lamp from above the camera."""
    irradiance = np.zeros((9, 3), np.float32)
    irradiance[0] = 0.4
    positions = np.array([[0.0, 1.0, 1.0, 0.0]] * 3, np.float32)
    colours = np.array([[0.6] * 3, [0.0] * 3, [0.0] * 3], np.float32)
    grey = EnvironmentMap("grey", np.full((16, 32, 3), 0.5, np.float32))
    return LightRig(irradiance, positions, colours, 1.0, 0.8, grey, 0.0)


@pytest.fixture(scope="session")
def open_renderer():
    """Return a function that makes a renderer with one white texture, or skips."""
    from mocap_app.training.synthetic.renderer import Renderer

    opened = []

    def make(size=64):
        layers = np.full((2, 8, 8, 4), 255, np.uint8)
        layers[1, :, :4, 3] = 0  # the left half of the second is a hole
        try:
            opened.append(Renderer(layers, size))
        except DataError as error:
            pytest.skip(str(error))
        return opened[-1]

    yield make
    for renderer in opened:
        renderer.close()


@pytest.fixture(scope="session")
def have_data():
    missing = [name for name in NEEDED if not (data_dir() / name).is_file()]
    if missing:
        pytest.skip(f"the data folder lacks {missing[0]}")
