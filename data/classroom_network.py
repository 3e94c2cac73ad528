r"""The classroom biLM in PyTorch, to be trained on a GPU: `train_elmo_torch.py`.

The same network as `wordemb_keras.elmo.BiLM` (AllenNLP's), with its names and shapes, so that
its numbers go into one as they are. What is different is only how it is computed:

- Both directions are one batch of matrix products, since neither reads the other.
- The LSTM's gradient is written out, as in `wordemb_keras/elmo/backprop.py`. What is done in
  each step of it is a handful of small kernels; `Reader.graphed` records them for a shape of
  batch, so that the processor need not start them one by one.
- Filters of all widths are one matrix product: a narrow one has zeros at its end. A row of
  characters ends with padding as long as the widest, so all see the same places.
- The exact softmax is computed in pieces, each with its gradient, so that the scores
  of all words are never in memory together.
"""

# ruff: noqa: D102 (`forward` and `backward` are told on their classes)

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FILTERS = ((1, 32), (2, 32), (3, 128), (4, 224), (5, 256), (6, 96))
CHAR_DIM = 16
N_CHARACTERS = 261
CLIP = 3.0
_ROWS = 8192  # predictions whose scores are in memory together


class Encoder(nn.Module):
    """Words as characters `(words, characters)`, ids from 1 on, to vectors `(words, dim)`."""

    def __init__(self, dim: int):
        super().__init__()
        n = sum(count for _, count in FILTERS)
        self.char_embed = nn.Parameter(torch.empty(N_CHARACTERS, CHAR_DIM).uniform_(-0.05, 0.05))
        self.kernels = nn.ParameterList(
            nn.Parameter(
                _glorot(w * CHAR_DIM, w * count).detach()[:, :count].reshape(w, CHAR_DIM, -1)
            )
            for w, count in FILTERS
        )
        self.biases = nn.ParameterList(torch.zeros(count) for _, count in FILTERS)
        self.W_carry, self.b_carry = _glorot(n, n), nn.Parameter(torch.full((n,), -2.0))
        self.W_transform, self.b_transform = _glorot(n, n), nn.Parameter(torch.zeros(n))
        self.W_proj, self.b_proj = _glorot(n, dim), nn.Parameter(torch.zeros(dim))

    def forward(self, ids: Tensor) -> Tensor:
        widest = FILTERS[-1][0]
        characters = F.embedding(ids.clamp(min=1) - 1, self.char_embed)
        windows = characters.unfold(1, widest, 1).flatten(2)  # (words, places, char_dim * widest)
        longer = [F.pad(k, (0, 0, 0, 0, 0, widest - len(k))) for k in self.kernels]
        kernel = torch.cat(longer, 2).transpose(0, 1).flatten(0, 1)
        x = F.relu((windows @ kernel).amax(1) + torch.cat(list(self.biases)))
        gate = torch.sigmoid(x @ self.W_carry + self.b_carry)
        x = gate * F.relu(x @ self.W_transform + self.b_transform) + (1 - gate) * x
        return (x @ self.W_proj + self.b_proj) * (ids[:, :1] > 0)


class Reader(nn.Module):
    """Two layers of projected LSTMs, both directions; the second adds its input to its output.

    Input: `(2, steps, sentences, dim)`, the second half in the order in which it is read.
    Output: the same shape, twice, one for each layer.
    """

    def __init__(self, units: int, dim: int, dropout: float = 0.1):
        super().__init__()
        self.dropout = dropout
        sizes = (2 * dim, 4 * units), (units, dim)
        self.W, self.P = (
            nn.ParameterList(_glorot(n, m, shape=(2, n, m)) for _ in range(2)) for n, m in sizes
        )
        self.B = nn.ParameterList(torch.zeros(2, 4 * units) for _ in range(2))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        first = Walk.apply(
            F.dropout(x, self.dropout, self.training), self.W[0], self.B[0], self.P[0]
        )
        inputs = F.dropout(first, self.dropout, self.training)
        return first, inputs + Walk.apply(inputs, self.W[1], self.B[1], self.P[1])

    def graphed(self, steps: int, sentences: int, dim: int) -> Any:
        """For batches of one shape: its kernels are recorded once and then replayed."""

        class Shell(nn.Module):  # `make_graphed_callables` replaces a module's `forward`
            def __init__(self, reader: Reader):
                super().__init__()
                self.reader = reader

            def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
                return self.reader(x)

        sample = torch.randn(2, steps, sentences, dim, device="cuda", dtype=torch.bfloat16)
        return torch.cuda.make_graphed_callables(Shell(self), (sample.requires_grad_(),))


