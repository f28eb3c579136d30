package io.conteur.gpt.diloco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateCodecTest {
    /** The hidden width is odd, so that the last value of a row has a byte of its own. */
    private static final Architecture ARCHITECTURE = new Architecture(11, 8, 5, 2, 2, 16);

    private static final List<WeightLayout.Slot> SLOTS = WeightLayout.layout(ARCHITECTURE);

    static WeightVector random(long seed, double size) {
        Random random = new Random(seed);
        List<float[]> tensors = new ArrayList<>();
        for (WeightLayout.Slot slot : SLOTS) {
            float[] values = new float[Math.toIntExact(slot.shape().size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (size * random.nextGaussian());
            }
            tensors.add(values);
        }
        return new WeightVector(tensors);
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void noValueIsFurtherOffThanHalfAStepOfItsRow(UpdatePrecision precision) {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, precision);
        WeightVector update = random(1, 0.01);

        WeightVector decoded = codec.decode(codec.encode(update));

        for (int i = 0; i < SLOTS.size(); i++) {
            Shape shape = SLOTS.get(i).shape();
            float[] expected = update.tensors().get(i);
            float[] actual = decoded.tensors().get(i);
            if (shape.dimension() == 1 || precision == UpdatePrecision.FP32) {
                assertArrayEquals(expected, actual);
                continue;
            }
            int width = (int) shape.get(1);
            for (int from = 0; from < expected.length; from += width) {
                float largest = 0;
                for (int j = from; j < from + width; j++) {
                    largest = Math.max(largest, Math.abs(expected[j]));
                }
                float step = largest / (precision == UpdatePrecision.INT8 ? 127 : 7);
                for (int j = from; j < from + width; j++) {
                    assertEquals(expected[j], actual[j], 0.5001f * step);
                }
            }
        }
    }

    @Test
    void matricesTakeAnEighthInFourBits() {
        long matrixValues = 0;
        long rows = 0;
        long others = 0;
        for (WeightLayout.Slot slot : SLOTS) {
            if (slot.shape().dimension() == 2) {
                matrixValues += slot.shape().get(0) * ((slot.shape().get(1) + 1) / 2);
                rows += slot.shape().get(0);
            } else {
                others += slot.shape().size();
            }
        }

        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, UpdatePrecision.INT4);

        assertEquals(matrixValues + 4 * rows + 4 * others, codec.bytes());
        assertEquals(codec.bytes(), codec.encode(random(1, 1)).length);
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void zeroStaysZero(UpdatePrecision precision) {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, precision);
        WeightVector zeros = random(1, 1).zeros();

        assertEquals(zeros.digest(), codec.decode(codec.encode(zeros)).digest());
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void theSmallestValuesDoNotOverflow(UpdatePrecision precision) {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, precision);
        WeightVector tiny = random(1, Float.MIN_VALUE);

        assertTrue(codec.decode(codec.encode(tiny)).isFinite());
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void whatIsNotFiniteIsNeitherEncodedNorDecoded(UpdatePrecision precision) {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, precision);
        WeightVector broken = random(1, 1);
        broken.tensors().get(2)[3] = Float.NaN;
        byte[] scales = new byte[codec.bytes()];
        Arrays.fill(scales, (byte) 0xff);

        assertThrows(IllegalArgumentException.class, () -> codec.encode(broken));
        assertThrows(IllegalArgumentException.class, () -> codec.decode(scales));
    }

    @Test
    void bytesOfAnotherLengthAreRefused() {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, UpdatePrecision.INT8);
        byte[] encoded = codec.encode(random(1, 1));

        assertThrows(
                IllegalArgumentException.class,
                () -> codec.decode(Arrays.copyOf(encoded, encoded.length - 1)));
    }

    @Test
    void whatOneRoundLosesALaterOneSends() {
        UpdateCodec codec = new UpdateCodec(ARCHITECTURE, UpdatePrecision.INT4);
        ErrorFeedbackEncoder encoder = new ErrorFeedbackEncoder(codec);
        WeightVector sent = random(0, 1).zeros();
        WeightVector wanted = sent.copy();
        WeightVector alone = sent.copy();
        for (int round = 0; round < 50; round++) {
            WeightVector update = random(7, 1); // The same each time, so that errors add up.
            wanted.add(update, 1);
            sent.add(codec.decode(encoder.encode(update)), 1);
            alone.add(codec.decode(codec.encode(update)), 1);
        }

        double largestAlone = largest(wanted.minus(alone));
        double largestWithFeedback = largest(wanted.minus(sent));

        assertTrue(largestAlone > 5, "without feedback errors add up: " + largestAlone);
        assertTrue(largestWithFeedback < 0.6, "with it they do not: " + largestWithFeedback);
    }

    private static double largest(WeightVector vector) {
        double largest = 0;
        for (float[] values : vector.tensors()) {
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }
}
