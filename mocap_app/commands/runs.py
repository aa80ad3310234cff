"""Source in, observed poses out: what `capture` and `poses` have in common."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mocap_app.commands.console import (
    interrupt_ends_recording,
    progress_bar,
    solver_choices,
    source_options,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from mocap_app.capture.source import FrameSource
    from mocap_app.pipeline.processor import Observation, PoseProcessor


@dataclass(frozen=True, slots=True)
class ObservedRun:
    """A source that was watched to its end."""

    source: FrameSource
    """Closed again."""
    processor: PoseProcessor
    observations: list[Observation]

    @property
    def tracked_frames(self) -> int:
        """Frames in which somebody was found."""
        return sum(seen.raw.tracked for seen in self.observations)


def prepare(
    args: argparse.Namespace, *, independent: bool = False, paced: bool = False
) -> tuple[FrameSource, PoseProcessor]:
    """Return the source that the arguments name, closed, and a processor for it.

    With `paced`, stored pictures play at their own speed.

    Raises:
        SourceError: The source cannot be read.
        ModelError: The network cannot be used.
    """
    from mocap_app.capture.opening import open_source
    from mocap_app.inference.factory import InferenceConfig
    from mocap_app.pipeline.config import config_for, create_processor, solver_config

    options = replace(source_options(args), paced=paced)
    source = open_source(args.source, options)
    if not source.live:
        # Opening a file costs little, and a bad one is told before the network is loaded.
        with source:
            pass
    config = config_for(
        args.source,
        options,
        InferenceConfig(model=args.model, runtime=args.runtime, independent=independent),
        preset=args.filter,
        lifter=args.lifter,
    )
    if "feet" in args:
        config = replace(config, solver=solver_config(**solver_choices(args)))
    return source, create_processor(config)


def observe_source(args: argparse.Namespace, *, independent: bool = False) -> ObservedRun:
    """Watch the source that the arguments name, with a progress bar.

    Ctrl-C ends the recording of a live source in good order; it breaks off anything else.

    Raises:
        SourceError: The source cannot be read.
        ModelError: The network cannot be used.
    """
    from mocap_app.pipeline.offline import RunLimits, observe_all

    source, processor = prepare(args, independent=independent)
    with contextlib.ExitStack() as stack:
        stop: Callable[[], bool] | None = None
        if source.live:
            stop = stack.enter_context(interrupt_ends_recording())
            if args.seconds is None:
                print_hint("Recording until Ctrl-C is pressed.")
        show = stack.enter_context(progress_bar(args, source.name))
        observations = observe_all(
            source,
            processor,
            show,
            RunLimits(seconds=args.seconds, stop=stop),
            independent=independent,
        )
    return ObservedRun(source, processor, observations)


def print_hint(text: str) -> None:
    """Write a sentence to standard error, which `--json` leaves free."""
    sys.stderr.write(f"mocap-app: {text}\n")
