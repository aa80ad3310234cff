"""Time MediaPipe Pose on a video, to set beside `mocap-app bench VIDEO --json`.

Runs in an environment of its own with mediapipe==0.10.21 (python3.11 -m venv, then pip install).
Then: PEER/bin/python packaging/bench_mediapipe.py VIDEO [--complexity 0|1]
Prints one JSON object: median and 95th percentile of milliseconds per frame, without decoding.
--out FILE.npz keeps its landmarks: (T, 33, 4) x, y, z in pixels and visibility, (T, 33, 3) metres;
NaN where it saw nobody. `mocap-app train match` compares our tracking with them.
"""

import argparse
import json
import statistics
import time

import cv2
import mediapipe
import numpy


def in_pixels(answer, width: int, height: int) -> numpy.ndarray:
    """Return (33, 4): x, y, z scaled to the picture, and visibility; NaN where nobody was seen."""
    if answer is None:
        return numpy.full((33, 4), numpy.nan)
    rows = [(p.x * width, p.y * height, p.z * width, p.visibility) for p in answer.landmark]
    return numpy.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video")
    parser.add_argument("--complexity", type=int, default=1, choices=(0, 1))
    parser.add_argument("--out", help="an .npz file for the landmarks")
    args = parser.parse_args()
    capture = cv2.VideoCapture(args.video)
    times, found = [], 0
    landmarks, world = [], []
    with mediapipe.solutions.pose.Pose(model_complexity=args.complexity) as pose:
        while True:
            ok, image = capture.read()
            if not ok:
                break
            start = time.perf_counter()
            answer = pose.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            times.append(1000 * (time.perf_counter() - start))
            found += answer.pose_landmarks is not None
            height, width = image.shape[:2]
            landmarks.append(in_pixels(answer.pose_landmarks, width, height))
            world.append(in_pixels(answer.pose_world_landmarks, 1, 1)[:, :3])
    if args.out:
        numpy.savez(
            args.out,
            landmarks=numpy.float32(landmarks),
            world=numpy.float32(world),
        )
    print(
        json.dumps(
            {
                "frames": len(times),
                "found": found,
                "median_ms": round(statistics.median(times), 2),
                "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
