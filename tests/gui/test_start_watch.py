import json
import time

from mocap_app import app
from mocap_app.commands import gui
from tests.support.cli import run_cli


def test_it_says_when_window_and_pose_were_there(look_restored, monkeypatch, capsys):
    monkeypatch.setattr(app, "list_cameras", list)
    monkeypatch.setattr(gui, "check_display", lambda: None)
    began = time.time()
    ran = run_cli(capsys, "gui", "figure", "--until-pose")
    moments = json.loads(ran.out)
    assert began < moments["window"] <= moments["pose"] < time.time()
