"""What the files of the world are made of, read right; and what is wrong with some, said."""

import base64

import cv2
import numpy as np
import pytest

from mocap_app.avatar.document import Damaged
from mocap_app.avatar.humanoid import missing_bones
from mocap_app.avatar.loading import avatar_from_bytes, load_avatar
from mocap_app.avatar.model import BLEND, MASK, TOON, UNLIT
from mocap_app.core.errors import AvatarError
from tests.support.avatars import MIXAMO, STRANGE, Builder, avatar_file, pack, png, vrm_extension


def body(**more):
    build, _ = avatar_file(MIXAMO, **more)
    return build


def primitive(build):
    return build.tree["meshes"][0]["primitives"][0]


def read(build):
    return avatar_from_bytes(build.bytes(), "test")


def refused(build):
    content = build if isinstance(build, bytes) else build.bytes()
    with pytest.raises(Damaged) as caught:
        avatar_from_bytes(content, "test")
    return str(caught.value)


@pytest.mark.parametrize("old", [False, True])
def test_vrm_tells_its_bones_whatever_they_are_called(old):
    build, numbers = avatar_file(STRANGE, vrm=-1 if old else 1)
    avatar = read(build)
    assert avatar.bones == numbers
    assert not missing_bones(avatar.bones)
    assert len(avatar.digest) == 64


def test_bones_of_plain_files_are_told_by_name():
    build, numbers = avatar_file(MIXAMO)
    assert read(build).bones == numbers
    assert missing_bones(read(avatar_file(STRANGE)[0]).bones)


def test_interleaved_normalised_and_wide_numbers_are_read():
    build = body()
    attributes = primitive(build)["attributes"]
    plain = read(build).mesh
    count = len(plain.positions)
    table = np.zeros(count, [("at", "<f4", 3), ("uv", "<u2", 2), ("weights", "u1", 4)])
    table["at"] = plain.positions
    table["uv"][:, 0] = 65535
    table["weights"][:, 0] = 255
    view = build.view(table.tobytes(), byteStride=table.itemsize)
    accessors = build.tree["accessors"]
    for name, kind, shape, at, scaled in (
        ("POSITION", 5126, "VEC3", 0, False),
        ("TEXCOORD_0", 5123, "VEC2", 12, True),
        ("WEIGHTS_0", 5121, "VEC4", 16, True),
    ):
        attributes[name] = len(accessors)
        accessors.append(
            {
                "bufferView": view,
                "byteOffset": at,
                "componentType": kind,
                "type": shape,
                "count": count,
                "normalized": scaled,
            }
        )
    mesh = read(build).mesh
    assert mesh.positions == pytest.approx(plain.positions)
    assert mesh.weights == pytest.approx(plain.weights)
    assert mesh.uvs[:, 0] == pytest.approx(1.0)


def test_sparse_numbers_replace_some():
    build = body()
    attributes = primitive(build)["attributes"]
    before = read(build).mesh.positions
    accessor = build.tree["accessors"][attributes["POSITION"]]
    accessor["sparse"] = {
        "count": 2,
        "indices": {
            "bufferView": build.view(np.array([1, 4], "<u2").tobytes()),
            "componentType": 5123,
        },
        "values": {"bufferView": build.view(np.full((2, 3), 7, "<f4").tobytes())},
    }
    after = read(build).mesh.positions
    assert after[[1, 4]] == pytest.approx(7.0)
    assert np.delete(after, [1, 4], 0) == pytest.approx(np.delete(before, [1, 4], 0))
    accessor["sparse"]["count"] = 10**6
    assert refused(build)


def test_strips_and_fans_become_triangles_that_face_the_same_way():
    square = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], np.float32)
    fan = square[[0, 1, 3, 2]]
    normals = []
    for mode, corners in ((5, square), (6, fan)):
        build = body()
        build.tree["meshes"].append(
            {"primitives": [{"attributes": {"POSITION": build.add(corners)}, "mode": mode}]}
        )
        build.tree["nodes"].append({"mesh": 1})
        build.tree["scenes"][0]["nodes"].append(len(build.tree["nodes"]) - 1)
        avatar = read(build)
        surface = avatar.surfaces[-1]
        triangles = avatar.mesh.indices[surface.first : surface.first + surface.count].reshape(
            -1, 3
        )
        a, b, c = avatar.mesh.positions[triangles].swapaxes(0, 1)
        normals.append(np.cross(b - a, c - a))
        assert len(triangles) == 2
        # Without normals in the file they are made from the triangles.
        assert avatar.mesh.normals[-4:] == pytest.approx(np.tile([0, 0, 1], (4, 1)))
    assert np.concatenate(normals) == pytest.approx(np.tile([0, 0, 1.0], (4, 1)))


