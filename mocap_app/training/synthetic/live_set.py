"""Rendered people without files: every sample is drawn when it is asked for."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from mocap_app.training.datasets.sample import Sample
from mocap_app.training.datasets.synthetic import weights_of
from mocap_app.training.synthetic.shards import SynthConfig, open_engine, seed_of

if TYPE_CHECKING:
    from mocap_app.training.synthetic.sampler import Engine


class LiveSet(Sequence[Sample]):
    """`config.count` samples, the same as in the shards of that configuration.

    OpenGL is opened on the first access, in whichever process that is: a data loader's workers
    each have their own.
    """

    def __init__(self, config: SynthConfig) -> None:
        self.config = config.checked()

    def __len__(self) -> int:
        return self.config.count

    @overload
    def __getitem__(self, index: int) -> Sample: ...

    @overload
    def __getitem__(self, index: slice) -> list[Sample]: ...

    def __getitem__(self, index: int | slice) -> Sample | list[Sample]:
        """Render a sample, or several.

        Raises:
            IndexError: There is no such sample.
            DataError: Data is missing or damaged, or there is no OpenGL.
        """
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        seed = seed_of(self.config, index % len(self))
        drawn = self._engine.sample(seed)
        weight = weights_of(drawn.visibility)
        return Sample(
            f"synth_{seed}", drawn.image, drawn.keypoints_2d, weight, drawn.keypoints_3d, weight
        )

    @functools.cached_property
    def _engine(self) -> Engine:
        return open_engine(self.config)
