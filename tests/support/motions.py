"""Known motions of the solved skeleton, made of formulas, and what a camera sees of them.

Feet that stand, stand exactly: legs are placed by the law of cosines under feet whose steps are
given, so that the truth has no foot skate at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mocap_app.core import rotation as rot
from mocap_app.core.kinematics import forward_kinematics
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.solving.landmarks import body27_points
from mocap_app.training.motion.virtual_camera import VirtualCamera

FPS = 30.0
X, Y, Z = np.eye(3)
SKELETON = solved_skeleton()
_J = SKELETON.index
THIGH = -SKELETON.offsets[_J("LeftLeg"), 1]
SHANK = -SKELETON.offsets[_J("LeftFoot"), 1]
ANKLE = -SKELETON.offsets[_J("LeftToeBase"), 1]
BALL = SKELETON.offsets[_J("LeftToeBase"), 2]


def turn(axis, degrees):
    return rot.from_axis_angle(axis, np.radians(degrees))


def then(*turns):
    """The rotation of a chain: the last one is done first."""
    result = turns[0]
    for q in turns[1:]:
        result = rot.multiply(result, q)
    return result


def ease(t, start, end):
    u = np.clip((t - start) / (end - start), 0.0, 1.0)
    return u**3 * (u * (6.0 * u - 15.0) + 10.0)


@dataclass(frozen=True)
class Step:
    """A foot in the air from `lift` to `land` (seconds), and where it comes down."""

    lift: float
    land: float
    place: tuple[float, float]
    """x and z of the ankle, metres."""
    yaw: float = 0.0
    """Degrees."""
    height: float = 0.08
    onto: float = 0.0
    """Metres above the floor of what it comes down on."""


@dataclass(frozen=True)
class Motion:
    """The truth about a motion, in the world frame."""

    name: str
    times: np.ndarray
    rotations: np.ndarray
    root: np.ndarray
    standing: np.ndarray
    """(T, 2) whether the left and the right foot stand."""

    @property
    def positions(self):
        return forward_kinematics(SKELETON, self.rotations, self.root)


@dataclass
class Foot:
    """Where one foot is over time: it stands, except during its steps."""

    start: tuple[float, float]
    yaw: float = 0.0
    steps: list[Step] = field(default_factory=list)

    def at(self, t):
        """(ankle (3,), yaw, pitch in degrees, stands)."""
        place, yaw, base = np.array(self.start), self.yaw, ANKLE
        for step in self.steps:
            if t <= step.lift:
                break
            if t < step.land:
                s = ease(t, step.lift, step.land)
                place = (1 - s) * place + s * np.array(step.place)
                up = np.sin(np.pi * s) ** 2
                pitch = 25.0 * np.sin(2 * np.pi * s) * up
                clear = 0.2 * np.sin(np.radians(abs(pitch)))
                base = (1 - s) * base + s * (ANKLE + step.onto)
                ankle = np.array([place[0], base + step.height * up + clear, place[1]])
                return ankle, (1 - s) * yaw + s * step.yaw, pitch, False
            place, yaw, base = np.array(step.place), step.yaw, ANKLE + step.onto
        return np.array([place[0], base, place[1]]), yaw, 0.0, True


def leg(hips, hips_turn, side, ankle, foot_turn):
    """(thigh, shank, foot) local rotations that put the foot there, the knee over the toes."""
    hip = hips + rot.rotate(
        hips_turn, np.array([side * SKELETON.offsets[_J("LeftUpLeg"), 0], 0, 0])
    )
    line = ankle - hip
    reach = min(np.linalg.norm(line), THIGH + SHANK - 1e-6)
    along = line / np.linalg.norm(line)
    forward = rot.rotate(foot_turn, Z)
    front = forward - (forward @ along) * along
    front /= np.linalg.norm(front)
    a = np.arccos(np.clip((THIGH**2 + reach**2 - SHANK**2) / (2 * THIGH * reach), -1, 1))
    knee = np.cos(a) * along + np.sin(a) * front
    shin = rot.unit(hip + reach * along - (hip + THIGH * knee))
    across = rot.unit(np.cross(-along, front))

    def frame(down):
        return rot.from_matrix(np.stack([across, -down, np.cross(across, -down)], axis=-1))

    thigh, shank = frame(knee), frame(shin)
    return (
        rot.multiply(rot.inverse(hips_turn), thigh),
        rot.multiply(rot.inverse(thigh), shank),
        rot.multiply(rot.inverse(shank), foot_turn),
    )


def pose(hips, hips_turn, feet, spine=(0.0, 0.0, 0.0), arms=None):
    """Local rotations; `arms` is a dict of joint name to rotation, `feet` of side to a Foot.at."""
    q = np.tile(rot.IDENTITY, (22, 1))
    q[0] = hips_turn
    for name in ("Spine", "Spine1", "Spine2"):
        q[_J(name)] = rot.from_euler(np.array(spine) / 3.0, "XYZ")
    for name, value in (arms or {}).items():
        q[_J(name)] = value
    for name, side in (("Left", 1.0), ("Right", -1.0)):
        ankle, yaw, pitch, _ = feet[name]
        foot_turn = then(turn(Y, yaw), turn(X, pitch))
        q[_J(name + "UpLeg")], q[_J(name + "Leg")], q[_J(name + "Foot")] = leg(
            hips, hips_turn, side, ankle, foot_turn
        )
    return q


def hanging(swing=0.0, bend=20.0, out=8.0):
    """Arms at the side; positive `swing` (degrees) puts the left one forward."""
    arms = {}
    for name, side in (("Left", 1.0), ("Right", -1.0)):
        arms[name + "Arm"] = then(
            turn(X, -side * swing), turn(Z, -side * (90.0 - out)), turn(X, 0.0)
        )
        arms[name + "ForeArm"] = turn(Y, -side * bend)
    return arms


def _collect(name, seconds, frame, fps=FPS):
    times = np.arange(round(seconds * fps) + 1) / fps
    rows = [frame(float(t)) for t in times]
    return Motion(
        name,
        times,
        rot.align_hemisphere(np.array([row[0] for row in rows])),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
    )


def _on_feet(left, right, hips, hips_turn, **upper):
    feet = {"Left": left, "Right": right}
    return pose(hips, hips_turn, feet, **upper), hips, (left[3], right[3])


def walk(sideways=True, speed=1.1, seconds=3.0):
    """In a straight line, to the person's own front: across the picture or to the camera."""
    heading = 90.0 if sideways else 0.0
    ahead = rot.rotate(turn(Y, heading), Z)
    stride = 1.04 * speed  # One cycle takes 1.04 s: 0.42 s of it a foot swings.
    start = -0.5 * speed * seconds * ahead
    feet = {}
    for name, side, begin, far in (("Left", 1.0, 0.3, 0.5), ("Right", -1.0, 0.82, 1.0)):
        first = start + rot.rotate(turn(Y, heading), np.array([side * 0.09, 0.0, 0.0]))
        steps = []
        for i in range(int(seconds / 1.04) + 1):
            place = first + (far + i) * stride * ahead
            lift = begin + 1.04 * i
            steps.append(Step(lift, lift + 0.42, (place[0], place[2]), heading))
        feet[name] = Foot((first[0], first[2]), heading, steps)

    def frame(t):
        left, right = feet["Left"].at(t), feet["Right"].at(t)
        # Hips move on evenly: with the mean of the feet over one step.
        around = t + np.linspace(-0.26, 0.26, 9)
        middle = np.mean([f.at(u)[0] for f in feet.values() for u in around], axis=0)
        swing = 25.0 * np.sin(2 * np.pi * (t - 0.3) / 1.04 + 2.5)
        hips = middle * (1, 0, 1) + (0.785 + 0.012 * np.cos(4 * np.pi * (t - 0.3) / 1.04)) * Y
        hips_turn = then(turn(Y, heading + 0.15 * swing), turn(X, 3.0))
        return _on_feet(
            left, right, hips, hips_turn, spine=(2.0, -0.3 * swing, 0.0), arms=hanging(-swing)
        )

    return _collect("walk", seconds, frame)