class Walk(torch.autograd.Function):
    """One layer, from the first step to the last; memories are float32, products as `x`."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor, B: Tensor, P: Tensor) -> Tensor:
        kind, dim = x.dtype, x.shape[-1]
        W, P = W.to(kind), P.to(kind)
        W_x, W_h = W[:, :dim], W[:, dim:]
        two, steps, rows, _ = x.shape
        z = torch.baddbmm(B.to(kind)[:, None], x.reshape(two, -1, dim), W_x)
        z = z.view(two, steps, rows, -1)
        units = z.shape[-1] // 4
        memories = x.new_zeros(two, steps + 1, rows, units, dtype=torch.float32)
        shown = x.new_empty(two, steps, rows, units)
        outputs = x.new_zeros(two, steps + 1, rows, dim)
        gates = []
        for t in range(steps):
            a = torch.baddbmm(z[:, t], outputs[:, t], W_h)
            gate, memories[:, t + 1], shown[:, t] = cell(a, memories[:, t])
            gates.append(gate)
            outputs[:, t + 1] = torch.bmm(shown[:, t], P).clamp(-CLIP, CLIP)
        ctx.save_for_backward(x, W, P, memories, shown, outputs, *gates)
        return outputs[:, 1:].contiguous()

    @staticmethod
    def backward(ctx: Any, d_outputs: Tensor) -> tuple[Tensor, ...]:
        x, W, P, memories, shown, outputs, *gates = ctx.saved_tensors
        two, steps, rows, dim = x.shape
        W_x, W_h = W[:, :dim].transpose(1, 2), W[:, dim:].transpose(1, 2).contiguous()
        P_t = P.transpose(1, 2).contiguous()
        dz = x.new_empty(two, steps, rows, W.shape[-1])
        dp = x.new_empty(two, steps, rows, dim)
        dh = x.new_zeros(two, rows, dim)
        dc = torch.zeros_like(memories[:, 0])
        for t in reversed(range(steps)):
            dp[:, t] = unclip(d_outputs[:, t], dh, outputs[:, t + 1])
            dm = torch.bmm(dp[:, t], P_t)
            dz[:, t], dc = cell_backward(gates[t], memories[:, t], memories[:, t + 1], dm, dc)
            dh = torch.bmm(dz[:, t], W_h)
        flat_z, flat_p = dz.view(two, steps * rows, -1), dp.view(two, steps * rows, -1)
        before = outputs[:, :-1].reshape(two, -1, dim).transpose(1, 2)
        dW = torch.cat(
            [torch.bmm(x.reshape(two, -1, dim).transpose(1, 2), flat_z), torch.bmm(before, flat_z)],
            1,
        )
        dP = torch.bmm(shown.view(two, steps * rows, -1).transpose(1, 2), flat_p)
        dx = torch.bmm(flat_z, W_x).view(x.shape)
        return dx, dW.float(), flat_z.sum(1, dtype=torch.float32), dP.float()


def cell(a: Tensor, before: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Gates, memory, and what of it is shown: equations of `wordemb_keras/elmo/lstm.py`."""
    i, j, f, o = a.float().chunk(4, -1)
    i, j, f, o = torch.sigmoid(i), torch.tanh(j), torch.sigmoid(f + 1), torch.sigmoid(o)
    c = (f * before + i * j).clamp(-CLIP, CLIP)
    return torch.cat([i, j, f, o], -1).to(a.dtype), c, (o * torch.tanh(c)).to(a.dtype)


