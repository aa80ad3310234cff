"""Three-vectors, frames and quaternions as tuples of floats, for chains of small steps.

One numpy call costs as much as some ten of these; on a handful of vectors that depend on each other
plain Python is several times faster. Vectors are (x, y, z), quaternions (w, x, y, z), frames three
vectors: the columns of a rotation matrix. Arrays belong in `core.rotation`.
"""

from __future__ import annotations

import math

Vec = tuple[float, float, float]
Quat = tuple[float, float, float, float]
Frame = tuple[Vec, Vec, Vec]

_AXES: Frame = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_TINY = 1e-12
_TINY_SQUARED = _TINY * _TINY


def vec(values: list[float]) -> Vec:
    """Return the vector of a list of three."""
    x, y, z = values
    return x, y, z


def frame(columns: list[list[float]]) -> Frame:
    """Return the frame of a list of its three columns."""
    x, y, z = columns
    return vec(x), vec(y), vec(z)


def add(a: Vec, b: Vec) -> Vec:
    """Return a + b."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def sub(a: Vec, b: Vec) -> Vec:
    """Return a - b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def scaled(a: Vec, factor: float) -> Vec:
    """Return the vector times a number."""
    return factor * a[0], factor * a[1], factor * a[2]


def dot(a: Vec, b: Vec) -> float:
    """Return the inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """Return the cross product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def length(a: Vec) -> float:
    """Return the Euclidean length."""
    x, y, z = a
    return math.sqrt(x * x + y * y + z * z)


def unit(a: Vec) -> Vec:
    """Scale to length 1; a vector of no length becomes zero."""
    x, y, z = a
    squared = x * x + y * y + z * z
    factor = 1.0 / math.sqrt(squared) if squared > _TINY_SQUARED else 1.0 / _TINY
    return factor * x, factor * y, factor * z


def mix(a: Vec, b: Vec, weight: float) -> Vec:
    """Return the direction between `a` (weight 1) and `b` (weight 0); b where they cancel out."""
    rest = 1.0 - weight
    x, y, z = weight * a[0] + rest * b[0], weight * a[1] + rest * b[1], weight * a[2] + rest * b[2]
    squared = x * x + y * y + z * z
    if squared <= _TINY_SQUARED:
        return b
    factor = 1.0 / math.sqrt(squared)
    return factor * x, factor * y, factor * z


def world(frame: Frame, v: Vec) -> Vec:
    """Return in world axes what is `v` in those of the frame."""
    (a, d, g), (b, e, h), (c, f, i) = frame
    x, y, z = v
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def world_frame(parent: Frame, frame: Frame) -> Frame:
    """Return in world axes what is `frame` in those of the parent."""
    return world(parent, frame[0]), world(parent, frame[1]), world(parent, frame[2])


def local(frame: Frame, v: Vec) -> Vec:
    """Return in the frame's axes what is `v` in world axes."""
    (a, b, c), (d, e, f), (g, h, i) = frame
    x, y, z = v
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def frame_from(first: Vec, second: Vec) -> Frame:
    """Return right-handed axes: the unit vector `first`, one towards `second`, and their normal.

    Where the two are parallel, some perpendicular is taken.
    """
    (a, b, c), (x, y, z) = first, second
    along = a * x + b * y + c * z
    side = (x - along * a, y - along * b, z - along * c)
    if dot(side, side) < _TINY:
        other = _AXES[min(range(3), key=lambda i: abs(first[i]))]
        side = sub(other, scaled(first, dot(first, other)))
    x, y, z = side = unit(side)
    return first, side, (b * z - c * y, c * x - a * z, a * y - b * x)


def swing(a: Vec, b: Vec) -> Quat:
    """Return the shortest rotation from unit vector `a` to `b`; some half turn if opposite."""
    w = 1.0 + dot(a, b)
    if w < 1e-9:
        axis = frame_from(a, _AXES[0])[1]
        return 0.0, axis[0], axis[1], axis[2]
    x, y, z = cross(a, b)
    s = 1.0 / math.sqrt(w * w + x * x + y * y + z * z)
    return s * w, s * x, s * y, s * z


def turn(axis: Vec, radians: float) -> Quat:
    """Return the rotation about a unit axis."""
    s = math.sin(0.5 * radians)
    return math.cos(0.5 * radians), s * axis[0], s * axis[1], s * axis[2]


def power(q: Quat, exponent: float, most: float = math.inf) -> Quat:
    """Return the fraction of a rotation by its shorter way, of at most `most` radians."""
    w, x, y, z = q
    sine = math.sqrt(x * x + y * y + z * z)
    half = math.atan2(sine, abs(w))
    part = exponent * min(half, 0.5 * most)
    factor = math.sin(part) / max(sine, _TINY)
    if w < 0.0:
        factor = -factor
    return math.cos(part), factor * x, factor * y, factor * z


def rotated(q: Quat, v: Vec) -> Vec:
    """Turn a vector by a unit quaternion."""
    w, x, y, z = q
    a, b, c = v
    tx, ty, tz = 2.0 * (y * c - z * b), 2.0 * (z * a - x * c), 2.0 * (x * b - y * a)
    return a + w * tx + y * tz - z * ty, b + w * ty + z * tx - x * tz, c + w * tz + x * ty - y * tx


def rotated_frame(q: Quat, frame: Frame) -> Frame:
    """Turn the three columns of a frame."""
    return rotated(q, frame[0]), rotated(q, frame[1]), rotated(q, frame[2])


def quat_between(a: Frame, b: Frame) -> Quat:
    """Return the rotation, in world axes, that turns frame `a` into frame `b`."""
    # The matrix sum of b_i a_i^T, read off as a quaternion by its largest component.
    (ax, ay, az), (bx, by, bz) = a, b
    m = [[bx[i] * ax[j] + by[i] * ay[j] + bz[i] * az[j] for j in (0, 1, 2)] for i in (0, 1, 2)]
    diagonal = (m[0][0] + m[1][1] + m[2][2], m[0][0], m[1][1], m[2][2])
    largest = max(range(4), key=lambda i: diagonal[i])
    if largest == 0:
        q = (
            1.0 + diagonal[0],
            m[2][1] - m[1][2],
            m[0][2] - m[2][0],
            m[1][0] - m[0][1],
        )
    else:
        i = largest - 1
        j, k = (i + 1) % 3, (i + 2) % 3
        parts = [0.0, 0.0, 0.0]
        parts[i] = 1.0 + m[i][i] - m[j][j] - m[k][k]
        parts[j], parts[k] = m[i][j] + m[j][i], m[i][k] + m[k][i]
        q = (m[k][j] - m[j][k], parts[0], parts[1], parts[2])
    s = 1.0 / math.sqrt(sum(c * c for c in q))
    return s * q[0], s * q[1], s * q[2], s * q[3]
