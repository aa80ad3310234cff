"""The whole engine, where the data folder and OpenGL are."""

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.core.paths import data_dir
from mocap_app.core.skeleton import body27
from mocap_app.training.datasets.synthetic import OCCLUDED, VISIBLE

pytestmark = pytest.mark.gl
SIZE = 96


class StandingStill:
    """One pose for all, so that no clip has to be read."""

    def draw(self, _rng, person):
        return person.rest_rotations(), person.joints[0]


@pytest.fixture(scope="module")
def engine(have_data):
    from mocap_app.training.synthetic.sampler import Engine
    from mocap_app.training.synthetic.studio import Studio

    try:
        studio = Studio(data_dir(), SIZE)
    except DataError as error:
        pytest.skip(str(error))
    yield Engine(StandingStill(), studio)
    studio.close()


@pytest.fixture(scope="module")
def samples(engine):
    return [engine.sample(seed) for seed in range(0, 48, 2)]


def test_the_same_seed_is_the_same_picture(engine):
    first = engine.sample(11)
    engine.sample(400)
    again = engine.sample(11)
    np.testing.assert_array_equal(first.image, again.image)
    np.testing.assert_array_equal(first.keypoints_2d, again.keypoints_2d)
    np.testing.assert_array_equal(first.visibility, again.visibility)


def test_different_seeds_differ(samples):
    assert len({sample.image.tobytes() for sample in samples}) == len(samples)


def test_pixels_are_projections_of_the_3d(samples):
    for sample in samples:
        points = sample.keypoints_3d.astype(np.float64) + sample.pelvis
        np.testing.assert_allclose(sample.pinhole.project(points), sample.keypoints_2d, atol=0.02)
        assert np.abs(sample.keypoints_3d[0]).max() == 0


def test_visible_keypoints_lie_on_the_person(samples):
    on_mask = []
    for sample in samples:
        seen = sample.visibility == VISIBLE
        pixels = np.clip(np.rint(sample.keypoints_2d[seen]), 0, SIZE - 1).astype(int)
        # Beside counts: skin points are on the very edge of the outline.
        for x, y in pixels:
            around = sample.mask[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
            on_mask.append(around.any())
    assert np.mean(on_mask) > 0.97
    assert len(on_mask) > 200


def test_people_are_as_large_as_people_and_have_two_sides(samples):
    skeleton = body27()
    for sample in samples:
        points = sample.keypoints_3d
        height = np.linalg.norm(points[skeleton.index("head_top")] - points[6])
        assert 1.1 < height < 2.1
        # Left, up and ahead turn the same way as the camera frame's axes: nobody is mirrored.
        across = points[skeleton.index("left_shoulder")] - points[skeleton.index("right_shoulder")]
        ahead = points[skeleton.index("nose")] - points[skeleton.index("thorax")]
        up = points[skeleton.index("thorax")] - points[0]
        assert np.linalg.det(np.stack([across, up, ahead])) > 0


def test_some_keypoints_are_hidden_and_most_pictures_show_somebody(samples):
    flags = np.stack([sample.visibility for sample in samples])
    assert (flags == OCCLUDED).any()
    assert ((flags == VISIBLE).sum(axis=1) >= 5).mean() > 0.9


def test_nobody_loses_the_face(engine):
    crowd = engine.studio.crowd
    for seed in range(60):
        person = crowd.person(seed)
        corners = person.drawable.corners
        # The skin is the last surface; its drawn corners must reach nose and ears.
        skin = corners["material"] == len(person.drawable.materials) - 1
        drawn = np.zeros(len(corners), bool)
        drawn[person.drawable.triangles] = True
        points = corners["position"][skin & drawn]
        rest = person.shaped.landmarks(person.shaped.pose(person.shaped.rest_rotations()))
        for name in ("nose", "left_ear", "right_ear", "left_index", "right_pinky"):
            nearest = np.linalg.norm(points - rest[body27().index(name)], axis=1).min()
            assert nearest < 0.02, (seed, name)


def test_long_hair_is_seen(engine):
    from mocap_app.training.synthetic.sampler import Engine
    from mocap_app.training.synthetic.studio import Studio

    studio = Studio(data_dir(), SIZE, long_hair=True)
    other = Engine(StandingStill(), studio)
    try:
        usual, long = engine.sample(11), other.sample(11)
    finally:
        studio.close()
    np.testing.assert_allclose(usual.keypoints_2d, long.keypoints_2d)
    assert (usual.image != long.image).any()
