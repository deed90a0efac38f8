"""Finding trials: the query language, and what answers it."""
