"""What lifters are trained to make small; lengths are metres."""

from __future__ import annotations

import torch
from torch import Tensor

from mocap_app.core.skeleton import body27

N_CORE = 17
"""Keypoints of Human3.6M, which come first in Body27; the other ten hang on them."""
_EXTREMITY_WEIGHT = 0.7
_NEAREST = 0.5  # metres: nearer to the lens the gradients explode
_CLAMP = 1.0  # rays of the reprojection stay within, as in the paper


def pose_loss(predicted: Tensor, truth: Tensor) -> Tensor:
    """Return the mean per-joint position error of (..., J, 3), the extremities counting less."""
    error = torch.linalg.vector_norm(predicted - truth, dim=-1)
    weight = torch.ones(error.shape[-1], device=error.device)
    weight[N_CORE:] = _EXTREMITY_WEIGHT
    loss: Tensor = (error * weight).sum(dim=-1).mean() / weight.sum()
    return loss


def velocity_loss(predicted: Tensor, truth: Tensor) -> Tensor:
    """Return the mean error of the steps between neighbouring frames of (B, T, J, 3).

    It is 0 for a single frame.
    """
    if predicted.shape[1] < 2:
        return predicted.new_zeros(())
    step = predicted[:, 1:] - predicted[:, :-1]
    true_step = truth[:, 1:] - truth[:, :-1]
    loss: Tensor = torch.linalg.vector_norm(step - true_step, dim=-1).mean()
    return loss


def trajectory_loss(predicted: Tensor, truth: Tensor) -> Tensor:
    """Return WMPJPE: the error of (..., 3) positions, each weighted by one over its depth.

    Somebody far away covers few pixels, and their depth cannot be told as well.
    """
    error = torch.linalg.vector_norm(predicted - truth, dim=-1)
    loss: Tensor = (error / truth[..., 2].clamp_min(0.2)).mean()
    return loss


def bone_lengths(points: Tensor) -> Tensor:
    """Return (..., 26) lengths of the bones of (..., 27, 3) keypoints, metres."""
    parents = torch.tensor(body27().parents[1:], device=points.device)
    bones = points[..., 1:, :] - points[..., parents, :]
    lengths: Tensor = torch.linalg.vector_norm(bones, dim=-1)
    return lengths


def bone_length_loss(unlabelled: Tensor, labelled: Tensor) -> Tensor:
    """Return how far the mean bone lengths of two batches of poses lie apart.

    The people of the unlabelled batch should be built like those of the labelled one.
    """
    there = bone_lengths(unlabelled).flatten(0, -2).mean(dim=0)
    here = bone_lengths(labelled).flatten(0, -2).mean(dim=0)
    return (there - here).abs().mean()


def reprojection_loss(pose: Tensor, root: Tensor, seen: Tensor, weight: Tensor) -> Tensor:
    """Return how far a pose, put at a root, lies from where the keypoints were seen.

    Args:
        pose: (..., J, 3) relative to the pelvis.
        root: (..., 3) pelvis.
        seen: (..., J, 2) rays x/z, y/z.
        weight: (..., J) confidence, 0 where nothing was seen.
    """
    points = pose + root[..., None, :]
    rays = points[..., :2] / points[..., 2:].clamp_min(_NEAREST)
    away = rays.clamp(-_CLAMP, _CLAMP) - seen.clamp(-_CLAMP, _CLAMP)
    error = torch.linalg.vector_norm(away, dim=-1)
    loss: Tensor = (weight * error).sum() / weight.sum().clamp_min(1e-6)
    return loss
