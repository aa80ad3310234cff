"""Self-attention over the coarse features of a convolutional network.

Which of two legs is the left one often shows at the other end of the body, further away than a few
convolutions reach. Transformer blocks behind the backbone let every cell ask every other, as in
TransPose (Yang et al., ICCV 2021); at stride 16 they cost little.
"""

from __future__ import annotations

from torch import Tensor, nn

from mocap_app.networks.vit import Block

_CHANNELS_PER_HEAD = 32
_MLP_RATIO = 2


class GlobalContext(nn.Module):
    """Positions from a depthwise convolution, then transformer blocks; the identity at first.

    The convolution sees where the border is and so tells places apart at any size of the picture
    (conditional positional encoding, Chu et al., ICLR 2023).
    """

    def __init__(self, channels: int, depth: int) -> None:
        super().__init__()
        self.position = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.blocks = nn.Sequential(
            *(Block(channels, channels // _CHANNELS_PER_HEAD, _MLP_RATIO, 0) for _ in range(depth))
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map features (B, C, h, w) to the same shape."""
        batch, channels, height, width = x.shape
        x = x + self.position(x)
        tokens: Tensor = self.blocks(x.flatten(2).transpose(1, 2))  # (B, hw, C)
        return tokens.transpose(1, 2).reshape(batch, channels, height, width)

    def start_as_identity(self) -> None:
        """Let every branch add nothing yet, so that a trained network keeps its answers."""
        last: list[nn.Module] = [self.position]
        for block in self.blocks:
            last += [block.get_submodule("attention.project"), block.get_submodule("mlp.2")]
        for layer in last:
            for parameter in layer.parameters():
                nn.init.zeros_(parameter)
