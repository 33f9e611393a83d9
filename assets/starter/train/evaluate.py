"""The figures of MODEL_CARD.md, from the shipped files, with the app's own steps (no PyTorch):

    python evaluate.py DATASET                     a folder or zip; its 1,500 validation images
    python evaluate.py DATASET --ids all           every image that has a row
    python evaluate.py DATASET --ids list.txt      these ids, one a line
    python evaluate.py DRAWN --ids all             the drawn sample dataset: see "pairs first"
"""
import argparse
import json
import os
import time
from multiprocessing import Pool

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

import data
import metrics

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)


class Model:
    def __init__(self, folder, threads):
        o = ort.SessionOptions()
        o.intra_op_num_threads = threads
        load = lambda n: ort.InferenceSession(os.path.join(folder, "onnx", n), o, providers=["CPUExecutionProvider"])
        self.vision, self.text = load("vision_model.onnx"), load("text_model.onnx")
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))

    def images(self, crops):
        x = ((crops.astype(np.float32) / 255 - MEAN) / STD).transpose(0, 3, 1, 2)
        return unit(self.vision.run(None, {"pixel_values": np.ascontiguousarray(x)})[0])

    def texts(self, texts):
        out = []
        for t in texts:  # one at a time, without padding, cut to 77 with the end token kept
            ids = self.tokenizer.encode(t).ids
            if len(ids) > 77:
                ids = ids[:76] + ids[-1:]
            out.append(self.text.run(None, {"input_ids": np.array([ids], np.int64)})[0][0])
        return unit(np.array(out))


def unit(v):
    return v / np.linalg.norm(v, axis=1, keepdims=True)


def crop(job):
    path, ids = job
    s = data.Source(path)
    return np.stack([data.clip_crop(s.read_image(i)) for i in ids])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("dataset")
    p.add_argument("--model", default=HERE, help="folder with onnx/ and tokenizer.json")
    p.add_argument("--ids", default="validation", help="validation, all, or a file of ids")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--speed", action="store_true", help="also time the image graph alone")
    p.add_argument("--misses", action="store_true", help="list the colour and article pairs that fail")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    rows = data.Source(a.dataset).rows()
    if a.ids == "validation":
        ids = data.validation_ids(r["id"] for r in rows)
    elif a.ids == "all":
        ids = {r["id"] for r in rows}
    else:
        ids = {int(x) for x in open(a.ids).read().split()}
    rows = [r for r in rows if r["id"] in ids]
    model = Model(a.model, a.threads)
    v = []
    jobs = [(a.dataset, [r["id"] for r in rows[k:k + 100]]) for k in range(0, len(rows), 100)]
    with Pool(a.threads) as pool:
        for c in pool.imap(crop, jobs):
            v.append(model.images(c))
    v = np.concatenate(v)
    out = {"images": len(rows), **metrics.evaluate(v, rows, model.texts)}
    misses = []
    out["pairs_first"] = metrics.pairs_first(v, rows, model.texts, misses)
    if a.speed:
        x = np.random.default_rng(0).standard_normal((32, 3, 224, 224), dtype=np.float32)
        model.vision.run(None, {"pixel_values": x})
        t, n = time.time(), 0
        while time.time() - t < 5:
            model.vision.run(None, {"pixel_values": x})
            n += len(x)
        out["graph_images_per_second"] = n / (time.time() - t)
    print(json.dumps(out) if a.json else "\n".join(f"{k:26} {x:.4f}" if isinstance(x, float) else f"{k:26} {x}" for k, x in out.items()))
    if a.misses:
        for pair, colour, article in misses:
            print("miss:", *pair, "-> first is", colour, article)


if __name__ == "__main__":
    main()
