"""Training and evaluation of the lifters, from motion capture seen through virtual cameras."""
