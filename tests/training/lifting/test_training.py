from dataclasses import replace

import numpy as np
import pytest
import torch

from mocap_app.core.errors import DataError, ModelError
from mocap_app.inference.crossover import CrossoverHz
from mocap_app.inference.lift_track import lift_track, with_mirror_image
from mocap_app.inference.lifter_store import LIVE, find_lifter, load_lifter
from mocap_app.networks.lifter_config import LIFTERS
from mocap_app.networks.temporal_lifter import build_lifter
from mocap_app.training.lifting import checkpoint, publish, report, semi_supervised
from mocap_app.training.lifting.batches import TESTING, make_batch
from mocap_app.training.lifting.config import LifterEvaluation, LifterTraining
from mocap_app.training.lifting.evaluate import (
    as_function,
    best_shift,
    evaluate,
    held_out_tracks,
    lag_ms,
    shift_scores,
)
from mocap_app.training.lifting.loop import (
    Material,
    answers,
    averaged,
    start_or_resume,
    train,
)
from mocap_app.training.lifting.losses import (
    bone_length_loss,
    pose_loss,
    reprojection_loss,
    trajectory_loss,
    velocity_loss,
)
from mocap_app.training.lifting.semi_supervised import SemiSupervised, place_root, widened_hips

pytestmark = pytest.mark.torch


def settings(tmp_path, network="tiny", **changes):
    out = str(tmp_path / network)
    base = LifterTraining(network=network, out=out, minutes=9.0, max_steps=30, batch=16)
    return replace(base, **changes)


def nothing(network):
    return {}


def some_tracks(motions, noise):
    return held_out_tracks(motions, noise, cameras=1, frames=50)


@pytest.mark.parametrize("network", ["tiny", "tiny_middle", "tiny_single"])
def test_training_makes_the_error_smaller(tmp_path, tiny, motions, noise, network):
    config = settings(tmp_path, network, max_steps=60)
    tracks = some_tracks(motions, noise)
    fresh = start_or_resume(config).network
    before = evaluate(as_function(fresh), fresh.config, tracks)
    run = train(config, Material(motions, noise), nothing)
    lifter = checkpoint.averaged_lifter(checkpoint.load_lifter(config.folder / "checkpoint.pt"))
    after = evaluate(as_function(lifter), lifter.config, tracks)
    assert run.step == 60
    assert after.mpjpe < 0.9 * before.mpjpe
    assert after.p_mpjpe <= after.n_mpjpe + 1e-6 <= after.mpjpe + 1e-3


def test_an_interrupted_run_goes_on(tmp_path, tiny, motions, noise):
    config = settings(tmp_path, max_steps=10)
    train(config, Material(motions, noise), nothing)
    longer = train(replace(config, max_steps=15), Material(motions, noise), nothing)
    assert longer.step == 15
    assert longer.seconds > 0


def test_a_run_can_begin_with_the_weights_of_another(tmp_path, tiny, motions, noise):
    first = train(settings(tmp_path, max_steps=5), Material(motions, noise), nothing)
    start = str(first.config.folder / "checkpoint.pt")
    config = replace(settings(tmp_path), out=str(tmp_path / "next"), start=start)
    begun = start_or_resume(config)
    assert begun.step == 0
    torch.testing.assert_close(begun.network.state_dict(), first.average)


def test_a_run_over_time_can_begin_as_the_single_frame_lifter(tmp_path, tiny, motions, noise):
    first = train(settings(tmp_path, "tiny_single", max_steps=5), Material(motions, noise), nothing)
    start = str(first.config.folder / "checkpoint.pt")
    begun = start_or_resume(settings(tmp_path, start=start))
    x = torch.randn(4, 9, begun.network.config.inputs)
    single = averaged(first)
    with torch.no_grad():
        torch.testing.assert_close(
            begun.network.eval().forward_strided(x), single(x[:, -1:]), atol=1e-5, rtol=1e-4
        )
    with pytest.raises(ModelError, match="no start"):
        start_or_resume(settings(tmp_path, "lifter_small", start=str(other(tmp_path, begun))))


