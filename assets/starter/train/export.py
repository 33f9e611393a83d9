"""Write the shipped files from a checkpoint: python export.py out/best.pt ..

Weights are stored as fp16 with a Cast to f32 in the graph; everything is computed in f32. BatchNorm is folded
into the convolutions, so that a row never depends on the others in its batch. The written graphs are compared
with PyTorch before the script ends."""
import argparse
import json
import os
import warnings

import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn as nn
from onnx import TensorProto, helper, numpy_helper

from model import DIM, ImageTower, TextTower, fused

OPSET = 17


def unit(v):
    return v / (v * v).sum(1, keepdim=True).sqrt()


class Vision(nn.Module):
    """CLIP's input to the tower's: 4 x 4 means of the 224 x 224 pixels."""

    def __init__(self, tower):
        super().__init__()
        self.pool, self.tower = nn.AvgPool2d(4), tower

    def forward(self, pixel_values):
        return unit(self.tower(self.pool(pixel_values)))


class Text(nn.Module):
    def __init__(self, tower):
        super().__init__()
        self.tower = tower

    def forward(self, input_ids):
        return unit(self.tower(input_ids))


def export(module, example, path, inp, out, axes):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (example,), path, input_names=[inp], output_names=[out], opset_version=OPSET,
                          dynamic_axes={inp: axes, out: {0: axes[0]}}, dynamo=False)
    m = onnx.load(path)
    keep, casts = [], []
    for t in m.graph.initializer:
        a = numpy_helper.to_array(t)
        if a.dtype == np.float32 and a.size > 1024:
            half = a.astype(np.float16)
            assert np.isfinite(half).all()
            keep.append(numpy_helper.from_array(half, t.name + "_f16"))
            casts.append(helper.make_node("Cast", [t.name + "_f16"], [t.name], name=t.name + "_cast", to=TensorProto.FLOAT))
        else:
            keep.append(t)
    del m.graph.initializer[:]
    m.graph.initializer.extend(keep)
    nodes = casts + list(m.graph.node)
    del m.graph.node[:]
    m.graph.node.extend(nodes)
    m.graph.output[0].type.tensor_type.shape.dim[1].dim_value = DIM  # the exporter leaves it open
    m.producer_name, m.producer_version, m.doc_string = "starter-model", "1", ""
    for n in m.graph.node:
        n.doc_string = ""
    onnx.checker.check_model(m, full_check=True)
    onnx.save(m, path)


def run(path, x):
    s = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    return s.run(None, {s.get_inputs()[0].name: x})[0]


def worst_cosine(a, b):
    return float(((a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)).min())


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint")
    p.add_argument("out", help="folder to write onnx/, tokenizer.json, preprocessor_config.json, config.json into")
    a = p.parse_args()
    ck = torch.load(a.checkpoint, weights_only=False, map_location="cpu")
    image, text = ImageTower(), TextTower()
    image.load_state_dict(ck["image"])
    text.load_state_dict(ck["text"])
    os.makedirs(os.path.join(a.out, "onnx"), exist_ok=True)
    vp, tp = (os.path.join(a.out, "onnx", n) for n in ("vision_model.onnx", "text_model.onnx"))
    vision, words = Vision(fused(image)), Text(text.float().eval())
    g = torch.Generator().manual_seed(1)
    px = torch.randn(5, 3, 224, 224, generator=g)
    ids = torch.randint(4, 4096, (3, 9), generator=g)
    ids[:, 0], ids[:, -1] = 1, 2
    ids[1, 6:] = torch.tensor([2, 0, 0])
    export(vision, px[:2], vp, "pixel_values", "image_embeds", {0: "batch"})
    export(words, ids, tp, "input_ids", "text_embeds", {0: "batch", 1: "sequence"})
    with torch.no_grad():
        print("vision: ONNX Runtime with PyTorch, worst cosine", worst_cosine(run(vp, px.numpy()), Vision(image.eval())(px).numpy()))
        want = words(ids).numpy()
        got = run(tp, ids.numpy())
        alone = np.concatenate([run(tp, ids[k:k + 1, :7 if k == 1 else 9].numpy()) for k in range(3)])
    print("text: with PyTorch", worst_cosine(got, want), "; alone with padded batch, largest difference", np.abs(got - alone).max())
    one = np.concatenate([run(vp, px[k:k + 1].numpy()) for k in range(5)])
    print("vision: alone with batch, largest difference", np.abs(one - run(vp, px.numpy())).max())
    with open(os.path.join(a.out, "tokenizer.json"), "w") as f:
        f.write(ck["tokenizer"])
    pre = {"do_resize": True, "size": {"shortest_edge": 224}, "resample": 3, "do_center_crop": True,
           "crop_size": {"height": 224, "width": 224}, "do_rescale": True, "rescale_factor": 0.00392156862745098,
           "do_normalize": True, "image_mean": [0.48145466, 0.4578275, 0.40821073],
           "image_std": [0.26862954, 0.26130258, 0.27577711], "do_convert_rgb": True,
           "image_processor_type": "CLIPImageProcessor"}
    cfg = {"model_type": "vectorsearch-starter", "projection_dim": DIM,
           "text_config": {"vocab_size": 4096, "max_position_embeddings": 77, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0},
           "vision_config": {"image_size": 224, "num_channels": 3}}
    for name, value in (("preprocessor_config.json", pre), ("config.json", cfg)):
        with open(os.path.join(a.out, name), "w") as f:
            json.dump(value, f, indent=2)
            f.write("\n")
    for d, _, fs in os.walk(a.out):
        for f in fs:
            if f.endswith((".onnx", ".json")):
                print(os.path.getsize(os.path.join(d, f)), f)


if __name__ == "__main__":
    main()