def test_a_rigid_part_hangs_on_its_node_and_a_second_skin_on_its_own_bones():
    build, numbers = avatar_file(MIXAMO)
    hat = np.array([[0, 1.7, 0], [0.1, 1.7, 0], [0, 1.8, 0]], np.float32)
    build.tree["meshes"].append({"primitives": [{"attributes": {"POSITION": build.add(hat)}}]})
    build.tree["nodes"][numbers["Head"]]["mesh"] = 1
    build.tree["skins"].append({"joints": [numbers["LeftHand"]]})
    build.tree["nodes"].append({"mesh": 2, "skin": 1})
    build.tree["scenes"][0]["nodes"].append(len(build.tree["nodes"]) - 1)
    ring = {
        "POSITION": build.add(hat),
        "JOINTS_0": build.add(np.zeros((3, 4), np.uint8)),
        "WEIGHTS_0": build.add(np.zeros((3, 4), np.float32)),  # all lost: bound to the first
    }
    build.tree["meshes"].append({"primitives": [{"attributes": ring}]})
    avatar = read(build)
    nodes = avatar.slot_nodes[avatar.mesh.slots[:, 0]]
    # In the order of the scene's tree: the mesh of the hat's node comes after the body's own.
    assert sorted(set(nodes[-6:].tolist())) == sorted({numbers["LeftHand"], numbers["Head"]})
    assert avatar.mesh.weights.sum(axis=1) == pytest.approx(1.0)


def test_of_eight_joints_the_four_strongest_stay():
    build = body()
    attributes = primitive(build)["attributes"]
    count = len(read(build).mesh.positions)
    for part, strength in ((0, 0.05), (1, 0.2)):
        which = np.tile(np.arange(4) + 4 * part, (count, 1)).astype(np.uint8)
        attributes[f"JOINTS_{part}"] = build.add(which)
        attributes[f"WEIGHTS_{part}"] = build.add(np.full((count, 4), strength, np.float32))
    mesh = read(build).mesh
    assert set(mesh.slots.ravel().tolist()) == {4, 5, 6, 7}
    assert mesh.weights == pytest.approx(0.25)


def test_textures_alpha_modes_and_sides():
    build = body(
        materials=[
            {
                "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
                "alphaMode": "MASK",
                "alphaCutoff": 0.3,
                "doubleSided": True,
            }
        ]
    )
    build.tree["images"] = [{"bufferView": build.view(png(4, 2, (10, 200, 30, 128)))}]
    build.tree["textures"] = [{"source": 0}]
    avatar = read(build)
    material = avatar.surfaces[0].material
    assert (material.alpha, material.cutoff, material.double_sided) == (MASK, 0.3, True)
    assert avatar.pictures[material.picture].shape == (2, 4, 4)
    assert avatar.pictures[0][0, 0].tolist() == [10, 200, 30, 128]
    build.tree["images"] = [
        {"uri": "data:image/png;base64," + base64.b64encode(png(1, 1, (1, 2, 3, 4))).decode()}
    ]
    assert read(build).pictures[0][0, 0].tolist() == [1, 2, 3, 4]


def test_jpeg_pictures_are_read_and_large_ones_made_smaller():
    build = body(materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}])
    _, raw = cv2.imencode(".jpg", np.full((16, 5000, 3), (0, 0, 255), np.uint8))
    build.tree["images"] = [{"bufferView": build.view(raw.tobytes())}]
    build.tree["textures"] = [{"source": 0}]
    picture = read(build).pictures[0]
    assert picture.shape[1] == 2048
    assert picture[0, 0] == pytest.approx([255, 0, 0, 255], abs=3)


@pytest.mark.parametrize("raw", [b"", b"GIF89a" + bytes(20), png(60000, 60000, ())[:60]])
def test_a_picture_that_cannot_be_shown_leaves_a_note(raw):
    build = body(materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}])
    build.tree["images"] = [{"bufferView": build.view(raw)}]
    build.tree["textures"] = [{"source": 0}]
    avatar = read(build)
    assert avatar.surfaces[0].material.picture is None
    assert len(avatar.notes) == 1


def test_mtoon_of_vrm_1():
    toon = {
        "shadeColorFactor": [0.2, 0.1, 0.0],
        "shadingToonyFactor": 0.7,
        "shadingShiftFactor": -0.2,
        "transparentWithZWrite": True,
        "renderQueueOffsetNumber": -3,
    }
    look = {"alphaMode": "BLEND", "extensions": {"VRMC_materials_mtoon": toon}}
    material = read(body(materials=[look])).surfaces[0].material
    assert (material.shading, material.shade) == (TOON, (0.2, 0.1, 0.0))
    assert (material.toony, material.shift, material.order) == (0.7, -0.2, -3)
    assert material.alpha == BLEND
    assert material.writes_depth


