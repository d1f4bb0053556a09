"""BERT encoders as ONNX graphs, built from their checkpoints: the vectors of PyTorch in half its time on a CPU."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]
Weights = Mapping[str, Matrix]
Precision = Literal["float32", "int8"]

MICROSOFT = "com.microsoft"
"""Domain of ONNX Runtime's own operators: attention and GELU in one step each."""
LARGEST = 63
"""Of an 8-bit weight: a processor without VNNI adds two products of weight and value (0…255) up in 16 bits, which 127
would overflow."""
STRONG_GAIN, STRONG_WEIGHT = 2, 8
"""Values of pairs that multiply as floats, apart from the others, whose integers they would make coarse: those that the
normalization before raises by so many times the average (up to four of the bundled model's 384), and those of which a
weight is so many times the average one (one or two of 1,536). Logits differ by .24 from those of floats, not by .48;
their standard deviation is 2.7."""


def is_supported(folder: Path) -> bool:
    """Whether the folder holds a sentence-transformers model that `bert_graph` builds exactly.

    That is a BERT with GELU and absolute positions, whose token vectors are averaged and brought to length 1.
    """
    try:
        config, modules = _json(folder / "config.json"), _json(folder / "modules.json")
        kinds = [module["type"].rpartition(".")[2] for module in modules]
        pooling = _json(folder / modules[1]["path"] / "config.json")
        return (
            config["model_type"] == "bert"
            and config["hidden_act"] == "gelu"
            and config.get("position_embedding_type", "absolute") == "absolute"
            and kinds == ["Transformer", "Pooling", "Normalize"]
            and _pooling_modes(pooling) == ["mean"]
            and not _optional(folder / "sentence_bert_config.json").get("do_lower_case")
            and not _optional(folder / "config_sentence_transformers.json").get("default_prompt_name")
            and longest(folder) > 0
            and (folder / "tokenizer.json").is_file()
            and _has_float32_weights(folder / "model.safetensors")
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return False


def _has_float32_weights(path: Path) -> bool:
    """Some checkpoints are in half precision, or have `bert.` before each name."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as weights:
            return bool(weights.get_slice("embeddings.word_embeddings.weight").get_dtype() == "F32")
    except SafetensorError:
        return False


def _optional(path: Path) -> Any:
    return _json(path) if path.exists() else {}


def _pooling_modes(config: Mapping[str, Any]) -> list[str]:
    """As sentence-transformers 6 writes it, or as earlier ones did."""
    if mode := config.get("pooling_mode"):
        return [mode]
    return [name.split("_")[2] for name, on in config.items() if name.startswith("pooling_mode_") and on]


def longest(folder: Path) -> int:
    """Tokens that the model in the folder reads, special ones included."""
    limits = (
        _optional(folder / "sentence_bert_config.json").get("max_seq_length"),
        _optional(folder / "tokenizer_config.json").get("model_max_length"),
        _json(folder / "config.json")["max_position_embeddings"],
    )
    return min(int(limit) for limit in limits if limit)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def bert_graph(folder: Path, precision: Precision) -> bytes:
    """An ONNX model: token ids `ids`, int32 of shape (texts, tokens), to `vectors`, float32 of (texts, dimension).

    It takes no mask: the texts of a run have the same number of tokens, so that nothing is spent on padding.
    """
    return _Graph(weights_of(folder), _json(folder / "config.json"), precision).serialized()


def pair_graph(folder: Path, weights: Weights) -> bytes:
    """An ONNX model for pairs of texts: `ids` and `segments` (0 and 1), int32 of shape (pairs, tokens), to `states`.

    `states` are float32 of shape (pairs, tokens, dimension). The weights are those of the folder, or finer tuned, and
    multiply as integers, those of the few strong values excepted, in two fifths of the time.
    """
    return _Graph(weights, _json(folder / "config.json"), "int8", of_pairs=True).serialized()


def weights_of(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Read the weights of a checkpoint by their names."""
    from safetensors.numpy import load_file

    return load_file(folder / "model.safetensors")


class _Graph:
    """The graph in the making; each method adds a step and gives the name of its result."""

    def __init__(
        self, weights: Weights, config: Mapping[str, Any], precision: Precision, of_pairs: bool = False
    ) -> None:
        self._weights, self._config, self._precision, self._of_pairs = weights, config, precision, of_pairs
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        hidden = self._embedded()
        for layer in range(config["num_hidden_layers"]):
            hidden = self._encoded(hidden, f"encoder.layer.{layer}.")
        if of_pairs:
            self._plain("Identity", hidden, name="states")
        else:
            self._plain("ReduceMean", hidden, self._constant(np.array([1])), name="vectors", keepdims=0)

    def serialized(self) -> bytes:
        from onnx import TensorProto, helper

        names, tokens = ["ids", "segments"] if self._of_pairs else ["ids"], ["texts", "tokens"]
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, tokens) for name in names]
        output, shape = ("states", tokens) if self._of_pairs else ("vectors", tokens[:1])
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, [*shape, self._config["hidden_size"]])
        graph = helper.make_graph(self._nodes, "bert", inputs, [result], self._constants)
        self._weights, self._constants = {}, []  # each step copies them all: together they would be 450 MB
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=10)
        del graph
        return bytes(model.SerializeToString())

    def _embedded(self) -> str:
        prefix = "embeddings."
        words = self._weights[f"{prefix}word_embeddings.weight"]
        types = self._weights[f"{prefix}token_type_embeddings.weight"]
        positions = self._weights[f"{prefix}position_embeddings.weight"]
        norm = self._parameters(f"{prefix}LayerNorm")
        if self._of_pairs:
            inputs = ["ids", "segments", *map(self._constant, (words, positions, types)), *norm]
        else:  # one text: type 0 throughout
            inputs = ["ids", "", *map(self._constant, (words, positions + types[0])), "", *norm]
        return self._add("EmbedLayerNormalization", inputs, outputs=2, epsilon=self._config["layer_norm_eps"])

    def _encoded(self, hidden: str, layer: str) -> str:
        attended = self._linear(self._attended(hidden, layer), f"{layer}attention.output.dense")
        hidden = self._normalized(attended, hidden, f"{layer}attention.output")
        return self._normalized(self._fed_forward(hidden, layer), hidden, f"{layer}output")

    def _fed_forward(self, hidden: str, layer: str) -> str:
        inner, bias, outer = (
            self._weights[f"{layer}{name}"]
            for name in ("intermediate.dense.weight", "intermediate.dense.bias", "output.dense.weight")
        )
        gain = np.abs(self._weights[f"{layer}attention.output.LayerNorm.weight"])
        weights = np.abs(outer).max(axis=0)
        active = self._product(hidden, inner.T, gain > STRONG_GAIN * gain.mean())
        active = self._add("BiasGelu", [active, self._constant(bias)])
        return self._product(active, outer.T, weights > STRONG_WEIGHT * weights.mean())

    def _attended(self, hidden: str, layer: str) -> str:
        heads: int = self._config["num_attention_heads"]
        names = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{name}.weight"] for name in names])
        bias = self._constant(np.concatenate([self._weights[f"{name}.bias"] for name in names]))
        if self._precision == "float32":
            return self._add("Attention", [hidden, self._constant(weight.T), bias], num_heads=heads)
        parts = [f"{layer}{part}" for part in "qkv"]
        self._split(self._quantized(hidden, weight.T, bias), parts)
        return self._add("MultiHeadAttention", parts, num_heads=heads)

    def _split(self, whole: str, parts: list[str]) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node("Split", [whole], parts, axis=-1, num_outputs=len(parts)))

    def _linear(self, hidden: str, name: str) -> str:
        """Times the weight; the bias is added by the step that follows."""
        return self._product(hidden, self._weights[f"{name}.weight"].T)

    def _product(self, values: str, weight: Matrix, strong: Flags | None = None) -> str:
        if self._precision == "float32":
            return self._plain("MatMul", values, self._constant(weight))
        if strong is None or not (self._of_pairs and strong.any()):
            return self._quantized(values, weight)
        quiet = self._plain("Mul", values, self._constant(np.where(strong, 0, 1).astype(np.float32)))
        loud = self._plain("Gather", values, self._constant(np.flatnonzero(strong)), axis=-1)
        exact = self._plain("MatMul", loud, self._constant(weight[strong]))
        return self._plain("Add", self._quantized(quiet, weight * ~strong[:, None]), exact)

    def _quantized(self, hidden: str, weight: Matrix, *bias: str) -> str:
        """By integers: the weight's columns scaled to -63…63, the hidden values to 0…255 as they come."""
        scale = np.abs(weight).max(axis=0) / LARGEST
        integers = np.rint(weight / np.where(scale > 0, scale, 1)).astype(np.int8)
        zero_point = [""] if bias else []
        inputs = [hidden, self._constant(integers), self._constant(scale), *zero_point, *bias]
        return self._add("DynamicQuantizeMatMul", inputs)

    def _normalized(self, hidden: str, skipped: str, prefix: str) -> str:
        norm, bias = self._parameters(f"{prefix}.LayerNorm"), self._weight(f"{prefix}.dense.bias")
        if self._precision == "int8" and not self._of_pairs:  # other roundings would not match the vectors in archives
            inputs = [hidden, skipped, *norm, bias]
            return self._add("SkipLayerNormalization", inputs, epsilon=self._config["layer_norm_eps"])
        return self._normalized_by_steps(self._plain("Add", self._plain("Add", hidden, bias), skipped), *norm)

    def _normalized_by_steps(self, values: str, gain: str, shift: str) -> str:
        """In a third of the time of ONNX Runtime's own step."""
        centered = self._plain("Sub", values, self._mean(values))
        variance = self._mean(self._plain("Mul", centered, centered))
        epsilon = self._constant(np.array(self._config["layer_norm_eps"], np.float32))
        deviation = self._plain("Sqrt", self._plain("Add", variance, epsilon))
        return self._plain("Add", self._plain("Mul", self._plain("Div", centered, deviation), gain), shift)

    def _mean(self, values: str) -> str:
        """Over the last axis, which stays, of length 1."""
        return self._plain("ReduceMean", values, self._constant(np.array([-1])))

    def _parameters(self, name: str) -> list[str]:
        return [self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]

    def _weight(self, name: str) -> str:
        return self._constant(self._weights[name])

    def _constant(self, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _plain(self, kind: str, *inputs: str, name: str = "", **options: Any) -> str:
        """Add an operator of ONNX itself."""
        return self._add(kind, list(inputs), name, domain="", **options)

    def _add(
        self, kind: str, inputs: list[str], name: str = "", *, domain: str = MICROSOFT, outputs: int = 1, **options: Any
    ) -> str:
        from onnx import helper

        names = [name or f"step{len(self._nodes)}", *(f"unused{i}" for i in range(1, outputs))]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **options))
        return names[0]