def squat(seconds=2.0):
    """Down and up, arms to the front."""
    feet = Foot((0.12, 0.0), 10.0), Foot((-0.12, 0.0), -10.0)

    def frame(t):
        down = np.sin(np.pi * t / 2.0) ** 2
        hips = np.array([0.0, 0.86 - 0.38 * down, -0.16 * down])
        arms = hanging(0.0)
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            arms[name + "Arm"] = then(turn(X, -85.0 * down), turn(Z, -side * 80.0))
        return _on_feet(
            feet[0].at(t),
            feet[1].at(t),
            hips,
            turn(X, 30.0 * down),
            spine=(12 * down, 0, 0),
            arms=arms,
        )

    return _collect("squat", seconds, frame)


def jump(seconds=3.0):
    """Crouch, half a second in the air, land, stand."""
    lift, land, rise = 1.0, 1.5, 9.81 * 0.25**2 / 2

    def frame(t):
        crouch = ease(t, 0.3, 0.8) - ease(t, 0.8, lift) + ease(t, land, 1.7) - ease(t, 1.7, 2.4)
        air = rise * max(0.0, 1.0 - ((t - 0.5 * (lift + land)) / 0.25) ** 2)
        flying = lift < t < land
        hips = np.array([0.0, 0.87 - 0.25 * crouch + air, -0.08 * crouch])
        feet = []
        for side in (1.0, -1.0):
            pitch = 30.0 * (ease(t, lift, 1.15) - ease(t, 1.35, land))
            up = ANKLE + air + 0.2 * np.sin(np.radians(pitch))
            feet.append((np.array([side * 0.1, up, 0.0]), 0.0, pitch, not flying))
        arms = hanging(0.0, 20.0, 8.0)
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            up = ease(t, 0.8, 1.1) - ease(t, 1.4, 1.8)
            arms[name + "Arm"] = then(turn(X, -140.0 * up + 30 * crouch), turn(Z, -side * 82.0))
        return _on_feet(*feet, hips, turn(X, 25.0 * crouch), spine=(10 * crouch, 0, 0), arms=arms)

    return _collect("jump", seconds, frame)


