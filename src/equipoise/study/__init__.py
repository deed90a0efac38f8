"""Trial records: the model, the readers of three formats, the writer. `equipoise.study.read` is the door."""
