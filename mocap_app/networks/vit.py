"""Vision transformer (Dosovitskiy et al., ICLR 2021): encoder, hybrid stems, classifier.

Pictures are RGB in [0, 1], sides multiples of 16. A picture of another size than the position
embedding was made for works too: the embedding is interpolated on its grid.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from mocap_app.networks.blocks import conv_bn
from mocap_app.networks.resnet import BOTTLENECK_LAYERS, ResNet

if TYPE_CHECKING:
    from mocap_app.networks.paper_configs import ViTConfig

_STD = 0.02
POSITION = "position"


class Attention(nn.Module):
    """Multi-head self-attention."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Map tokens (B, N, D) to (B, N, D)."""
        batch, n, width = x.shape
        qkv = self.qkv(x).view(batch, n, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each (B, heads, N, D / heads)
        # Written out: for some hundred tokens torch's fused attention is four times slower to
        # train with on CPUs.
        weights = (q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2)).softmax(dim=-1)
        y = weights @ v
        projected: Tensor = self.project(y.transpose(1, 2).reshape(batch, n, width))
        return projected


class Block(nn.Module):
    """Attention and a two-layer perceptron, each after a layer norm and beside a shortcut."""

    def __init__(self, width: int, heads: int, mlp_ratio: int, drop_path: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(
            nn.Linear(width, mlp_ratio * width), nn.GELU(), nn.Linear(mlp_ratio * width, width)
        )
        self.drop_path = drop_path

    def forward(self, x: Tensor) -> Tensor:
        """Map tokens (B, N, D) to (B, N, D)."""
        x = x + self._maybe_dropped(self.attention(self.norm1(x)))
        return x + self._maybe_dropped(self.mlp(self.norm2(x)))

    def _maybe_dropped(self, branch: Tensor) -> Tensor:
        """Drop the branch of some samples in training (stochastic depth, Huang et al., 2016)."""
        if not self.training or self.drop_path == 0:
            return branch
        kept = torch.rand(len(branch), 1, 1, device=branch.device) >= self.drop_path
        return branch * kept.to(branch.dtype) / (1 - self.drop_path)


def make_stem(config: ViTConfig) -> nn.Module:
    """Return what maps (B, 3, H, W) to embedded patches (B, D, H/16, W/16)."""
    width = config.width
    if config.stem == "patch":
        return nn.Conv2d(3, width, 16, 16, padding=config.patch_padding)
    if config.stem == "conv":
        widths = (3, width // 8, width // 4, width // 2, width)
        steps = [conv_bn(a, b, 3, 2) for a, b in pairwise(widths)]
        return nn.Sequential(*steps, nn.Conv2d(width, width, 1))
    first, second, third, fourth = BOTTLENECK_LAYERS[50]
    trunk = ResNet((first, second, third + fourth))
    return nn.Sequential(trunk, _Last(), nn.Conv2d(trunk.channels[-1], width, 1))


class _Last(nn.Module):
    """The last feature map of several."""

    def forward(self, features: list[Tensor]) -> Tensor:
        return features[-1]


class ViTEncoder(nn.Module):
    """Patches, class token, position embedding, pre-norm blocks, final layer norm."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.stem = make_stem(config)
        self.n_special = int(config.class_token)
        self.class_token = nn.Parameter(torch.zeros(1, 1, width)) if config.class_token else None
        rows, columns = config.grid
        self.position = nn.Parameter(torch.zeros(1, self.n_special + rows * columns, width))
        drop = torch.linspace(0, config.drop_path, config.depth, device="cpu").tolist()
        self.blocks = nn.Sequential(
            *(Block(width, config.heads, config.mlp_ratio, rate) for rate in drop)
        )
        self.norm = nn.LayerNorm(width, eps=1e-6)
        nn.init.trunc_normal_(self.position, std=_STD)
        if self.class_token is not None:
            nn.init.trunc_normal_(self.class_token, std=_STD)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=_STD)
                nn.init.zeros_(module.bias)

    def forward(self, image: Tensor, extra: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Encode pictures.

        Args:
            image: (B, 3, H, W).
            extra: (1 or B, K, D) tokens appended without a position, such as knowledge tokens.

        Returns:
            patches: (B, D, H/16, W/16) tokens of the picture, as a map.
            special: (B, S + K, D) class token, if there is one, then the extra tokens.
        """
        x = self.stem(image)  # (B, D, h, w)
        batch, width, rows, columns = x.shape
        position = resize_position(self.position, self.config.grid, (rows, columns))
        x = x.flatten(2).transpose(1, 2)  # (B, hw, D)
        if self.class_token is not None:
            x = torch.cat([self.class_token.expand(batch, -1, -1), x], dim=1)
        x = x + position
        if extra is not None:
            x = torch.cat([x, extra.expand(batch, -1, -1)], dim=1)
        x = self.norm(self.blocks(x))
        last = self.n_special + rows * columns
        patches = x[:, self.n_special : last].transpose(1, 2).reshape(batch, width, rows, columns)
        return patches, torch.cat([x[:, : self.n_special], x[:, last:]], dim=1)


def resize_position(
    position: Tensor, old_grid: tuple[int, int], new_grid: tuple[int, int]
) -> Tensor:
    """Interpolate a (1, S + hw, D) position embedding on its grid to (1, S + h'w', D).

    Section 3.2 of the paper; the S embeddings in front, of the class token, stay as they are.
    """
    if old_grid == new_grid:
        return position
    cells = old_grid[0] * old_grid[1]
    special, grid = position[:, :-cells], position[:, -cells:]
    grid = grid.transpose(1, 2).reshape(1, -1, *old_grid)
    grid = functional.interpolate(grid, new_grid, mode="bicubic", align_corners=False)
    return torch.cat([special, grid.flatten(2).transpose(1, 2)], dim=1)


def load_at_resolution(
    network: nn.Module, state: dict[str, Tensor], source: ViTConfig, target: ViTConfig
) -> list[str]:
    """Load weights that were trained at another resolution, or for another task.

    Position embeddings are interpolated in 2D; tensors that do not fit, such as a head for other
    classes, are left as the network has them. Returns the names of those that were left.

    Args:
        network: A `ViTEncoder` or a network that contains one.
        state: Weights of the same kind of network, made for `source`.
        source: The encoder's configuration of the weights.
        target: The encoder's configuration of the network.
    """
    own = network.state_dict()
    fitting: dict[str, Tensor] = {}
    for name, tensor in state.items():
        value = tensor
        if name.split(".")[-1] == POSITION:
            value = resize_position(value, source.grid, target.grid)
        if name in own and own[name].shape == value.shape:
            fitting[name] = value
    network.load_state_dict(fitting, strict=False)
    return sorted(own.keys() - fitting.keys())


class ViTClassifier(nn.Module):
    """The paper's image classifier: a head on the class token."""

    def __init__(
        self, config: ViTConfig, n_classes: int = 1000, head: Literal["linear", "mlp"] = "linear"
    ) -> None:
        """Build with one linear layer, as when fine-tuning, or a hidden one, as in pre-training.

        Raises:
            ValueError: The encoder has no class token.
        """
        super().__init__()
        if not config.class_token:
            raise ValueError("A classifier reads the class token: class_token must be True.")
        self.encoder = ViTEncoder(config)
        width = config.width
        last = nn.Linear(width, n_classes)
        # Zero: a new head is no reason to shake the encoder when fine-tuning begins.
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        hidden = [nn.Linear(width, width), nn.Tanh()] if head == "mlp" else []
        self.head = nn.Sequential(*hidden, last)

    def forward(self, image: Tensor) -> Tensor:
        """Map (B, 3, H, W) to class logits (B, n_classes)."""
        logits: Tensor = self.head(self.encoder(image)[1][:, 0])
        return logits
