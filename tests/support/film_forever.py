"""Records poses and a reference video until it is killed; says which frame went to both.

Argument: folder of the store.
"""

import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication

from mocap_app.core.skeleton import solved_skeleton
from mocap_app.core.types import Frame
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.video_thread import VideoThread

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.support.takes import poses


def main(folder):
    app = QCoreApplication([])
    recorder = Recorder(TakeStore(Path(folder)))
    recorder.start("dance", "test", solved_skeleton())
    video = VideoThread(recorder.video_path, 320)
    video.start()
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    index = 0
    while app is not None:
        for pose in poses((index + np.arange(30)) / 30.0):
            video.offer(Frame(noise, pose.raw.timestamp, index))
            recorder.append(pose)
            print(index, flush=True)
            index += 1
            time.sleep(0.004)


main(sys.argv[1])