def step_up(seconds=7.0, high=0.3):
    """One foot and then the other onto a stool, stand there, and down again, seen from the side."""
    up, down = ((1.0, 1.7), (2.0, 2.7)), ((4.6, 5.3), (5.6, 6.3))
    feet = {}
    for name, side, rise, fall in (("Left", 1.0, up[0], down[1]), ("Right", -1.0, up[1], down[0])):
        z = -side * 0.09
        steps = [Step(*rise, (0.35, z), 90.0, 0.12, high), Step(*fall, (0.0, z), 90.0, 0.05)]
        feet[name] = Foot((0.0, z), 90.0, steps)

    def frame(t):
        left, right = feet["Left"].at(t), feet["Right"].at(t)
        ahead = 0.35 * (0.6 * ease(t, 1.4, 2.1) + 0.4 * ease(t, 2.1, 2.9))
        ahead -= 0.35 * (0.4 * ease(t, 4.3, 5.0) + 0.6 * ease(t, 5.0, 6.2))
        height = 0.8 + high * (ease(t, 2.0, 2.9) - ease(t, 4.3, 5.3))
        return _on_feet(
            left,
            right,
            np.array([ahead, height, 0.0]),
            then(turn(Y, 90.0), turn(X, 8.0)),
            arms=hanging(0.0),
        )

    return _collect("step up", seconds, frame)


def turn_on_the_spot(seconds=6.0):
    """Once around in small steps."""
    feet, n = {}, 8
    for name, side, phase in (("Left", 1.0, 0.0), ("Right", -1.0, 0.5)):
        steps = []
        for i in range(n):
            yaw = 360.0 * (i + 1) / n
            x, _, z = rot.rotate(turn(Y, yaw), np.array([side * 0.11, 0.0, 0.0]))
            begin = 0.4 + (i + phase) * 5.2 / n
            steps.append(Step(begin, begin + 0.5 * 5.2 / n, (x, z), yaw, 0.05))
        feet[name] = Foot((side * 0.11, 0.0), 0.0, steps)

    def frame(t):
        left, right = feet["Left"].at(t), feet["Right"].at(t)
        hips_turn = turn(Y, 0.5 * (left[1] + right[1]))
        return _on_feet(left, right, np.array([0.0, 0.85, 0.0]), hips_turn, arms=hanging(6.0))

    return _collect("turn", seconds, frame)


