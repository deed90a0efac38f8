"""The library: every version of every trial record in one file. `equipoise.library.store.Library` is the door."""
