package io.conteur.gpt.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The types of numbers that are read from a safetensors file, by their names in it. */
enum NumberType {
    F32(Float.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] numbers, int from, int count) {
            bytes.asFloatBuffer().get(numbers, from, count);
        }
    },
    F16(Short.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] numbers, int from, int count) {
            for (int i = from; i < from + count; i++) {
                numbers[i] = HalfFloat.toFloat(bytes.getShort());
            }
        }
    },
    BF16(Short.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] numbers, int from, int count) {
            for (int i = from; i < from + count; i++) {
                numbers[i] = Float.intBitsToFloat(bytes.getShort() << 16);
            }
        }
    };

    final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<NumberType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Reads the next {@code count} numbers, little-endian, into the array from {@code from} on. */
    abstract void read(ByteBuffer bytes, float[] numbers, int from, int count);
}
