"""`mocap-app train` beyond what its tasks do, which tests/training looks at."""

import pytest

from mocap_app import cli

pytestmark = pytest.mark.torch


def test_ctrl_c_says_nothing_about_files(monkeypatch, capsys):
    def interrupted(_words):
        raise KeyboardInterrupt

    monkeypatch.setattr("mocap_app.training.main.main", interrupted)
    assert cli.main(["train", "max_steps=1"]) == 130
    assert "nothing was written" not in capsys.readouterr().err
