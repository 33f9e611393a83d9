"""Train the starter model. See MODEL_CARD.md.

    python data.py DATASET.zip cache/full
    python train.py cache/full out --minutes 60
    python export.py out/best.pt ..
"""
import argparse
import copy
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tokenizers import Tokenizer

import data
import metrics
import tokenizer
import words
from model import DIM, MEAN, STD, ImageTower, TextTower

HEADS = {"articleType": 0.25, "baseColour": 0.45, "gender": 0.12, "usage": 0.05, "subCategory": 0.1}


class Heads(nn.Module):
    """Cosine classifiers on the image vector, and the temperatures; none of it is shipped."""

    def __init__(self, sizes):
        super().__init__()
        self.w = nn.ParameterDict({k: nn.Parameter(torch.randn(n, DIM) * 0.05) for k, n in sizes.items()})
        self.scale = nn.ParameterDict({k: nn.Parameter(torch.tensor(math.log(v))) for k, v in
                                       {"title": 14.0, "phrase": 10.0, "word": 12.0, "head": 14.0}.items()})

    def s(self, k):
        return self.scale[k].clamp(max=math.log(60)).exp()


@torch.no_grad()
def start_heads(heads, vectors, labels):
    vectors = torch.from_numpy(vectors)
    for j, c in enumerate(words.ATTRIBUTES):
        w = heads.w[c]
        known = labels[:, j] >= 0
        sums = torch.zeros_like(w).index_add_(0, labels[known, j], vectors[known])
        some = sums.norm(dim=1) > 0
        w[some] = F.normalize(sums[some], dim=1)


def soft_ce(logits, positive):
    """Cross-entropy against the uniform distribution over each row's positives; rows without one do not count."""
    n = positive.sum(1)
    ok = n > 0
    lp = F.log_softmax(logits, 1)
    return -((lp * positive).sum(1)[ok] / n[ok]).mean()


def both(logits, positive):
    return 0.5 * (soft_ce(logits, positive) + soft_ce(logits.T, positive.T))


