"""From a QueryPlan to ranked hits."""
