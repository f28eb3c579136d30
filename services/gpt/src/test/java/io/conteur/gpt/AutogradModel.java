package io.conteur.gpt;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import java.util.Arrays;
import java.util.List;

/**
 * The model in DJL's array operations, with gradients by autograd, to test the hand-written
 * backward pass of {@code gpt.py}. One example after the other, with a dense causal mask. Shapes as
 * in {@code gpt.py}.
 */
final class AutogradModel implements AutoCloseable {
    private final Architecture architecture;
    private final NDManager manager;
    private final NDList weights = new NDList();

    AutogradModel(Architecture architecture, NDList copied) {
        this.architecture = architecture;
        this.manager = Engine.getEngine("PyTorch").newBaseManager();
        for (NDArray weight : copied) {
            NDArray leaf = manager.create(weight.toFloatArray(), weight.getShape());
            leaf.setRequiresGradient(true);
            // DJL allocates gradients uninitialised and zeroes them by x - x, which leaves NaN.
            leaf.getGradient().set(new float[(int) leaf.size()]);
            weights.add(leaf);
        }
    }

    /** The mean loss over all targets, then the gradient of each weight. */
    record Result(float loss, List<float[]> gradients) {}

    Result gradients(List<Example> examples) {
        long targets = examples.stream().mapToLong(Example::targets).sum();
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray loss = manager.zeros(new Shape());
            for (Example example : examples) {
                loss = loss.add(nats(example));
            }
            loss = loss.div(scalar((double) targets));
            collector.backward(loss);
            return new Result(
                    loss.getFloat(),
                    weights.stream().map(weight -> weight.getGradient().toFloatArray()).toList());
        }
    }

    private NDArray nats(Example example) {
        long[] ids = Arrays.stream(example.ids()).asLongStream().toArray();
        int length = example.tokens();
        NDArray tokens = manager.create(Arrays.copyOf(ids, length));
        NDArray x = hidden(tokens, length); // (T, C)
        NDArray logits = linear(norm(x, weights.size() - 2), weights.size() - 1); // (T, V)
        NDArray log = logits.get(example.targetsFrom() - 1 + ":").logSoftmax(-1);
        NDArray wanted = manager.create(Arrays.copyOfRange(ids, example.targetsFrom(), ids.length));
        return log.mul(wanted.oneHot(architecture.vocabulary())).sum().neg();
    }

    private NDArray hidden(NDArray tokens, int length) {
        NDArray x = tokens.oneHot(architecture.vocabulary()).matMul(weights.get(0)); // (T, C)
        NDArray angles = angles(length);
        NDArray positions = manager.arange(length).reshape(1, length);
        NDArray mask =
                positions
                        .gt(manager.arange(length).reshape(length, 1))
                        .toType(DataType.FLOAT32, false)
                        .mul(-1e9f); // (T, T)
        for (int i = 0; i < architecture.layers(); i++) {
            x = layer(x, 1 + 11 * i, angles, mask);
        }
        return x;
    }

    private NDArray angles(int length) {
        int half = architecture.headWidth() / 2;
        float[] angles = new float[length * 2 * half];
        for (int i = 0; i < angles.length; i++) {
            int position = i / (2 * half);
            int pair = i % half;
            angles[i] =
                    (float) (position * Math.pow(Architecture.ROTARY_BASE, -(double) pair / half));
        }
        return manager.create(angles, new Shape(length, 1, 2L * half));
    }

    private NDArray layer(NDArray x, int at, NDArray angles, NDArray mask) {
        NDArray y = norm(x, at);
        NDArray q = rotate(norm(heads(linear(y, at + 1)), at + 5), angles);
        NDArray k = rotate(norm(heads(linear(y, at + 2)), at + 6), angles);
        NDArray v = heads(linear(y, at + 3));
        x = x.add(linear(attention(q, k, v, mask), at + 4));
        y = norm(x, at + 7);
        NDArray gate = linear(y, at + 8);
        NDArray silu = gate.div(gate.neg().exp().add(1));
        return x.add(linear(silu.mul(linear(y, at + 9)), at + 10));
    }

    // (T, H, D) -> (T, C)
    private NDArray attention(NDArray q, NDArray k, NDArray v, NDArray mask) {
        NDArray scores =
                q.transpose(1, 0, 2)
                        .matMul(k.transpose(1, 2, 0))
                        .div(scalar(Math.sqrt(architecture.headWidth())))
                        .add(mask); // (H, T, T)
        NDArray y = scores.softmax(-1).matMul(v.transpose(1, 0, 2)); // (H, T, D)
        return y.transpose(1, 0, 2).reshape(-1, architecture.width());
    }

    private NDArray rotate(NDArray x, NDArray angles) {
        NDList halves = x.split(2, 2);
        NDArray rotatedHalf = halves.get(1).neg().concat(halves.get(0), 2);
        return x.mul(angles.cos()).add(rotatedHalf.mul(angles.sin()));
    }

    private NDArray heads(NDArray x) {
        return x.reshape(-1, architecture.heads(), architecture.headWidth());
    }

    private NDArray norm(NDArray x, int at) {
        NDArray square = x.mul(x).mean(new int[] {-1}, true).add(Architecture.NORM_EPSILON);
        return x.div(square.sqrt()).mul(weights.get(at));
    }

    /** DJL would free the array of a plain number before the backward pass reads it. */
    private NDArray scalar(double value) {
        return manager.create((float) value);
    }

    private NDArray linear(NDArray x, int at) {
        return x.matMul(weights.get(at).transpose());
    }

    @Override
    public void close() {
        manager.close();
    }
}
