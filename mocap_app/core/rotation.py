"""Rotations as unit quaternions (w, x, y, z), batched over any leading shape.

Every function takes `(..., 4)` quaternions and `(..., 3)` vectors and broadcasts the leading
dimensions. A quaternion turns column vectors: `rotate(multiply(a, b), v)` turns by `b` first.
scipy does the maths where it has it, except for what runs many times per frame on a handful of
joints: there each numpy call costs more than its sums, so products and conversions are one
multiplication with a constant table. scipy is imported by whoever needs it first: a third of a
second of the processor's time, and the window opens without.
"""

from __future__ import annotations

import math
import re
import warnings
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mocap_app.core import vec3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.spatial.transform import Rotation

    from mocap_app.core.vec3 import Frame

FloatArray = NDArray[np.float64]

IDENTITY: FloatArray = np.array([1.0, 0.0, 0.0, 0.0])
_TINY = 1e-12
_SPECK = 1e-30 * IDENTITY  # Gives even the zero quaternion a direction, and changes no other.
_ONES = {n: np.ones((n, 1)) for n in (2, 3, 4)}
_CONJUGATE = np.array([1.0, -1.0, -1.0, -1.0])


def _table(entries: str, rows: int) -> FloatArray:
    """Read one column per word: "+12-21" is the product of components 1 and 2 less that of 2, 1."""
    table = np.zeros((rows, len(entries.split())))
    width = math.isqrt(rows)
    for column, word in enumerate(entries.split()):
        for sign, i, j in re.findall(r"([+-])(\d)(\d)", word):
            table[width * int(i) + int(j), column] += float(sign + "1")
    return table


# a x b, a * b and the matrix of q, from all products of their components.
_CROSS = _table("+12-21 +20-02 +01-10", 9)
_PRODUCT = _table("+00-11-22-33 +01+10+23-32 +02-13+20+31 +03+12-21+30", 16)
_MATRIX = _table(
    "+00+11-22-33 +12+12-03-03 +13+13+02+02 "
    "+12+12+03+03 +00-11+22-33 +23+23-01-01 "
    "+13+13-02-02 +23+23+01+01 +00-11-22+33",
    16,
)
# And 4 q q^T from the components m_ij of a matrix, up to the identity.
_OUTER = _table(
    "+00+11+22 +21-12 +02-20 +10-01 "
    "+21-12 +00-11-22 +01+10 +02+20 "
    "+02-20 +01+10 -00+11-22 +12+21 "
    "+10-01 +02+20 +12+21 -00-11+22",
    9,
)
_EYE = np.eye(4).ravel()


def _bilinear(a: FloatArray, b: FloatArray, table: FloatArray) -> FloatArray:
    products: FloatArray = a[..., :, None] * b[..., None, :]
    # The length is named, not -1: that of an array of no frames could not be worked out.
    result: FloatArray = products.reshape(*products.shape[:-2], a.shape[-1] * b.shape[-1]) @ table
    return result


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the inner product over the last axis, which is kept: (..., n) to (..., 1)."""
    products: FloatArray = a * b
    result: FloatArray = products @ _ONES[products.shape[-1]]
    return result


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the cross product of (..., 3) vectors; several times faster on few than numpy's."""
    if a.ndim == b.ndim == 1:
        (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
        return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])
    return _bilinear(a, b, _CROSS)


def unit(v: FloatArray) -> FloatArray:
    """Scale (..., n) vectors to length 1; vectors of no length become zero."""
    if v.ndim == 1:
        return v / max(math.sqrt(v @ v), _TINY)
    return v / np.maximum(np.sqrt(dot(v, v)), _TINY)


def normalise(q: FloatArray) -> FloatArray:
    """Scale quaternions to length 1; the zero quaternion becomes the identity."""
    q = q + _SPECK
    return q / np.sqrt(dot(q, q))


def multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the Hamilton product: the rotation `b` followed by `a`."""
    return _bilinear(a, b, _PRODUCT)


def inverse(q: FloatArray) -> FloatArray:
    """Return the opposite rotation of unit quaternions."""
    opposite: FloatArray = q * _CONJUGATE
    return opposite


def rotate(q: FloatArray, v: FloatArray) -> FloatArray:
    """Turn (..., 3) vectors by unit quaternions."""
    turned: FloatArray = to_matrix(q) @ v[..., None]
    return turned[..., 0]


def to_matrix(q: FloatArray) -> FloatArray:
    """Return the (..., 3, 3) rotation matrices of unit quaternions."""
    return _bilinear(q, q, _MATRIX).reshape(*q.shape[:-1], 3, 3)


def matrices_of(frames: Sequence[Frame]) -> FloatArray:
    """Return the (N, 3, 3) matrices whose columns `vec3` frames are."""
    flat = chain.from_iterable(chain.from_iterable(frames))
    columns = np.fromiter(flat, np.float64, 9 * len(frames)).reshape(-1, 3, 3)
    return columns.swapaxes(-1, -2)


def frames_of(matrices: FloatArray) -> list[Frame]:
    """Return the `vec3` frames of (N, 3, 3) matrices, the inverse of `matrices_of`."""
    return [vec3.frame(columns) for columns in matrices.swapaxes(-1, -2).tolist()]


def from_matrix(m: FloatArray, near: FloatArray = IDENTITY) -> FloatArray:
    """Return the quaternions of (..., 3, 3) rotation matrices, near in sign to (..., 4) others.

    Near to the identity, as they are if nothing else is given, means w >= 0.
    """
    outer = m.reshape(-1, 9) @ _OUTER + _EYE
    # Any row of q q^T is q but for its length; the one with the largest diagonal is the surest.
    largest = outer[:, ::5].argmax(axis=-1)
    rows = outer.reshape(-1, 4)
    q = rows.take(np.arange(0, len(rows), 4) + largest, axis=0)
    q /= np.sqrt(dot(q, q))
    return align_to(q.reshape(*m.shape[:-2], 4), near)


def from_rotvec(v: FloatArray) -> FloatArray:
    """Return the quaternions of (..., 3) rotation vectors: axis times angle in radians."""
    from scipy.spatial.transform import Rotation

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


def limit_angle(q: FloatArray, most: ArrayLike) -> FloatArray:
    """Shorten rotations (..., 4) to at most `most` (...) radians about the same axis."""
    if (np.abs(q[..., 0]) >= np.cos(np.asarray(most) / 2.0)).all():
        return q
    q = np.where(q[..., :1] < 0.0, -q, q)
    sine = np.sqrt(dot(q[..., 1:], q[..., 1:]))[..., 0]
    half = np.arctan2(sine, q[..., 0])
    kept = np.minimum(half, np.asarray(most) / 2.0)
    xyz = q[..., 1:] * (np.sin(kept) / np.maximum(sine, 1e-12))[..., None]
    return normalise(np.concatenate([np.cos(kept)[..., None], xyz], axis=-1))


def swing(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the shortest rotation that takes unit vectors `a` to unit vectors `b`, (..., 3).

    Where they are opposite, it turns by 180 degrees about some axis perpendicular to `a`.
    """
    if a.ndim == b.ndim == 1 and (cosine := float(a @ b)) > -0.999:
        (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
        # |(1 + cos, sin * axis)|^2 = 2 + 2 cos, so no further root is needed.
        s = 1.0 / math.sqrt(2.0 + 2.0 * cosine)
        x, y, z = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        return np.array([s * (1.0 + cosine), s * x, s * y, s * z])
    w = 1.0 + dot(a, b)
    q = np.concatenate([w, cross(a, b)], axis=-1)
    if (w < 1e-9).any():
        a = np.broadcast_to(a, (*q.shape[:-1], 3))
        turn = unit(cross(a, np.eye(3)[np.argmin(np.abs(a), axis=-1)]))
        half_turn = np.concatenate([np.zeros_like(w), turn], axis=-1)
        q = np.where(w < 1e-9, half_turn, q)
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
    from scipy.spatial.transform import Rotation

    angles = np.asarray(angles, dtype=np.float64)
    turned = Rotation.from_euler(order, angles.reshape(-1, 3), degrees=True)
    return _from_scipy(turned, angles.shape[:-1])


def unroll_euler(angles: FloatArray) -> FloatArray:
    """Make Euler angles (T, ..., 3) in degrees continuous over time without changing a rotation.

    Valid for the six orders with three different axes. Each set of angles has a second one for
    the same rotation, `(a + 180, 180 - b, c + 180)`; both, modulo 360, are tried in every frame
    and the nearer to the frame before wins.
    """
    angles = np.array(angles, dtype=np.float64)
    second = 180.0 + angles * (1.0, -1.0, 1.0)
    # Both sets of one frame are as far from those of the next, crosswise and straight: whether to
    # change sets does not depend on which one was taken before, so that no loop is needed.
    change = _apart(second[1:], angles[:-1]) < _apart(angles[1:], angles[:-1])
    taken = np.logical_xor.accumulate(np.concatenate([np.zeros_like(change[:1]), change]), axis=0)
    nearer = np.where(taken[..., None], second, angles) if len(angles) > 1 else angles
    return np.asarray(np.unwrap(nearer, axis=0, period=360.0), dtype=np.float64)


def _apart(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return (...) degrees by which (..., 3) angles differ, whole turns apart."""
    step = a - b
    step -= 360.0 * np.round(step / 360.0)
    apart: FloatArray = np.abs(step).sum(axis=-1)
    return apart


def align_to(q: FloatArray, reference: FloatArray) -> FloatArray:
    """Return `q` with the signs that lie in the hemisphere of `reference`; same rotations."""
    return q * np.copysign(1.0, dot(q, reference))


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
    from scipy.spatial.transform import Rotation

    return Rotation.from_quat(np.asarray(q, dtype=np.float64).reshape(-1, 4)[:, (1, 2, 3, 0)])


def _from_scipy(rotation: Rotation, shape: tuple[int, ...]) -> FloatArray:
    q = np.asarray(rotation.as_quat(), dtype=np.float64)[:, (3, 0, 1, 2)]
    return np.where(q[:, :1] < 0.0, -q, q).reshape(*shape, 4)
