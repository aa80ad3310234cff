"""Refining a stored take into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocap_app.pipeline.kept_take import refine_kept
from mocap_app.recording.annotations import Annotations

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.recording.take_store import TakeInfo, TakeStore
    from mocap_app.solving.config import SolverConfig


def refine_stored(
    store: TakeStore,
    take_id: str,
    report: Callable[[float], None],
    solver: SolverConfig | None = None,
) -> TakeInfo:
    """Save a refined take beside the one it was made of, trimmed to the same part.

    Args:
        store: Where they are.
        take_id: What to refine; stays as it is.
        report: Called with the share done, in [0, 1]; what it raises ends the work.
        solver: As for `refine_take`.

    Raises:
        MocapError: It cannot be read, nobody is in it, or the result cannot be saved.
    """
    store.check_writable()
    made = refine_kept(store, take_id, report, solver)
    notes = Annotations(trim=made.trim, refined_from=take_id)
    return store.add(made.take, notes)
