"""From a query in plain words to a QueryPlan."""
