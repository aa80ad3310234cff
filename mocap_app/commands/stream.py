"""`mocap-app stream`: poses over the network while they are made, without a window."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mocap_app.commands import console

if TYPE_CHECKING:
    import argparse

    from mocap_app.streaming.pose_stream import StreamPlan

HELP = "send poses to avatar programs and tools while they are made"
_USUAL = "127.0.0.1:39539"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    console.add_source_arguments(parser)
    console.add_solver_arguments(parser)
    parser.add_argument(
        "--vmc",
        metavar="HOST:PORT",
        help=f"receiver of the VMC protocol (default, without --json: {_USUAL})",
    )
    # Elsewhere --json asks for an answer in JSON; `dest` keeps the two apart.
    parser.add_argument(
        "--json", dest="json_to", metavar="HOST:PORT", help="receiver of plain JSON over UDP"
    )
    parser.add_argument(
        "--rate",
        type=console.positive_float,
        default=0.0,
        metavar="N",
        help="send at most so many poses a second (default: every pose)",
    )


def run(args: argparse.Namespace) -> console.Outcome:
    """Play the source at its own speed and send its poses until it ends or Ctrl-C is pressed.

    Raises:
        SourceError: The source cannot be read.
        StreamError: A receiver's address is none.
        ModelError: The network cannot be used.
    """
    from mocap_app.commands.runs import prepare, print_hint
    from mocap_app.pipeline.offline import RunLimits, frames
    from mocap_app.streaming.pose_stream import PoseStream

    plan = _plan(args)
    source, processor = prepare(args, paced=True)
    receivers = " and ".join(str(target.endpoint.address) for target in plan.targets)
    with contextlib.ExitStack() as stack:
        stop = stack.enter_context(console.interrupt_ends_recording())
        stream = PoseStream(plan, lambda error: print_hint(str(error)))
        stack.callback(stream.close)
        stack.enter_context(source)
        if args.seconds is None:
            print_hint(f"Streaming to {receivers} until Ctrl-C is pressed or the source ends.")
        for frame in frames(source, RunLimits(seconds=args.seconds, stop=stop)):
            stream.send(processor.process(frame))
    return console.Outcome(text=f"Sent {stream.sent_frames} poses to {receivers}.")


def _plan(args: argparse.Namespace) -> StreamPlan:
    from mocap_app.streaming.address import look_up, parse_address
    from mocap_app.streaming.pose_stream import StreamPlan, StreamTarget

    to_vmc = args.vmc or (None if args.json_to else _USUAL)
    wanted = (("vmc", to_vmc), ("json", args.json_to))
    targets = (
        StreamTarget(form, look_up(parse_address(text)))
        for form, text in wanted
        if text is not None
    )
    return StreamPlan(tuple(targets), args.rate)