def test_mtoon_of_vrm_0():
    build, numbers = avatar_file(STRANGE)
    build.tree["extensions"] = vrm_extension(numbers, old=True)
    build.tree["extensions"]["VRM"]["materialProperties"] = [
        {
            "shader": "VRM/MToon",
            "renderQueue": 3001,
            "floatProperties": {
                "_BlendMode": 2,
                "_CullMode": 0,
                "_ShadeToony": 0.5,
                "_Cutoff": 0.4,
            },
            "vectorProperties": {"_Color": [1, 0.5, 0, 0.6], "_ShadeColor": [0, 0, 1, 1]},
            "textureProperties": {},
        }
    ]
    material = read(build).surfaces[0].material
    assert material.shading == TOON
    assert material.color == pytest.approx((1.0, 0.5**2.2, 0.0))
    assert material.opacity == pytest.approx(0.6)
    assert (material.alpha, material.writes_depth, material.order) == (BLEND, False, 3001)
    assert material.double_sided
    build.tree["extensions"]["VRM"]["materialProperties"][0] = {"shader": "VRM/UnlitTexture"}
    assert read(build).surfaces[0].material.shading == UNLIT


def test_a_moved_texture_is_moved_in_the_mesh():
    texture = {"index": 0, "extensions": {"KHR_texture_transform": {"offset": [0.5, 0.25]}}}
    build = body(materials=[{"pbrMetallicRoughness": {"baseColorTexture": texture}}])
    build.tree["images"] = [{"bufferView": build.view(png(1, 1, (1, 2, 3, 4)))}]
    build.tree["textures"] = [{"source": 0}]
    assert read(build).mesh.uvs == pytest.approx(
        np.tile([0.5, 0.25], (len(read(build).mesh.uvs), 1))
    )


def test_other_files_are_never_opened(tmp_path):
    secret = tmp_path / "secret.bin"
    secret.write_bytes(bytes(1000))
    for uri in (str(secret), secret.as_uri(), "secret.bin", "../secret.bin", "http://localhost/x"):
        build = body()
        content = build.bytes()
        tree = build.tree | {"buffers": [{"byteLength": 1000, "uri": uri}]}
        assert "one file" in refused(pack(tree))
        build = body(materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}])
        build.tree |= {"images": [{"uri": uri}], "textures": [{"source": 0}]}
        assert "one file" in refused(build)
        assert content


def damage(change):
    build, numbers = avatar_file(MIXAMO)
    change(build.tree, numbers)
    return build


@pytest.mark.parametrize(
    "change",
    [
        lambda t, n: t["nodes"][n["Head"]].update(children=[n["Hips"]]),
        lambda t, n: t["nodes"][n["Head"]].update(children=[n["Head"]]),
        lambda t, _: t["nodes"][0].update(translation=[float("nan"), 0, 0]),
        lambda t, _: t["nodes"][0].update(scale=[1e300, 1, 1]),
        lambda t, _: t["nodes"][0].update(children=[10**9]),
        lambda t, _: t["nodes"][0].update(children="all"),
        lambda t, _: t.update(nodes=7),
        lambda t, _: t.update(scene=4),
        lambda t, _: t.update(extensionsRequired=["KHR_draco_mesh_compression"]),
        lambda t, _: t["accessors"][0].update(count=10**12),
        lambda t, _: t["accessors"][0].update(count=-1),
        lambda t, _: t["accessors"][0].update(byteOffset=10**6),
        lambda t, _: t["accessors"][0].update(type="VEC7"),
        lambda t, _: t["accessors"][0].update(componentType=1),
        lambda t, _: t["accessors"][0].update(bufferView=None, count=12_000_000),
        lambda t, _: t["bufferViews"][0].update(byteLength=10**9),
        lambda t, _: t["bufferViews"][0].update(byteStride=4),
        lambda t, _: t["meshes"][0]["primitives"].clear(),
        lambda t, _: t["meshes"][0]["primitives"].extend(t["meshes"][0]["primitives"] * 5000),
        lambda t, _: t["meshes"][0]["primitives"][0]["attributes"].pop("JOINTS_0"),
        lambda t, _: t["meshes"][0]["primitives"][0].update(material=3),
        lambda t, _: t["skins"][0].update(joints=[1]),
        lambda t, _: t["skins"][0].update(joints=[]),
        lambda t, _: t["materials"][0].update(
            pbrMetallicRoughness={"baseColorFactor": [1e999] * 4}
        ),
    ],
)
def test_nonsense_is_refused_in_a_sentence(change):
    sentence = refused(damage(change))
    assert 10 < len(sentence) < 160


@pytest.mark.parametrize(
    "content",
    [b"", b"glTF", b"PK\x03\x04" + bytes(100), b"glTF" + bytes(100), Builder().bytes()[:-2]],
)
def test_what_is_no_such_file_is_refused(content):
    assert refused(content)


def test_the_user_is_told_which_file_and_why(tmp_path):
    path = tmp_path / "me.vrm"
    with pytest.raises(AvatarError, match=r"Cannot read .*me\.vrm"):
        load_avatar(path)
    path.write_bytes(b"nonsense" * 10)
    with pytest.raises(
        AvatarError, match=r"^me\.vrm cannot be the avatar: it is no GLB .* file\.$"
    ):
        load_avatar(path)
    path.write_bytes(b"")
    with pytest.raises(AvatarError, match=r": it is empty\.$"):
        load_avatar(path)
    path.write_bytes(body().bytes())
    assert load_avatar(path).name == "me"
