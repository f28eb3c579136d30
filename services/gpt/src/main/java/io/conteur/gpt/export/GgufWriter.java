package io.conteur.gpt.export;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The head of a file in the <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF</a> format, version 3:
 * key-value pairs, then name, shape, type and offset of each tensor, little-endian. The tensors'
 * data follows, each at a multiple of {@link #ALIGNMENT} bytes.
 */
final class GgufWriter {
    static final int ALIGNMENT = 32;

    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int VERSION = 3;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Bytes pairs = new Bytes();
    private final Bytes tensors = new Bytes();
    private long pairCount;
    private long tensorCount;
    private long dataBytes;

    GgufWriter put(String key, int value) {
        pair(key, UINT32).int32(value);
        return this;
    }

    GgufWriter put(String key, float value) {
        pair(key, FLOAT32).int32(Float.floatToRawIntBits(value));
        return this;
    }

    GgufWriter put(String key, boolean value) {
        pair(key, BOOL).write(value ? 1 : 0);
        return this;
    }

    GgufWriter put(String key, String value) {
        pair(key, STRING).string(value);
        return this;
    }

    GgufWriter putStrings(String key, List<String> values) {
        array(key, STRING, values.size());
        values.forEach(pairs::string);
        return this;
    }

    GgufWriter putFloats(String key, List<Float> values) {
        array(key, FLOAT32, values.size());
        values.forEach(value -> pairs.int32(Float.floatToRawIntBits(value)));
        return this;
    }

    GgufWriter putInts(String key, List<Integer> values) {
        array(key, INT32, values.size());
        values.forEach(pairs::int32);
        return this;
    }

    /** Announces the next tensor of the data. Its innermost dimension comes first in the file. */
    GgufWriter tensor(String name, Shape shape, GgufType type) {
        tensorCount++;
        tensors.string(name);
        tensors.int32(shape.dimension());
        for (int i = shape.dimension() - 1; i >= 0; i--) {
            tensors.int64(shape.get(i));
        }
        tensors.int32(type.tensorNumber);
        tensors.int64(dataBytes);
        dataBytes = aligned(dataBytes + type.bytes(shape.size()));
        return this;
    }

    /** Everything before the data. */
    byte[] head() {
        Bytes head = new Bytes();
        head.int32(MAGIC);
        head.int32(VERSION);
        head.int64(tensorCount);
        head.int64(pairCount);
        head.writeBytes(pairs.toByteArray());
        head.writeBytes(tensors.toByteArray());
        head.writeBytes(new byte[padding(head.size())]);
        return head.toByteArray();
    }

    /** The bytes up to the next multiple of the alignment. */
    static int padding(long bytes) {
        return (int) (aligned(bytes) - bytes);
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private Bytes pair(String key, int type) {
        pairCount++;
        pairs.string(key);
        pairs.int32(type);
        return pairs;
    }

    private void array(String key, int type, int size) {
        pair(key, ARRAY).int32(type);
        pairs.int64(size);
    }

    /** Little-endian values in memory. */
    private static final class Bytes extends ByteArrayOutputStream {
        void int32(int value) {
            writeBytes(buffer(Integer.BYTES).putInt(value).array());
        }

        void int64(long value) {
            writeBytes(buffer(Long.BYTES).putLong(value).array());
        }

        void string(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int64(bytes.length);
            writeBytes(bytes);
        }

        private static ByteBuffer buffer(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
