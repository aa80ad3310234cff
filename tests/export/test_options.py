import pytest

from mocap_app.core.errors import OutputError
from mocap_app.export.options import ExportOptions


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"target": "maya"}, r"'maya'.*blender, generic"),
        ({"fps": 0}, "1 to 240"),
        ({"fps": -30}, "1 to 240"),
        ({"fps": 241}, "1 to 240"),
        ({"unit": "inch"}, r"unit 'inch'.*m, cm"),
        ({"order": "XYX"}, r"rotation order 'XYX'.*ZXY"),
        ({"rest": "x"}, r"rest pose 'x'.*t, a"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(choice, reason):
    with pytest.raises(OutputError, match=reason):
        ExportOptions(**choice)
