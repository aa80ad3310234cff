"""Several frozen networks, or one and its mirror image, that teach together.

The mean of what networks answer is nearer to the truth than each, and so is the mean over views of
a picture; a network can learn that mean back (Lan, Zhu and Gong, NeurIPS 2018, and Radosavovic et
al., Data Distillation, CVPR 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.training.distill import resample_logits

if TYPE_CHECKING:
    from collections.abc import Sequence


class Teachers(nn.Module):
    """Averages the maps of networks; every second one sees the mirror image.

    The same network twice is therefore the flip test. Maps have the size of the first's; the
    keypoints must be Body27's.
    """

    def __init__(self, networks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, image: Tensor) -> PoseMaps:
        """Return the maps of (B, 3, S, S) pictures.

        Raises:
            DataError: A network has no location maps, or some of another size.
        """
        answers: list[PoseMaps] = []
        for number, network in enumerate(self.networks):
            turned = number % 2 == 1
            maps = network(image.flip(-1)) if turned else network(image)
            answers.append(mirrored(maps) if turned else maps)
        height, width = answers[0].heatmaps.shape[-2:]
        heatmaps = [resample_logits(maps.heatmaps.float(), height, width) for maps in answers]
        locations = [maps.locations.float() for maps in answers if maps.locations is not None]
        if len(locations) < len(answers) or len({maps.shape for maps in locations}) > 1:
            raise DataError("Networks that teach together need location maps of one size.")
        return PoseMaps(torch.stack(heatmaps).mean(0), torch.stack(locations).mean(0))


def mirrored(maps: PoseMaps) -> PoseMaps:
    """Return the maps of the mirrored pictures' persons, left and right exchanged.

    Parent-relative maps, which no teacher needs, are left out.
    """
    order = list(body27().mirror)
    heatmaps = maps.heatmaps.flip(-1)[:, order]
    if maps.locations is None:
        return PoseMaps(heatmaps)
    batch, channels, height, width = maps.locations.shape
    places = maps.locations.flip(-1).view(batch, 3, channels // 3, height, width)[:, :, order]
    sign = places.new_tensor([-1.0, 1.0, 1.0])[:, None, None, None]  # X, Y, Z
    return PoseMaps(heatmaps, (places * sign).reshape(maps.locations.shape))
