#!/usr/bin/env python3
"""Writes ml_dtypes.txt, which FloatFormatsTests compares with: what another library makes of numbers.

Needs numpy and ml_dtypes (https://github.com/jax-ml/ml_dtypes); the tables name the versions.
Usage: python3 make-tables.py > ml_dtypes.txt

encode: which code each of the 65,536 BF16 numbers becomes, in runs: the first pattern and the code of it
    and of all up to the next run.
between: FNV-1a of the codes of the Float32 numbers that lie between: of each BF16 pattern followed by each
    of the 16 bits in LOWER_HALVES, codes in little-endian bytes.
decode: the Float32 patterns of all codes.
"""

import ml_dtypes
import numpy as np

FORMATS = {
    "E4M3": ml_dtypes.float8_e4m3fn,
    "E5M2": ml_dtypes.float8_e5m2,
    "UE8M0": ml_dtypes.float8_e8m0fnu,
    "BFloat16": ml_dtypes.bfloat16,
}
LOWER_HALVES = [0x0001, 0x7FFF, 0x8000, 0x8001, 0xFFFF]


def encoded(float_bits, kind):
    width = np.dtype(kind).itemsize
    with np.errstate(all="ignore"):
        codes = float_bits.view(np.float32).astype(kind)
    return codes.view(np.uint8 if width == 1 else np.uint16)


def runs(codes):
    starts = [0] + [i for i in range(1, len(codes)) if codes[i] != codes[i - 1]]
    return [f"{start:04x}:{codes[start]:02x}" for start in starts]


def fnv1a(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def section(title, words, per_line):
    print(f"[{title}]")
    for first in range(0, len(words), per_line):
        print(" ".join(words[first : first + per_line]))


upper = np.arange(1 << 16, dtype=np.uint32) << 16
print(f"# By make-tables.py with ml_dtypes {ml_dtypes.__version__}, numpy {np.__version__}")
for name, kind in FORMATS.items():
    between = np.concatenate([upper | np.uint32(lower) for lower in LOWER_HALVES])
    if name != "BFloat16":
        section(f"{name} encode", runs(encoded(upper, kind)), 12)
        numbers = np.arange(256, dtype=np.uint8).view(kind).astype(np.float32)
        section(f"{name} decode", [f"{bits:08x}" for bits in numbers.view(np.uint32)], 10)
    if name != "UE8M0":  # see UE8M0Tests for where ml_dtypes does not round to the nearest
        section(f"{name} between", [fnv1a(encoded(between, kind).tobytes())], 1)
