import pytest

from mocap_app.core.errors import OutputError
from mocap_app.settings.schema import Settings
from mocap_app.settings.store import SettingsStore


@pytest.fixture
def store(tmp_path):
    return SettingsStore(tmp_path / "home" / "settings.json")


def test_the_first_start_has_defaults_and_nothing_to_say(store):
    loaded = store.load()
    assert loaded.settings == Settings()
    assert loaded.message == ""
    assert not store.path.exists()


def test_what_is_saved_is_loaded(store):
    chosen = Settings(source="camera:Ünïcode", mirror=True, rotate=90, countdown_s=10)
    store.save(chosen)
    assert store.load().settings == chosen


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b'{"mirror": tru', b"\xff\xfe\x00bad", b"[" * 100_000, b"null"],
    ids=["empty", "cut", "list", "typo", "binary", "deep", "null"],
)
def test_a_damaged_file_is_kept_aside_and_said(store, content):
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    loaded = store.load()
    assert loaded.settings == Settings()
    bad = store.path.with_name("settings.json.bad")
    assert str(bad) in loaded.message
    assert bad.read_bytes() == content
    assert not store.path.exists()
    store.save(Settings(mirror=True))
    assert store.load().settings == Settings(mirror=True)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file is in the way")
    with pytest.raises(OutputError, match="Cannot write the settings"):
        SettingsStore(tmp_path / "home" / "settings.json").save(Settings())


def test_saving_replaces_the_whole_file(store):
    store.save(Settings(source="x" * 1000))
    store.save(Settings())
    assert store.load().settings == Settings()
    assert [p.name for p in store.path.parent.iterdir()] == ["settings.json"]


def test_the_users_own_file_is_the_default(monkeypatch, tmp_path):
    monkeypatch.setenv("MOCAP_HOME", str(tmp_path))
    assert SettingsStore().path == tmp_path / "settings.json"
