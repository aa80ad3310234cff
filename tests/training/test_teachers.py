"""Networks that teach together."""

import pytest
import torch
from torch import nn

from mocap_app.core.errors import DataError
from mocap_app.core.skeleton import body27
from mocap_app.inference.codec import Maps, merge_mirrored
from mocap_app.networks.pose_maps import PoseMaps
from mocap_app.training.teachers import Teachers, mirrored

N = len(body27().mirror)


class Spots(nn.Module):
    """Answers what the picture's first row says, so that the mirror image has another answer."""

    def __init__(self, size: int = 4, *, locations: bool = True) -> None:
        super().__init__()
        torch.manual_seed(size)
        self.heatmaps = torch.randn(1, N, size, size)
        self.locations = torch.randn(1, 3 * N, 4, 4) if locations else None

    def forward(self, image: torch.Tensor) -> PoseMaps:
        factor = image[:, :1, :1, :1]
        places = None if self.locations is None else self.locations * factor
        return PoseMaps(self.heatmaps * factor, places)


def test_one_network_twice_is_the_flip_test():
    image = torch.rand(3, 3, 8, 8)
    network = Spots()
    straight, turned = network(image), network(image.flip(-1))
    expected = merge_mirrored(
        Maps(straight.heatmaps.numpy(), straight.locations.numpy()),
        Maps(turned.heatmaps.numpy(), turned.locations.numpy()),
    )
    together = Teachers([network, network])(image)
    assert torch.allclose(together.heatmaps, torch.from_numpy(expected.heatmaps), atol=1e-6)
    assert torch.allclose(together.locations, torch.from_numpy(expected.locations), atol=1e-6)


def test_mirrored_twice_is_the_same():
    maps = Spots()(torch.rand(2, 3, 8, 8))
    again = mirrored(mirrored(maps))
    assert torch.equal(again.heatmaps, maps.heatmaps)
    assert torch.equal(again.locations, maps.locations)
    assert mirrored(PoseMaps(maps.heatmaps)).locations is None


def test_finer_heatmaps_are_brought_to_the_first_ones_grid():
    image = torch.rand(1, 3, 8, 8)
    assert Teachers([Spots(4), Spots(8)])(image).heatmaps.shape == (1, N, 4, 4)


def test_networks_without_3d_do_not_teach_together():
    with pytest.raises(DataError, match="location maps of one size"):
        Teachers([Spots(), Spots(locations=False)])(torch.rand(1, 3, 8, 8))
