package io.conteur.gpt.diloco;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * All weights of a model, or a change of all: fp32 values outside libtorch, in the order of {@code
 * WeightLayout}. Its arithmetic has one order of operations, so the same input gives the same bits
 * on every machine.
 *
 * @param tensors one array per weight, row by row
 */
public record WeightVector(List<float[]> tensors) {
    public WeightVector {
        tensors = List.copyOf(tensors);
    }

    public static WeightVector copyOf(NDList weights) {
        return new WeightVector(weights.stream().map(NDArray::toFloatArray).toList());
    }

    /** Overwrites tensors of the same shapes. */
    public void copyTo(NDList weights) {
        for (int i = 0; i < tensors.size(); i++) {
            weights.get(i).set(FloatBuffer.wrap(tensors.get(i)));
        }
    }

    public WeightVector copy() {
        return new WeightVector(tensors.stream().map(float[]::clone).toList());
    }

    /** Zeros of the same shapes. */
    public WeightVector zeros() {
        return new WeightVector(tensors.stream().map(tensor -> new float[tensor.length]).toList());
    }

    public WeightVector minus(WeightVector other) {
        WeightVector difference = copy();
        difference.add(other, -1);
        return difference;
    }

    /** Adds {@code factor * other} to these values. */
    public void add(WeightVector other, float factor) {
        for (int i = 0; i < tensors.size(); i++) {
            float[] values = tensors.get(i);
            float[] added = other.tensors.get(i);
            for (int j = 0; j < values.length; j++) {
                values[j] += factor * added[j];
            }
        }
    }

    /** Multiplies these values. */
    public void scale(float factor) {
        for (float[] values : tensors) {
            for (int j = 0; j < values.length; j++) {
                values[j] *= factor;
            }
        }
    }

    /** Whether no value is infinite or no number. */
    public boolean isFinite() {
        for (float[] values : tensors) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The SHA-256 of the values as little-endian fp32, in lower-case hexadecimal digits. */
    public String digest() {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java platform has it.
        }
        for (float[] values : tensors) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
            sha256.update(bytes);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
