"""The licences of everything that a bundle carries.

    python packaging/licences.py collect FILE      every licence text, for the bundle
    python packaging/licences.py summary FILE      a short list, for the window's "About"
    python packaging/licences.py check FOLDER      does a built bundle hold anything else?

Run it with the Python that the bundle is made with: it asks the installed packages themselves. It
ends with an error if a package has no licence that it knows to be fit, so that nothing under the
GPL alone slips in.
"""

from __future__ import annotations

import re
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]

# What packages mean whose metadata say it in prose.
_IN_PROSE = {
    "colorama": "BSD-3-Clause",
    "flatbuffers": "Apache-2.0",
    "onnxruntime": "MIT",
    "opencv-python-headless": "Apache-2.0 (its libraries: see below)",
    "protobuf": "BSD-3-Clause",
    "pyopengl": "BSD-3-Clause",
    "python-osc": "Unlicense",
    "scipy": "BSD-3-Clause",
}
# Qt may be had under several licences; this is the one it is passed on under here.
_CHOSEN = {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only"}
_FIT = re.compile(r"^(MIT|BSD|Apache|MPL|PSF|LGPL|Unlicense|ISC|Zlib|0BSD|CC0)")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|third.?party)", re.IGNORECASE)

GCC = "GPL-3.0-or-later with the GCC Runtime Library Exception"
# Shared libraries by the beginning of their file names: part of what, and its licence.
LIBRARIES = {
    "libpython": ("Python", "PSF-2.0"),
    "libQt6": ("Qt 6", "LGPL-3.0-only"),
    "libpyside6": ("Qt for Python", "LGPL-3.0-only"),
    "libshiboken6": ("Qt for Python", "LGPL-3.0-only"),
    "libicu": ("ICU", "Unicode-3.0"),
    "libavcodec": ("FFmpeg", "LGPL-2.1-or-later"),
    "libavformat": ("FFmpeg", "LGPL-2.1-or-later"),
    "libavutil": ("FFmpeg", "LGPL-2.1-or-later"),
    "libavif": ("libavif", "BSD-2-Clause"),
    "libsw": ("FFmpeg", "LGPL-2.1-or-later"),
    "libaom": ("libaom", "BSD-2-Clause"),
    "libvpx": ("libvpx", "BSD-3-Clause"),
    "libopenblas": ("OpenBLAS", "BSD-3-Clause"),
    "libscipy_openblas": ("OpenBLAS", "BSD-3-Clause"),
    "libgfortran": ("GNU Fortran runtime", GCC),
    "libgcc_s": ("GCC runtime", GCC),
    "libstdc++": ("GNU C++ runtime", GCC),
    "libquadmath": ("GNU quadmath", "LGPL-2.1-or-later"),
    "libcrypto": ("OpenSSL", "OpenSSL, Apache-2.0 from version 3"),
    "libssl": ("OpenSSL", "OpenSSL, Apache-2.0 from version 3"),
    "libdrm": ("libdrm", "MIT"),
    "libonnxruntime": ("ONNX Runtime", "MIT"),
    "libpng": ("libpng", "libpng-2.0"),
    "libjpeg": ("libjpeg-turbo", "IJG AND BSD-3-Clause"),
    "libz.so": ("zlib", "Zlib"),
    "libbz2": ("bzip2", "bzip2-1.0.6"),
    "liblzma": ("liblzma", "0BSD"),
    "libzstd": ("Zstandard", "BSD-3-Clause"),
    "liblz4": ("LZ4", "BSD-2-Clause"),
    "libffi": ("libffi", "MIT"),
    "libexpat": ("Expat", "MIT"),
    "libuuid": ("libuuid", "BSD-3-Clause"),
    "libfontconfig": ("Fontconfig", "HPND"),
    "libfreetype": ("FreeType", "FTL"),
    "libbrotli": ("Brotli", "MIT"),
    "libX": ("X.Org libraries", "MIT"),
    "libxcb": ("X.Org libraries", "MIT"),
    "libxkbcommon": ("libxkbcommon", "MIT"),
    "libwayland": ("Wayland", "MIT"),
    "libbsd": ("libbsd", "BSD-3-Clause"),
    "libmd": ("libmd", "BSD-3-Clause"),
    "libdbus": ("D-Bus", "AFL-2.1"),
    "libsystemd": ("libsystemd", "LGPL-2.1-or-later"),
    "libgcrypt": ("Libgcrypt", "LGPL-2.1-or-later"),
    "libgpg-error": ("libgpg-error", "LGPL-2.1-or-later"),
    "libcap": ("libcap", "BSD-3-Clause"),
    "libglib": ("GLib", "LGPL-2.1-or-later"),
    "libgthread": ("GLib", "LGPL-2.1-or-later"),
    "libgmodule": ("GLib", "LGPL-2.1-or-later"),
    "libgobject": ("GLib", "LGPL-2.1-or-later"),
    "libgio": ("GLib", "LGPL-2.1-or-later"),
    "libpcre2": ("PCRE2", "BSD-3-Clause"),
}
_PLUGINS = "plugins"  # Qt's, under Qt's licence
_GPL_PLUGINS = re.compile(r"virtualkeyboard|charts|datavisualization|httpserver", re.IGNORECASE)

