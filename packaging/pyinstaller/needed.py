"""Which of the system's libraries a bundle for Linux really needs.

PyInstaller gathers what every plugin of Qt links to. Once plugins are dropped, so can be what only
they needed: GTK, Kerberos, systemd.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PyInstaller.depend.bindepend import get_imports

if TYPE_CHECKING:
    from shared import Entry

# Here lie libraries that nothing but other libraries opens, by these names.
_SHELVES = {".", "PySide6/Qt/lib"}


def only_needed(entries: list[Entry]) -> list[Entry]:
    """Return the entries without shared libraries that no other entry links to."""
    shelved = {entry[0]: entry for entry in entries if _on_shelf(entry)}
    by_file_name: dict[str, list[Entry]] = {}
    for entry in shelved.values():
        by_file_name.setdefault(PurePosixPath(entry[0]).name, []).append(entry)
    wanted = [entry for entry in entries if entry[0] not in shelved]
    found = {entry[0] for entry in wanted}
    while wanted:
        _, file, kind = wanted.pop()
        for name in _links(file) if kind != "SYMLINK" else ():
            for entry in by_file_name.get(name, []):
                if entry[0] not in found:
                    found.add(entry[0])
                    wanted.append(entry)
    return [entry for entry in entries if entry[0] in found]


def _on_shelf(entry: Entry) -> bool:
    path = PurePosixPath(entry[0])
    is_library = path.name.startswith("lib") and ".so" in path.name
    # The program that starts everything opens Python by itself.
    return is_library and str(path.parent) in _SHELVES and not path.name.startswith("libpython")


def _links(file: str) -> set[str]:
    return {PurePosixPath(name).name for name, _ in get_imports(file)}
