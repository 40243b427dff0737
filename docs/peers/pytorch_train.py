"""Seconds an epoch of LAB03's network in PyTorch, for docs/measurements.md:
   python3 docs/peers/pytorch_train.py MNIST_FOLDER BATCH THREADS
Five runs over 12,800 images, the median scaled to 60,000; shuffling included, Adam."""
import gzip, sys, time
import numpy as np, torch
from torch import nn

folder, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
read = lambda name, skip: np.frombuffer(gzip.open(f"{folder}/{name}.gz").read()[skip:], np.uint8)
x = torch.tensor(read("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255)
y = torch.tensor(read("train-labels-idx1-ubyte", 8).astype(np.int64))
torch.set_num_threads(threads)
net = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
                    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 10))
adam, loss = torch.optim.Adam(net.parameters(), 1e-3), nn.CrossEntropyLoss()


def run(count):
    start, order = time.perf_counter(), torch.randperm(len(x))[:count]
    for some in order.split(batch):
        adam.zero_grad()
        loss(net(x[some]), y[some]).backward()
        adam.step()
    return (time.perf_counter() - start) * len(x) / count


run(6400)
print(f"batch {batch}, {threads} threads: {sorted(run(12800) for _ in range(5))[2]:.2f} s an epoch")
