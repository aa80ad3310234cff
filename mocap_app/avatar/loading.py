"""A GLB or VRM file becomes an avatar; what cannot be used is refused with one sentence."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.avatar.document import Damaged
from mocap_app.avatar.glb import parse_glb, read_file
from mocap_app.avatar.humanoid import find_bones
from mocap_app.avatar.images import PictureReader
from mocap_app.avatar.materials import read_materials
from mocap_app.avatar.meshes import joined, read_meshes
from mocap_app.avatar.model import Avatar
from mocap_app.avatar.nodes import read_nodes
from mocap_app.core.errors import AvatarError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".glb", ".vrm")


def load_avatar(path: Path) -> Avatar:
    """Read a file; takes a moment, so not on the thread of the window.

    Memory stays below a gigabyte whatever the file says, and no other file is opened.

    Raises:
        AvatarError: It cannot be read or used; the text says why.
    """
    try:
        return avatar_from_bytes(read_file(path), path.stem)
    except Damaged as reason:
        text = QT_TRANSLATE_NOOP("Errors", "{name} cannot be the avatar: {reason}.")
        raise AvatarError(text, name=path.name, reason=reason) from reason
    except OSError as error:
        text = QT_TRANSLATE_NOOP("Errors", "Cannot read {path}: {reason}.")
        raise AvatarError(text, path=path, reason=error.strerror or error) from error
    except MemoryError:
        text = QT_TRANSLATE_NOOP("Errors", "{name} cannot be the avatar: it needs too much memory.")
        raise AvatarError(text, name=path.name) from None


def avatar_from_bytes(content: bytes, name: str) -> Avatar:
    """Return the avatar of a file's content.

    Raises:
        Damaged: The content cannot be used.
    """
    glb = parse_glb(content)
    tree = read_nodes(glb)
    pictures = PictureReader(glb)
    parts = read_meshes(glb, tree, read_materials(glb, pictures))
    slot_binds = np.concatenate(parts.slot_binds)
    if not np.isfinite(slot_binds).all():
        raise Damaged("it holds coordinates that are no numbers")
    mesh, surfaces = joined(parts)
    bones, hands = find_bones(glb, tree, parts.skin_joints)
    return Avatar(
        name=name,
        mesh=mesh,
        surfaces=surfaces,
        pictures=tuple(pictures.pictures),
        nodes=tree,
        slot_nodes=np.array(parts.slot_nodes, dtype=np.intp),
        slot_binds=slot_binds,
        bones=bones,
        hands=hands,
        digest=hashlib.sha256(content).hexdigest(),
        notes=_notes(pictures.unread),
    )


def _notes(unread: int) -> tuple[str, ...]:
    if not unread:
        return ()
    if unread == 1:
        return ("One of its textures could not be read; what it covers has a plain colour.",)
    return (f"{unread} of its textures could not be read; what they cover has a plain colour.",)
