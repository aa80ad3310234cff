import numpy as np

from mocap_app.core.skeleton import body27
from mocap_app.training.synthetic.drawable import Material
from mocap_app.training.synthetic.props import box, random_props
from mocap_app.training.synthetic.textures import TextureStack
from tests.training.synthetic.test_camera import KEYPOINTS

TEXTURES = TextureStack(
    np.zeros((3, 2, 2, 4), np.uint8), {}, {}, 0, range(1, 2), range(2, 3), range(1, 2)
)


def test_a_box_is_closed_and_faces_outwards():
    part = box(np.array([1.0, 2.0, 3.0]), np.array([0.5, 1.0, 2.0]), 0.4, Material(0))
    corners = part.vertices[part.topology.vertex_triangles]
    volume = np.einsum("ti,ti->t", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert np.isclose(volume, 1.0)
    outwards = part.topology.normals(part.vertices) * (part.vertices - [1.0, 2.0, 3.0])
    assert (outwards.sum(axis=1) > 0).all()


def sitting():
    points = KEYPOINTS.copy()
    j = {name: index for index, name in enumerate(body27().joints)}
    points[:, 1] -= 0.4
    for side in ("left", "right"):
        hip = points[j[f"{side}_hip"]]
        points[j[f"{side}_knee"]] = hip + np.array([0, 0, 0.4])
        points[j[f"{side}_ankle"]] = hip + np.array([0, -0.4, 0.4])
    return points


def test_who_sits_mostly_gets_a_chair_who_stands_does_not():
    camera = np.array([0.0, 1.0, 3.0])

    def share(points):
        return np.mean(
            [
                random_props(points, 0.0, camera, TEXTURES, np.random.default_rng(seed)) is not None
                for seed in range(100)
            ]
        )

    assert share(sitting()) > 0.8
    assert share(KEYPOINTS) < 0.45


def test_no_desk_between_a_close_camera_and_a_face():
    camera = np.array([0.0, 1.6, 0.7])
    drawn = [
        random_props(KEYPOINTS, 0.0, camera, TEXTURES, np.random.default_rng(seed))
        for seed in range(100)
    ]
    assert all(prop is None for prop in drawn)
