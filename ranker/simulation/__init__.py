"""Made-up lives: journeys whose truth is known, to measure and train on."""
