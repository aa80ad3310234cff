"""From keypoints to a skeleton with constant bone lengths and rotations."""
