"""Trustworthiness@10 of the layouts that others make of a run's vectors, to hold the map of this program against.

    python reference.py RUN [MAP.npy ...]

RUN is the folder of a finished run (here: fashion-sample with the starter model); MAP.npy are layouts to judge, float
(N, 2). Needs numpy, scikit-learn and umap-learn. Distances in the vector space are Euclidean, which for unit vectors
orders neighbours as the cosine does.
"""

import sys
from pathlib import Path

import numpy as np
import sklearn
import umap
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

K = 10


def kept(vectors, layout):
    """The share of the K true neighbours that are among the K nearest in the plane."""

    def neighbours(points):
        rows = NearestNeighbors(n_neighbors=K + 1).fit(points).kneighbors(points, return_distance=False)
        return [[other for other in row if other != own][:K] for own, row in enumerate(rows)]

    pairs = zip(neighbours(vectors), neighbours(layout))
    return np.mean([len(set(true) & set(near)) / K for true, near in pairs])


def report(name, vectors, layout):
    print(f"{name:28} trustworthiness@{K} {trustworthiness(vectors, layout, n_neighbors=K):.4f}"
          f"  kept@{K} {kept(vectors, layout):.4f}", flush=True)


run, maps = Path(sys.argv[1]), sys.argv[2:]
vectors = np.load(run / "image_embeddings.npy").astype(np.float64)
print(f"{len(vectors)} vectors of {vectors.shape[1]}; scikit-learn {sklearn.__version__}, umap-learn {umap.__version__}")
for path in maps:
    report(Path(path).name, vectors, np.load(path))
report("PCA", vectors, PCA(2, random_state=0).fit_transform(vectors))
for seed in range(3):
    report(f"scikit-learn t-SNE, seed {seed}", vectors, TSNE(init="pca", random_state=seed).fit_transform(vectors))
    report(f"umap-learn, seed {seed}", vectors, umap.UMAP(random_state=seed, n_jobs=1).fit_transform(vectors))