def cell_backward(
    gates: Tensor, before: Tensor, c: Tensor, dm: Tensor, dc: Tensor
) -> tuple[Tensor, Tensor]:
    """Gradients before the gates, and of the memory before."""
    i, j, f, o = gates.float().chunk(4, -1)
    tanh_c, dm = torch.tanh(c), dm.float()
    dc = (dc + dm * o * (1 - tanh_c * tanh_c)) * (c.abs() < CLIP)
    parts = [
        dc * j * i * (1 - i),
        dc * i * (1 - j * j),
        dc * before * f * (1 - f),
        dm * tanh_c * o * (1 - o),
    ]
    return torch.cat(parts, -1).to(gates.dtype), dc * f


def unclip(above: Tensor, after: Tensor, outputs: Tensor) -> Tensor:
    """The gradient of outputs, from the layer above and the next step, where none was cut."""
    return (above + after) * (outputs.abs() < CLIP)


class Softmax(nn.Module):
    """The mean loss of word predictions, over all words: `(rows, dim)` and classes `(rows,)`."""

    def __init__(self, log_share: Tensor, dim: int):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(len(log_share), dim) * dim**-0.5)
        self.bias = nn.Parameter(log_share.clone())

    def forward(self, x: Tensor, classes: Tensor) -> Tensor:
        return Losses.apply(x, self.kernel, self.bias, classes)


class Losses(torch.autograd.Function):
    """Mean cross entropy; the gradient is computed on the way."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor, b: Tensor, classes: Tensor) -> Tensor:
        kind, total = x.dtype, x.new_zeros((), dtype=torch.float32)
        half = W.to(kind)
        dx, dW, db = torch.empty_like(x), torch.zeros_like(W), torch.zeros_like(b)
        for start in range(0, len(x), _ROWS):
            rows = slice(start, start + _ROWS)
            losses, g = scored(x[rows] @ half.T, b, classes[rows])
            total += losses
            dx[rows] = g @ half
            dW += g.T @ x[rows]
            db += g.sum(0, dtype=torch.float32)
        ctx.save_for_backward(dx, dW, db)
        ctx.count = len(x)
        return total / len(x)

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> tuple[Tensor | None, ...]:
        dx, dW, db = ctx.saved_tensors
        scale = scale / ctx.count
        return dx * scale.to(dx.dtype), dW * scale, db * scale, None


def scored(scores: Tensor, bias: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
    """Sum of the losses, and their gradient by the scores."""
    kind, scores = scores.dtype, scores.float() + bias
    log_p = scores - torch.logsumexp(scores, 1, keepdim=True)
    right = torch.arange(scores.shape[1], device=scores.device) == classes[:, None]
    losses = -log_p.gather(1, classes[:, None]).sum()
    return losses, (log_p.exp() - right.float()).to(kind)


def compile_kernels() -> None:
    """Fuse what is done number by number. Only on a GPU."""
    for name in ("cell", "cell_backward", "unclip", "scored"):
        globals()[name] = torch.compile(globals()[name], dynamic=True)


def arrays(encoder: Encoder, reader: Reader) -> dict[str, Tensor]:
    """All weights under the names of an AllenNLP file."""
    found: dict[str, Tensor] = {"char_embed": encoder.char_embed}
    for k, kernel in enumerate(encoder.kernels):
        found[f"CNN/W_cnn_{k}"] = kernel[None]
        found[f"CNN/b_cnn_{k}"] = encoder.biases[k]
    for name in ("W_carry", "b_carry", "W_transform", "b_transform"):
        found[f"CNN_high_0/{name}"] = getattr(encoder, name)
    found |= {"CNN_proj/W_proj": encoder.W_proj, "CNN_proj/b_proj": encoder.b_proj}
    for k in range(2):
        for way in range(2):
            place = f"RNN_{way}/RNN/MultiRNNCell/Cell{k}/LSTMCell"
            found[f"{place}/W_0"] = reader.W[k][way]
            found[f"{place}/B"] = reader.B[k][way]
            found[f"{place}/W_P_0"] = reader.P[k][way]
    return {name: tensor.detach() for name, tensor in found.items()}


def _glorot(n: int, m: int, shape: tuple[int, ...] | None = None) -> nn.Parameter:
    limit = (6 / (n + m)) ** 0.5
    return nn.Parameter(torch.empty(shape or (n, m)).uniform_(-limit, limit))
