"""Learning from people whose 3D nobody knows: what is lifted must project back onto what was seen.

Section 4 of Pavllo et al., CVPR 2019. Every batch has a labelled and an unlabelled half. A second
network of the same shape finds where the pelvis is, taught by the labelled half (WMPJPE). The
unlabelled half gives two terms: reprojection of pose at pelvis, and bone lengths that should be,
on average, those of the labelled half.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from mocap_app.core.skeleton import body27
from mocap_app.networks.temporal_lifter import Lifter, build_lifter
from mocap_app.training.datasets.landmarks33 import LABELLED_HIP_WIDTH
from mocap_app.training.lifting.batches import TRAINING, Conditions, LiftBatch, make_batch
from mocap_app.training.lifting.losses import (
    bone_length_loss,
    reprojection_loss,
    trajectory_loss,
)

if TYPE_CHECKING:
    from mocap_app.networks.lifter_config import LifterConfig
    from mocap_app.training.lifting.detector_noise import DetectorNoise
    from mocap_app.training.lifting.motions import Motions

TRUNK_SPREAD_M = 0.3
"""Usual spread of a trunk: over its spread in the view it is a first guess of the depth."""
_HIPS = [body27().index("right_hip"), body27().index("left_hip")]
# Metres and rays in one sum: at some three metres a ray of 0.1 is 0.3 m.
_REPROJECTION_WEIGHT = 1.0
_BONE_WEIGHT = 1.0
_MOST_HIDDEN = 0.4
"""Largest share of the keypoints that an unlabelled window does not show to the lifter."""


class SemiSupervised:
    """The trajectory network in training, and the terms that need it."""

    def __init__(
        self,
        config: LifterConfig,
        unlabelled: Motions,
        noise: DetectorNoise,
        learning_rate: float = 1e-3,
        conditions: Conditions = TRAINING,
    ) -> None:
        self.trajectory: Lifter = build_lifter(dataclasses.replace(config, outputs=1))
        self.optimizer = torch.optim.Adam(
            self.trajectory.parameters(), lr=learning_rate, amsgrad=True
        )
        self._unlabelled = unlabelled
        self._noise = noise
        self._conditions = conditions

    def draw(self, like: LiftBatch, config: LifterConfig, rng: np.random.Generator) -> LiftBatch:
        """Return as many unlabelled windows, each of a clip of its own, some keypoints hidden.

        What the detector said of hidden ones is still there to be projected back onto, so that
        they have to be found: errors of what is shown are projected onto best by repeating them.
        """
        batch = make_batch(
            self._unlabelled,
            (len(like.features), 1),
            rng,
            self._conditions,
            noise=self._noise,
            config=config,
        )
        count, joints = batch.confidence.shape
        hidden = rng.random((count, joints)) < rng.uniform(0.0, _MOST_HIDDEN, (count, 1))
        shown = np.concatenate([np.repeat(~hidden, 3, axis=1), np.ones((count, 1), bool)], axis=1)
        return dataclasses.replace(batch, features=batch.features * shown[:, None])

    def terms(
        self, batches: tuple[LiftBatch, LiftBatch | None], poses: Tensor
    ) -> dict[str, Tensor]:
        """Return the further terms of the loss.

        Args:
            batches: The labelled windows and, once the networks are warm, unlabelled ones.
            poses: (N, J, 3) the lifter's answers to all of them, labelled ones first. One pass
                for both halves, or batch norm would know neither of the two distributions.
        """
        # Imported here: the loop knows this module, and both share this.
        from mocap_app.training.lifting.loop import answers

        labelled, blind = batches
        count = len(labelled.features)
        parts = [labelled] if blind is None else [labelled, blind]
        self.trajectory.train()
        x = torch.cat([torch.from_numpy(part.features) for part in parts])
        scale = torch.cat([torch.from_numpy(part.view.scale) for part in parts])
        root = place_root(answers(self.trajectory, x), scale)
        terms = {"trajectory": trajectory_loss(root[:count], torch.from_numpy(labelled.root))}
        if blind is None:
            return terms
        seen = blind.view.project(blind.rays) * blind.view.scale[:, None, None]
        terms["reprojection"] = _REPROJECTION_WEIGHT * reprojection_loss(
            widened_hips(poses[count:]),
            root[count:],
            torch.from_numpy(seen.astype(np.float32)),
            # Who is half as sure is four times as wrong: see `detector_noise.json`.
            torch.from_numpy(np.square(blind.confidence)),
        )
        # Both halves are pulled. Pulling at one alone moves the other along, through the weights
        # that they share, so that the difference stays and everybody grows without end.
        terms["bones"] = _BONE_WEIGHT * bone_length_loss(poses[count:], poses[:count])
        return terms


def place_root(raw: Tensor, scale: Tensor) -> Tensor:
    """Turn (N, 1, 3) answers of a trajectory network into (N, 3) metres, view frame.

    The network says how far from the middle of the view the pelvis is, in spreads of the trunk,
    and how much deeper it is than the size of the trunk lets expect.
    """
    depth = TRUNK_SPREAD_M / scale * torch.exp(raw[..., 0, 2].clamp(-2.0, 2.0))
    return torch.stack(
        [raw[..., 0, 0] * scale * depth, raw[..., 0, 1] * scale * depth, depth], dim=-1
    )


def widened_hips(pose: Tensor) -> Tensor:
    """Return (..., 27, 3) poses with the hips where 2D labels have them."""
    factor = torch.ones(pose.shape[-2], 1)
    factor[_HIPS] = LABELLED_HIP_WIDTH
    return pose * factor
