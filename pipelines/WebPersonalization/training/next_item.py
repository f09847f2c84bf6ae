"""The network of next-item, and its form as ONNX."""
import inspect
import io
import warnings

import onnx
import torch

ITEMS = 60
NEVER = -1e6


class NextItem(torch.nn.Module):
    """
    An embedding of the items and a GRU that reads the visitor's last ones, the oldest first; from its last state a layer makes the logit of each item.
    The features are the sequence as the pipeline writes it, the newest first; what is no item, NaN included, is an empty place.
    """

    def __init__(self, embedded=32, hidden=64):
        super().__init__()
        self.embedding = torch.nn.Embedding(ITEMS + 1, embedded)
        self.gru = torch.nn.GRU(embedded, hidden, batch_first=True)
        self.logits = torch.nn.Linear(hidden, ITEMS)

    def forward(self, features):
        return self.logits_of(items_of(features))

    def logits_of(self, items):
        _, last = self.gru(self.embedding(items.flip(1)))
        return self.logits(last[0])


class Recommended(torch.nn.Module):
    """What production asks: the item of the highest logit, which is the score, and all logits. What the visitor looks at now is never recommended."""

    def __init__(self, net):
        super().__init__()
        self.net = net
        self.register_buffer("now", torch.eye(ITEMS + 1, ITEMS, dtype=torch.bool))

    def forward(self, features):
        items = items_of(features)
        logits = self.net.logits_of(items).masked_fill(self.now[items[:, 0]], NEVER)
        return logits.argmax(dim=1, keepdim=True).float(), logits


def items_of(features):
    is_item = (features > -0.5) & (features < ITEMS - 0.5)
    return torch.where(is_item, features, torch.full_like(features, ITEMS)).round().long()


def exported(recommended, width):
    """features [N, width] in, score [N, 1] and logits [N, 60] out; opset 17."""
    # The exporter that PyTorch has used by default since 2.9 needs onnxscript; 1.13 knows one exporter only.
    only = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    written = io.BytesIO()
    with warnings.catch_warnings():
        # It warns of every GRU that the batch may be fixed. Here it is free: the tests score batches of several sizes.
        warnings.simplefilter("ignore", UserWarning)
        torch.onnx.export(
            recommended, (torch.zeros(1, width),), written, input_names=["features"], output_names=["score", "logits"],
            dynamic_axes={"features": {0: "N"}, "score": {0: "N"}, "logits": {0: "N"}}, opset_version=17, **only)
    model = onnx.load_from_string(written.getvalue())
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)
