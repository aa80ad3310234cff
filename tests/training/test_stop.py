"""A run that is told to stop leaves a checkpoint and goes on from it."""

import os
import signal

import pytest

from mocap_app.networks.checkpoint import load_checkpoint
from mocap_app.training import loop
from mocap_app.training.main import main


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "kill"])
def test_a_stopped_run_goes_on(data, tmp_path, monkeypatch, capsys, name):
    before = signal.getsignal(signal.SIGTERM)
    words = [
        "size=64", "final_size=64", "batch=4", "workers=0", "threads=1", "validate_minutes=99",
        f"data={data}", f"out={tmp_path}",
    ]  # fmt: skip
    real = loop.log
    monkeypatch.setattr(loop, "log", lambda *_: os.kill(os.getpid(), name))
    try:
        with pytest.raises(KeyboardInterrupt):
            main([*words, "max_steps=60"])
        assert load_checkpoint(tmp_path / "checkpoint.pt").step == 50
        monkeypatch.setattr(loop, "log", real)
        main([*words, "max_steps=51"])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "stopped at step 50" in capsys.readouterr().out
    assert load_checkpoint(tmp_path / "checkpoint.pt").step == 51
