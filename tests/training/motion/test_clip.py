from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocap_app.core.rotation import from_axis_angle, multiply
from mocap_app.training.motion.clip import heading, without_heading


def test_parts_and_length(clip) -> None:
    part = clip.part(10, 40)
    assert len(part) == 30
    assert part.seconds == 1
    assert part.root[0] == pytest.approx(clip.root[10])


def test_sampling_at_its_own_times_changes_nothing(clip, person) -> None:
    again = clip.sampled(np.arange(len(clip)) / clip.fps)
    assert again.keypoints(person) == pytest.approx(clip.keypoints(person), abs=1e-5)
    half = clip.sampled(np.array([0.5 / clip.fps]))
    assert half.root[0] == pytest.approx((clip.root[0] + clip.root[1]) / 2, abs=1e-6)


@given(st.floats(-3.1, 3.1), st.floats(-1.2, 1.2))
def test_heading_is_the_turn_about_the_vertical(turn: float, tilt: float) -> None:
    about_y = from_axis_angle([0.0, 1, 0], turn)
    tilted = multiply(about_y, from_axis_angle([1.0, 0, 0], tilt))
    assert np.abs(heading(tilted) @ about_y) == pytest.approx(1)


def test_without_heading_starts_over_the_origin_and_looks_forward(clip, person) -> None:
    turned = clip.faced(from_axis_angle([0.0, 1, 0], 2.0))
    straight = without_heading(turned)
    assert np.abs(straight.root[0, [0, 2]]).max() < 1e-6
    assert np.abs(heading(straight.rotations[0, 0]) @ [1, 0, 0, 0]) == pytest.approx(1, abs=1e-6)
    a, b = without_heading(clip).keypoints(person), straight.keypoints(person)
    assert a == pytest.approx(b, abs=1e-4)


def test_bigger_people_take_bigger_steps_on_the_same_floor(clip, person) -> None:
    small = replace(clip, stature=replace(clip.stature, leg_length=clip.stature.leg_length / 2))
    root = small.root_for(person)
    assert root[-1, 0] - root[0, 0] == pytest.approx(2 * (clip.root[-1, 0] - clip.root[0, 0]))
    assert clip.root_for(person) == pytest.approx(clip.root, abs=1e-6)