def test_a_wider_lifter_begins_with_the_answers_of_a_narrower_one(tmp_path, tiny, motions, noise):
    first = train(settings(tmp_path, max_steps=5), Material(motions, noise), nothing)
    start = str(first.config.folder / "checkpoint.pt")
    begun = start_or_resume(settings(tmp_path, "tiny_wide", start=start))
    x = torch.randn(4, 9, begun.network.config.inputs)
    with torch.no_grad():
        torch.testing.assert_close(
            begun.network.eval().forward_strided(x),
            averaged(first).forward_strided(x),
            atol=1e-6,
            rtol=1e-5,
        )
    wide = str(other(tmp_path, begun, "tiny_wide"))
    with pytest.raises(DataError, match="not a wider form"):
        start_or_resume(settings(tmp_path, start=wide, out=str(tmp_path / "next")))


def test_a_lifter_of_more_frames_begins_nearly_as_one_of_fewer(tmp_path, tiny, motions, noise):
    first = train(settings(tmp_path, "tiny_middle", max_steps=5), Material(motions, noise), nothing)
    start = str(first.config.folder / "checkpoint.pt")
    out = str(tmp_path / "longer")
    begun = start_or_resume(settings(tmp_path, "tiny_longer", start=start, out=out))
    x = torch.randn(4, 27, begun.network.config.inputs)
    with torch.no_grad():
        few = averaged(first).forward_strided(x[:, 9:18])
        many = begun.network.eval().forward_strided(x)
    assert 0.0 < (many - few).abs().max() < 0.3 * few.abs().max()
    longer = str(other(tmp_path, begun, "tiny_longer"))
    with pytest.raises(DataError, match="not a wider form"):
        start_or_resume(settings(tmp_path, "tiny_middle", start=longer, out=str(tmp_path / "next")))


def other(tmp_path, run, name="tiny"):
    path = tmp_path / "causal.pt"
    state = run.network.state_dict()
    checkpoint.save_lifter(path, checkpoint.Checkpoint(name, state, state, {}, 1, 1.0))
    return path


def test_max_norm_holds_during_training(tmp_path, tiny, motions, noise):
    config = settings(tmp_path, "tiny_single", max_norm=True, max_steps=3)
    run = train(config, Material(motions, noise), nothing)
    assert run.network.shrink.weight.norm() <= 1.0 + 1e-5


def test_unknown_lifters_and_wrong_folders_are_sentences(tmp_path, tiny, motions, noise):
    with pytest.raises(DataError, match="Unknown lifter"):
        start_or_resume(settings(tmp_path, "nonsense"))
    train(settings(tmp_path, max_steps=2), Material(motions, noise), nothing)
    with pytest.raises(DataError, match="holds a tiny"):
        start_or_resume(settings(tmp_path, "tiny_middle", out=str(tmp_path / "tiny")))


def test_damaged_and_foreign_checkpoints_are_sentences(tmp_path, tiny, monkeypatch):
    path = tmp_path / "checkpoint.pt"
    with pytest.raises(ModelError, match="no checkpoint"):
        checkpoint.load_lifter(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="damaged"):
        checkpoint.load_lifter(path)
    state = build_lifter(LIFTERS["tiny"]).state_dict()
    checkpoint.save_lifter(path, checkpoint.Checkpoint("tiny", state, state, {}, 1, 1.0))
    monkeypatch.setitem(LIFTERS, "tiny", replace(LIFTERS["tiny"], channels=8))
    with pytest.raises(ModelError, match="another shape"):
        checkpoint.load_lifter(path)


def test_publishing_gives_the_same_answers(tmp_path, tiny, motions, noise, monkeypatch):
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path / "models"))
    monkeypatch.setitem(LIFTERS, LIVE, replace(LIFTERS["tiny"], channels=48))
    config = settings(tmp_path, LIVE, max_steps=4)
    train(config, Material(motions, noise), nothing)
    made = config.folder / "checkpoint.pt"
    assert find_lifter_quietly() is None
    path = publish.publish(publish.PublishLifter(checkpoint=str(made)))
    info = find_lifter(LIVE)
    assert info.path == path
    assert info.config == LIFTERS[LIVE]
    assert info.crossover_hz == CrossoverHz(sideways=6.0, depth=1.6)
    windows = make_batch(
        motions, (8, 1), np.random.default_rng(0), noise=noise, config=info.config
    ).features
    torch_lifter = as_function(checkpoint.averaged_lifter(checkpoint.load_lifter(made)))
    # Weights lose three digits on their way to half precision.
    np.testing.assert_allclose(load_lifter(info)(windows), torch_lifter(windows), atol=5e-3)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(ModelError, match="damaged"):
        load_lifter(info)


