import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.synthetic.lighting import (
    EnvironmentMap,
    harmonics,
    load_environments,
    random_light,
    sphere,
)


def ambient(factors, n):
    """The shader's sum for normals (N, 3)."""
    x, y, z = n.T
    basis = [np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y]
    return np.stack(basis, axis=1) @ factors


def test_even_light_lights_evenly(rng):
    directions, angle = sphere(64, 0.7)
    assert angle.sum() == pytest.approx(4 * np.pi, rel=1e-3)
    factors = harmonics(np.full((64, 128, 3), 0.8), directions, angle)
    normals = rng.normal(size=(50, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    np.testing.assert_allclose(ambient(factors, normals), 0.8, atol=0.01)


def test_irradiance_of_a_bright_sky_is_that_of_the_integral(rng):
    directions, angle = sphere(64, 0.0)
    sky = np.clip(directions @ [0.3, 0.9, 0.3], 0, None)[..., None] * [1.0, 0.8, 0.6]
    factors = harmonics(sky, directions, angle)
    for normal in np.eye(3):
        facing = np.clip(directions @ normal, 0, None)
        exact = np.einsum("hwc,hw,hw->c", sky, facing, angle) / np.pi
        np.testing.assert_allclose(ambient(factors, normal[None])[0], exact, atol=0.04)


def test_a_turn_turns_the_light():
    directions, angle = sphere(32, 0.0)
    turned, _ = sphere(32, np.pi / 2)
    lamp = np.zeros((32, 64, 3))
    lamp[16, 32] = 50.0  # straight ahead
    ahead, aside = (harmonics(lamp, seen, angle) for seen in (directions, turned))
    assert ambient(ahead, np.array([[0.0, 0, 1]]))[0, 0] == pytest.approx(
        ambient(aside, np.array([[1.0, 0, 0]]))[0, 0], rel=1e-6
    )


def test_the_sun_becomes_a_lamp_where_it_stands(rng):
    radiance = np.full((128, 256, 3), 0.2, np.float32)
    radiance[30:34, 126:130] = 3000.0  # in the middle: along +Z, well above the horizon
    rig = random_light([EnvironmentMap("sunny", radiance)], np.zeros(3), rng)
    assert rig.positions[0, 3] == 0
    direction = rig.positions[0, :3]
    expected = [np.sin(rig.turn), 1.0 / np.tan(32 / 128 * np.pi), np.cos(rig.turn)]
    np.testing.assert_allclose(direction, expected / np.linalg.norm(expected), atol=0.05)
    assert rig.colours[0].sum() > rig.colours[1:].sum()


def test_every_light_exposes_a_grey_wall_visibly():
    maps = [
        EnvironmentMap("night", np.full((16, 32, 3), 0.01, np.float32)),
        EnvironmentMap("noon", np.full((16, 32, 3), 9.0, np.float32)),
    ]
    for seed in range(60):
        rig = random_light(maps, np.zeros(3), np.random.default_rng(seed))
        assert np.isfinite(rig.colours).all()
        lit = rig.exposure * ambient(rig.irradiance, np.array([[0.0, 1.0, 0.0]])).max()
        assert 0.03 < lit < 6


def test_names_a_missing_or_damaged_file(tmp_path):
    with pytest.raises(DataError, match="missing"):
        load_environments(tmp_path)
    (tmp_path / "environment_maps.npz").write_bytes(b"no archive")
    with pytest.raises(DataError, match="damaged"):
        load_environments(tmp_path)
