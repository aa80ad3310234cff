import json

from tests.support.cli import assert_one_sentence, run_cli


def test_json_has_the_promised_keys(capsys):
    ran = run_cli(capsys, "bench", "figure", "--seconds", 0.5, "--json")
    assert ran.code == 0
    data = json.loads(ran.out)
    for stage in ("acquire", "infer", "filter", "solve", "total"):
        assert data[stage]["median_ms"] <= data[stage]["p95_ms"]
    assert data["fps"] > 0
    assert data["frames"] == 15


def test_people_get_a_table(capsys):
    ran = run_cli(capsys, "bench", "figure", "--seconds", 0.2)
    assert "median ms" in ran.out
    assert "frames a second" in ran.out


def test_minutes_repeat_the_source(clip, capsys, replayed):
    ran = run_cli(capsys, "bench", clip, "--minutes", 0.02, "--json")
    assert json.loads(ran.out)["frames"] > 10


def test_a_missing_source_gives_a_sentence(tmp_path, capsys):
    assert_one_sentence(run_cli(capsys, "bench", tmp_path / "none.mp4"))
