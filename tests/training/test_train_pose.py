"""A run on a tiny data folder: trains, stops, resumes, publishes, is evaluated."""

import csv
import json

import cv2
import numpy as np
import pytest
import torch

from mocap_app.core.errors import DataError, ModelError
from mocap_app.inference.factory import InferenceConfig, create_estimator
from mocap_app.inference.model_store import find_model
from mocap_app.networks.second_stage import SecondStage, save_second_stage
from mocap_app.training import loop, publish
from mocap_app.training import run as running
from mocap_app.training.config import TrainConfig, parse_settings
from mocap_app.training.datasets.mixture import Mixture
from mocap_app.training.main import main
from mocap_app.training.train_pose import data_root

SMALL = [
    "size=64", "final_size=64", "batch=4", "warmup_steps=2", "workers=0", "validate_minutes=99",
    "threads=1", "network=movnect_fine",
]  # fmt: skip


@pytest.fixture
def words(data, tmp_path):
    return [*SMALL, f"data={data}", f"out={tmp_path / 'run'}"]


def test_train_resume_publish_evaluate(words, data, tmp_path, monkeypatch, capsys):
    assert main(["pose", *words, "max_steps=3"]) == 0
    assert main(["pose", *words, "max_steps=5"]) == 0
    assert "step 3" in capsys.readouterr().out
    with (tmp_path / "run" / "validation.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["3", "5"]
    assert 0 <= float(rows[0]["lspet_pck"]) <= 1

    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(publish, "_CALIBRATION_VIEWS", 50)
    checkpoint = f"checkpoint={tmp_path / 'run' / 'checkpoint.pt'}"
    assert main(["publish", checkpoint, f"data={data}", "size=64"]) == 0
    manifest = json.loads((tmp_path / "models" / "manifest.json").read_text())
    assert manifest["default"] == "movnect_fine"
    assert manifest["models"][0]["training"]["steps"] == 5
    assert create_estimator(InferenceConfig()) is not None
    # The compact checkpoint goes on where the run stood.
    compact = torch.load(tmp_path / "models" / "movnect_fine.pt", weights_only=True)
    assert compact["step"] == 5

    # What a second stage learnt of other answers goes.
    second_stage = tmp_path / "models" / "movnect_fine_second_stage.onnx"
    second_stage.write_bytes(b"")
    assert main(["publish", checkpoint, f"data={data}", "size=64"]) == 0
    assert not second_stage.exists()

    for_quality = ["name=better", "role=quality", "precision=half"]
    assert main(["publish", checkpoint, f"data={data}", "size=64", *for_quality]) == 0
    assert (find_model().name, find_model("quality").name) == ("movnect_fine", "better")
    assert (tmp_path / "models" / "better.pt").exists()
    with pytest.raises(DataError, match="Unknown role"):
        main(["publish", checkpoint, "role=best"])

    capsys.readouterr()
    assert main(["evaluate", f"data={data}"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert 0 <= measured["lspet_pck"] <= 1
    assert sum(b["count"] for b in measured["calibration"]) > 50

    picture = tmp_path / "worst.png"
    assert main(["worst", f"data={data}", f"out={picture}", "count=2"]) == 0
    shares = [float(line.split()[3]) for line in capsys.readouterr().out.splitlines()]
    assert shares == sorted(shares)
    assert len(shares) == 2
    assert cv2.imread(str(picture)).shape == (128, 512, 3)
    with pytest.raises(DataError, match="Unknown data set"):
        main(["worst", "set=nobody"])


def test_an_infinite_loss_stops_the_run(words, monkeypatch):
    monkeypatch.setattr(loop, "isfinite", lambda _terms: False)
    with pytest.raises(DataError, match=r"infinite at step 0: .* samples \w+"):
        main(["pose", *words, "max_steps=2"])


def test_a_checkpoint_of_another_network_is_refused(words):
    main(["pose", *words, "max_steps=1"])
    with pytest.raises(DataError, match="not a movnect"):
        main(["pose", *words, "max_steps=2", "network=movnect"])


def test_a_student_with_a_teacher_hears_both(words, tmp_path):
    teacher = tmp_path / "teacher"
    main(["pose", *words[:-1], f"out={teacher}", "max_steps=1", "network=simple_baseline18"])
    taught = [
        *words, "max_steps=1", f"teacher={teacher / 'checkpoint.pt'}", "teach_features=0.5"
    ]  # fmt: skip
    run = running.start_or_resume(parse_settings(TrainConfig, taught))
    before = {k: v.clone() for k, v in run.teacher.state_dict().items()}
    mixture = Mixture(data_root(run.config), run.config)
    terms = loop._step(run, next(iter(mixture)))
    assert {"heatmap", "heatmap_teacher", "location_teacher", "features"} <= terms.keys()
    assert all(torch.equal(v, before[k]) for k, v in run.teacher.state_dict().items())


def test_rendered_people_need_no_teacher(words, tmp_path):
    """Their labels are true: where all pictures are rendered, only labels are heard."""
    teacher = tmp_path / "teacher"
    main(["pose", *words[:-1], f"out={teacher}", "max_steps=1"])
    checkpoint = teacher / "checkpoint.pt"
    taught = [*words, "max_steps=1", f"teacher={checkpoint},{checkpoint}"]
    run = running.start_or_resume(parse_settings(TrainConfig, taught))
    batch = next(iter(Mixture(data_root(run.config), run.config)))
    rendered = torch.ones_like(batch.rendered)
    assert loop._step(run, batch._replace(rendered=rendered)).keys() == {
        "heatmap", "location", "delta"
    }  # fmt: skip
    rendered[0] = False
    mixed = loop._step(run, batch._replace(rendered=rendered))
    assert mixed.keys() == {"heatmap", "location", "delta", "heatmap_teacher", "location_teacher"}


def test_rendered_people_teach_by_their_whole_poses(words, tmp_path):
    stage = tmp_path / "second_stage.pt"
    save_second_stage(SecondStage(width=16, blocks=1), stage)
    run = running.start_or_resume(parse_settings(TrainConfig, [*words, f"second_stage={stage}"]))
    batch = next(iter(Mixture(data_root(run.config), parse_settings(TrainConfig, words))))
    rendered = torch.zeros_like(batch.rendered)
    assert "whole_pose" not in loop._step(run, batch._replace(rendered=rendered))
    rendered[:2] = True
    assert loop._step(run, batch._replace(rendered=rendered))["whole_pose"] > 0
    with pytest.raises(ModelError, match="no second stage"):
        running.start_or_resume(parse_settings(TrainConfig, [*words, "second_stage=nowhere.pt"]))


def test_rendered_people_need_their_folder(words, tmp_path):
    with pytest.raises(DataError, match="needs synth=FOLDER"):
        main(["pose", *words, "sets=lspet:1,synth:1"])
    with pytest.raises(DataError, match="no rendered people"):
        main(["pose", *words, "sets=lspet:1,synth:1", f"synth={tmp_path}"])
    with pytest.raises(DataError, match="teaches by rendered people"):
        main(["pose", *words, "second_stage=second_stage.pt"])


def test_a_damaged_checkpoint_is_named(words, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.pt").write_bytes(b"junk")
    with pytest.raises(ModelError, match="is damaged"):
        main(["pose", *words, "max_steps=1"])


def test_learning_rate_warms_up_and_falls(words):
    run = running.start_or_resume(parse_settings(TrainConfig, [*words, "max_steps=100"]))
    rates = []
    for run.step in range(100):
        rates.append(run.learning_rate)
    assert np.argmax(rates) == 1
    assert rates[-1] < 0.01 * max(rates)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("colour=blue", "Unknown setting"),
        ("batch", "Unknown setting"),
        ("batch=many", "batch needs a int"),
        ("bfloat16=maybe", "bfloat16 needs a bool"),
    ],
)
def test_wrong_settings_are_named(word, message):
    with pytest.raises(DataError, match=message):
        parse_settings(TrainConfig, [word])


def test_wrong_sets_are_named(words):
    with pytest.raises(DataError, match="Unknown data set 'nobody'"):
        main(["pose", *words, "sets=nobody:1"])
    with pytest.raises(DataError, match="not of the form"):
        main(["pose", *words, "sets=lspet"])
    with pytest.raises(DataError, match="Unknown network"):
        main(["pose", *words, "network=resnet"])


def test_unknown_task():
    with pytest.raises(DataError, match="Unknown training task 'cook'"):
        main(["cook"])


def test_a_fresh_run_begins_with_the_weights_of_another(words, data, tmp_path):
    main(["pose", *words, "max_steps=2"])
    first = tmp_path / "run" / "checkpoint.pt"
    again = [*SMALL, f"data={data}", f"out={tmp_path / 'again'}", f"start={first}"]
    config = parse_settings(TrainConfig, again)
    begun = running.start_or_resume(config)
    assert (begun.step, begun.seconds) == (0, 0.0)
    average = torch.load(first, weights_only=True)["average"]
    for name, value in begun.network.state_dict().items():
        assert torch.equal(value, average[name].to(value.dtype))
    other = parse_settings(TrainConfig, [*again, "network=movnect_wide"])
    with pytest.raises(DataError, match="holds a movnect_fine"):
        running.start_or_resume(other)
