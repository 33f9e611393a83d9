"""The two towers. Everything is Conv, MatMul, Add, Mul, Relu, Gather, means and maxima, so that any engine runs it."""
import torch
import torch.nn as nn
import torch.nn.functional as F

VOCABULARY, DIM = 4096, 512
PAD, START, END, UNKNOWN = 0, 1, 2, 3


def conv(i, o, stride=1, relu=True):
    layers = [nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*layers, nn.ReLU()) if relu else nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = conv(c, c), conv(c, c, relu=False)

    def forward(self, x):
        return F.relu(x + self.b(self.a(x)))


class ImageTower(nn.Module):
    """56 x 56 pooled pixels (CLIP's mean and std taken off) -> 512. About 40 million multiply-adds."""

    def __init__(self, width=208):
        super().__init__()
        self.body = nn.Sequential(
            conv(3, 24, 2), conv(24, 48, 2), Residual(48), conv(48, 96, 2), Residual(96),
            conv(96, width, 2), Residual(width))
        self.head = nn.Sequential(nn.Linear(2 * width, 768), nn.ReLU(), nn.Linear(768, DIM))
        self.drop = 0.15

    def forward(self, x):
        y = self.body(x)
        y = torch.cat([y.mean((2, 3)), y.amax((2, 3))], 1)
        if self.training:
            y = F.dropout(y, self.drop)
        return self.head(y)


class TextTower(nn.Module):
    """Token ids, 0 = padding -> 512: embeddings, two residual blocks of width-3 convolutions (word order),
    mean and maximum over the tokens, a two-layer head."""

    def __init__(self, width=256):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, width)
        nn.init.normal_(self.embed.weight, std=0.3)
        self.blocks = nn.ModuleList(
            nn.ModuleList([nn.Conv1d(width, width, 3, padding=1), nn.Conv1d(width, width, 1)]) for _ in range(2))
        self.drop = nn.Dropout(0.2)
        self.head = nn.Sequential(nn.Linear(2 * width, 768), nn.ReLU(), nn.Linear(768, DIM))

    def forward(self, ids):
        mask = (ids != PAD).to(self.embed.weight.dtype).unsqueeze(1)      # N, 1, L
        x = self.drop(self.embed(ids)).transpose(1, 2) * mask             # N, W, L
        for a, b in self.blocks:
            x = (x + b(F.relu(a(x)))) * mask
        mean = x.sum(2) / mask.sum(2)
        top = (x + (mask - 1) * 1e4).amax(2)
        return self.head(torch.cat([mean, top], 1))


def fused(tower):
    """A copy for inference with BatchNorm folded into the convolutions."""
    import copy
    from torch.nn.utils.fusion import fuse_conv_bn_eval
    tower = copy.deepcopy(tower).float().eval()

    def walk(m):
        for name, child in m.named_children():
            walk(child)
            if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[1], nn.BatchNorm2d):
                m._modules[name] = nn.Sequential(fuse_conv_bn_eval(child[0], child[1]), *child[2:])
    walk(tower)
    return tower


MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1)
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)
