"""A checkpoint to go on from, made of the shipped files: python restore.py .. cache/full restored.pt

The shipped image tower has its BatchNorm folded into the convolutions. Here each is given one back that does nothing
to pictures of the training set: its statistics are measured layer by layer, and its scale and offset are set to undo
them. The classifiers and temperatures of the training, which are not shipped, start anew."""
import argparse
import os

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import numpy_helper

import data
from model import ImageTower, TextTower
from train import plain


def weights(path):
    """Names in the exported graph are those of the modules; halves are widened."""
    graph = onnx.load(path).graph
    out = {}
    for t in graph.initializer:
        out[t.name.removesuffix("_f16")] = torch.from_numpy(numpy_helper.to_array(t).astype(np.float32))
    # Linear layers without a name of their own became MatMul with a transposed weight: found by their consumers.
    return out, graph


def convolutions(graph, values):
    """Weight and bias of each Conv in the order of the graph."""
    return [(values[n.input[1]], values[n.input[2]]) for n in graph.node if n.op_type == "Conv"]


def linears(graph, values):
    """Weight (out, in) and bias of each Gemm in the order of the graph."""
    out = []
    for n in graph.node:
        if n.op_type == "Gemm":
            assert any(a.name == "transB" and a.i == 1 for a in n.attribute)
            out.append((values[n.input[1]], values[n.input[2]]))
    return out


def restore_image(folder, pixels):
    values, graph = weights(os.path.join(folder, "onnx", "vision_model.onnx"))
    tower = ImageTower().eval()
    pairs = [m for m in tower.modules() if isinstance(m, nn.Sequential) and len(m) > 1 and isinstance(m[1], nn.BatchNorm2d)]
    folded = convolutions(graph, values)
    assert len(folded) == len(pairs)
    for pair, (weight, bias) in zip(pairs, folded):
        pair[0].weight.data.copy_(weight)

        def measure(norm, args, bias=bias):
            x = args[0]
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(var)
            norm.weight.data.copy_((var + norm.eps).sqrt())
            norm.bias.data.copy_(mean + bias)
        handle = pair[1].register_forward_pre_hook(measure)
        pair.measure = handle
    for layer, (weight, bias) in zip([m for m in tower.head if isinstance(m, nn.Linear)], linears(graph, values)):
        layer.weight.data.copy_(weight)
        layer.bias.data.copy_(bias)
    with torch.no_grad():
        tower(plain(pixels))
    for pair in pairs:
        pair.measure.remove()
        del pair.measure
    return tower


def restore_text(folder):
    values, graph = weights(os.path.join(folder, "onnx", "text_model.onnx"))
    tower = TextTower().eval()
    embedding = next(values[n.input[0]] for n in graph.node if n.op_type == "Gather" and n.input[0] in values and values[n.input[0]].ndim == 2)
    tower.embed.weight.data.copy_(embedding)
    layers = [m for block in tower.blocks for m in block]
    for layer, (weight, bias) in zip(layers, convolutions(graph, values), strict=True):
        layer.weight.data.copy_(weight)
        layer.bias.data.copy_(bias)
    for layer, (weight, bias) in zip([m for m in tower.head if isinstance(m, nn.Linear)], linears(graph, values), strict=True):
        layer.weight.data.copy_(weight)
        layer.bias.data.copy_(bias)
    return tower


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", help="folder with onnx/ and tokenizer.json")
    p.add_argument("cache", help="prefix written by data.py")
    p.add_argument("out")
    a = p.parse_args()
    pix, _ = data.load(a.cache)
    image = restore_image(a.model, np.asarray(pix[::20]))
    text = restore_text(a.model)
    with open(os.path.join(a.model, "tokenizer.json")) as f:
        tokenizer = f.read()
    torch.save({"image": image.state_dict(), "text": text.state_dict(), "tokenizer": tokenizer}, a.out)
    import onnxruntime as ort
    crop = np.random.default_rng(1).normal(size=(4, 3, 224, 224)).astype(np.float32)
    want = ort.InferenceSession(os.path.join(a.model, "onnx", "vision_model.onnx")).run(None, {"pixel_values": crop})[0]
    ids = np.array([[1, 700, 801, 902, 2]])
    want_text = ort.InferenceSession(os.path.join(a.model, "onnx", "text_model.onnx")).run(None, {"input_ids": ids})[0]
    with torch.no_grad():
        got = nn.functional.normalize(image(nn.functional.avg_pool2d(torch.from_numpy(crop), 4)), dim=1).numpy()
        got_text = nn.functional.normalize(text(torch.from_numpy(ids)), dim=1).numpy()
    print("worst cosine with the shipped files: image", (got * want).sum(1).min(), "text", (got_text * want_text).sum(1).min())


if __name__ == "__main__":
    main()
