"""Time how soon the program is of use after its start: until its window is there, until a pose is.

    python packaging/bench_start.py dist/mocap-app/mocap-app           # the bundle
    python packaging/bench_start.py .venv/bin/mocap-app --runs 9
Prints one JSON object, medians in seconds. --cold drops the files of the program's folder from the
system's memory before each run (Linux; what other running programs use of them stays).
Needs a screen; the demo is tracked, and nobody's takes or settings are touched.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path


def forget(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def start(program: Path) -> dict[str, float]:
    """Return the seconds from the start until `window` and `pose`."""
    began = time.time()
    done = subprocess.run(
        [program, "gui", "demo", "--until-pose"], stdout=subprocess.PIPE, text=True, check=True
    )
    return {what: moment - began for what, moment in json.loads(done.stdout).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cold", action="store_true")
    args = parser.parse_args()
    program = args.program.absolute()
    runs = []
    for number in range(args.runs + 1):
        if args.cold:
            forget(program.parent)
        times = start(program)
        print(f"{number}: {times}", file=sys.stderr)
        # The first one warms up, or writes what the next ones find.
        runs += [times] if number else []
    medians = {what: round(statistics.median(r[what] for r in runs), 2) for what in runs[0]}
    print(json.dumps({"runs": args.runs, "cold": args.cold, **medians}))


if __name__ == "__main__":
    main()