def augment(pix, drawn, g):
    """uint8[B, 74, 56, 3] -> normalised float[B, 3, 56, 56]: flip, shift, scale; mild brightness, contrast, noise.
    Never the hue: colours are what people ask for. Drawn pictures get more of it."""
    b = pix.shape[0]
    x = torch.from_numpy(pix).permute(0, 3, 1, 2).float().div_(255)
    u = lambda n, lo, hi: torch.rand(n, generator=g) * (hi - lo) + lo
    strong = torch.where(drawn, 1.8, 1.0)
    still = (torch.rand(b, generator=g) < 0.25) & ~drawn
    on = (~still).float()
    sx = 1 + u(b, -0.14, 0.1) * strong * on
    sy = sx * (1 + u(b, -0.07, 0.07) * strong * on)
    tx = u(b, -3.5, 3.5) * strong * on / 28
    ty = u(b, -4.5, 4.5) * strong * on / 28
    rot = u(b, -0.07, 0.07) * strong * on * (torch.rand(b, generator=g) < 0.5)
    flip = torch.where(torch.rand(b, generator=g) < 0.5, -1.0, 1.0)
    # the crop's coordinates (-1..1 over 56 rows) in the taller picture (74 rows)
    k = 56 / (56 + 2 * data.MARGIN)
    theta = torch.zeros(b, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1], theta[:, 0, 2] = sx * flip * torch.cos(rot), -torch.sin(rot) * sx, tx
    theta[:, 1, 0], theta[:, 1, 1], theta[:, 1, 2] = torch.sin(rot) * sy * k * flip, sy * k * torch.cos(rot), ty * k
    grid = F.affine_grid(theta, (b, 3, 56, 56), align_corners=False)
    x = F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    gain = (1 + u(b, -0.08, 0.08) * strong).view(-1, 1, 1, 1)
    lift = (u(b, -0.03, 0.03) * strong).view(-1, 1, 1, 1)
    x = (x - 1) * gain + 1 + lift      # around white: backgrounds stay near white
    noise = (u(b, 0, 0.015) * strong).view(-1, 1, 1, 1)
    x = x + torch.randn(x.shape, generator=g) * noise
    x.clamp_(0, 1)
    # a patch of the mean colour hides a part, now and then
    for i in torch.nonzero(torch.rand(b, generator=g) < 0.3).flatten().tolist():
        h, w = np.random.randint(6, 18, 2)
        t, l = np.random.randint(0, 56 - h), np.random.randint(0, 56 - w)
        x[i, :, t:t + h, l:l + w] = x[i].mean((1, 2), keepdim=True)
    return ((x - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def plain(pix):
    x = torch.from_numpy(np.ascontiguousarray(pix[:, data.MARGIN:-data.MARGIN])).permute(0, 3, 1, 2).float().div_(255)
    return ((x - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def pad(encodings, longest=26):
    n = min(longest, max(len(e.ids) for e in encodings))
    out = np.zeros((len(encodings), n), np.int64)
    for i, e in enumerate(encodings):
        ids = e.ids if len(e.ids) <= n else e.ids[:n - 1] + e.ids[-1:]
        out[i, :len(ids)] = ids
    return torch.from_numpy(out)


def in_buckets(tower, encodings, longest=26, buckets=5):
    """The text tower over texts of like length at a time: most of a batch would be padding otherwise."""
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
    size = -(-len(order) // buckets)
    out = [tower(pad([encodings[i] for i in order[k:k + size]], longest)) for k in range(0, len(order), size)]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(out)[back]


@torch.no_grad()
def embed_images(tower, pix, bf16=True):
    tower.eval()
    out = []
    for k in range(0, len(pix), 250):
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            out.append(F.normalize(tower(plain(pix[k:k + 250])).float(), dim=1))
    return torch.cat(out).numpy()


@torch.no_grad()
def embed_texts(tower, tok, texts):
    tower.eval()
    out = []
    for k in range(0, len(texts), 250):
        out.append(F.normalize(tower(pad(tok.encode_batch(texts[k:k + 250]), 77)).float(), dim=1))
    return torch.cat(out).numpy()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("cache", help="prefix written by data.py")
    p.add_argument("out")
    p.add_argument("--minutes", type=float, default=60, help="length of the schedule, in wall-clock time")
    p.add_argument("--lr", type=float, default=2.5e-3)
    p.add_argument("--batch", type=int, default=768)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--resume", help="start from this checkpoint's weights (a new schedule)")
    p.add_argument("--exclude", nargs="*", default=[], help="caches whose pictures must not be trained on, nor any equal to them")
    p.add_argument("--drawn", help="cache of drawn pictures to train on as well")
    p.add_argument("--drawn-repeat", type=int, default=8)
    p.add_argument("--bpe-dropout", type=float, default=0.0, help="share of merges of the tokenizer left out while training")
    p.add_argument("--set", nargs="*", default=[], help="weight of a part of the loss, as NAME=VALUE")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(a.seed)
    np.random.seed(a.seed)
    rng, g = random.Random(a.seed), torch.Generator().manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    weights = {"title": 2.0, "phrase": 0.8, "word": 0.4, "joint": 0.3, "drawn": 0.3, **HEADS}
    weights.update((k, float(v)) for k, v in (s.split("=") for s in a.set))

    pix, rows = data.load(a.cache)
    val_ids = data.validation_ids(r["id"] for r in rows)
    val = [k for k, r in enumerate(rows) if r["id"] in val_ids]
    held = {data.digest(pix[k]) for k in val}
    banned = set(val_ids)
    for e in a.exclude:
        epix, erows = data.load(e)
        held.update(data.digest(x) for x in epix)
        banned.update(r["id"] for r in erows)
    train = [k for k, r in enumerate(rows) if r["id"] not in banned and data.digest(pix[k]) not in held]
    val_pix, val_rows = np.asarray(pix[val]), [rows[k] for k in val]
    pix = np.array(pix)
    pool = list(train)
    drawn_rows = []
    if a.drawn:
        dpix, drawn_rows = data.load(a.drawn)
        first = len(rows)
        pix = np.concatenate([pix, np.asarray(dpix)])
        rows = rows + drawn_rows
        pool += list(range(first, len(rows))) * a.drawn_repeat
        first_drawn = first
    else:
        first_drawn = len(rows)
    print(len(train), "to train on,", len(val), "for validation,", len(drawn_rows), "drawn", flush=True)

    tok_path = os.path.join(a.out, "tokenizer.json")
    if a.resume:
        ck = torch.load(a.resume, weights_only=False)
        open(tok_path, "w").write(ck["tokenizer"])
        tok = Tokenizer.from_file(tok_path)
    else:
        tok = tokenizer.learn([rows[k] for k in train], tok_path)

    train_tok = Tokenizer.from_file(tok_path)  # words fall apart now and then: rare ones are learnt by their parts
    train_tok.model.dropout = a.bpe_dropout or None

    values = {c: sorted({rows[k][c] for k in pool}) for c in HEADS}
    code = {c: {v: i for i, v in enumerate(vs)} for c, vs in values.items()}
    label = torch.tensor([[code[c].get(r[c], -1) for c in words.ATTRIBUTES] for r in rows])
    names = {}
    title_of = torch.tensor([names.setdefault(r["productDisplayName"].lower(), len(names)) for r in rows])
    kinds = [k for k, n in words.KINDS for _ in range(n)]

    torch.manual_seed(a.seed)
    image, text = ImageTower().to(memory_format=torch.channels_last), TextTower()
    heads = Heads({c: len(v) for c, v in values.items()})
    if a.resume:
        image.load_state_dict(ck["image"])
        text.load_state_dict(ck["text"])
        if ck.get("values") == values and all(ck["heads"]["w." + c].shape == heads.w[c].shape for c in HEADS):
            heads.load_state_dict(ck["heads"])
        else:  # made of the shipped files: the classifiers begin at the means of their classes
            start_heads(heads, embed_images(image, pix[train[::4]]), label[train[::4]])
    ema = copy.deepcopy([image, text, heads])
    net = nn.ModuleList([image, text, heads])
    decay = [p for p in net.parameters() if p.ndim > 1]
    rest = [p for p in net.parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0}],
                            lr=a.lr, betas=(0.9, 0.98))

    def save(name, extra):
        torch.save({"image": ema[0].state_dict(), "text": ema[1].state_dict(), "heads": ema[2].state_dict(),
                    "values": values, "tokenizer": open(tok_path).read(), **extra}, os.path.join(a.out, name + ".tmp"))
        os.replace(os.path.join(a.out, name + ".tmp"), os.path.join(a.out, name))

    start, best, step, epoch, seen = time.time(), -1, 0, 0, 0
    def progress():
        return min(1.0, (time.time() - start) / 60 / a.minutes)
    last_eval = time.time()
    sums, nsum = {}, 0
    while progress() < 1:
        rng.shuffle(pool)
        epoch += 1
        for k in range(0, len(pool) - a.batch + 1, a.batch):
            t = progress()
            if t >= 1:
                break
            lr = a.lr * (min(1, (step + 1) / 150) if t < 0.1 else 0.5 * (1 + math.cos(math.pi * (t - 0.1) / 0.9)) + 1e-3)
            for gr in opt.param_groups:
                gr["lr"] = lr
            batch = pool[k:k + a.batch]
            at = torch.tensor(batch)
            brows = [rows[i] for i in batch]
            bl = label[at]
            x = augment(pix[batch], at >= first_drawn, g)
            # what is said of each picture
            titles = [words.title(rng, r) for r in brows]
            ks = [(words.C, words.T) if i >= first_drawn and rng.random() < 0.7 else rng.choice(kinds) for i in batch]
            phrases = [words.phrase(rng, r, kd) for r, kd in zip(brows, ks)]
            type_words = [words.word(rng, words.T, v) for v in values["articleType"]]
            colour_words = [words.word(rng, words.C, v) for v in values["baseColour"]]
            short = train_tok.encode_batch(phrases + type_words + colour_words)
            net.train()
            with torch.autocast("cpu", torch.bfloat16):
                vi = image(x)
                vt = in_buckets(text, train_tok.encode_batch(titles))
                vs = in_buckets(text, short)
            vi, vt, vs = (F.normalize(v.float(), dim=1) for v in (vi, vt, vs))
            b, nt = len(batch), len(type_words)
            vp, vtw, vcw = vs[:b], vs[b:b + nt], vs[b + nt:]
            said = torch.zeros(b, len(words.ATTRIBUTES), dtype=torch.bool)
            for j, kd in enumerate(ks):
                said[j, list(kd)] = True
            same = bl[:, None, :] == bl[None, :, :]                    # b, b, attribute
            loss = {}
            own = (title_of[at][:, None] == title_of[at][None]).float()
            alike = same[:, :, [words.G, words.T, words.C]].all(2).float()
            # nine tenths on the pictures of that name, one tenth on those alike: less is learnt by heart
            target = 0.9 * own / own.sum(1, keepdim=True) + 0.1 * alike / alike.sum(1, keepdim=True)
            loss["title"] = both(heads.s("title") * vt @ vi.T, target)
            right = (same | ~said[:, None, :]).all(2).float()
            logits = heads.s("phrase") * vp @ vi.T
            loss["phrase"] = both(logits, right)
            d = torch.nonzero(at >= first_drawn).flatten()
            if len(d) > 1:  # the drawn pictures also among themselves: the sample dataset holds nothing else
                loss["drawn"] = both(logits[d][:, d], right[d][:, d])
            tw = heads.s("word") * vi @ vtw.T
            cw = heads.s("word") * vi @ vcw.T
            loss["word"] = both(tw, F.one_hot(bl[:, words.T], nt).float()) + 0.6 * both(cw, F.one_hot(bl[:, words.C], len(colour_words)).float())
            joint = (same[:, :, words.T] & same[:, :, words.C]).float().fill_diagonal_(0)
            sim = 10 * vi @ vi.T
            sim = sim.masked_fill(torch.eye(b, dtype=torch.bool), -1e4)
            loss["joint"] = soft_ce(sim, joint)
            for j, c in enumerate(words.ATTRIBUTES):
                logits = heads.s("head") * vi @ F.normalize(heads.w[c], dim=1).T
                loss[c] = F.cross_entropy(logits, bl[:, j], label_smoothing=0.05)
            total = sum(weights[k2] * v for k2, v in loss.items())
            opt.zero_grad(set_to_none=True)
            total.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            opt.step()
            step += 1
            seen += b
            m = min(0.998, (1 + step) / (10 + step))
            with torch.no_grad():
                for e, s in zip(ema, (image, text, heads)):
                    for (_, pe), (_, ps) in zip(e.state_dict().items(), s.state_dict().items()):
                        if pe.dtype.is_floating_point:
                            pe.lerp_(ps, 1 - m)
                        else:
                            pe.copy_(ps)
            for k2, v in loss.items():
                sums[k2] = sums.get(k2, 0) + v.item()
            nsum += 1
            if time.time() - last_eval > 150 or progress() >= 1:
                last_eval = time.time()
                vi = embed_images(ema[0], val_pix)
                texts = lambda q: embed_texts(ema[1], tok, q)
                r = metrics.evaluate(vi, val_rows, texts)
                score = r["title_r10"] + r["nn_type"] + r["nn_colour"] + r["word_p10_of_possible"]
                if drawn_rows:
                    r["drawn_pairs_first"] = metrics.pairs_first(embed_images(ema[0], pix[first_drawn:]), drawn_rows, texts)
                    score += r["drawn_pairs_first"]
                print(f"epoch {epoch} {progress():.2f} img/s {seen / (time.time() - start):.0f}",
                      {k2: round(v, 3) for k2, v in r.items()}, "loss", {k2: round(v / nsum, 2) for k2, v in sums.items()},
                      "scales", {k2: round(heads.s(k2).item(), 1) for k2 in heads.scale}, flush=True)
                sums, nsum = {}, 0
                save("last.pt", {"metrics": r, "epoch": epoch})
                if score > best:
                    best = score
                    save("best.pt", {"metrics": r, "epoch": epoch})


if __name__ == "__main__":
    main()
