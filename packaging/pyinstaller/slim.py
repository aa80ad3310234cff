"""Make a bundle for Linux smaller: a third of it is code that is there twice or never runs.

    python packaging/pyinstaller/slim.py dist/mocap-app/_internal

* OpenCV brings an OpenBLAS of its own (39 MB) and calls a handful of its functions. SciPy's is the
  same code with the same types under names with a prefix: a library of jumps leads from one to the
  other.
* Qt links to ICU, whose data (32 MB) serve to sort by the rules of a language and to read old code
  pages. The stand-in is an empty table, as ICU itself provides for; Qt then sorts by code points,
  and all of its other knowledge of languages is its own.
* OpenCV asks libavif (9 MB with libaom) of each picture whether it is an AVIF. The stand-in always
  says no. Videos in AV1 were never read with it.
* NumPy and SciPy bring the same Fortran library; one of them becomes a link to the other.
* Symbols that only debuggers read are stripped where that leaves a library loadable.

It needs a C compiler on the machine that builds, and an x86-64 processor.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

_HEADER_OF_NO_DATA = """
    .section .rodata
    .balign 16
    .globl {symbol}
    .type {symbol}, @object
{symbol}:
    .short 32            # length of this header
    .byte 0xda, 0x27     # magic
    .short 20, 0         # length of what follows
    .byte 0, 0, 2, 0     # little endian, ASCII, two bytes a character
    .ascii "ToCP"        # a table of contents
    .byte 1, 0, 0, 0     # version of the format
    .byte 0, 0, 0, 0     # version of the data
    .balign 16
    .long 0              # entries
    .balign 16
    .size {symbol}, . - {symbol}
"""
# Answers of libavif that make OpenCV take a picture for something else. What a decoder points to
# lies in the second block, so that whatever is written there harms nothing.
_NO_AVIF = """
    .section .data.rel
    .balign 16
decoder:
    .rept 512
    .quad block
    .endr
block:
    .zero 4096
    .text
    .globl avifDecoderCreate
avifDecoderCreate:
    lea decoder(%rip), %rax
    ret
    .globl avifResultToString
avifResultToString:
    lea reason(%rip), %rax
    ret
    .section .rodata
reason:
    .asciz "AVIF is not supported"
    .text
"""
_ANSWER = """
    .globl {name}
{name}:
    mov ${answer}, %eax
    ret
"""
_JUMP = """
    .globl {name}
    .type {name}, @function
{name}:
    jmp *{target}@GOTPCREL(%rip)
    .size {name}, . - {name}
"""


def main() -> None:
    """Replace what can be replaced and say how much that was."""
    folder = Path(sys.argv[1]).resolve()
    before = _size(folder)
    strip(folder)
    lead_to_one_openblas(folder)
    empty_icu(folder)
    refuse_avif(folder)
    link_equal_ones(folder / "numpy.libs", folder / "scipy.libs")
    print(f"Slimming saved {(before - _size(folder)) / 1e6:.0f} MB.")


def lead_to_one_openblas(folder: Path) -> None:
    """Let OpenCV use SciPy's OpenBLAS."""
    shelf = folder / "opencv_python_headless.libs"
    big = _only(shelf.glob("libopenblas*.so*"))
    target = _only((folder / "scipy.libs").glob("libscipy_openblas-*.so"))
    names = sorted(_symbols(folder / "cv2" / "cv2.abi3.so", "u") & _symbols(big, "d"))
    missing = {f"scipy_{name}" for name in names} - _symbols(target, "d")
    if not names or missing:
        raise SystemExit(f"OpenCV and SciPy do not share their OpenBLAS: {sorted(missing)}")
    jumps = "".join(_JUMP.format(name=name, target=f"scipy_{name}") for name in names)
    _assemble(".text" + jumps, big, target, "-Wl,-rpath,$ORIGIN/../scipy.libs")
    for helper in (*shelf.glob("libgfortran*"), *shelf.glob("libquadmath*")):
        if not any(helper.name in _needed(library) for library in shelf.glob("*.so*")):
            _forget(folder, helper)
    ctypes.CDLL(str(big)).cblas_dgemm  # noqa: B018 - fails here if it leads nowhere


