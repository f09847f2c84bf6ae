"""scikit-learn's trees as ONNX (opset 17, ai.onnx.ml 3, IR 8): features [N, width] in, score [N, 1] out."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble._iforest import _average_path_length


def isolation_forest(forest):
    """2 ^ (-mean depth / expected depth), in (0, 1]: Liu, Ting, Zhou, "Isolation Forest" (ICDM 2008); scikit-learn's -score_samples."""
    leaves = [(each.tree_, _depths(each.tree_) + _average_path_length(each.tree_.n_node_samples)) for each in forest.estimators_]
    expected = len(leaves) * float(_average_path_length(np.array([forest.max_samples_]))[0])
    nodes = [_ensemble(leaves, "depth", 0.0), helper.make_node("Mul", ["depth", "factor"], ["exponent"]), helper.make_node("Pow", ["two", "exponent"], ["score"])]
    return model("isolation_forest", nodes, forest.n_features_in_, [constant("factor", -1 / expected), constant("two", 2.0)])


def boosted_regression(boosting):
    """The initial constant and the sum of the trees."""
    leaves = [(each.tree_, each.tree_.value[:, 0, 0] * boosting.learning_rate) for each in boosting.estimators_[:, 0]]
    return model("boosted_regression", [_ensemble(leaves, "score", float(boosting.init_.constant_[0, 0]))], boosting.n_features_in_)


def constant(name, values):
    return numpy_helper.from_array(np.asarray(values, np.float32), name)


def model(name, nodes, width, constants=()):
    def floats(what, columns):
        return helper.make_tensor_value_info(what, TensorProto.FLOAT, ["N", columns])

    graph = helper.make_graph(nodes, name, [floats("features", width)], [floats("score", 1)], list(constants))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], producer_name=name)
    made.ir_version = 8
    onnx.checker.check_model(made, full_check=True)
    return made.SerializeToString(deterministic=True)


def _depths(tree):
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):
        if tree.children_left[node] >= 0:
            depth[tree.children_left[node]] = depth[tree.children_right[node]] = depth[node] + 1
    return depth


def _ensemble(leaves, output, base):
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    targets = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for number, (tree, values) in enumerate(leaves):
        # scikit-learn compares float32 <= float64: the largest float32 that is not above the threshold never differs.
        rounded = tree.threshold.astype(np.float32)
        rounded = np.where(rounded.astype(np.float64) > tree.threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            inner = (0, 0.0, "LEAF", 0, 0) if leaf else (
                int(tree.feature[node]), float(rounded[node]), "BRANCH_LEQ", int(tree.children_left[node]), int(tree.children_right[node]))
            for key, value in zip(nodes, (number, node, *inner)):
                nodes[key].append(value)
            if leaf:
                for key, value in zip(targets, (number, node, 0, float(values[node]))):
                    targets[key].append(value)
    return helper.make_node(
        "TreeEnsembleRegressor", ["features"], [output], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", post_transform="NONE", base_values=[base],
        **{"nodes_" + key: value for key, value in nodes.items()}, **{"target_" + key: value for key, value in targets.items()})
