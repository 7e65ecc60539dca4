"""Boundary F1 of events and trips, and the share of right homes, on made-up journeys.

bench_journeys.py [SEEDS]
"""

from __future__ import annotations

import sys

import numpy as np

from photos_ml.ranker.simulation.boundaries import score_journey
from photos_ml.ranker.simulation.journeys import Habits, make_journey

CASES = {
    "usual": Habits(),
    "no errors": Habits(missing_gps=0.0, gps_noise_m=0.0, wrong_fix=0.0, second_camera=0.0),
    "half without GPS": Habits(missing_gps=0.5),
    "GPS noise 500 m": Habits(gps_noise_m=500),
    "5% wrong fixes": Habits(wrong_fix=0.05),
    "camera +1 h": Habits(second_camera=0.4),
    "camera -6 h": Habits(second_camera=0.3, clock_error_minutes=-360),
    "few photos": Habits(home_days_a_year=25, photos_an_event=3, trips_a_year=2),
    "many photos": Habits(home_days_a_year=200, photos_an_event=15),
    "moves house": Habits(years=4, moves=True),
}


def main(seeds: int) -> None:
    print(f"{'journey':18} {'events F1':>10} {'trips F1':>10} {'home':>7}   mean of {seeds} seeds (lowest)")
    for name, habits in CASES.items():
        scores = [score_journey(make_journey(habits, seed)) for seed in range(seeds)]
        columns = [
            [getattr(score, field) for score in scores] for field in ("events_f1", "trips_f1", "homes")
        ]
        print(f"{name:18} " + " ".join(f"{np.mean(c):5.3f} ({min(c):.2f})" for c in columns))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
