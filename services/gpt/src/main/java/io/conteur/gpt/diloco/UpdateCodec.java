package io.conteur.gpt.diloco;

import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of all weights as bytes, little-endian, tensor after tensor in the order of {@code
 * WeightLayout}. The weights of norms are fp32. Of a quantized matrix each row has its scale, fp32,
 * and then its values as signed integers; of two that share a byte the first is in the lower half.
 * A value is the integer times the scale, which is the row's largest magnitude divided by the
 * largest integer.
 */
public final class UpdateCodec {
    private final UpdatePrecision precision;
    private final List<Shape> shapes;

    public UpdateCodec(Architecture architecture, UpdatePrecision precision) {
        this.precision = precision;
        this.shapes =
                WeightLayout.layout(architecture).stream().map(WeightLayout.Slot::shape).toList();
    }

    /** Bytes of every encoded update. */
    public int bytes() {
        long bytes = 0;
        for (Shape shape : shapes) {
            bytes +=
                    isQuantized(shape)
                            ? rows(shape) * bytesOfRow(shape)
                            : shape.size() * Float.BYTES;
        }
        return Math.toIntExact(bytes);
    }

    /**
     * Encodes an update.
     *
     * @throws IllegalArgumentException when one of its values is infinite or no number
     */
    public byte[] encode(WeightVector update) {
        if (!update.isFinite()) {
            throw new IllegalArgumentException("an update has values that are not finite");
        }
        ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < shapes.size(); i++) {
            float[] values = update.tensors().get(i);
            if (isQuantized(shapes.get(i))) {
                int width = width(shapes.get(i));
                for (int from = 0; from < values.length; from += width) {
                    encodeRow(values, from, width, out);
                }
            } else {
                for (float value : values) {
                    out.putFloat(value);
                }
            }
        }
        return out.array();
    }

    /**
     * Decodes an update.
     *
     * @throws IllegalArgumentException when these bytes are none of this architecture and precision
     */
    public WeightVector decode(byte[] encoded) {
        if (encoded.length != bytes()) {
            throw new IllegalArgumentException(
                    "an update has %d bytes, not %d".formatted(bytes(), encoded.length));
        }
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        List<float[]> tensors = new ArrayList<>();
        for (Shape shape : shapes) {
            float[] values = new float[Math.toIntExact(shape.size())];
            if (isQuantized(shape)) {
                for (int from = 0; from < values.length; from += width(shape)) {
                    decodeRow(in, values, from, width(shape));
                }
            } else {
                in.asFloatBuffer().get(values);
                in.position(in.position() + values.length * Float.BYTES);
            }
            tensors.add(values);
        }
        WeightVector update = new WeightVector(tensors);
        if (!update.isFinite()) {
            throw new IllegalArgumentException("an update has values that are not finite");
        }
        return update;
    }

    private void encodeRow(float[] values, int from, int width, ByteBuffer out) {
        float largest = 0;
        for (int i = from; i < from + width; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = largest / precision.largest();
        out.putFloat(scale);
        if (precision == UpdatePrecision.INT8) {
            for (int i = from; i < from + width; i++) {
                out.put((byte) nearest(values[i], scale));
            }
            return;
        }
        for (int i = from; i < from + width; i += 2) {
            int lower = nearest(values[i], scale);
            int upper = i + 1 < from + width ? nearest(values[i + 1], scale) : 0;
            out.put((byte) (lower & 0xf | upper << 4));
        }
    }

    private void decodeRow(ByteBuffer in, float[] values, int from, int width) {
        float scale = in.getFloat();
        if (precision == UpdatePrecision.INT8) {
            for (int i = from; i < from + width; i++) {
                values[i] = in.get() * scale;
            }
            return;
        }
        for (int i = from; i < from + width; i += 2) {
            int packed = in.get();
            values[i] = (packed << 28 >> 28) * scale;
            if (i + 1 < from + width) {
                values[i + 1] = (packed >> 4) * scale;
            }
        }
    }

    /** The nearest integer; a scale that underflows makes all of the row zero. */
    private int nearest(float value, float scale) {
        if (scale == 0) {
            return 0;
        }
        int rounded = Math.round(value / scale);
        return Math.max(-precision.largest(), Math.min(precision.largest(), rounded));
    }

    private boolean isQuantized(Shape shape) {
        return precision.quantized() && shape.dimension() == 2;
    }

    private long bytesOfRow(Shape shape) {
        return Float.BYTES + (long) precision.rowBytes(width(shape));
    }

    private static long rows(Shape shape) {
        return shape.get(0);
    }

    private static int width(Shape shape) {
        return Math.toIntExact(shape.get(1));
    }
}