def find_lifter_quietly():
    try:
        return find_lifter(LIVE)
    except ModelError:
        return None


def test_lifters_of_other_joint_sets_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MOCAP_MODELS", str(tmp_path))
    manifest = tmp_path / "manifest.json"
    entry = '{"name": "lifter_live", "file": "x", "sha256": "", "joints": "coco17", "shape": {}}'
    manifest.write_text(f'{{"lifters": [{entry}]}}')
    with pytest.raises(ModelError, match="coco17"):
        find_lifter(LIVE)
    for damage in (entry.replace("{}", '{}, "crossover_hz": 1.6'), "7"):
        manifest.write_text(f'{{"lifters": [{damage}]}}')
        with pytest.raises(ModelError, match="damaged"):
            find_lifter(LIVE)
    manifest.write_text("{}")
    assert find_lifter(LIVE) is None


def test_losses_of_perfect_answers_are_zero():
    points = 0.3 * torch.randn(2, 4, 27, 3)
    root = torch.tensor([0.1, 0.2, 3.0]).expand(2, 4, 3)
    placed = points + root[:, :, None]
    seen = placed[..., :2] / placed[..., 2:]
    assert pose_loss(points, points) == 0
    assert velocity_loss(points, points) == 0
    assert velocity_loss(points[:, :1], points[:, :1]) == 0
    assert trajectory_loss(root, root) == 0
    assert bone_length_loss(points, points) == 0
    assert reprojection_loss(points, root, seen, torch.ones(2, 4, 27)) < 1e-6


def test_losses_of_known_errors():
    points, root = torch.zeros(1, 3, 27, 3), torch.tensor([0.0, 0.0, 2.0]).expand(1, 3, 3)
    assert pose_loss(points + torch.tensor([0.3, 0.0, 0.4]), points) == pytest.approx(0.5)
    drift = torch.arange(3.0)[None, :, None, None] * torch.tensor([0.1, 0.0, 0.0])
    assert velocity_loss(points + drift, points) == pytest.approx(0.1)
    # The further away, the less an error counts.
    assert trajectory_loss(root + torch.tensor([0.0, 0.4, 0.0]), root) == pytest.approx(0.2)
    assert reprojection_loss(
        points, root, torch.full((1, 3, 27, 2), 0.1), torch.ones(1, 3, 27)
    ) == pytest.approx(0.1 * 2**0.5)
    hidden = reprojection_loss(points, root, torch.ones(1, 3, 27, 2), torch.zeros(1, 3, 27))
    assert hidden == 0


def test_hidden_keypoints_are_still_there_to_project_onto(tiny, motions, noise):
    config = LIFTERS["tiny"]
    rng = np.random.default_rng(0)
    batch = make_batch(motions, (32, 1), rng, noise=noise, config=config)
    semi = SemiSupervised(config, motions, noise, conditions=TESTING)
    blind = semi.draw(batch, config, rng)
    assert blind.features.dtype == np.float32
    table = blind.features[..., :-1].reshape(32, 9, 27, 3)
    lost = (table == 0).all(axis=(1, 3))
    assert 0.05 < lost.mean() < 0.5
    assert (blind.confidence[lost] > 0).mean() > 0.6
    assert (blind.features[..., -1] != 0).all()


def test_bones_pull_at_both_halves(tiny, motions, noise):
    """Pulling at one alone moves the other along, through what both share, and never ends."""
    config = LIFTERS["tiny"]
    semi = SemiSupervised(config, motions, noise)
    rng = np.random.default_rng(0)
    batch = make_batch(motions, (4, 1), rng, noise=noise, config=config)
    poses = torch.randn(8, 27, 3, requires_grad=True)
    semi.terms((batch, semi.draw(batch, config, rng)), poses)["bones"].backward()
    assert poses.grad[:4].abs().max() > 0
    assert poses.grad[4:].abs().max() > 0


