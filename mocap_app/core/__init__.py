"""Types, skeletons, rotations, errors and paths that every stage shares."""
