from mocap_app.settings.schema import Settings


def test_refining_gets_the_choices_of_the_solver(desk, monkeypatch):
    settings = Settings(countdown_s=0, height_cm=140, feet="always", body="upper", in_place=True)
    window = desk.open(settings=settings)
    asked = []
    monkeypatch.setattr(
        desk.parts.library, "refine", lambda take_id, solver: asked.append((take_id, solver))
    )
    window.takes.refine_requested.emit("a")
    ((take_id, solver),) = asked
    assert take_id == "a"
    assert (solver.height_m, solver.feet, solver.body, solver.in_place) == (
        1.4,
        "always",
        "upper",
        True,
    )
    # A choice made since then holds for the next one.
    desk.keeper.change(feet="never")
    window.takes.refine_requested.emit("b")
    assert asked[1][1].feet == "never"
