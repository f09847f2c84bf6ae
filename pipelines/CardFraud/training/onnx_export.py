"""scikit-learn's models as ONNX (opset 17, ai.onnx.ml 3, IR 8): features [N, width] in, score [N, 1] out."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def logistic(model, scaler):
    """The scaler is folded into the weights, in double precision."""
    weights = model.coef_.ravel() / scaler.scale_
    bias = model.intercept_[0] - (weights * scaler.mean_).sum()
    constants = [_constant("weights", weights.reshape(-1, 1)), _constant("bias", [bias])]
    nodes = [helper.make_node("Gemm", ["features", "weights", "bias"], ["logit"]), helper.make_node("Sigmoid", ["logit"], ["score"])]
    return _model("logistic_regression", nodes, len(weights), constants)


def boosting(model):
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for number, regressor in enumerate(model.estimators_[:, 0]):
        tree = regressor.tree_
        thresholds = _rounded_down(tree.threshold)
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            inner = (0, 0.0, "LEAF", 0, 0) if leaf else (
                int(tree.feature[node]), float(thresholds[node]), "BRANCH_LEQ", int(tree.children_left[node]), int(tree.children_right[node]))
            for key, value in zip(nodes, (number, node, *inner)):
                nodes[key].append(value)
            if leaf:
                for key, value in zip(leaves, (number, node, 0, float(tree.value[node, 0, 0] * model.learning_rate))):
                    leaves[key].append(value)
    prior = model.init_.class_prior_[1]
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["features"], ["logit"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", post_transform="NONE",
        base_values=[float(np.log(prior / (1 - prior)))],
        **{"nodes_" + key: value for key, value in nodes.items()}, **{"target_" + key: value for key, value in leaves.items()})
    return _model("gradient_boosting", [ensemble, helper.make_node("Sigmoid", ["logit"], ["score"])], model.n_features_in_)


def _rounded_down(thresholds):
    """scikit-learn compares float32 <= float64. With the largest float32 that is not above the threshold the comparison in float32 never differs."""
    rounded = thresholds.astype(np.float32)
    return np.where(rounded.astype(np.float64) > thresholds, np.nextafter(rounded, np.float32(-np.inf)), rounded)


def _constant(name, values):
    return numpy_helper.from_array(np.asarray(values, np.float32), name)


def _model(name, nodes, width, constants=()):
    def floats(what, columns):
        return helper.make_tensor_value_info(what, TensorProto.FLOAT, ["N", columns])

    graph = helper.make_graph(nodes, name, [floats("features", width)], [floats("score", 1)], list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], producer_name="card-fraud")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)
