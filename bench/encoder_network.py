"""The network that reads how a sentence is worded: trained with PyTorch from MiniLM-L6, written as ONNX in whole numbers.

Only `bench/train_encoder.py` uses it; reading papers needs neither PyTorch nor the weights it starts from.
"""

import math
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from all_minilm_l6_v2 import extract_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel

from extractors.wording.encoder import FAR, MASKS, NUMBER
from extractors.wording.pieces import split_word

if TYPE_CHECKING:
    from bench.train_encoder import Example

WIDTH = 384
HIDDEN = 192
DROPPED = 0.1
"""Share of the signal that training leaves out at random, as in BERT."""
RATE, RATE_OF_HEAD, RATE_OF_MASKS = 1.2e-4, 6e-4, 3.6e-4
LAYER_DECAY = 0.85
"""What a layer learns, beside the one above it: the lower ones know English already."""
WEIGHT_DECAY = 0.01
WARM = 0.1
"""Share of the steps in which the rate rises."""
N_EPOCHS = 3
BATCH = 16
SORTED = 16
"""Batches that are sorted by length together: the shorter ones are not padded to the longest of all."""
WORDS_MASKED = 0.05
"""Share of the pieces hidden in training, so that no one word decides."""
SMOOTHED = 0.02
UNCLEAR_WEIGHT = 0.5
UNCLEAR_IS_CLEAR = 0.3
"""What a label that careful readers could disagree about counts, and how clear it is taken to be."""
OF_PAIRS, OF_SENTENCE = 0.7, 0.5
"""What the verdicts on methods and those on sentences count."""
FIRST_WORDS = {MASKS["METHOD"]: "method", MASKS["CITE"]: "reference", MASKS["OWN"]: "ours", NUMBER: "number"}
"""The words whose meaning the masks begin with."""
OPSET = 17


class Network(nn.Module):
    """Six layers of attention, and on them what they say of a method in a sentence."""

    def __init__(self, pieces: Mapping[str, int]) -> None:
        """Begin with the weights of MiniLM-L6; what the words of a vocabulary mean stays as it is."""
        super().__init__()
        with tempfile.TemporaryDirectory() as folder:
            self.body = AutoModel.from_pretrained(extract_model(folder), add_pooling_layer=False, attn_implementation="eager")
        words = self.body.embeddings.word_embeddings.requires_grad_(False)
        meant = [words.weight[split_word(FIRST_WORDS[k], pieces)].mean(0) if k in FIRST_WORDS else torch.zeros(WIDTH) for k in range(5)]
        self.masks = nn.Parameter(torch.stack(meant).clone())
        self.distances = nn.Embedding(FAR + 1, WIDTH)
        nn.init.normal_(self.distances.weight, std=0.02)
        hidden = (nn.Dropout(DROPPED), nn.Linear(2 * WIDTH, HIDDEN), nn.GELU(), nn.Dropout(DROPPED), nn.Linear(HIDDEN, 2))
        self.of_pairs = nn.Sequential(*hidden)
        self.of_sentence = nn.Sequential(nn.Dropout(DROPPED), nn.Linear(WIDTH, 2))

    def read(self, ids: torch.Tensor, segments: torch.Tensor, is_there: torch.Tensor | None = None) -> torch.Tensor:
        """Return the meaning of every piece where it stands."""
        words = self.body.embeddings.word_embeddings(ids)
        is_mask = (ids > 0) & (ids <= NUMBER)
        words = torch.where(is_mask[..., None], self.masks[ids.clamp(max=NUMBER)], words)
        read: torch.Tensor = self.body(inputs_embeds=words, attention_mask=is_there, token_type_ids=segments).last_hidden_state
        return read

    def judge(self, whole: torch.Tensor, methods: torch.Tensor, distances: torch.Tensor) -> torch.Tensor:
        """Return the two log odds of each method."""
        return self.of_pairs(torch.cat([whole, methods + self.distances(distances)], 1)).float()  # type: ignore[no-any-return]

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, at: torch.Tensor, distances: torch.Tensor) -> torch.Tensor:
        """Return the log odds of each method of one sentence that it is criticised beyond dispute: what is written as ONNX."""
        read = self.read(ids, segments)[0]
        return self.judge(read[:1].expand(at.shape[0], WIDTH), read[at], distances)[:, 1]


