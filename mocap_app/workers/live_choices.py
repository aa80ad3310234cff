"""What the user has chosen for every source, the running one and those to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.filtering.chain import FilterConfig
    from mocap_app.solving.config import SolverConfig
    from mocap_app.streaming.pose_stream import StreamPlan
    from mocap_app.workers.live_pair import LivePair


@dataclass
class LiveChoices:
    """Kept by the session, told to each pair before it starts; None: as the pipeline is made."""

    filter: FilterConfig | None = None
    solver: SolverConfig | None = None
    stream: StreamPlan | None = None
    """Where poses are sent; None for nowhere."""

    @property
    def calibration(self) -> Calibration | None:
        """The one in force, if any."""
        return None if self.solver is None else self.solver.calibration

    def calibrate(self, calibration: Calibration) -> None:
        """Use a new calibration for what follows."""
        if self.solver is not None:
            self.solver = replace(self.solver, calibration=calibration)

    def tell(self, pair: LivePair) -> None:
        """Make a pair work as chosen."""
        if self.filter is not None:
            pair.inference.use_filter(self.filter)
        if self.solver is not None:
            pair.inference.use_solver(self.solver)
        pair.inference.use_stream(self.stream)
