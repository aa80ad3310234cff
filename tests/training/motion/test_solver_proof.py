"""The proof on recorded motion: what real people did comes out of the solver as it went in."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from mocap_app.core.errors import DataError
from mocap_app.training.motion import solver_proof
from mocap_app.training.motion.known import known_motion
from mocap_app.training.motion.solver_proof import (
    EXACT,
    MOTIONS,
    NOISY,
    compare,
    draws,
    load_motion,
    solve,
)

pytestmark = pytest.mark.usefixtures("real")
motion = functools.cache(load_motion)


@functools.cache
def errors(name, camera, feet, live):
    return compare(motion(name), solve(motion(name), camera, feet, live=live))


@pytest.mark.parametrize("live", [False, True], ids=["take", "live"])
@pytest.mark.parametrize("name", MOTIONS)
def test_joints_and_rotations_come_back(name, live):
    found = errors(name, EXACT, "never", live)
    assert found.joints_mm < 5.0
    assert found.turn_deg < (3.5 if live else 3.0)
    assert found.hips_mm < 10.0


@pytest.mark.parametrize("live", [False, True], ids=["take", "live"])
@pytest.mark.parametrize("camera", [EXACT, NOISY], ids=["exact", "noisy"])
@pytest.mark.parametrize("name", MOTIONS)
def test_nothing_flips_with_or_without_locks(name, camera, live):
    assert errors(name, camera, "never", live).flips == 0
    assert errors(name, camera, "auto", live).flips == 0


@pytest.mark.parametrize("name", MOTIONS)
def test_locked_feet_slide_less_than_a_centimetre_a_second(name):
    # Recorded feet slide by themselves, which is what the lock takes out, too.
    assert errors(name, EXACT, "never", False).skate_cm_s > 1.5
    assert errors(name, EXACT, "auto", False).skate_cm_s < 1.0
    # Live, a step begins before it is seen to.
    assert errors(name, EXACT, "auto", True).skate_cm_s < 2.5


@pytest.mark.parametrize("name", MOTIONS)
def test_locks_take_out_most_of_the_slide_of_noise(name):
    free, locked = (errors(name, NOISY, feet, False).skate_cm_s for feet in ("never", "auto"))
    assert free > 14.0
    assert locked < free / 5.0
    free, locked = (errors(name, NOISY, feet, True).skate_cm_s for feet in ("never", "auto"))
    assert locked < free / 5.0


@pytest.mark.parametrize("name", ["walk", "cartwheel", "jump"])
def test_live_locks_take_out_most_of_the_slide_whatever_the_noise(name):
    better = []
    for camera in draws(NOISY):
        free, locked = (errors(name, camera, feet, True).skate_cm_s for feet in ("never", "auto"))
        better.append(free / locked)
    assert np.median(better) > 5.0
    # A walk that begins in mid-stride: for a third of a second nothing tells its speed in depth.
    assert min(better) > (3.0 if name == "walk" else 4.0)


def test_locks_leave_the_upper_body_alone():
    free, locked = (solve(motion("squat"), EXACT, feet) for feet in ("never", "auto"))
    arm = motion("squat").skeleton.index("LeftHand")
    for a, b in zip(free, locked, strict=True):
        apart = (a.positions[arm] - a.positions[0]) - (b.positions[arm] - b.positions[0])
        assert np.abs(apart).max() < 1e-6


def test_the_table_has_a_line_for_each_view_and_road(capsys):
    assert solver_proof.main(["motion=squat", "draws=2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert [line.split()[1:3] for line in lines[1:]] == [
        ["exact", "take"], ["exact", "live"], ["noisy", "take"], ["noisy", "live"]
    ]  # fmt: skip


def test_an_unknown_motion_is_named():
    with pytest.raises(DataError, match="walk, turn on the spot"):
        solver_proof.main(["motion=swim"])


def test_a_known_motion_is_the_clip(real):
    person = real.reference_person()
    clip = real.load_clip(next(info for info in real.clips() if info.name == "acclaim 02_01"))
    known, truth = known_motion(clip, person).keypoints(), clip.keypoints(person)
    apart = np.linalg.norm((known - known[:, :1]) - (truth - truth[:, :1]), axis=-1)
    # Legs to the millimetre; a trunk of other joints, and landmarks of another skin, nearly so.
    assert apart[:, 1:7].max() < 0.001
    assert apart.max() < 0.06
