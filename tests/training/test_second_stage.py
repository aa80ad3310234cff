"""From rendered people to a second stage in the manifest."""

import hashlib
import json

import numpy as np
import pytest
import torch

from mocap_app.core.errors import DataError
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.inference.model_store import find_model
from mocap_app.networks.onnx_export import export_onnx
from mocap_app.networks.registry import build_network
from mocap_app.training import second_stage
from mocap_app.training.evaluate import errors_3d
from mocap_app.training.main import main
from mocap_app.training.second_stage import Evidence, SecondStageTraining, fit
from mocap_app.training.synthetic import shards
from tests.training.synthetic.test_shards import FakeEngine


@pytest.fixture
def words(data, tmp_path, monkeypatch):
    """The words for a run on eight rendered people and an untrained image network."""
    monkeypatch.setattr(shards, "open_engine", lambda _config: FakeEngine())
    synth = tmp_path / "synth"
    assert shards.main(["count=8", "shard=4", f"out={synth}"]) == 0
    models = tmp_path / "models"
    models.mkdir()
    export_onnx(build_network("movnect_fine"), models / "net.onnx", 64)
    entry = {
        "name": "net", "file": "net.onnx", "input_size": 64, "joints": "body27",
        "sha256": hashlib.sha256((models / "net.onnx").read_bytes()).hexdigest(),
        "confidence": {"score": [0.0, 1.0], "chance": [0.0, 1.0]},
    }  # fmt: skip
    (models / "manifest.json").write_text(json.dumps({"default": "net", "models": [entry]}))
    monkeypatch.setenv("MOCAP_MODELS", str(models))
    return [
        f"synth={synth}", f"out={tmp_path / 'run'}", f"data={data}", "views=2", "epochs=1",
        "batch=4", "width=16", "blocks=1", "held_out=0.25",
    ]  # fmt: skip


def test_what_is_trained_is_what_the_program_uses(words, capsys, monkeypatch):
    assert main(["second-stage", *words]) == 0
    printed = capsys.readouterr().out
    assert "second stage: MPJPE" in printed
    stage = find_model().second_stage
    assert stage is not None
    assert create_estimator(InferenceConfig()) is not None
    # The evidence is not gathered again for the same network and people.
    monkeypatch.setattr(second_stage, "load_network", lambda _info: pytest.fail("gathered again"))
    assert main(["second-stage", *words, "epochs=2"]) == 0
    assert find_model().second_stage != stage


def test_too_little_is_refused(words):
    with pytest.raises(DataError, match="Say synth=FOLDER"):
        main(["second-stage"])
    with pytest.raises(DataError, match="do not fill a batch"):
        main(["second-stage", *words, "batch=500"])


def test_a_bias_of_the_image_network_is_learnt():
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 0.3, (512, 27, 3)).astype(np.float32)
    truth -= truth[:, :1]
    numbers = rng.normal(0, 0.1, (512, 27, 13)).astype(np.float32)
    numbers[..., 3:6] = numbers[..., 6:9] = truth + np.float32([0.0, 0.1, 0.2])
    numbers[:, 0, 3:9] = 0.0
    data = Evidence(numbers, truth, np.ones((512, 27), np.float32))
    before, _ = errors_3d(numbers[..., 3:6], truth, data.weight)
    network = fit(SecondStageTraining(epochs=15, batch=32, width=64, dropout=0.0), data)
    with torch.inference_mode():
        answer = network(torch.from_numpy(numbers)).numpy()
    after, _ = errors_3d(answer, truth, data.weight)
    assert before == pytest.approx(1000 * np.hypot(0.1, 0.2) * 16 / 17, rel=1e-3)
    assert after < 0.4 * before
