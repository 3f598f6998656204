# SPDX-License-Identifier: MIT
"""Networks of the shape of well-known ones, for large_networks.py.

Layers and sizes follow the papers; weights are random.
"""
import torch
import torch.nn.functional as F
from torch import nn


def convolution(channels, maps, kernel, stride=1, padding=0):
    return nn.Sequential(nn.Conv2d(channels, maps, kernel, stride, padding, bias=False),
                         nn.BatchNorm2d(maps), nn.ReLU(True))


def averaged(maps):
    return torch.flatten(F.adaptive_avg_pool2d(maps, 1), 1)


class Bottleneck(nn.Module):
    """He et al. 2016, figure 5, right."""

    def __init__(self, channels, width, stride):
        super().__init__()
        out = 4 * width
        self.path = nn.Sequential(convolution(channels, width, 1),
                                  convolution(width, width, 3, stride, 1),
                                  nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out))
        self.past = nn.Identity()
        if stride != 1 or channels != out:
            self.past = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False),
                                      nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.path(x) + self.past(x))


class ResNet50(nn.Module):
    """He et al. 2016, table 1."""

    def __init__(self):
        super().__init__()
        layers = [convolution(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
        channels = 64
        for depth, width, stride in ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)):
            for block in range(depth):
                layers.append(Bottleneck(channels, width, stride if block == 0 else 1))
                channels = 4 * width
        self.features = nn.Sequential(*layers)
        self.classes = nn.Linear(channels, 1000)

    def forward(self, x):
        return self.classes(averaged(self.features(x)))


class Vgg19(nn.Module):
    """Simonyan and Zisserman 2015, table 1, column E."""

    def __init__(self):
        super().__init__()
        layers = []
        channels = 3
        for depth, width in ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)):
            for _ in range(depth):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classes = nn.Sequential(nn.Linear(512 * 49, 4096), nn.ReLU(), nn.Dropout(),
                                     nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
                                     nn.Linear(4096, 1000))

    def forward(self, x):
        return self.classes(torch.flatten(self.features(x), 1))


class DenseLayer(nn.Module):
    """Huang et al. 2017, section 3: a bottleneck layer of growth rate 32."""

    def __init__(self, channels, growth=32):
        super().__init__()
        self.path = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(),
                                  nn.Conv2d(channels, 4 * growth, 1, bias=False),
                                  nn.BatchNorm2d(4 * growth), nn.ReLU(),
                                  nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.path(x)], 1)


class DenseNet121(nn.Module):
    """Huang et al. 2017, table 1."""

    def __init__(self):
        super().__init__()
        layers = [convolution(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
        channels = 64
        for block, depth in enumerate((6, 12, 24, 16)):
            for _ in range(depth):
                layers.append(DenseLayer(channels))
                channels += 32
            layers += [nn.BatchNorm2d(channels), nn.ReLU()]
            if block < 3:
                layers += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
                channels //= 2
        self.features = nn.Sequential(*layers)
        self.classes = nn.Linear(channels, 1000)

    def forward(self, x):
        return self.classes(averaged(self.features(x)))


class Branches(nn.Module):
    """Branches side by side, their feature maps one after the other."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def inception_a(channels, pooled):
    """Szegedy et al. 2016, figure 5."""
    return Branches(convolution(channels, 64, 1),
                    nn.Sequential(convolution(channels, 48, 1), convolution(48, 64, 5, 1, 2)),
                    nn.Sequential(convolution(channels, 64, 1), convolution(64, 96, 3, 1, 1),
                                  convolution(96, 96, 3, 1, 1)),
                    nn.Sequential(nn.AvgPool2d(3, 1, 1), convolution(channels, pooled, 1)))


def inception_c(channels, width):
    """Szegedy et al. 2016, figure 6: kernels of 7 x 7 as 1 x 7 and 7 x 1."""
    def row(before, maps):
        return convolution(before, maps, (1, 7), 1, (0, 3))

    def column(before, maps):
        return convolution(before, maps, (7, 1), 1, (3, 0))

    return Branches(convolution(channels, 192, 1),
                    nn.Sequential(convolution(channels, width, 1), row(width, width),
                                  column(width, 192)),
                    nn.Sequential(convolution(channels, width, 1), column(width, width),
                                  row(width, width), column(width, width), row(width, 192)),
                    nn.Sequential(nn.AvgPool2d(3, 1, 1), convolution(channels, 192, 1)))


def reduction(channels, straight, stacked):
    """Szegedy et al. 2016, figure 10."""
    return Branches(convolution(channels, straight, 3, 2),
                    nn.Sequential(convolution(channels, stacked, 1),
                                  convolution(stacked, stacked, 3, 1, 1),
                                  convolution(stacked, stacked, 3, 2)),
                    nn.MaxPool2d(3, 2))


class Inception(nn.Module):
    """Szegedy et al. 2016, table 1, without the last two modules and the auxiliary classes."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            convolution(3, 32, 3, 2), convolution(32, 32, 3), convolution(32, 64, 3, 1, 1),
            nn.MaxPool2d(3, 2), convolution(64, 80, 1), convolution(80, 192, 3),
            nn.MaxPool2d(3, 2), inception_a(192, 32), inception_a(256, 64), inception_a(288, 64),
            reduction(288, 384, 96), inception_c(768, 128), inception_c(768, 160),
            inception_c(768, 160), inception_c(768, 192), reduction(768, 320, 192))
        self.classes = nn.Linear(768 + 320 + 192, 1000)

    def forward(self, x):
        return self.classes(averaged(self.features(x)))


class EncoderBlock(nn.Module):
    """Dosovitskiy et al. 2021, figure 1, right."""

    def __init__(self, width, heads):
        super().__init__()
        self.before = nn.LayerNorm(width, 1e-6)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.between = nn.LayerNorm(width, 1e-6)
        self.dense = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(),
                                   nn.Linear(4 * width, width))

    def forward(self, x):
        y = self.before(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.dense(self.between(x))


class VitB(nn.Module):
    """Dosovitskiy et al. 2021, table 1: ViT-Base on patches of 16 x 16."""

    def __init__(self, depth=12, width=768, heads=12):
        super().__init__()
        self.width = width
        self.patches = nn.Conv2d(3, width, 16, 16)
        self.token = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.place = nn.Parameter(0.02 * torch.randn(1, 197, width))
        self.blocks = nn.Sequential(*[EncoderBlock(width, heads) for _ in range(depth)])
        self.last = nn.LayerNorm(width, 1e-6)
        self.classes = nn.Linear(width, 1000)

    def forward(self, x):
        n = x.shape[0]
        x = self.patches(x).reshape(n, self.width, 196).permute(0, 2, 1)
        x = torch.cat([self.token.expand(n, -1, -1), x], 1) + self.place
        return self.classes(self.last(self.blocks(x))[:, 0])


MODELS = {"resnet-50": (ResNet50, 224), "vgg-19": (Vgg19, 224), "densenet-121": (DenseNet121, 224),
          "inception": (Inception, 299), "vit-b": (VitB, 224)}