def arms_crossing(seconds=2.0):
    """Forearms cross before the chest, one over the other, and open again."""
    feet = Foot((0.1, 0.0)), Foot((-0.1, 0.0))

    def frame(t):
        s = np.sin(np.pi * t / 2.0) ** 2
        arms = {}
        for name, side, lead in (("Left", 1.0, 8.0), ("Right", -1.0, -8.0)):
            arms[name + "Arm"] = then(
                turn(X, -35.0 * s + lead * s),
                turn(Z, -side * (78.0 - 18.0 * s)),
                turn(Y, -side * 55 * s),
            )
            arms[name + "ForeArm"] = turn(Y, -side * (15.0 + 85.0 * s))
            arms[name + "Hand"] = turn(Z, side * 15.0 * s)
        return _on_feet(
            feet[0].at(t), feet[1].at(t), np.array([0, 0.865, 0.0]), turn(Y, 5.0 * s), arms=arms
        )

    return _collect("arms crossing", seconds, frame)


def straight_arm_raises(seconds=4.0):
    """Straight arms go up sideways, come down at the front."""
    feet = Foot((0.1, 0.0)), Foot((-0.1, 0.0))

    def frame(t):
        arms = {}
        up = 170.0 * np.sin(np.pi * t / 4.0) ** 2
        front = ease(t, 1.6, 2.4)
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            sideways = turn(Z, -side * (86.0 - up))
            to_front = then(turn(X, -up), turn(Z, -side * 86.0))
            arms[name + "Arm"] = rot.slerp(sideways, to_front, front)
            arms[name + "ForeArm"] = turn(Y, -side * 1.0)
        return _on_feet(
            feet[0].at(t), feet[1].at(t), np.array([0, 0.87, 0.0]), turn(Y, 0.0), arms=arms
        )

    return _collect("straight arms", seconds, frame)


def cartwheel(seconds=3.0):
    """Once around to the person's left, hands down, legs apart."""

    def frame(t):
        s = ease(t, 0.4, 2.6)
        around = turn(Z, -360.0 * s)
        q = np.tile(rot.IDENTITY, (22, 1))
        q[0] = around
        open_ = np.sin(np.pi * s) ** 2
        for name, side in (("Left", 1.0), ("Right", -1.0)):
            q[_J(name + "Arm")] = turn(Z, side * (60.0 * ease(t, 0.0, 0.5)))
            q[_J(name + "ForeArm")] = turn(Y, -side * 8.0)
            q[_J(name + "UpLeg")] = turn(Z, side * (6.0 + 40.0 * open_))
            q[_J(name + "Leg")] = turn(X, 3.0)
            q[_J(name + "Foot")] = turn(X, -3.0 + 40.0 * open_)
        hips = np.array([1.8 * s - 0.9, 0.88 + 0.1 * open_, 0.0])
        # As high as the lowest foot wants it.
        low = body27_points(SKELETON, q, hips)[[23, 24, 25, 26], 1].min()
        hips[1] -= min(low, 0.0)
        return q, hips, (s <= 0.0 or s >= 1.0,) * 2

    return _collect("cartwheel", seconds, frame)


ALL = {
    "walk": walk,
    "walk to the camera": lambda: walk(sideways=False),
    "squat": squat,
    "jump": jump,
    "step up": step_up,
    "turn": turn_on_the_spot,
    "arms crossing": arms_crossing,
    "straight arms": straight_arm_raises,
    "cartwheel": cartwheel,
}


class View(VirtualCamera):
    """A camera that sees the motions of this module."""

    def see(self, motion, skeleton=SKELETON):
        """One estimate a frame, as a network with just this noise would give."""
        world = body27_points(skeleton, motion.rotations, motion.root)
        return super().see(motion.times, world)