def empty_icu(folder: Path) -> None:
    """Leave the data of ICU out."""
    big = _only((folder / "PySide6" / "Qt" / "lib").glob("libicudata.so.*"))
    (symbol,) = (name for name in _symbols(big, "d") if name.endswith("_dat"))
    _assemble(_HEADER_OF_NO_DATA.format(symbol=symbol), big)


def refuse_avif(folder: Path) -> None:
    """Let no picture be an AVIF: it can be opened, and then parsing it says 1, an error."""
    shelf = folder / "opencv_python_headless.libs"
    avif, aom = _only(shelf.glob("libavif*.so*")), _only(shelf.glob("libaom*.so*"))
    names = _symbols(avif, "d") & _symbols(folder / "cv2" / "cv2.abi3.so", "u")
    rest = sorted(names - {"avifDecoderCreate", "avifResultToString"})
    answers = [_ANSWER.format(name=name, answer=int("SetIO" not in name)) for name in rest]
    _assemble(_NO_AVIF + "".join(answers), avif)
    _forget(folder, aom)


def link_equal_ones(kept: Path, linked: Path) -> None:
    """Replace files of one folder by links where another has the same."""
    for path in linked.iterdir():
        twin = kept / path.name
        if twin.is_file() and twin.read_bytes() == path.read_bytes():
            path.unlink()
            path.symlink_to(Path("..", kept.name, path.name))


def strip(folder: Path) -> None:
    """Strip what stays loadable: patchelf moved tables in some libraries, and strip tears those."""
    for path in folder.rglob("*.so*"):
        if path.is_symlink():
            continue
        stripped = path.with_name(f"{path.name}.stripped")
        command = ["strip", "--strip-unneeded", "-o", stripped, path]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0 and _is_aligned(stripped):
            stripped.chmod(0o755)
            stripped.replace(path)
        stripped.unlink(missing_ok=True)


def _is_aligned(library: Path) -> bool:
    """Whether the loader can map each segment: its place in the file must fit that in memory."""
    command = ["readelf", "--program-headers", "--wide", library]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["LOAD"]]
    pages = [(int(row[1], 16), int(row[2], 16), int(row[-1], 16)) for row in rows]
    return bool(pages) and all((place - address) % page == 0 for place, address, page in pages)


def _forget(folder: Path, library: Path) -> None:
    library.unlink()
    (folder / library.name).unlink(missing_ok=True)


def _assemble(code: str, output: Path, *more: str | Path) -> None:
    output.unlink()
    command = ["cc", "-shared", "-nostdlib", "-x", "assembler", "-", "-o", output]
    command += ["-x", "none", *more, f"-Wl,-soname,{output.name}", "-Wl,-z,noexecstack"]
    subprocess.run(command, input=code + "\n", text=True, check=True)


def _symbols(library: Path, kind: str) -> set[str]:
    """Names that a library defines ("d") or wants from others ("u")."""
    option = {"d": "--defined-only", "u": "--undefined-only"}[kind]
    done = subprocess.run(["nm", "-D", option, library], capture_output=True, text=True, check=True)
    return {line.split()[-1].partition("@")[0] for line in done.stdout.splitlines() if line}


def _needed(library: Path) -> str:
    """What a library links to, as text."""
    done = subprocess.run(["readelf", "-d", library], capture_output=True, text=True, check=True)
    return "".join(line for line in done.stdout.splitlines() if "(NEEDED)" in line)


def _only(found) -> Path:
    paths = list(found)
    if len(paths) != 1:
        raise SystemExit(f"One library was expected, not {[path.name for path in paths]}")
    return paths[0]


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


if __name__ == "__main__":
    main()
