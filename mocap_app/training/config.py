"""Settings of a training run, changed on the command line as key=value."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mocap_app.core.errors import DataError


@dataclass(frozen=True)
class TrainConfig:
    """One training run of an image network."""

    network: str = "movnect_wide"
    """A name in `networks.registry.NETWORKS`."""
    out: str = "runs/pose"
    """Folder of checkpoints and logs; an interrupted run there is resumed."""
    start: str = ""
    """Checkpoint whose averaged weights a fresh run begins with, at step 0."""
    minutes: float = 60.0
    """Time budget, summed over resumed runs; the learning rate falls to zero over it."""
    max_steps: int = 0
    """Stop after so many steps; 0: only time ends the run."""
    size: int = 160
    """Side of the square input at first, pixels; a multiple of 16."""
    final_size: int = 192
    """Side of the square input for the last part."""
    final_share: float = 0.35
    """Share of the time spent at `final_size`."""
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warmup_steps: int = 300
    ema: float = 0.999
    """Decay of the averaged weights, per step."""
    bfloat16: bool = False
    """Mixed precision, and Muon as the optimizer: faster on GPUs and on CPUs that compute with
    bfloat16 (AMX, AVX-512 BF16), far slower elsewhere."""
    cpu: bool = False
    """Stay on the CPU even where there is a GPU."""
    workers: int = 0
    """Processes that prepare batches beside the training; on two cores they get in its way."""
    threads: int = 2
    checkpoint_minutes: float = 3.0
    validate_minutes: float = 12.0
    seed: int = 0
    data: str = ""
    """Data folder; empty: the default one."""
    limit: int = 0
    """Use only so many pictures of each set; 0: all. For rehearsals."""
    sets: str = "lspet:0.72,ccp:0.06,exercise:0.09,clips:0.07,asl:0.03,room:0.03"
    """Shares of the data sets in a batch; `synth` are the rendered people."""
    synth: str = ""
    """Folder of rendered people, as `mocap-app train synth` writes it."""
    crossed: str = ""
    """Names of those of them whose legs a network mixes up (`train crossed` finds them), for the
    share of `crossed` in `sets`."""
    nobody: str = ""
    """What in rooms without people was taken for somebody (`train nobody` finds it): half of the
    pictures of `room` show that."""
    narrow: float = 0.0
    """Share of the steps that show people in narrower pictures, and only those who fit."""
    second_stage: str = ""
    """Weights of a second stage (`train second-stage` keeps them) from whose error, on rendered
    people, the network learns, too. It learns beside it and is thrown away afterwards; a run that
    is resumed begins with these weights again, and so does each process of several."""
    whole_pose: float = 2.0
    """Weight of that error in metres."""
    teacher: str = ""
    """Checkpoint of a frozen network that teaches: its maps count as much as the labels of
    photographs; of rendered people the labels are true. With commas: several whose mean teaches,
    every second one by the mirror image (A.pt,A.pt is the flip test)."""
    teach_features: float = 0.0
    """Weight of the distance to the teacher's features at first; it falls to zero."""

    def shares(self) -> dict[str, float]:
        """Return the normalised share of every data set.

        Raises:
            DataError: The text is not of the form name:share,name:share.
        """
        try:
            pairs = [part.split(":") for part in self.sets.split(",")]
            shares = {name.strip(): float(share) for name, share in pairs}
        except ValueError:
            raise DataError(f"sets={self.sets!r} is not of the form name:share,...") from None
        total = sum(shares.values())
        if total <= 0 or min(shares.values()) < 0:
            raise DataError(f"sets={self.sets!r} needs positive shares.")
        return {name: share / total for name, share in shares.items()}

    @property
    def folder(self) -> Path:
        """Folder of checkpoints and logs."""
        return Path(self.out)


Settings = TypeVar("Settings")


def parse_settings(kind: type[Settings], words: list[str]) -> Settings:
    """Return the defaults of a dataclass changed by words of the form key=value.

    Raises:
        DataError: A word is not key=value, a key is unknown or a value of the wrong type.
    """
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    changes: dict[str, object] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or key not in fields:
            raise DataError(f"Unknown setting {word!r}; there are: {', '.join(fields)}.")
        default = fields[key].default
        try:
            changes[key] = _convert(text, default)
        except ValueError:
            raise DataError(f"{word!r}: {key} needs a {type(default).__name__}.") from None
    return kind(**changes)


def _convert(text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in {"true", "false", "1", "0"}:
            raise ValueError(text)
        return text.lower() in {"true", "1"}
    return type(default)(text)  # type: ignore[call-arg]
