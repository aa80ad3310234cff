"""Records until it is killed, and says on standard output which frame is written.

Arguments: folder of the store, seconds of one frame, and a limit of the file size in bytes (0 for
none); with a limit it stops by itself and prints the error and the length of the take.
"""

import sys
from pathlib import Path

import numpy as np

from mocap_app.core.errors import MocapError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.support.takes import poses


def main(folder, step, limit):
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    recorder = Recorder(TakeStore(Path(folder)))
    recorder.start("dance", "test", solved_skeleton())
    frame = 0
    while True:
        for pose in poses((frame + np.arange(30)) * step):
            try:
                recorder.append(pose)
            except MocapError as error:
                print(f"append: {error}", flush=True)
                try:
                    print(f"stop: {recorder.stop().frame_count}", flush=True)
                except MocapError as second:
                    print(f"stop: {second}", flush=True)
                return
            print(frame, flush=True)
            frame += 1


main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
