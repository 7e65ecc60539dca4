#!/usr/bin/env bash
# onnxruntime 1.32.0, CPU: com.microsoft.MatMulNBits with accuracy_level 4 whose scales are no constants of the
# graph. Needs Python 3.11+ and an x86-64 processor with AVX2.
#
# Valid input: one product of random rows with a 64 x 64 matrix in four bits, blocks of 32, float32 scales. The scales
# are an initializer; or half as many bytes, made float32 by a Cast of the graph; or an input of the graph. The
# operator's schema asks that the matrix is constant, not that its scales are.
# One would expect (written down before it was run): the same product each time, but for the rounding of level 4, a
# few thousandths; and the same whether the graph is rewritten when it is opened or not.
# What happens: at level 4 the product is nought everywhere for scales that are an input, and for those behind a Cast
# as long as nothing has folded it, which ORT_DISABLE_ALL prevents. There is no error and no warning. Levels 0 and 1
# are right with any scales. So a model whose scales were stored as halves answers nought where somebody opens it
# without rewriting, to start sooner or to look for a fault.
# Seen: "constant 0.005, behind a Cast 0.005, the same as it stands 1.000, an input 1.000; level 1: 0.000".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.22.0 numpy==2.4.6
cd "$folder"
venv/bin/python - << 'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SIDE, BLOCK = 64, 32
draw = np.random.default_rng(0)
codes = draw.integers(0, 16, (SIDE, SIDE)).astype(np.uint8)
scales = draw.uniform(0.01, 0.03, (SIDE, SIDE // BLOCK)).astype(np.float32)
packed = (codes[:, 0::2] | codes[:, 1::2] << 4).reshape(SIDE, SIDE // BLOCK, BLOCK // 2)
blocks = (codes.astype(np.float32) - 8).reshape(SIDE, SIDE // BLOCK, BLOCK)
matrix = (blocks * scales[..., None]).reshape(SIDE, SIDE)
rows = draw.standard_normal((4, SIDE)).astype(np.float32)


def error(where: str, level: int, rewritten: bool = True) -> float:
    """Largest difference from the product of floats, as a share of its largest number."""
    constants, nodes = [numpy_helper.from_array(packed, "matrix")], []
    inputs = [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [4, SIDE])]
    if where == "constant":
        constants.append(numpy_helper.from_array(scales.ravel(), "scales"))
    elif where == "cast":
        constants.append(numpy_helper.from_array(scales.ravel().astype(np.float16), "halves"))
        nodes.append(helper.make_node("Cast", ["halves"], ["scales"], to=TensorProto.FLOAT))
    else:
        inputs.append(helper.make_tensor_value_info("scales", TensorProto.FLOAT, [scales.size]))
    nodes.append(
        helper.make_node(
            "MatMulNBits", ["rows", "matrix", "scales"], ["product"], domain="com.microsoft",
            K=SIDE, N=SIDE, bits=4, block_size=BLOCK, accuracy_level=level,
        )
    )
    product = helper.make_tensor_value_info("product", TensorProto.FLOAT, [4, SIDE])
    model = helper.make_model(
        helper.make_graph(nodes, "one product", inputs, [product], constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        ir_version=9,
    )
    options = onnxruntime.SessionOptions()
    if not rewritten:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    feeds = {"rows": rows} | ({"scales": scales.ravel()} if where == "input" else {})
    known = rows @ matrix.T
    return float(np.abs(session.run(None, feeds)[0] - known).max() / np.abs(known).max())


constant, cast, standing, given = (
    error("constant", 4), error("cast", 4), error("cast", 4, rewritten=False), error("input", 4)
)
exact = max(error(where, 1, rewritten) for where in ("constant", "cast", "input") for rewritten in (True, False))
print(
    f"constant {constant:.3f}, behind a Cast {cast:.3f}, the same as it stands {standing:.3f}, "
    f"an input {given:.3f}; level 1: {exact:.3f}"
)
assert max(constant, cast) < 0.02 and exact < 0.001
assert standing == given == 1.0, "scales that are no constants are taken into account now"
PY
echo "as it was found"
