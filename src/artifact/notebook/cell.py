# Search by text in the embeddings that VectorSearch Pro has written.
# Install once: pip install {packages}
from pathlib import Path

import faiss
import numpy as np
import pandas as pd
{imports}

FOLDER = Path({folder})

# Row i of the vectors, of the ids and of the table is the same product.
vectors = np.load(FOLDER / "{embeddings}")
ids = np.load(FOLDER / "{ids}")
products = pd.read_csv(FOLDER / "{metadata}")
assert len(vectors) == len(ids) == len(products) and (products["id"] == ids).all()

# Every vector has length 1, so the inner product is the cosine.
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)

{text_tower}

def search(text, k=10):
    """The k products that fit a text best, with their cosine."""
    scores, rows = index.search(embed_text(text), min(k, index.ntotal))
    found = products.iloc[rows[0]].copy()
    found.insert(0, "score", scores[0])
    return found


search("red handbag")
