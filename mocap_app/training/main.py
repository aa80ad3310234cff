"""What `mocap-app train` can do, by the first word after it."""

from __future__ import annotations

import importlib

from mocap_app.core.errors import DataError

TASKS = {
    "pose": "train_pose",
    "widen": "widen",
    "soup": "soup",
    "nobody": "nobody",
    "crossed": "crossed",
    "publish": "publish",
    "second-stage": "second_stage",
    "evaluate": "report",
    "match": "match",
    "worst": "worst",
    "time": "time_networks",
    "curve": "curves",
    "synth": "synthetic.shards",
    "demo": "synthetic.demo",
    "films": "synthetic.films",
    "match-films": "lifting.beside_peer",
    "motion": "motion.sequences",
    "solver": "motion.solver_proof",
    "lifter": "lifting.train_lifter",
    "publish-lifter": "lifting.publish",
    "evaluate-lifter": "lifting.report",
    "evaluate-root": "lifting.root_report",
    "human36m-lifter": "lifting.human36m",
    "measure-detector": "lifting.measure_detector",
    "lifter-on-video": "lifting.on_video",
    "lifter-on-film": "lifting.on_film",
    "lifter-curves": "lifting.depth_curves",
    "lifter-labels": "lifting.label_curves",
}
"""Module by task: its `main` takes key=value words and returns the exit code. Only the one asked
for is loaded, since some need OpenGL and some need torch."""


def main(words: list[str]) -> int:
    """Run one task.

    Raises:
        MocapError: No task is named, a setting is wrong, or data or a network is missing.
    """
    if not words or "=" in words[0]:
        raise DataError(f"Say what to do first; there are: {', '.join(TASKS)}.")
    if words[0] not in TASKS:
        raise DataError(f"Unknown training task {words[0]!r}; there are: {', '.join(TASKS)}.")
    module = importlib.import_module(f"mocap_app.training.{TASKS[words[0]]}")
    code: int = module.main(words[1:])
    return code
