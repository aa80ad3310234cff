"""The curve picture shows what the logs hold, and survives logs that a kill cut off."""

import cv2
import numpy as np
import pytest

from mocap_app.core.errors import DataError, OutputError
from mocap_app.training.curves import draw_curves, main, read_columns

LOSSES = "step,samples,seconds,heatmap,location,learning_rate\n"
VALIDATION = "step,samples,seconds,lspet_pck,ccp_mpjpe\n"


@pytest.fixture
def run(tmp_path):
    rows = "".join(f"{i},{32 * i},{i},{6 - i / 100},{1 / i},0.002\n" for i in range(50, 400, 50))
    (tmp_path / "losses.csv").write_text(LOSSES + rows)
    (tmp_path / "validation.csv").write_text(VALIDATION + "50,1600,9,0.2,90\n350,11200,99,0.4,70\n")
    return tmp_path


def test_the_picture_has_a_panel_for_each_kind_of_measure(run):
    assert main([f"out={run}"]) == 0
    whole = cv2.imread(str(run / "curve.png"))
    assert whole.shape == (1080, 1000, 3)
    assert len(np.unique(whole.reshape(-1, 3), axis=0)) > 20
    (run / "validation.csv").unlink()
    main([f"out={run}", f"picture={run / 'other.png'}"])
    assert cv2.imread(str(run / "other.png")).shape == (360, 1000, 3)


def test_higher_values_are_drawn_higher(run):
    (run / "validation.csv").unlink()
    lines = []
    for value in (1.0, 5.0):
        # One flat line beside two that fix the range.
        rows = "".join(f"{i},{i},{i},{value},{v},0\n" for i, v in ((1, 0), (2, 6), (3, 3)))
        (run / "losses.csv").write_text(LOSSES + rows)
        draw_curves(run, run / "c.png")
        blue = np.abs(cv2.imread(str(run / "c.png")).astype(int) - [180, 119, 31]).sum(-1) < 30
        lines.append(np.median(np.nonzero(blue[:, :750])[0]))
    assert lines[1] < lines[0] - 50


def test_rows_cut_off_by_a_kill_are_left_out(run):
    path = run / "losses.csv"
    path.write_text(path.read_text() + "400,12800,4")
    assert read_columns(path)["step"].tolist() == list(range(50, 400, 50))


def test_values_that_are_no_numbers_yet_are_not_drawn(run):
    (run / "validation.csv").write_text(VALIDATION + "50,1600,9,nan,nan\n")
    draw_curves(run, run / "c.png")
    assert (run / "c.png").stat().st_size > 5000


def test_missing_and_empty_logs_are_named(run, tmp_path):
    with pytest.raises(DataError, match=r"no log .*none.losses\.csv; name a training run"):
        draw_curves(tmp_path / "none", tmp_path / "c.png")
    (run / "losses.csv").write_text(LOSSES)
    with pytest.raises(DataError, match="holds no numbers yet"):
        draw_curves(run, tmp_path / "c.png")
    (run / "losses.csv").write_text("junk\n1\n")
    with pytest.raises(DataError, match="holds no numbers yet"):
        draw_curves(run, tmp_path / "c.png")


def test_an_unwritable_place_is_named(run):
    with pytest.raises(OutputError, match="Cannot write"):
        draw_curves(run, run / "nowhere" / "c.png")
