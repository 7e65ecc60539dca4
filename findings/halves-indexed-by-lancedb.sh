#!/usr/bin/env bash
# lancedb 0.40.0 (its native part is Lance's), numpy and pyarrow; x86-64 whose processor converts halves (F16C) but has
# no arithmetic on them (AVX512-FP16). Needs Python 3.11+, and a minute.
#
# Valid input: 8,000 unit vectors of 256 numbers in a list of fixed size, once as float32 and once as float16, which
# LanceDB takes as a vector column; an IVF_PQ index of 8 lists over each.
# One would expect (written down before it was run): halves are half the bytes and become float32 in one instruction,
# so the index takes about as long, at most half as long again.
# What happens: it takes four times the time of a processor, on 8,000 rows of 256 as on fewer of 128: what saves half of
# the disk costs four times the building. So 300,000 rows of 512 as halves were not done after six minutes of a
# processor (10 of the clock, on a busy machine), and the script that compares ways to find the nearest gives LanceDB float32.
# Seen: "float32 3.1 s, float16 12.8 s of a processor: 4.1 times".
set -euo pipefail
if grep -qs avx512_fp16 /proc/cpuinfo || [ "$(uname -m)" != x86_64 ]; then
    echo "another processor: nothing is known of it"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lancedb==0.40.0 numpy==2.4.6 pyarrow==25.0.1
cd "$folder"
venv/bin/python -W ignore - << 'PY'
import time

import lancedb
import numpy as np
import pyarrow as pa

ROWS, WIDTH = 8_000, 256
rows = np.random.default_rng(0).standard_normal((ROWS, WIDTH)).astype(np.float32)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
took = {}
for kind in (np.float32, np.float16):
    flat = pa.array(rows.astype(kind).reshape(-1))
    made = pa.table({"vector": pa.FixedSizeListArray.from_arrays(flat, WIDTH)})
    table = lancedb.connect("rows").create_table(kind.__name__, made)
    begun = time.process_time()
    table.create_index(
        metric="l2", vector_column_name="vector", index_type="IVF_PQ", num_partitions=8, num_sub_vectors=32
    )
    took[kind.__name__] = time.process_time() - begun
times = took["float16"] / took["float32"]
told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
print(f"{told} of a processor: {times:.1f} times")
assert times > 2, "halves are indexed about as fast as float32 now"
PY
echo "as it was found"
