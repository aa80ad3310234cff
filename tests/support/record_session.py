"""Records takes over and over with a whole session until it is killed, and says what is written.

Arguments: folder of the store, source as on the command line, seconds of each take. Lines on
standard output: `start N` when a recording is begun, `pose T` after a pose was written (seconds of
the source), `saved ID FRAMES` when a take is complete.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from mocap_app.app import build_processor, make_source
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.live import SessionState, SourceRequest
from mocap_app.workers.session import Session
from mocap_app.workers.session_parts import SessionParts


def say(*words):
    print(*words, flush=True)


class TalkingRecorder(Recorder):
    def append(self, pose):
        super().append(pose)
        say("pose", pose.raw.timestamp)


def main(folder, spec, seconds):
    app = QCoreApplication([])
    recorder = TalkingRecorder(TakeStore(Path(folder)))
    session = Session(SessionParts(make_source, build_processor, recorder))
    timer = QTimer()
    timer.setInterval(5)
    started = 0

    def turn():
        nonlocal started
        if session.state is SessionState.RECORDING:
            if session.recorded_seconds() >= seconds:
                session.stop_recording()
        elif session.can_record:
            started += 1
            say("start", started)
            session.start_recording()

    def fail(error):
        say("failed", error)
        app.quit()

    timer.timeout.connect(turn)
    session.take_saved.connect(lambda take: say("saved", recorder.saved.id, take.frame_count))
    session.failed.connect(fail)
    session.start_source(SourceRequest(spec))
    timer.start()
    app.exec()
    session.shut_down()


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
