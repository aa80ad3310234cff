"""Rotations as unit quaternions (w, x, y, z), batched over any leading shape.

Every function takes `(..., 4)` quaternions and `(..., 3)` vectors and broadcasts the leading
dimensions. A quaternion turns column vectors: `rotate(multiply(a, b), v)` turns by `b` first.
scipy does the maths where it has it; products, swings and twists are written here because they
run per frame, where building a scipy object for each would cost more than the sums.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.transform import Rotation

FloatArray = NDArray[np.float64]

IDENTITY: FloatArray = np.array([1.0, 0.0, 0.0, 0.0])
_TINY = 1e-12
_CONJUGATE = np.array([1.0, -1.0, -1.0, -1.0])
_NEXT = (1, 2, 0)
_LAST = (2, 0, 1)


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the cross product of (..., 3) vectors; `np.cross` costs ten times as much on few."""
    product: FloatArray = a[..., _NEXT] * b[..., _LAST] - a[..., _LAST] * b[..., _NEXT]
    return product


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the inner product over the last axis, which is kept: (..., n) to (..., 1)."""
    product: FloatArray = np.einsum("...i,...i->...", a, b)[..., None]
    return product


def unit(v: FloatArray) -> FloatArray:
    """Scale (..., n) vectors to length 1; vectors of no length become zero."""
    length = np.sqrt(dot(v, v))
    return v / np.maximum(length, _TINY)


def normalise(q: FloatArray) -> FloatArray:
    """Scale quaternions to length 1; the zero quaternion becomes the identity."""
    length = np.sqrt(dot(q, q))
    return np.where(length > _TINY, q / np.maximum(length, _TINY), IDENTITY)


def multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the Hamilton product: the rotation `b` followed by `a`."""
    aw, bw = a[..., :1], b[..., :1]
    av, bv = a[..., 1:], b[..., 1:]
    w = aw * bw - dot(av, bv)
    return np.concatenate([w, aw * bv + bw * av + cross(av, bv)], axis=-1)


def inverse(q: FloatArray) -> FloatArray:
    """Return the opposite rotation of unit quaternions."""
    opposite: FloatArray = q * _CONJUGATE
    return opposite


def rotate(q: FloatArray, v: FloatArray) -> FloatArray:
    """Turn (..., 3) vectors by unit quaternions."""
    xyz = q[..., 1:]
    t = 2.0 * cross(np.broadcast_to(xyz, np.broadcast_shapes(xyz.shape, v.shape)), v)
    turned: FloatArray = v + q[..., :1] * t + cross(xyz, t)
    return turned


def to_matrix(q: FloatArray) -> FloatArray:
    """Return the (..., 3, 3) rotation matrices of unit quaternions."""
    w, x, y, z = (q[..., i] for i in range(4))
    xx, yy, zz = x * x, y * y, z * z
    xy, xz, yz = x * y, x * z, y * z
    wx, wy, wz = w * x, w * y, w * z
    matrix = np.empty((*q.shape[:-1], 3, 3))
    matrix[..., 0, 0] = 1.0 - 2.0 * (yy + zz)
    matrix[..., 0, 1] = 2.0 * (xy - wz)
    matrix[..., 0, 2] = 2.0 * (xz + wy)
    matrix[..., 1, 0] = 2.0 * (xy + wz)
    matrix[..., 1, 1] = 1.0 - 2.0 * (xx + zz)
    matrix[..., 1, 2] = 2.0 * (yz - wx)
    matrix[..., 2, 0] = 2.0 * (xz - wy)
    matrix[..., 2, 1] = 2.0 * (yz + wx)
    matrix[..., 2, 2] = 1.0 - 2.0 * (xx + yy)
    return matrix


def from_matrix(m: FloatArray) -> FloatArray:
    """Return the quaternions, w >= 0, of (..., 3, 3) rotation matrices."""
    m = np.asarray(m, dtype=np.float64)
    return _from_scipy(Rotation.from_matrix(m.reshape(-1, 3, 3)), m.shape[:-2])


def from_rotvec(v: FloatArray) -> FloatArray:
    """Return the quaternions of (..., 3) rotation vectors: axis times angle in radians."""
    v = np.asarray(v, dtype=np.float64)
    return _from_scipy(Rotation.from_rotvec(v.reshape(-1, 3)), v.shape[:-1])


def to_rotvec(q: FloatArray) -> FloatArray:
    """Return axis times angle, (..., 3) radians, at most pi long."""
    vectors = np.asarray(_to_scipy(q).as_rotvec(), dtype=np.float64)
    return vectors.reshape(*q.shape[:-1], 3)


def from_axis_angle(axis: ArrayLike, radians: ArrayLike) -> FloatArray:
    """Return the turn by `radians` (...) about unit `axis` (..., 3)."""
    half = np.asarray(radians, dtype=np.float64)[..., None] / 2.0
    xyz = np.sin(half) * np.asarray(axis, dtype=np.float64)
    w = np.broadcast_to(np.cos(half), (*xyz.shape[:-1], 1))
    return np.concatenate([w, xyz], axis=-1)


def angle(q: FloatArray) -> FloatArray:
    """Return the turning angle (...) in radians, 0 to pi."""
    sine = np.sqrt(dot(q[..., 1:], q[..., 1:]))[..., 0]
    radians: FloatArray = 2.0 * np.arctan2(sine, np.abs(q[..., 0]))
    return radians


