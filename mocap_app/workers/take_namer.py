"""The name of the next take."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mocap_app.recording.take_names import TakeNaming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class TakeNamer:
    """Knows which names are taken, so that numbers count by themselves; on the main thread."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        self.naming = TakeNaming()
        self._now = now
        self._taken: dict[str, set[str]] = {}
        self._given: set[str] = set()
        self._wanted = ""

    def know(self, place: str, names: Iterable[str]) -> None:
        """Remember the names of the takes in a place ("takes", "trash"), as they are now."""
        self._taken[place] = set(names)

    def want(self, name: str) -> None:
        """Call the next take so, whatever the pattern says; empty takes that back."""
        self._wanted = name.strip()

    def preview(self) -> str:
        """Return how the next take would be called now."""
        if self._wanted:
            return self._wanted
        # Those just given may not be listed yet.
        taken = self._given.union(*self._taken.values())
        return self.naming.next_name(taken, self._now())

    def next_name(self) -> str:
        """Return the name of a take that is recorded now."""
        name, self._wanted = self.preview(), ""
        self._given.add(name)
        return name
