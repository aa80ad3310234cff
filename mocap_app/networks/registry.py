"""Every network that finds keypoints, by the name used on the command line and in checkpoints.

Reading this table does not load torch; `build_network` does.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mocap_app.core.errors import ModelError
from mocap_app.networks.config import CONFIGS, PAPER15_PARENTS, MoVNectConfig
from mocap_app.networks.paper_configs import (
    COCO17_PARENTS,
    PAPER21_PARENTS,
    SimpleBaselineConfig,
    ViTConfig,
    ViTPoseConfig,
    VNectConfig,
)

if TYPE_CHECKING:
    from torch import nn

NetworkConfig = MoVNectConfig | SimpleBaselineConfig | VNectConfig | ViTPoseConfig

_BUILDERS: dict[type, str] = {
    MoVNectConfig: "movnect.MoVNect",
    SimpleBaselineConfig: "simple_baseline.SimpleBaseline",
    VNectConfig: "vnect.VNect",
    ViTPoseConfig: "vit_pose.ViTPose",
}


@dataclass(frozen=True)
class Entry:
    """A network's shape and where its class is."""

    config: NetworkConfig

    @property
    def builder(self) -> str:
        """`module.Class` inside `mocap_app.networks`."""
        return _BUILDERS[type(self.config)]


def _vit_pose(width: int, heads: int, drop_path: float, *, stem: str = "patch") -> ViTPoseConfig:
    """Return a product form for square crops."""
    encoder = ViTConfig(
        image_size=(192, 192),
        width=width,
        heads=heads,
        stem="conv" if stem == "conv" else "patch",
        patch_padding=2 if stem == "patch" else 0,
        class_token=False,
        drop_path=drop_path,
    )
    return ViTPoseConfig(encoder=encoder)


_PAPERS: dict[str, NetworkConfig] = {
    # The papers' forms: heatmaps of COCO's joints, VNect's 21 and MoVNect's 15.
    "simple_baseline50_coco": SimpleBaselineConfig(COCO17_PARENTS, locations=False),
    "vnect_paper21": VNectConfig(PAPER21_PARENTS, intermediate=True),
    "vnect_paper15": VNectConfig(PAPER15_PARENTS, intermediate=True),
    "vit_pose_base_coco": ViTPoseConfig(COCO17_PARENTS, locations=False),
    # The product's: Body27 in 2D and 3D, so that each can teach a MoVNect.
    "vnect": VNectConfig(),
    "simple_baseline18": SimpleBaselineConfig(depth=18),
    "simple_baseline50": SimpleBaselineConfig(),
    "simple_baseline101": SimpleBaselineConfig(depth=101),
    "simple_baseline152": SimpleBaselineConfig(depth=152),
    "vit_pose_tiny": _vit_pose(192, 3, 0.0),
    "vit_pose_small": _vit_pose(384, 6, 0.1),
    "vit_pose_base": _vit_pose(768, 12, 0.3),
    "vit_pose_tiny_hybrid": _vit_pose(192, 3, 0.0, stem="conv"),
    "vit_pose_small_hybrid": _vit_pose(384, 6, 0.1, stem="conv"),
}

NETWORKS: dict[str, Entry] = {name: Entry(c) for name, c in {**CONFIGS, **_PAPERS}.items()}
"""Entry by name."""


def network_config(name: str) -> NetworkConfig:
    """Return a network's shape.

    Raises:
        ModelError: There is no such network.
    """
    if name not in NETWORKS:
        raise ModelError(f"Unknown network {name!r}; there are: {', '.join(NETWORKS)}.")
    return NETWORKS[name].config


def build_network(name: str) -> nn.Module:
    """Return a new network with random weights; called with a picture it answers `PoseMaps`.

    Raises:
        ModelError: There is no such network.
    """
    config = network_config(name)
    module, _, kind = NETWORKS[name].builder.partition(".")
    network: nn.Module = getattr(importlib.import_module(f"mocap_app.networks.{module}"), kind)(
        config
    )
    return network
