"""The figures of the model card. Vectors are of unit length; similarity is the dot product."""
import numpy as np

UNKNOWN = ("", "NA")


def neighbours(v, k):
    s = v @ v.T
    np.fill_diagonal(s, -np.inf)
    return np.argsort(-s, axis=1, kind="stable")[:, :k]


def agreement(near, labels):
    """Mean share of the k nearest other images that carry the query's label (over queries with a known label)."""
    labels = np.array(labels)
    ok = ~np.isin(labels, UNKNOWN)
    return float((labels[near] == labels[:, None])[ok].mean())


def recall(images, texts, k):
    """Share of names whose own image is among the k most similar images.
    rank = 1 + number of images strictly more similar than the own one."""
    s = texts @ images.T
    own = np.diag(s)
    rank = 1 + (s > own[:, None]).sum(1)
    return float((rank <= k).mean())


def word_precision(images, values, texts_of, k=10):
    """For each value that occurs: the share of the k most similar images that carry it. Mean over the values, and
    the same for a perfect ranking (rare values cannot fill k places)."""
    values = np.array(values)
    names = sorted(set(values) - set(UNKNOWN))
    s = texts_of(names) @ images.T
    top = np.argsort(-s, axis=1, kind="stable")[:, :k]
    got = [(values[t] == n).mean() for t, n in zip(top, names)]
    can = [min(k, int((values == n).sum())) / k for n in names]
    return float(np.mean(got)), float(np.mean(can))


def pairs_first(images, rows, texts_of, detail=None):
    """For each (baseColour, articleType) that occurs: is the image most similar to the text "<colour> <article>"
    (in lower case, as the dataset writes them) one of that colour and article?"""
    pairs = sorted({(r["baseColour"], r["articleType"]) for r in rows})
    s = texts_of([f"{c} {t}".lower() for c, t in pairs]) @ images.T
    first = s.argmax(1)
    hits = [(rows[f]["baseColour"], rows[f]["articleType"]) == p for f, p in zip(first, pairs)]
    if detail is not None:
        detail.extend((p, rows[f]["baseColour"], rows[f]["articleType"]) for f, p, h in zip(first, pairs, hits) if not h)
    return float(np.mean(hits))


def evaluate(images, rows, texts_of):
    """images: unit vectors of the rows; texts_of: list of str -> unit vectors."""
    named = [k for k, r in enumerate(rows) if r["productDisplayName"] not in UNKNOWN]
    titles = texts_of([rows[k]["productDisplayName"] for k in named])
    near = neighbours(images, 10)
    out = {"title_r1": recall(images[named], titles, 1), "title_r10": recall(images[named], titles, 10),
           "nn_type": agreement(near, [r["articleType"] for r in rows]),
           "nn_colour": agreement(near, [r["baseColour"] for r in rows])}
    p, most = word_precision(images, [r["articleType"] for r in rows], texts_of)
    out["word_p10"], out["word_p10_possible"], out["word_p10_of_possible"] = p, most, p / most
    p, most = word_precision(images, [r["baseColour"] for r in rows], texts_of)
    out["colour_p10_of_possible"] = p / most
    return out
