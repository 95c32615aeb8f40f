#!/usr/bin/env python3
"""Computes losses and gradients of tiny DeepSeek-V3 models with PyTorch, in double precision.

Writes for each model a table of its parameters (`<model>.csv`: name, rows, columns; the losses stand
in the first lines) and their gradients one behind the other (`<model>.f32`: little-endian floats).
FixtureTests.swift builds the same models: weights follow from names by the same integer arithmetic.

    pip install torch numpy
    python3 make-fixtures.py
"""
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
MASK = (1 << 64) - 1
SEQUENCES, LENGTH, VOCABULARY, HIDDEN, LAYERS = 2, 7, 19, 12, 2
HEADS, KV_RANK, NOPE, ROPE, VALUE = 2, 8, 6, 4, 5
EXPERTS, GROUPS, KEPT, ACTIVE, WIDTH, DENSE = 8, 4, 2, 3, 9, 14
SCALE, EPSILON, THETA, ALPHA, LAMBDA = 2.5, 1e-6, 10000.0, 0.3, 0.3


def mixed(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def numbers(name, seed, count):
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = ((key ^ byte) * 0x100000001B3) & MASK
    state = mixed(key ^ mixed((seed + 0x9E3779B97F4A7C15) & MASK))
    values = np.empty(count, np.float32)
    for i in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        bits = mixed(state)
        total = sum((bits >> shift) & 0xFFFF for shift in (0, 16, 32, 48))
        values[i] = (np.float32(total) - np.float32(131070)) * np.float32(1 / 37837.22)
    return values


class Model:
    def __init__(self, query_rank, shared, modules, tied):
        self.query_rank, self.shared, self.modules, self.tied = query_rank, shared, modules, tied
        self.parameters, self.balance = {}, 0.0

    def weight(self, name, rows, columns):
        if name not in self.parameters:
            if "norm" in name:
                values = np.float32(1) + np.float32(0.3) * numbers(name, 3, columns)
            else:
                values = numbers(name, 5, rows * columns) * np.float32(0.35)
            tensor = torch.tensor(values.astype(np.float64)).reshape(rows, columns)
            self.parameters[name] = tensor.requires_grad_()
        return self.parameters[name]

    def norm(self, x, name):
        return F.rms_norm(x, (x.shape[-1],), eps=EPSILON) * self.weight(name, 1, x.shape[-1])[0]

    def linear(self, x, name, outputs):
        return F.linear(x, self.weight(name, outputs, x.shape[-1]))

    def rope(self, x):
        """x: [sequences, length, heads, ROPE]; neighbours are real and imaginary parts."""
        angles = THETA ** (-torch.arange(0, ROPE, 2).double() / ROPE)
        turns = torch.polar(
            torch.ones(LENGTH, ROPE // 2), torch.outer(torch.arange(LENGTH).double(), angles))
        pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous())
        return torch.view_as_real(pairs * turns[None, :, None]).flatten(-2)

    def attention(self, x, p):
        query = x
        if self.query_rank:
            query = self.norm(
                self.linear(x, p + "q_a_proj.weight", self.query_rank), p + "q_a_layernorm.weight")
        name = "q_b_proj.weight" if self.query_rank else "q_proj.weight"
        q = self.linear(query, p + name, HEADS * (NOPE + ROPE))
        q = q.reshape(SEQUENCES, LENGTH, HEADS, NOPE + ROPE)
        q = torch.cat([q[..., :NOPE], self.rope(q[..., NOPE:])], -1)
        both = self.linear(x, p + "kv_a_proj_with_mqa.weight", KV_RANK + ROPE)
        latent = self.norm(both[..., :KV_RANK], p + "kv_a_layernorm.weight")
        shared = self.rope(both[..., None, KV_RANK:])
        kv = self.linear(latent, p + "kv_b_proj.weight", HEADS * (NOPE + VALUE))
        kv = kv.reshape(SEQUENCES, LENGTH, HEADS, NOPE + VALUE)
        k = torch.cat([kv[..., :NOPE], shared.expand(-1, -1, HEADS, -1)], -1)
        out = F.scaled_dot_product_attention(
            q.transpose(1, 2), k.transpose(1, 2), kv[..., NOPE:].transpose(1, 2), is_causal=True)
        return self.linear(out.transpose(1, 2).flatten(2), p + "o_proj.weight", HIDDEN)

    def swiglu(self, x, p, width):
        gate, up = self.linear(x, p + "gate_up_proj.weight", 2 * width).chunk(2, -1)
        return self.linear(F.silu(gate) * up, p + "down_proj.weight", HIDDEN)

    def experts(self, x, p):
        tokens = x.reshape(-1, HIDDEN)
        name = p + "gate.weight"
        scores = torch.sigmoid(self.linear(tokens, name, EXPERTS))
        bias = torch.tensor((np.float32(0.1) * numbers(name, 4, EXPERTS)).astype(np.float64))
        with torch.no_grad():
            biased = scores + bias
            groups = biased.reshape(-1, GROUPS, EXPERTS // GROUPS).topk(2, -1).values.sum(-1)
            kept = torch.zeros_like(groups).scatter(1, groups.topk(KEPT, -1).indices, 1.0)
            closed = kept.repeat_interleave(EXPERTS // GROUPS, 1) == 0
            chosen = biased.masked_fill(closed, -math.inf).topk(ACTIVE, -1).indices
            greatest = scores.topk(ACTIVE, -1).indices
            hits = torch.zeros_like(scores).scatter(1, greatest, 1.0)
        weights = scores.gather(1, chosen)
        weights = weights / weights.sum(-1, keepdim=True) * SCALE
        f = hits.reshape(SEQUENCES, LENGTH, EXPERTS).sum(1) * EXPERTS / (ACTIVE * LENGTH)
        share = (scores / scores.sum(-1, keepdim=True)).reshape(SEQUENCES, LENGTH, EXPERTS).mean(1)
        self.balance = self.balance + ALPHA * (f * share).sum() * LENGTH
        out = torch.zeros_like(tokens)
        for expert in range(EXPERTS):
            token, slot = (chosen == expert).nonzero(as_tuple=True)
            y = self.swiglu(tokens[token], f"{p}experts.{expert}.", WIDTH)
            out = out.index_add(0, token, y * weights[token, slot, None])
        if self.shared:
            out = out + self.swiglu(tokens, p + "shared_experts.", WIDTH)
        return out.reshape(x.shape)

    def layer(self, x, number):
        p = f"model.layers.{number}."
        x = x + self.attention(self.norm(x, p + "input_layernorm.weight"), p + "self_attn.")
        normed = self.norm(x, p + "post_attention_layernorm.weight")
        if number == 0:
            return x + self.swiglu(normed, p + "mlp.", DENSE)
        return x + self.experts(normed, p + "mlp.")

    def cross_entropy(self, x, targets):
        name = "model.embed_tokens.weight" if self.tied else "lm_head.weight"
        logits = self.linear(x, name, VOCABULARY)
        return F.cross_entropy(
            logits.reshape(-1, VOCABULARY), targets.reshape(-1), ignore_index=-1, reduction="sum")

    def losses(self):
        count = SEQUENCES * (LENGTH + 1)
        row = [(7 * i * i + 3 * i + 5) % VOCABULARY for i in range(count)]
        tokens = torch.tensor(row).reshape(SEQUENCES, LENGTH + 1)
        padded = F.pad(tokens, (0, self.modules), value=-1)
        embedding = self.weight("model.embed_tokens.weight", VOCABULARY, HIDDEN)
        x = embedding[tokens[:, :LENGTH]]
        for number in range(LAYERS):
            x = self.layer(x, number)
        previous, prediction = x, 0.0
        for module in range(self.modules):
            p = f"model.layers.{LAYERS + module}."
            left = embedding[padded[:, module + 1 : module + 1 + LENGTH].clamp(min=0)]
            joined = torch.cat(
                [self.norm(left, p + "enorm.weight"), self.norm(previous, p + "hnorm.weight")], -1)
            previous = self.layer(
                self.linear(joined, p + "eh_proj.weight", HIDDEN), LAYERS + module)
            normed = self.norm(previous, p + "shared_head.norm.weight")
            targets = padded[:, module + 2 : module + 2 + LENGTH]
            prediction = prediction + self.cross_entropy(normed, targets) / self.modules
        main = self.cross_entropy(self.norm(x, "model.norm.weight"), tokens[:, 1:])
        return main, prediction, self.balance


def write(name, model):
    main, prediction, balance = model.losses()
    ((main + LAMBDA * prediction + balance) / (SEQUENCES * LENGTH)).backward()
    folder = pathlib.Path(__file__).parent
    with open(folder / f"{name}.csv", "w") as table, open(folder / f"{name}.f32", "wb") as data:
        for label, loss in [("main", main), ("prediction", prediction), ("balance", balance)]:
            table.write(f"{label},{loss.item():.17g}\n")
        for parameter in sorted(model.parameters):
            tensor = model.parameters[parameter]
            table.write(f"{parameter},{tensor.shape[0]},{tensor.shape[1]}\n")
            data.write(tensor.grad.numpy().astype("<f4").tobytes())


write("experts", Model(query_rank=10, shared=True, modules=1, tied=False))
write("twoModules", Model(query_rank=10, shared=True, modules=2, tied=True))
write("uncompressedQueries", Model(query_rank=None, shared=True, modules=1, tied=False))