def test_the_root_is_placed_on_its_ray():
    raw = torch.tensor([0.5, -1.0, 0.0]).reshape(1, 1, 3)
    place = place_root(raw, torch.tensor([0.1]))
    torch.testing.assert_close(place[0], torch.tensor([0.15, -0.3, 3.0]))


def test_only_hips_are_widened():
    pose = torch.ones(27, 3)
    wide = widened_hips(pose)
    assert (wide[[1, 4]] > 1.4).all()
    assert wide.sum() == pytest.approx(25 * 3 + 6 * semi_supervised.LABELLED_HIP_WIDTH)


def test_unlabelled_motions_join_after_the_warm_up(tmp_path, tiny, motions, noise):
    config = settings(tmp_path, "tiny_middle", max_steps=6, warmup=0.5)
    semi = SemiSupervised(LIFTERS["tiny_middle"], motions, noise)
    labelled = motions.of_subjects(0.2)
    rng = np.random.default_rng(0)
    batch = make_batch(labelled, (4, 1), rng, noise=noise, config=LIFTERS["tiny_middle"])
    network = build_lifter(LIFTERS["tiny_middle"])
    blind = semi.draw(batch, network.config, rng)
    x = torch.cat([torch.from_numpy(part.features) for part in (batch, blind)])
    early = semi.terms((batch, None), answers(network, x[:4]))
    late = semi.terms((batch, blind), answers(network, x))
    assert set(early) == {"trajectory"}
    assert set(late) == {"trajectory", "reprojection", "bones"}
    before = [p.clone() for p in semi.trajectory.parameters()]
    train(config, Material(labelled, noise, semi), nothing)
    moved = zip(before, semi.trajectory.parameters(), strict=True)
    assert any(not torch.equal(a, b) for a, b in moved)


def test_a_known_lag_is_found():
    t = np.arange(120) / 30
    truth = np.sin(2 * np.pi * np.array([0.7, 1.1, 1.7])[:, None] * t).T[:, None]
    late = np.sin(2 * np.pi * np.array([0.7, 1.1, 1.7])[:, None] * (t - 0.05)).T[:, None]
    shifts = np.arange(-6, 7)
    assert best_shift(shift_scores(late, truth, shifts), shifts) == pytest.approx(1.5, abs=0.1)
    assert best_shift(shift_scores(truth, truth, shifts), shifts) == pytest.approx(0.0, abs=0.01)


def test_the_flip_test_of_an_equivariant_lifter_changes_nothing(motions, noise, tiny):
    def equivariant(windows):
        table = windows[:, -1, :-1].reshape(-1, 27, 3)
        return np.concatenate([table[..., :2], table[..., 2:]], axis=-1)

    track = some_tracks(motions, noise)[0]
    config = LIFTERS["tiny"]
    plain = lift_track(equivariant, config, track.rays, track.confidence)
    both = lift_track(with_mirror_image(equivariant), config, track.rays, track.confidence)
    np.testing.assert_allclose(plain, both, atol=1e-6)


def test_the_report_measures_runs(tmp_path, tiny, motions, noise, monkeypatch):
    config = settings(tmp_path, max_steps=2)
    train(config, Material(motions, noise), nothing)
    monkeypatch.setattr(report, "load_motions", lambda _path, _split: motions)
    wanted = LifterEvaluation(runs=config.out, cameras=1, frames=40)
    rows = report.report(wanted)
    text = report.text(rows)
    assert "MPJVE" in text
    row = rows[config.out]
    assert row["frames"] == 9
    assert row["all"]["mpjpe"] > 0
    assert {"exact 2D", "all"} <= set(row)
    with pytest.raises(DataError, match="neither"):
        report.report(replace(wanted, runs="nowhere"))


def test_lag_is_measured_on_the_fastest_tracks(motions, noise, tiny):
    tracks = some_tracks(motions, noise)

    def late(windows):
        """Answers what was seen four frames ago."""
        table = windows[:, -5, :-1].reshape(-1, 27, 3)
        return np.concatenate([table[..., :2], np.zeros_like(table[..., :1])], axis=-1)

    assert lag_ms(late, LIFTERS["tiny"], tracks) == pytest.approx(133, abs=40)
