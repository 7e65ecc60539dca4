"""What a library shows on a day: photos that may be shown, events, homes, trips, themes."""
