"""From a frame to a pose: preprocessing, network, decoding, tracking."""
