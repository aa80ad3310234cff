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

AXES: Frame = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
NO_TURN: Quat = (1.0, 0.0, 0.0, 0.0)
_TINY = 1e-12
_TINY_SQUARED = _TINY * _TINY
_NEWTON_STEPS, _CONVERGED, _UNDECIDED = 60, 1e-15, 1e-6


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


def add_scaled(a: Vec, b: Vec, factor: float) -> Vec:
    """Return a + factor * b."""
    return a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]


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
    (a, d, g), (b, e, h), (c, f, i) = parent
    (x, y, z), (p, q, r), (s, t, u) = frame
    return (
        (a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z),
        (a * p + b * q + c * r, d * p + e * q + f * r, g * p + h * q + i * r),
        (a * s + b * t + c * u, d * s + e * t + f * u, g * s + h * t + i * u),
    )


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
        other = AXES[min(range(3), key=lambda i: abs(first[i]))]
        side = sub(other, scaled(first, dot(first, other)))
    x, y, z = side = unit(side)
    return first, side, (b * z - c * y, c * x - a * z, a * y - b * x)


def swing(a: Vec, b: Vec) -> Quat:
    """Return the shortest rotation from unit vector `a` to `b`; some half turn if opposite."""
    (d, e, f), (p, q, r) = a, b
    w = 1.0 + d * p + e * q + f * r
    if w < 1e-9:
        axis = frame_from(a, AXES[0])[1]
        return 0.0, axis[0], axis[1], axis[2]
    x, y, z = e * r - f * q, f * p - d * r, d * q - e * p
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


def limited(q: Quat, most: float) -> Quat:
    """Return a rotation of at most `most` radians by the shorter way about the same axis."""
    within = abs(q[0]) >= math.cos(0.5 * min(most, 2.0 * math.pi))
    return q if within else power(q, 1.0, most)


def rotated(q: Quat, v: Vec) -> Vec:
    """Turn a vector by a unit quaternion."""
    w, x, y, z = q
    a, b, c = v
    tx, ty, tz = 2.0 * (y * c - z * b), 2.0 * (z * a - x * c), 2.0 * (x * b - y * a)
    return a + w * tx + y * tz - z * ty, b + w * ty + z * tx - x * tz, c + w * tz + x * ty - y * tx


def rotated_frame(q: Quat, frame: Frame) -> Frame:
    """Turn the three columns of a frame."""
    return world_frame(frame_of(q), frame)


def product(a: Quat, b: Quat) -> Quat:
    """Return the rotation `b` followed by `a`."""
    (w, x, y, z), (s, p, q, r) = a, b
    return (
        w * s - x * p - y * q - z * r,
        w * p + x * s + y * r - z * q,
        w * q - x * r + y * s + z * p,
        w * r + x * q - y * p + z * s,
    )


def inverse(q: Quat) -> Quat:
    """Return the opposite of a unit quaternion."""
    return q[0], -q[1], -q[2], -q[3]


def slerp(a: Quat, b: Quat, part: float) -> Quat:
    """Go a part of the shorter way from `a` to `b` at constant speed."""
    return product(power(product(b, inverse(a)), part), a)


def frame_of(q: Quat) -> Frame:
    """Return the frame into which a unit quaternion turns the axes."""
    w, x, y, z = q
    p, q2, r = 2.0 * x, 2.0 * y, 2.0 * z
    xx, yy, zz, xy, yz, zx = p * x, q2 * y, r * z, p * y, q2 * z, r * x
    wx, wy, wz = p * w, q2 * w, r * w
    return (
        (1.0 - yy - zz, xy + wz, zx - wy),
        (xy - wz, 1.0 - zz - xx, yz + wx),
        (zx + wy, yz - wx, 1.0 - xx - yy),
    )


def quat_of(frame: Frame) -> Quat:
    """Return the rotation that turns the axes into the frame; the inverse of `frame_of`."""
    (a, d, g), (b, e, h), (c, f, i) = frame
    # Read off by the largest component.
    if a + e + i >= max(a, e, i):
        w, x, y, z = 1.0 + a + e + i, h - f, c - g, d - b
    elif a >= max(e, i):
        w, x, y, z = h - f, 1.0 + a - e - i, b + d, c + g
    elif e >= i:
        w, x, y, z = c - g, b + d, 1.0 + e - i - a, f + h
    else:
        w, x, y, z = d - b, c + g, f + h, 1.0 + i - a - e
    s = 1.0 / math.sqrt(w * w + x * x + y * y + z * z)
    return s * w, s * x, s * y, s * z


def quat_between(a: Frame, b: Frame) -> Quat:
    """Return the rotation, in world axes, that turns frame `a` into frame `b`."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = a
    return quat_of(world_frame(b, ((ax, bx, cx), (ay, by, cy), (az, bz, cz))))


def nearest_frame(m: Frame, otherwise: Frame) -> Frame:
    """Return the rotation R for which the trace of R^T M is largest, never a mirror image.

    For the covariance M of two sets of points it is the best turn of one onto the other. F. L.
    Markley, "Attitude determination using vector observations: a fast optimal matrix algorithm",
    1993: that trace is the largest root of a polynomial, and R follows from it.

    Args:
        m: The three columns of M.
        otherwise: What is returned where several rotations are equally good.
    """
    a, b, c = m
    aa, bb, cc, ab, bc, ca = dot(a, a), dot(b, b), dot(c, c), dot(a, b), dot(b, c), dot(c, a)
    p, q, r = cross(b, c), cross(c, a), cross(a, b)
    size, det, minors = aa + bb + cc, dot(a, p), dot(p, p) + dot(q, q) + dot(r, r)
    # From above, where the polynomial is convex: every step goes down until the last. The first
    # bound holds for any singular values; put into what the trace is the root of, it gets closer.
    trace = math.sqrt(size + 2.0 * math.sqrt(3.0 * minors))
    trace = math.sqrt(size + 2.0 * math.sqrt(minors + 2.0 * max(det, 0.0) * trace))
    for _ in range(_NEWTON_STEPS):
        half = 0.5 * (trace * trace - size)
        slope = half * trace - det
        if slope <= _UNDECIDED * trace * size:
            return otherwise
        step = (half * half - 2.0 * trace * det - minors) / (2.0 * slope)
        trace -= step
        if step <= _CONVERGED * trace:
            break
    # (half + |M|^2) M + trace cof(M) - M M^T M, column by column.
    grown, s = half + size, 1.0 / slope
    weights = ((grown - aa, -ab, -ca), (-ab, grown - bb, -bc), (-ca, -bc, grown - cc))
    x, y, z = world_frame(m, weights)
    x, y, z = add_scaled(x, p, trace), add_scaled(y, q, trace), add_scaled(z, r, trace)
    return scaled(x, s), scaled(y, s), scaled(z, s)
