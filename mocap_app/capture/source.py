"""The interface of everything that gives pictures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from mocap_app.core.types import Frame


class FrameSource(ABC):
    """A sequence of frames, opened, read and closed on one thread.

    Use it as a context manager: entering opens it, leaving closes it. A closed source may be
    opened again and then starts anew.
    """

    name: str = ""
    """What to call it in front of the user: a camera's name, a file name, an address."""
    fps: float | None = None
    """Nominal frames per second; None if unknown. Timestamps are what counts."""
    frame_count: int | None = None
    """Number of frames as announced, which damaged files may not keep; None if unknown."""
    live: bool = False
    """True if frames come at the pace of real time, so that a slow reader must skip some."""
    stored: bool = True
    """False if it shows what happens now; a film that keeps to its pace is live, yet stored."""

    @abstractmethod
    def open(self) -> None:
        """Acquire the device or file; `fps` and `frame_count` are valid afterwards.

        Raises:
            SourceError: It cannot be read; the text says why.
        """

    @abstractmethod
    def read(self) -> Frame | None:
        """Return the next frame, or None after the last one.

        Raises:
            FrameTimeoutError: A live source gave nothing for about a second. It reconnects by
                itself: tell the user and call `read` again.
            SourceError: It cannot be read any further.
        """

    @abstractmethod
    def close(self) -> None:
        """Release everything; harmless when not open."""

    def __enter__(self) -> Self:
        try:
            self.open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class SourceWrapper(FrameSource):
    """A source that passes another one on and changes something about it."""

    def __init__(self, inner: FrameSource) -> None:
        self._inner = inner
        self._copy_facts()

    def _copy_facts(self) -> None:
        self.name = self._inner.name
        self.fps = self._inner.fps
        self.frame_count = self._inner.frame_count
        self.live = self._inner.live
        self.stored = self._inner.stored

    def open(self) -> None:
        """Open the wrapped source."""
        self._inner.open()
        self._copy_facts()

    def close(self) -> None:
        """Close the wrapped source."""
        self._inner.close()
