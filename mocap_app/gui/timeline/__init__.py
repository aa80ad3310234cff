"""A take on the timeline: playing, scrubbing, trimming, comparing."""