def train_network(examples: Sequence["Example"], pieces: Mapping[str, int], seed: int) -> Network:
    """Return a network trained on examples; the same seed on the same machine gives the same network."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    network = Network(pieces).train()
    optimizer = torch.optim.AdamW(list(_group(network)), betas=(0.9, 0.98), eps=1e-6)
    n_steps = N_EPOCHS * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: _rate_at(k, n_steps))
    noise, order = np.random.default_rng(seed), random.Random(seed)  # noqa: S311
    trained = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    for _ in range(N_EPOCHS):
        for batch in _make_batches(examples, noise, order):
            loss = _measure_loss(network, batch, noise, pieces["[MASK]"])
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
    return network.eval()


def _group(network: Network) -> Any:
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            yield {"params": [parameter], "lr": _rate_of(name), "weight_decay": WEIGHT_DECAY if parameter.dim() > 1 else 0.0}


def _rate_of(name: str) -> float:
    """Return how fast a parameter learns: the deeper, the slower."""
    if name.startswith("body.encoder.layer."):
        return RATE * LAYER_DECAY ** (5 - int(name.split(".")[3]))
    if name.startswith("body."):
        return RATE * LAYER_DECAY**6
    return RATE_OF_MASKS if name == "masks" else RATE_OF_HEAD


def _rate_at(step: int, n_steps: int) -> float:
    warm = WARM * n_steps
    return min((step + 1) / warm, max(0.0, (n_steps - step) / (n_steps - warm)))


def _make_batches(examples: Sequence["Example"], noise: np.random.Generator, order: random.Random) -> list[list["Example"]]:
    shuffled = noise.permutation(len(examples)).tolist()
    batches = []
    for start in range(0, len(shuffled), BATCH * SORTED):
        near = sorted(shuffled[start : start + BATCH * SORTED], key=lambda k: len(examples[k].ids))
        batches += [[examples[k] for k in near[first : first + BATCH]] for first in range(0, len(near), BATCH)]
    order.shuffle(batches)
    return batches


def _measure_loss(network: Network, batch: Sequence["Example"], noise: np.random.Generator, hidden: int) -> torch.Tensor:
    length = max(len(example.ids) for example in batch)
    ids, segments, is_there = (np.zeros((len(batch), length), dtype=np.int64) for _ in range(3))
    for k, example in enumerate(batch):
        n = len(example.ids)
        found = np.array(example.ids)
        is_hidden = (noise.random(n) < WORDS_MASKED) & (found > hidden)  # marks and what begins and ends a sentence come before
        ids[k, :n] = np.where(is_hidden, hidden, found)
        segments[k, example.second : n] = 1
        is_there[k, :n] = 1
    of = torch.tensor([k for k, example in enumerate(batch) for _ in example.at])
    at, distances = (torch.tensor([v for example in batch for v in values(example)]) for values in (lambda e: e.at, lambda e: e.distances))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        read = network.read(torch.tensor(ids), torch.tensor(segments), torch.tensor(is_there))
        whole = read[:, 0]
        pairs, sentences = network.judge(whole[of], read[of, at], distances), network.of_sentence(whole).float()
    said = torch.tensor([v for example in batch for v in example.of_pairs])
    return (OF_PAIRS * _cross(pairs, said) + OF_SENTENCE * _cross(sentences, torch.tensor([e.of_sentence for e in batch]))) / len(batch)


def _cross(log_odds: torch.Tensor, verdicts: torch.Tensor) -> torch.Tensor:
    """Return how far log odds (either kind, clear) are from verdicts, all together."""
    is_unclear = verdicts == 1
    either = (verdicts > 0).float()
    clear = torch.where(is_unclear, UNCLEAR_IS_CLEAR, (verdicts == 2).float())
    target = torch.stack([either, clear], 1) * (1 - 2 * SMOOTHED) + SMOOTHED
    weight = torch.where(is_unclear, UNCLEAR_WEIGHT, 1.0)[:, None]
    loss = nn.functional.binary_cross_entropy_with_logits(log_odds, target, reduction="none")
    return (loss * weight).sum()


def write_network(network: Network, path: Path) -> None:
    """Write a network as ONNX, its weights in whole numbers of seven bits: these give the same sums on every processor."""
    one = torch.ones(1, 16, dtype=torch.long)
    few = torch.ones(3, dtype=torch.long)
    sizes = {"ids": {1: "pieces"}, "segments": {1: "pieces"}, "at": {0: "methods"}, "distances": {0: "methods"}, "odds": {0: "methods"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        names = ["ids", "segments", "at", "distances"]
        torch.onnx.export(
            network,
            (one, one, few, few),
            whole,
            input_names=names,
            output_names=["odds"],
            dynamic_axes=sizes,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
