"""Reading a fashion dataset (folder or zip) into decode-free training arrays.

What is stored per image is what the network sees after its first operation: CLIP's preprocessing
(short edge to 224, Pillow bicubic; centre crop 224) followed by 4 x 4 average pooling, i.e. 56 x 56 x 3.
Nine rows more above and below (edge-padded where the picture has none) are kept, so that vertical shifts
can use real pixels: an item is uint8[74, 56, 3] and rows 9..65 are the crop.
"""
import argparse
import csv
import hashlib
import io
import os
import zipfile
from multiprocessing import Pool

import numpy as np
from PIL import Image

COLUMNS = ["id", "gender", "masterCategory", "subCategory", "articleType", "baseColour",
           "season", "year", "usage", "productDisplayName"]
MARGIN = 9          # pooled rows kept above and below the crop
SIDE = 56           # pooled side of the crop
VALIDATION = 1500   # size of the validation set


def validation_key(i):
    """Knuth's multiplicative hash of the product id: the fixed rule that picks the validation images."""
    return (int(i) * 2654435761) % (1 << 32)


def validation_ids(ids, n=VALIDATION):
    """The n ids with the smallest key, among those that have an image."""
    return set(sorted((int(i) for i in ids), key=lambda i: (validation_key(i), i))[:n])


class Source:
    """A dataset folder or zip holding styles.csv and images/ (also nested once)."""

    def __init__(self, path):
        self.path, self.zip = path, None
        if os.path.isdir(path):
            root = path
            if not os.path.isdir(os.path.join(root, "images")):
                subs = [os.path.join(root, d) for d in sorted(os.listdir(root))]
                root = next(d for d in subs if os.path.isdir(os.path.join(d, "images")))
            self.root = root
            self.names = {f[:-4]: os.path.join(root, "images", f)
                          for f in os.listdir(os.path.join(root, "images")) if f.endswith(".jpg")}
        else:
            self.zip = zipfile.ZipFile(path)
            self.names, self.styles = {}, None
            for n in self.zip.namelist():
                d, f = os.path.split(n)
                if f == "styles.csv":
                    self.styles = self.styles or n
                elif f.endswith(".jpg") and os.path.basename(d) == "images":
                    self.names.setdefault(f[:-4], n)

    def read_styles(self):
        if self.zip:
            return self.zip.read(self.styles)
        with open(os.path.join(self.root, "styles.csv"), "rb") as f:
            return f.read()

    def read_image(self, i):
        if self.zip:
            return self.zip.read(self.names[str(i)])
        with open(self.names[str(i)], "rb") as f:
            return f.read()

    def rows(self):
        """Rows that have an image, as dicts; surplus commas belong to the product name."""
        out = []
        text = self.read_styles().decode("utf-8", "replace")
        for line in text.splitlines()[1:]:
            parts = line.split(",", 9)
            if len(parts) < 10:
                continue
            if parts[9].startswith('"') and parts[9].endswith('"') and len(parts[9]) > 1:
                parts = next(csv.reader([line]))
            row = dict(zip(COLUMNS, parts))
            if row["id"] in self.names:
                row["id"] = int(row["id"])
                row["productDisplayName"] = " ".join(row["productDisplayName"].split())
                out.append(row)
        return out


def clip_resized(data):
    """CLIPImageProcessor's resize: RGB, short edge 224, Pillow bicubic."""
    im = Image.open(io.BytesIO(data)).convert("RGB")
    w, h = im.size
    size = (224, int(224 * h / w)) if w <= h else (int(224 * w / h), 224)
    return np.asarray(im.resize(size, Image.BICUBIC))


def clip_crop(data):
    """uint8[224, 224, 3]: what the app feeds, before /255 and the mean and std."""
    a = clip_resized(data)
    top, left = (a.shape[0] - 224) // 2, (a.shape[1] - 224) // 2
    return a[top:top + 224, left:left + 224]


def pooled(data):
    """uint8[74, 56, 3]: the pooled crop with its margins."""
    a = clip_resized(data)
    m = MARGIN * 4
    top, left = (a.shape[0] - 224) // 2, (a.shape[1] - 224) // 2
    rows = np.clip(np.arange(top - m, top + 224 + m), 0, a.shape[0] - 1)
    a = a[rows, left:left + 224]
    a = a.reshape(SIDE + 2 * MARGIN, 4, SIDE, 4, 3).mean((1, 3), dtype=np.float32)
    return np.round(a).astype(np.uint8)


_source = None


def _open(path):
    global _source
    _source = Source(path)


def _one(i):
    try:
        return pooled(_source.read_image(i))
    except Exception as e:  # an unreadable image is left out, and said
        print("skipped", i, e)
        return None


def cache(path, out, workers=2):
    """Write <out>.npy (pixels) and <out>.csv (rows, in the same order)."""
    source = Source(path)
    rows = source.rows()
    with Pool(workers, _open, (path,)) as pool:
        pix = pool.map(_one, [r["id"] for r in rows], chunksize=256)
    keep = [k for k, p in enumerate(pix) if p is not None]
    np.save(out + ".npy", np.stack([pix[k] for k in keep]))
    with open(out + ".csv", "w", newline="") as f:
        w = csv.DictWriter(f, COLUMNS)
        w.writeheader()
        w.writerows(rows[k] for k in keep)
    print(len(keep), "images from", path)


def load(out):
    with open(out + ".csv", newline="") as f:
        rows = list(csv.DictReader(f))
    for r in rows:
        r["id"] = int(r["id"])
    return np.load(out + ".npy", mmap_mode="r"), rows


def digest(pixels):
    return hashlib.sha1(np.ascontiguousarray(pixels)).hexdigest()


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("dataset", help="folder or zip")
    p.add_argument("out", help="prefix of the cache files")
    p.add_argument("--workers", type=int, default=2)
    a = p.parse_args()
    cache(a.dataset, a.out, a.workers)
