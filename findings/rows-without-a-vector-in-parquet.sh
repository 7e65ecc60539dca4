#!/usr/bin/env bash
# pyarrow 25.0.1, and duckdb 2.0.1 as a second reader. Needs Python 3.11+.
#
# Valid input: three rows of a table, two with a vector of four float32 (a list of fixed size, as vectors are stored),
# the middle one null, for a picture that has none. The table passes pyarrow's own full validation.
# One would expect (written down before it was run): what pyarrow writes as Parquet it reads back, the null too, as it
# does in its own file format and as it does for lists without a fixed size.
# What happens: it is written without a word, and reading it raises "Expected all lists to be of size=4 but index 2
# had size=0". The file is right: another reader gives the three rows, and so does pyarrow where the file does not say
# that the size was fixed (store_schema=False). So who keeps vectors this way learns of the first row without one when
# the shard is read, and then none of its rows can be had by the default call.
# Seen: "feather: as written; parquet: ArrowInvalid; parquet without its schema: as written; duckdb: as written".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyarrow==25.0.1 duckdb==2.0.1
cd "$folder"
venv/bin/python - << 'PY'
import duckdb
import pyarrow
from pyarrow import feather, parquet

ROWS = [[1.0, 2.0, 3.0, 4.0], None, [5.0, 6.0, 7.0, 8.0]]
table = pyarrow.table({"vector": pyarrow.array(ROWS, pyarrow.list_(pyarrow.float32(), 4))})
table.validate(full=True)


def told(read) -> str:
    """What a reader makes of it."""
    try:
        found = [None if row is None else list(row) for row in read()]
    except pyarrow.ArrowInvalid as error:
        print(error)
        return "ArrowInvalid"
    return "as written" if found == ROWS else str(found)


feather.write_feather(table, "fixed.arrow")
parquet.write_table(table, "fixed.parquet")
parquet.write_table(table, "plain.parquet", store_schema=False)
seen = {
    "feather": told(lambda: feather.read_table("fixed.arrow")["vector"].to_pylist()),
    "parquet": told(lambda: parquet.read_table("fixed.parquet")["vector"].to_pylist()),
    "parquet without its schema": told(lambda: parquet.read_table("plain.parquet")["vector"].to_pylist()),
    "duckdb": told(lambda: [row for (row,) in duckdb.sql("SELECT vector FROM 'fixed.parquet'").fetchall()]),
}
print("; ".join(f"{name}: {what}" for name, what in seen.items()))
assert seen.pop("parquet") == "ArrowInvalid", "a null among lists of fixed size is read now"
assert set(seen.values()) == {"as written"}
PY
echo "as it was found"
