from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.export.loft import ACCENT, BODY, Section, join, loft

X, Y, Z = np.eye(3)


def tube(direction=Y, axes=(X, Z), radius=0.1, **options):
    sections = [
        Section(0.0 * direction, (radius, radius), {0: 1.0}),
        Section(0.5 * direction, (radius, radius), {0: 0.5, 1: 0.5}, ACCENT),
        Section(1.0 * direction, (radius, radius), {1: 1.0}),
    ]
    return loft(sections, axes, 2, **options)


def edges(surface):
    return Counter((int(t[i]), int(t[(i + 1) % 3])) for t in surface.triangles for i in range(3))


@pytest.mark.parametrize("direction", [Y, -Y])
def test_it_is_closed_and_looks_outwards(direction):
    surface = tube(direction)
    count = edges(surface)
    assert set(count.values()) == {1}
    assert all((b, a) in count for a, b in count), "each edge has a triangle on either side"
    a, b, c = (surface.vertices[surface.triangles[:, i]] for i in range(3))
    volume = np.einsum("ti,ti->", a, np.cross(b, c)) / 6.0
    assert volume == pytest.approx(np.pi * 0.01, rel=0.1)
    outward = surface.vertices - surface.vertices.mean(axis=0)
    assert (np.einsum("vi,vi->v", surface.normals, outward) > 0.0).mean() > 0.95
    np.testing.assert_allclose(np.linalg.norm(surface.normals, axis=1), 1.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 6), st.integers(3, 24))
def test_weights_are_shares(steps, sides):
    surface = tube(steps=steps, sides=sides)
    np.testing.assert_allclose(surface.weights.sum(axis=1), 1.0)
    assert surface.weights.min() >= 0.0
    assert len(surface.vertices) == (2 * steps + 1) * sides + 2
    assert surface.triangles.max() == len(surface.vertices) - 1


def test_kinds_follow_the_sections():
    surface = tube()
    height = surface.vertices[surface.triangles].mean(axis=1)[:, 1]
    walls = (height > 0.01) & (height < 0.99)
    assert set(surface.kinds[walls & (height < 0.5)]) == {BODY}
    assert set(surface.kinds[walls & (height > 0.5)]) == {ACCENT}


def test_joining_keeps_every_part():
    one, other = tube(), tube(X, (Y, Z))
    both = join([one, other])
    assert len(both.vertices) == len(one.vertices) + len(other.vertices)
    second = both.triangles[len(one.triangles) :]
    np.testing.assert_array_equal(both.vertices[second], other.vertices[other.triangles])