def slerp(a: FloatArray, b: FloatArray, t: ArrayLike) -> FloatArray:
    """Go the fraction `t` (...) of the shorter way from `a` to `b` at constant speed."""
    t = np.asarray(t, dtype=np.float64)[..., None]
    cosine = dot(a, b)
    b = np.where(cosine < 0.0, -b, b)
    theta = np.arccos(np.clip(np.abs(cosine), 0.0, 1.0))
    sine = np.maximum(np.sin(theta), _TINY)
    near = theta < 1e-4  # There the chord is the arc to within rounding.
    wa = np.where(near, 1.0 - t, np.sin((1.0 - t) * theta) / sine)
    wb = np.where(near, t, np.sin(t * theta) / sine)
    return normalise(wa * a + wb * b)


def swing(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the shortest rotation that takes unit vectors `a` to unit vectors `b`, (..., 3).

    Where they are opposite, it turns by 180 degrees about some axis perpendicular to `a`.
    """
    a, b = np.broadcast_arrays(a, b)
    w = 1.0 + dot(a, b)
    q = np.concatenate([w, cross(a, b)], axis=-1)
    opposite = w[..., 0] < 1e-9
    if opposite.any():
        smallest = np.eye(3)[np.argmin(np.abs(a), axis=-1)]
        turn = unit(cross(a, smallest))
        half_turn = np.concatenate([np.zeros_like(w), turn], axis=-1)
        q = np.where(opposite[..., None], half_turn, q)
    return normalise(q)


def swing_twist(q: FloatArray, axis: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Split into `(swing, twist)` with `q = multiply(swing, twist)`, twist about unit `axis`.

    The swing turns about an axis perpendicular to `axis`. At a swing of exactly 180 degrees the
    twist is not defined and comes back as the identity.
    """
    along = dot(q[..., 1:], axis)
    twist = normalise(np.concatenate([q[..., :1], along * axis], axis=-1))
    return multiply(q, inverse(twist)), twist


def to_euler(q: FloatArray, order: str) -> FloatArray:
    """Return Euler angles (..., 3) in degrees, in the sequence of `order`.

    Upper-case orders such as "ZXY" are intrinsic, lower-case ones extrinsic, as in scipy. In
    gimbal lock the third angle is zero and the angles still give the same rotation.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Gimbal lock")
        angles = _to_scipy(q).as_euler(order, degrees=True)
    return np.asarray(angles, dtype=np.float64).reshape(*q.shape[:-1], 3)


def from_euler(angles: FloatArray, order: str) -> FloatArray:
    """Return the quaternions of (..., 3) Euler angles in degrees; the inverse of `to_euler`."""
    angles = np.asarray(angles, dtype=np.float64)
    turned = Rotation.from_euler(order, angles.reshape(-1, 3), degrees=True)
    return _from_scipy(turned, angles.shape[:-1])


def unroll_euler(angles: FloatArray) -> FloatArray:
    """Make Euler angles (T, ..., 3) in degrees continuous over time without changing a rotation.

    Valid for the six orders with three different axes. Each set of angles has a second one for
    the same rotation, `(a + 180, 180 - b, c + 180)`; both, modulo 360, are tried in every frame
    and the nearer to the frame before wins.
    """
    result = np.array(angles, dtype=np.float64)
    flip, offset = np.array([1.0, -1.0, 1.0]), np.full(3, 180.0)
    for t in range(1, len(result)):
        before = result[t - 1]
        candidates = np.stack([result[t], offset + flip * result[t]])
        candidates -= 360.0 * np.round((candidates - before) / 360.0)
        distance = np.abs(candidates - before).sum(axis=-1)
        result[t] = np.where((distance[1] < distance[0])[..., None], candidates[1], candidates[0])
    return result


def align_to(q: FloatArray, reference: FloatArray) -> FloatArray:
    """Return `q` with the signs that lie in the hemisphere of `reference`; same rotations."""
    return np.where(dot(q, reference) < 0.0, -q, q)


def align_hemisphere(q: FloatArray) -> FloatArray:
    """Choose signs so that each (T, ..., 4) quaternion is near the one before it in time.

    NaN rows (frames without a pose) stay NaN and are looked across.
    """
    q = np.asarray(q, dtype=np.float64)
    frames = np.arange(len(q)).reshape(-1, *[1] * (q.ndim - 2))
    valid = np.all(np.isfinite(q), axis=-1, keepdims=True)
    last = np.maximum.accumulate(np.where(valid, frames[..., None], 0), axis=0)  # (T, ..., 1)
    filled = np.where(valid, q, np.take_along_axis(q, last, axis=0))
    sign = np.ones((*q.shape[:-1], 1))
    sign[1:] = np.cumprod(np.where(dot(filled[1:], filled[:-1]) < 0.0, -1.0, 1.0), axis=0)
    return q * sign


def _to_scipy(q: FloatArray) -> Rotation:
    return Rotation.from_quat(np.asarray(q, dtype=np.float64).reshape(-1, 4)[:, (1, 2, 3, 0)])


def _from_scipy(rotation: Rotation, shape: tuple[int, ...]) -> FloatArray:
    q = np.asarray(rotation.as_quat(), dtype=np.float64)[:, (3, 0, 1, 2)]
    return np.where(q[:, :1] < 0.0, -q, q).reshape(*shape, 4)
