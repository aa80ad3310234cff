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
    real = loop.update_average

    def stop_at_the_third(average, network, ema, step):
        real(average, network, ema, step)
        if step == 3:
            os.kill(os.getpid(), name)

    monkeypatch.setattr(loop, "update_average", stop_at_the_third)
    try:
        with pytest.raises(KeyboardInterrupt):
            main(["pose", *words, "max_steps=60"])
        assert load_checkpoint(tmp_path / "checkpoint.pt").step == 3
        monkeypatch.setattr(loop, "update_average", real)
        main(["pose", *words, "max_steps=4"])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "stopped at step 3" in capsys.readouterr().out
    assert load_checkpoint(tmp_path / "checkpoint.pt").step == 4
