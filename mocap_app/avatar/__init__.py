"""A person's own character from a GLB or VRM file: reading it, finding its bones, moving them.

No Qt and no OpenGL: `loading` reads a file into an `Avatar`, `rig` turns solved poses into the
matrices that a drawing program skins with.
"""
