"""What the bundles of all platforms have in common: what goes in, and what stays out.

Each `<platform>.spec` beside this file is run by PyInstaller and imports it. The bundle is one
folder: a single file would unpack 300 MB into a temporary folder at each start.
"""

from __future__ import annotations

import fnmatch
import sys
from pathlib import Path, PurePosixPath

from PyInstaller.utils.hooks import copy_metadata

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from mocap_app.commands.doctor import REQUIRED  # noqa: E402 - the program lies in ROOT

Entry = tuple[str, str, str]
"""Name in the bundle, file it is made of, kind: a row of PyInstaller's tables of contents."""

NAME = "mocap-app"
HOOKS = [str(ROOT / "packaging" / "pyinstaller" / "absent_parts.py")]
ENTRY = [str(ROOT / "mocap_app" / "__main__.py")]
OPTIMIZE = 2
"""Without the docstrings of the packages, 3 MB of text that no user reads."""
ICONS = ROOT / "build" / "icons"
"""Drawn by `packaging/icons.py`."""
LICENCES = ROOT / "build" / "LICENSES-bundled.txt"
"""Gathered by `packaging/licences.py`."""

# What the program reads through `core.paths`; the folders lie inside the package as in a wheel.
FOLDERS = {"resources": "mocap_app/resources", "models": "mocap_app/models"}
UNREAD = (
    "models/*.pt",  # checkpoints, to go on training from
    "resources/screenshots/*",
)
EXCLUDED_MODULES = [
    # Training needs torch, which alone is larger than all the rest.
    "mocap_app.training",
    "torch",
    "torchvision",
    "onnx",
    "onnxscript",
    "moderngl",
    "cdflib",
    "matplotlib",
    "openvino",
    "sympy",
    # Imported by libraries only where they happen to be there.
    "IPython",
    "PIL",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "google.protobuf",
    "hypothesis",
    "pandas",
    "pkg_resources",
    "pytest",
    "setuptools",
    "tkinter",
    # Parts of libraries that nothing here calls.
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.transformers",
    "pyqtgraph.canvas",
    "pyqtgraph.console",
    "pyqtgraph.examples",
    "pyqtgraph.flowchart",
    "pyqtgraph.jupyter",
    "scipy.special.cython_special",
    # Parts of SciPy that absent_parts.py stands in for, and what only they need.
    "scipy.integrate",
    "scipy.interpolate._interpnd",
    "scipy.interpolate._ndgriddata",
    "scipy.linalg._decomp_interpolative",
    "scipy.optimize",
    "scipy.sparse",
    "scipy.spatial._ckdtree",
    "scipy.spatial._distance_pybind",
    "scipy.spatial._distance_wrap",
    "scipy.spatial._hausdorff",
    "scipy.spatial._kdtree",
    "scipy.spatial._qhull",
    "scipy.spatial._voronoi",
    "scipy.spatial.distance",
    "scipy.stats",
    # Digests have code of Python's own, and pictures from the network come through FFmpeg.
    "_hashlib",
    "_ssl",
    # On Linux these bring libraries under the GPL (readline, gdbm) or nothing of use.
    "readline",
    "_curses",
    "_curses_panel",
    "_dbm",
    "_gdbm",
    "_sqlite3",
    "_tkinter",
]

# Shell patterns of files, relative to the bundle's folder of libraries.
DROPPED_FILES = (
    # Qt without QML, network and databases, and without plugins for embedded and remote screens.
    # Its virtual keyboard is under the GPL.
    "*Qt*Network*",
    "*Qt*Pdf*",
    "*Qt*Qml*",
    "*Qt*Quick*",
    "*Qt*Sql*",
    "*Qt*VirtualKeyboard*",
    "*virtualkeyboard*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    # Qt's own reader of PNG is enough for its icons and the manual, OpenCV's for all others.
    "*/plugins/imageformats/*gif*",
    "*/plugins/imageformats/*icns*",
    "*/plugins/imageformats/*ico*",
    "*/plugins/imageformats/*tga*",
    "*/plugins/imageformats/*tiff*",
    "*/plugins/imageformats/*wbmp*",
    "*/plugins/imageformats/*webp*",
    "*/plugins/networkinformation/*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platformthemes/*gtk*",
    "*/plugins/tls/*",
    "*/qml/*",
    # Pictures, tests and stubs that no program reads.
    "*/pyqtgraph/icons/peegee/*",
    "*/tests/*",
    "*.pyi",
    "*.pxd",
    "*/py.typed",
    "*.dist-info/RECORD",
)
LANGUAGES = ("en", "ko")
"""Of Qt's own texts; those of the program are among its resources."""


def data_files() -> list[tuple[str, str]]:
    """Return (file, folder in the bundle) of everything that is no code."""
    found = []
    for folder, place in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and not any(fnmatch.fnmatch(name, unread) for unread in UNREAD):
                target = PurePosixPath(place, *path.relative_to(ROOT / folder).parent.parts)
                found.append((str(path), str(target)))
    found += [(str(ROOT / "LICENSE"), "."), (str(LICENCES), ".")]
    found += [(str(ROOT / "packaging" / "blender" / "mocap_app_import.py"), "blender")]
    # Whose versions `mocap-app doctor` names.
    for package in REQUIRED:
        found += copy_metadata(package)
    return found


def kept(entries: list[Entry]) -> list[Entry]:
    """Return the entries of a table of contents that are of use."""
    return [entry for entry in entries if not _is_dropped("/" + entry[0].replace("\\", "/"))]


def _is_dropped(name: str) -> bool:
    if "/translations/qt" in name and not name.endswith(tuple(f"_{code}.qm" for code in LANGUAGES)):
        return True
    return any(fnmatch.fnmatch(name, pattern) for pattern in DROPPED_FILES)
