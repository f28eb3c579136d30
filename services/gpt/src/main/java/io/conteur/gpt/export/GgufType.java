package io.conteur.gpt.export;

import io.conteur.gpt.checkpoint.HalfFloat;
import java.nio.ByteBuffer;

/**
 * Types of the numbers of a tensor.
 *
 * <p>{@code Q8_0} rounds blocks of 32 numbers to whole multiples, -127 to 127, of a scale that each
 * block has as a half float. A row whose length is no multiple of 32 cannot have this type.
 */
public enum GgufType {
    F32(0, 0, 1, Float.BYTES) {
        @Override
        void write(float[] numbers, int from, ByteBuffer bytes) {
            bytes.putFloat(numbers[from]);
        }
    },
    F16(1, 1, 1, Short.BYTES) {
        @Override
        void write(float[] numbers, int from, ByteBuffer bytes) {
            short half = HalfFloat.of(numbers[from]);
            if (Float.isInfinite(HalfFloat.toFloat(half))) {
                throw new IllegalArgumentException(
                        numbers[from] + " is too large for f16; f32 has room for it");
            }
            bytes.putShort(half);
        }
    },
    Q8_0(8, 7, 32, Short.BYTES + 32) {
        @Override
        void write(float[] numbers, int from, ByteBuffer bytes) {
            float largest = 0;
            for (int i = from; i < from + 32; i++) {
                largest = Math.max(largest, Math.abs(numbers[i]));
            }
            float scale = largest / 127;
            bytes.putShort(HalfFloat.of(scale));
            for (int i = from; i < from + 32; i++) {
                bytes.put((byte) (scale == 0 ? 0 : Math.round(numbers[i] / scale)));
            }
        }
    };

    /** As a tensor's type, and as the type of a file in which most tensors have it. */
    final int tensorNumber;

    final int fileNumber;

    /** Numbers that are stored together, and the bytes that they take. */
    final int blockNumbers;

    final int blockBytes;

    GgufType(int tensorNumber, int fileNumber, int blockNumbers, int blockBytes) {
        this.tensorNumber = tensorNumber;
        this.fileNumber = fileNumber;
        this.blockNumbers = blockNumbers;
        this.blockBytes = blockBytes;
    }

    /** Writes the block that begins at {@code from}. */
    abstract void write(float[] numbers, int from, ByteBuffer bytes);

    long bytes(long numbers) {
        return numbers / blockNumbers * blockBytes;
    }
}
