"""Where the user has put the handles between the parts of a window, as plain numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QWidget

_MOST = 20_000  # pixels; more is no size of a part of any window


def describe_splits(window: QWidget, before: str = "") -> str:
    """Return the sizes of every named splitter's parts, in pixels: "views=560,370 rows=520,190".

    Args:
        window: Has the splitters in it.
        before: What was remembered until now; it stays for a splitter that has a part put away.
    """
    found = _read(before)
    for splitter in _splitters(window):
        parts = [splitter.widget(place) for place in range(splitter.count())]
        if not any(part is None or part.isHidden() for part in parts):
            found[splitter.objectName()] = splitter.sizes()
    return " ".join(f"{name}={','.join(map(str, sizes))}" for name, sizes in found.items())


def restore_splits(window: QWidget, text: str) -> None:
    """Give the parts the sizes that `describe_splits` found, as far as the window has room.

    What cannot be read, or fits no splitter, is passed over.
    """
    found = _read(text)
    for splitter in _splitters(window):
        sizes = found.get(splitter.objectName(), [])
        if len(sizes) == splitter.count():
            # Kept by Qt as what is wanted; parts get no smaller than they can be.
            splitter.setSizes(sizes)


def _splitters(window: QWidget) -> list[QSplitter]:
    return [splitter for splitter in window.findChildren(QSplitter) if splitter.objectName()]


def _read(text: str) -> dict[str, list[int]]:
    found = {}
    for word in text.split():
        name, _, numbers = word.partition("=")
        sizes = [int(n) for n in numbers.split(",") if n.isascii() and n.isdigit() and len(n) < 9]
        if name and sizes and all(0 < size <= _MOST for size in sizes):
            found[name] = sizes
    return found
