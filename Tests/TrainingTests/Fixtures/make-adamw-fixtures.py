#!/usr/bin/env python3
"""Moves a tensor with PyTorch's AdamW, in double precision.

Writes `adamw.csv`: for each step its learning rate, the norm of the gradients, and the values after it.
AdamWTests.swift makes the same gradients: element i of tensor t in step s, all from 0, has
((37 i + 11 s + 5 t) mod 29 - 14) / 8, exact in any precision.

    pip install torch
    python3 make-adamw-fixtures.py
"""
import pathlib

import torch

torch.set_default_dtype(torch.float64)
SIZES, STEPS = [(3, 4), (1, 5)], 8
CLIP, DECAY, BETAS, EPSILON = 1.0, 0.1, (0.9, 0.95), 1e-8


def start(rows, columns, tensor):
    count = rows * columns
    values = [((13 * i + 3 * tensor) % 17 - 8) / 16 for i in range(count)]
    return torch.tensor(values).reshape(rows, columns).requires_grad_()


def gradient(rows, columns, tensor, step):
    count = rows * columns
    values = [((37 * i + 11 * step + 5 * tensor) % 29 - 14) / 8 for i in range(count)]
    return torch.tensor(values).reshape(rows, columns)


tensors = [start(rows, columns, number) for number, (rows, columns) in enumerate(SIZES)]
groups = [
    {"params": [tensor], "weight_decay": 0.0 if tensor.shape[0] == 1 else DECAY}
    for tensor in tensors
]
optimizer = torch.optim.AdamW(groups, lr=0.0, betas=BETAS, eps=EPSILON)
lines = ["rate,norm,values"]
for step in range(STEPS):
    rate = 0.01 * (step + 1) / STEPS
    for number, tensor in enumerate(tensors):
        tensor.grad = gradient(*tensor.shape, number, step)
        # Every other step is below the limit.
        if step % 2:
            tensor.grad /= 64
    norm = torch.sqrt(sum((tensor.grad**2).sum() for tensor in tensors)).item()
    # By definition: torch's own clipping adds 1e-6 to the norm.
    for tensor in tensors:
        tensor.grad *= min(1.0, CLIP / norm)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    values = [repr(value) for tensor in tensors for value in tensor.detach().flatten().tolist()]
    lines.append(f"{rate!r},{norm!r}," + " ".join(values))
(pathlib.Path(__file__).parent / "adamw.csv").write_text("\n".join(lines) + "\n")
