"""Train the classroom biLM on a GPU: needs PyTorch, NumPy and h5py, nothing of this package.

    python data/train_elmo_torch.py --minutes 9    on a GPU

Reads `texts.npz`, which `train_elmo_classroom.py texts` has written, and writes
`weights.hdf5` and `options.json` (AllenNLP's format, float16), `softmax.npz` and `log.txt`. One
network learns three things at once:

- to predict the next word and the word before, out of 25,000, over all of which the loss goes;
- in its token vectors, the topic of each word (24 numbers, see `classroom_topics.py`);
- in 24 outputs of both layers, at every word, the topic of the 20 words before and behind it,
  from the side that this direction has read.

Batches hold whole sentences of like length, each read alone. Adam, the learning rate
falls to zero by the clock.
"""

import argparse
import bz2
import itertools
import json
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import classroom_network as network
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

LIMITS = (4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64)  # tokens of the sentences in a batch
N_TOPICS = 24
STRENGTH = 3.3  # outputs are cut at 3
WINDOW = 20
BYTES = 22  # of a word; what is longer is cut
BEGIN, END = 1, 2  # numbers of the borders; 0 is no token


class Texts:
    """The sentences and what is known about their words, all on the device."""

    def __init__(self, file: Path, device: str):
        with np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        words = bz2.decompress(arrays["words"].tobytes()).decode("utf-8").split("\n")
        self.characters = torch.tensor(characters(words), device=device)
        self.classes = torch.tensor(arrays["classes"], device=device).long()
        self.topics = torch.tensor(arrays["topics"], device=device).float()
        self.topic_of = torch.tensor(arrays["topic_of"], device=device).long()
        self.device, self.parts = device, {}
        for part in ("train", "old", "new"):
            packed = bz2.decompress(arrays[f"{part}_lengths"].tobytes())
            lengths = np.frombuffer(packed, np.uint8).astype(np.int64)
            low = np.frombuffer(bz2.decompress(arrays[f"{part}_tokens"].tobytes()), np.uint16)
            tokens = low.astype(np.int32)
            tokens[low == 65535] = arrays[f"{part}_rare"]
            self.parts[part] = (
                torch.tensor(tokens, device=device),
                torch.tensor(np.cumsum(lengths) - lengths, device=device),
                torch.tensor(lengths, device=device),
            )
        self.n_classes = -(-(int(self.classes.max()) + 1) // 8) * 8  # filled up: quicker products

    def log_share(self) -> Tensor:
        """Logarithm of how often each class comes in the training text."""
        tokens, starts, _ = self.parts["train"]
        counts = torch.bincount(self.classes[tokens.long()], minlength=self.n_classes).float()
        counts[[1, 2]] += len(starts)
        return torch.log((counts + 0.5) / counts.sum())

    def batches(self, part: str, batch_tokens: int, seed: int | None = None) -> Iterator[Tensor]:
        """Numbers of the words `(sentences, limit + 2)`, with borders, filled up with 0.

        With a seed: mixed, and full batches only (the others come in another pass).
        """
        tokens, starts, lengths = self.parts[part]
        generator = torch.Generator(self.device).manual_seed(seed or 0)
        groups = []
        for least, limit in pairwise((0, *LIMITS)):
            rows = torch.nonzero((lengths > least) & (lengths <= limit))[:, 0]
            if seed is not None:
                rows = rows[torch.randperm(len(rows), device=self.device, generator=generator)]
            size = sentences_in(batch_tokens, limit)
            groups += [(limit, group) for group in rows.split(size)]
            if len(groups[-1][1]) < (1 if seed is None else size):
                groups.pop()
        order = np.random.default_rng(seed).permutation(len(groups)) if seed is not None else None
        for k in range(len(groups)) if order is None else order:
            limit, rows = groups[k]
            place = torch.arange(limit, device=self.device)
            n = lengths[rows][:, None]
            at = (starts[rows][:, None] + place).clamp(max=len(tokens) - 1)
            inside = torch.where(place < n, tokens[at].long(), END * (place == n))
            ids = F.pad(inside, (1, 1))
            ids[:, 0] = BEGIN
            ids[:, -1] = END * (n[:, 0] == limit)
            yield ids


def sentences_in(batch_tokens: int, limit: int) -> int:
    return max(8, batch_tokens // (limit + 1) // 8 * 8)


def characters(words: list[str]) -> np.ndarray:
    """Ids as `wordemb_keras.elmo.character_ids` gives them, of words with numbers from 3 on."""
    found = np.full((len(words) + 3, BYTES + 2 + network.FILTERS[-1][0]), 261, np.int32)
    found[0] = 0
    found[[BEGIN, END], :3] = [[259, 257, 260], [259, 258, 260]]
    for row, word in zip(found[3:], words, strict=True):
        inside = [byte + 1 for byte in word.encode("utf-8")[:BYTES]]
        row[: len(inside) + 2] = [259, *inside, 260]
    return found


class Model(torch.nn.Module):
    """The biLM, its softmax, and the three losses."""

    def __init__(self, texts: Texts, units: int, dim: int, dropout: float):
        super().__init__()
        self.texts, self.dim, self.dropout = texts, dim, dropout
        self.encoder = network.Encoder(dim)
        self.reader = network.Reader(units, dim, dropout)
        self.softmax = network.Softmax(texts.log_share().cpu(), dim)
        self.kind = torch.float32
        self.readers: dict[int, Any] = {}

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Losses of words, of topics around, of topics of words; the latter as shares."""
        texts, steps = self.texts, ids.shape[1] - 1
        words, place = torch.unique(ids, return_inverse=True)
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self.kind != torch.float32):
            vectors = self.encoder(texts.characters[words])
        vectors = vectors.float()
        n = (ids > 0).sum(1, keepdim=True)  # with both borders
        step = torch.arange(steps, device=ids.device)
        turned = (n - 1 - step).clamp(min=0)  # the place that the backward way reads
        tokens = F.embedding(place, vectors)
        back = F.embedding(place.gather(1, turned), vectors)
        x = torch.stack([tokens[:, :-1], back]).transpose(1, 2).contiguous()
        reader = self.readers.get(steps, self.reader) if self.training else self.reader
        first, second = (y.transpose(1, 2) for y in reader(x.to(self.kind)))

        real = step < n - 1
        classes = texts.classes[ids]
        wanted = torch.stack([classes[:, 1:], classes.gather(1, (turned - 1).clamp(min=0))])
        both = torch.stack([real, real])
        seen = F.dropout(second[both], self.dropout, self.training)
        word_loss = self.softmax(seen, wanted[both])

        around = topics_around(texts.topics[texts.topic_of[ids]], n)
        around = torch.stack(
            [around[:, :-1], around.gather(1, turned[..., None].expand(-1, -1, N_TOPICS))]
        )
        inside = (both & (step > 0)).float()[..., None]
        size = (around.square() * inside).sum()
        wrong = [
            ((y[..., -N_TOPICS:].float() / STRENGTH - around).square() * inside).sum()
            for y in (first, second)
        ]
        topic = texts.topic_of[words]
        known = (topic > 0).float()[:, None]
        own = texts.topics[topic]
        own_wrong = ((vectors[:, -N_TOPICS:] - own).square() * known).sum()
        return word_loss, (wrong[0] + wrong[1]) / (2 * size), own_wrong / own.square().sum()

    def record(self, batch_tokens: int) -> None:
        """Record the LSTMs for every shape of batch."""
        for limit in LIMITS:
            shape = limit + 1, sentences_in(batch_tokens, limit), self.dim
            self.readers[limit + 1] = self.reader.graphed(*shape)


def topics_around(topics: Tensor, n: Tensor) -> Tensor:
    """0.9 tanh(0.35 * sum of y_w over the words before and behind), at every place."""
    steps = topics.shape[1]
    place = torch.arange(steps, device=topics.device)
    sums = F.pad(topics.cumsum(1), (0, 0, 1, 0))
    ends = sums[:, (place + WINDOW + 1).clamp(max=steps)]
    return 0.9 * torch.tanh(0.35 * (ends - sums[:, (place - WINDOW).clamp(min=0)] - topics))


@torch.no_grad()
def perplexity(model: Model, part: str) -> tuple[float, float, float]:
    """Of a held-out text; and the shares of the topics' variance that are missed."""
    model.eval()
    total = np.zeros(3)
    count = 0
    for ids in model.texts.batches(part, 8192):
        n = int((ids > 0).sum()) - len(ids)  # predictions of one direction
        total += n * np.array([float(loss) for loss in model(ids)])
        count += n
    model.train()
    words, around, own = total / count
    return float(np.exp(words)), float(around), float(own)


def train(args: argparse.Namespace) -> None:
    """Train for so many minutes; what is learnt is written now and then, and in the end."""
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    texts = Texts(args.folder / "texts.npz", device)
    model = Model(texts, args.units, args.dim, args.dropout).to(device)
    if device == "cuda":
        model.kind = torch.bfloat16
        network.compile_kernels()
        model.record(args.batch_tokens)
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.out / "log.txt").open("w", encoding="utf-8") as log:

        def say(line: str) -> None:
            print(line, flush=True)
            print(line, file=log, flush=True)

        say(f"{sum(p.numel() for p in model.parameters()):,} numbers on {device}")
        learn(model, args, say)
        save(model, args.out)
        say(held_out(model))


def learn(model: Model, args: argparse.Namespace, say: Callable[[str], None]) -> None:
    """Steps of Adam until the time is over."""
    adam = torch.optim.Adam(model.parameters(), args.rate, fused=model.kind == torch.bfloat16)
    start, seen, mean, shown, saved = time.monotonic(), 0, torch.zeros(3), 0.0, 0.0
    for step, (number, ids) in enumerate(endless(model.texts, args.batch_tokens, args.seed), 1):
        seconds = time.monotonic() - start
        gone = seconds / (60 * args.minutes)
        if gone >= 1:
            say(f"{step - 1} steps, {seen:,} places, {number} whole passes")
            return
        for group in adam.param_groups:
            falling = 0.005 + np.cos(gone * np.pi / 2) ** 2
            group["lr"] = args.rate * min(1, step / 300) * falling
        losses = model(ids)
        loss = losses[0] + args.around * losses[1] + args.own * losses[2]
        adam.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        seen += ids.numel() - 2 * len(ids)
        mean = mean.to(ids.device)
        mean += (torch.stack(losses).detach() - mean) * max(0.01, 1 / step)
        if step % 20 == 0 and seconds - shown > args.every:
            shown = seconds
            words, around, own = mean.tolist()
            if not np.isfinite(words):
                raise FloatingPointError(f"The loss is {words} at step {step}. Lower --rate")
            say(
                f"{seconds:.0f} s, step {step}, pass {number}, {seen / seconds:,.0f} places/s: "
                f"training {np.exp(words):.1f} {around:.3f} {own:.3f}, {held_out(model)}"
            )
        if seconds - saved > 100:
            save(model, args.out)
            saved = seconds


def endless(texts: Texts, batch_tokens: int, seed: int) -> Iterator[tuple[int, Tensor]]:
    """Batches of one pass after the other, with the number of the pass."""
    for number in itertools.count():
        for ids in texts.batches("train", batch_tokens, seed=seed + number):
            yield number, ids


def held_out(model: Model) -> str:
    """Perplexity and the shares that are missed: of the smaller texts, of the books."""
    found = [perplexity(model, part) for part in ("old", "new")]
    return "held out " + ", ".join("{:.2f} {:.3f} {:.3f}".format(*each) for each in found)


def save(model: Model, folder: Path) -> None:
    import h5py

    parts = network.arrays(model.encoder, model.reader)
    with h5py.File(folder / "part.hdf5", "w") as file:
        for name, tensor in parts.items():
            array = tensor.half().cpu().numpy()
            file.create_dataset(name, data=array, compression="gzip", shuffle=True)
    (folder / "part.hdf5").replace(folder / "weights.hdf5")
    lstm = {
        "use_skip_connections": True,
        "projection_dim": model.dim,
        "cell_clip": network.CLIP,
        "proj_clip": network.CLIP,
        "dim": parts["RNN_0/RNN/MultiRNNCell/Cell0/LSTMCell/B"].numel() // 4,
        "n_layers": 2,
    }
    cnn = {
        "activation": "relu",
        "filters": network.FILTERS,
        "n_highway": 1,
        "embedding": {"dim": network.CHAR_DIM},
        "n_characters": 262,
        "max_characters_per_token": 50,
    }
    (folder / "options.json").write_text(json.dumps({"lstm": lstm, "char_cnn": cnn}, indent=2))
    kernel, bias = model.softmax.kernel.detach(), model.softmax.bias.detach()
    with (folder / "part.npz").open("wb") as out:
        np.savez_compressed(out, kernel=kernel.half().cpu().numpy(), bias=bias.cpu().numpy())
    (folder / "part.npz").replace(folder / "softmax.npz")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--folder", type=Path, default=Path("build/classroom"))
    arguments.add_argument("--out", type=Path, help="default: the folder")
    arguments.add_argument("--minutes", type=float, default=9)
    arguments.add_argument("--units", type=int, default=608)
    arguments.add_argument("--dim", type=int, default=152)
    arguments.add_argument("--dropout", type=float, default=0.1)
    arguments.add_argument("--rate", type=float, default=6e-3)
    arguments.add_argument("--around", type=float, default=2.0, help="weight of this loss")
    arguments.add_argument("--own", type=float, default=1.0, help="weight of this loss")
    arguments.add_argument("--batch-tokens", type=int, default=16384)
    arguments.add_argument("--every", type=float, default=30, help="seconds from line to line")
    arguments.add_argument("--seed", type=int, default=0)
    args = arguments.parse_args()
    args.out = args.out or args.folder
    train(args)


if __name__ == "__main__":
    main()