DUTIES = """\
mocap-app itself is free software under the MIT licence.

Qt, Qt for Python, FFmpeg and GNU quadmath are used under the GNU Lesser General Public License.
They are libraries of their own in this folder: you may replace each by your own build of it, and
take the program apart to find out whether it works with that. Their source is at download.qt.io
(qt and qtforpython, in the versions named below), ffmpeg.org and gcc.gnu.org. The GNU runtime
libraries come with the GCC Runtime Library Exception, the small program that starts everything with
PyInstaller's exception: both may be part of programs of any licence. Nothing here is under the GPL
without such an exception.
"""


@dataclass(frozen=True)
class Part:
    """One package in the bundle."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["collect", path]:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(everything(parts()), encoding="utf-8")
        case ["summary", path]:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(summary(parts()), encoding="utf-8")
        case ["check", folder]:
            check(Path(folder))
        case _:
            raise SystemExit(__doc__)


def parts() -> list[Part]:
    """Return the packages that the program needs, and those that they need."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    todo = list(tomllib.loads(text)["project"]["dependencies"])
    found: dict[str, Part] = {}
    while todo:
        wanted = re.match(r"[\w.-]+", todo.pop())
        assert wanted is not None, "a requirement begins with a name"
        name = re.sub(r"[-_.]+", "-", wanted[0]).lower()
        if name in found:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        found[name] = Part(package.name, package.version, _licence(package), _texts(package))
        todo += [line for line in package.requires or () if "extra ==" not in line]
    return sorted(found.values(), key=lambda part: part.name.lower())


def _licence(package: metadata.Distribution) -> str:
    name = re.sub(r"[-_.]+", "-", package.name).lower()
    said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    licence = _IN_PROSE.get(name) or _CHOSEN.get(said, said)
    if not _FIT.match(licence):
        raise SystemExit(f"Is the licence of {package.name} fit for the bundle? It says {said!r}.")
    return licence


def _texts(package: metadata.Distribution) -> tuple[Path, ...]:
    named = [file for file in package.files or () if _LICENCE_FILE.search(file.name)]
    texts = [Path(str(package.locate_file(file))) for file in named]
    return tuple(path for path in texts if path.is_file() and path.suffix != ".py")


def summary(found: list[Part]) -> str:
    """Return the list for the window, as Markdown."""
    rows = [f"* **{part.name}** {part.version}: {part.licence}" for part in found]
    rows.append("* **Python**: PSF-2.0")
    libraries = sorted({f"* {what}: {licence}" for what, licence in LIBRARIES.values()})
    return "\n".join(
        [
            "# Licences",
            "",
            DUTIES,
            "## Packages",
            "",
            *rows,
            "",
            "## Libraries that come with them or with a bundle",
            "",
            *libraries,
            "",
        ]
    )


def everything(found: list[Part]) -> str:
    """Return all licence texts, each once.

    Raises:
        SystemExit: A text is missing that must come with the bundle.
    """
    pieces = [summary(found).replace("**", "").replace("# ", "").replace("#", "")]
    seen: set[str] = set()
    own = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]
    for title, texts in [("Python", own), *((part.name, part.texts) for part in found)]:
        for path in texts:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            if text not in seen:
                seen.add(text)
                pieces.append(f"{'=' * 78}\n{title}: {path.name}\n{'=' * 78}\n\n{text}\n")
    whole = "\n".join(pieces)
    for licence in (
        "LESSER GENERAL PUBLIC LICENSE Version 2.1",
        "LESSER GENERAL PUBLIC LICENSE Version 3",
        "GENERAL PUBLIC LICENSE Version 3",
    ):
        if not re.search(rf"GNU {licence}".replace(" Version", r"\s+Version"), whole):
            raise SystemExit(f"The text of the GNU {licence} is in none of the packages.")
    return whole


def check(folder: Path) -> None:
    """Look at every shared library of a bundle.

    Raises:
        SystemExit: The licence of one is unknown, or it is not fit.
    """
    problems = []
    for path in sorted(folder.rglob("*.so*")):
        name = path.relative_to(folder).as_posix()
        if _GPL_PLUGINS.search(name):
            problems.append(f"{name}: this part of Qt is under the GPL")
        elif not _is_known(path):
            problems.append(f"{name}: whose is it?")
        elif path.name.startswith(("libavcodec", "libavformat", "libavutil", "libsw")):
            built = path.read_bytes()
            problems += [
                f"{name}: FFmpeg was built with {option.decode()}"
                for option in (b"--enable-gpl", b"--enable-nonfree")
                if option in built
            ]
    if problems:
        raise SystemExit("\n".join(problems))
    print("Every library in the bundle has a licence that is known and fit.")


def _is_known(path: Path) -> bool:
    if path.name.startswith(tuple(LIBRARIES)) or _PLUGINS in path.parts:
        return True
    # Modules of Python's own, or of the packages, whose licences are known already.
    return ".abi3.so" in path.name or ".cpython-" in path.name


if __name__ == "__main__":
    main()
