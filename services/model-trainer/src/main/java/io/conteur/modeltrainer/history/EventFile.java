package io.conteur.modeltrainer.history;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The event file that TensorBoard shows: <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">TFRecords</a>
 * of protobuf messages {@code Event}. A job that continues another counts its steps on.
 */
final class EventFile {
    /** TensorBoard knows such a file by {@code tfevents} in its name. */
    static final String NAME = "events.out.tfevents.0.conteur";

    private static final int CRC_MASK = 0xA282EAD8;

    private EventFile() {}

    static void write(Path folder, List<MetricPoint> points) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(NAME)))) {
            double start = points.isEmpty() ? 0 : points.get(0).time();
            Message version = new Message().number(1, start);
            writeRecord(out, version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
            String job = "";
            long stepsBefore = 0;
            long last = 0;
            for (MetricPoint point : points) {
                stepsBefore = point.job().equals(job) ? stepsBefore : last;
                job = point.job();
                last = stepsBefore + point.step();
                writeRecord(out, event(point, last));
            }
        }
    }

    private static Message event(MetricPoint point, long step) {
        Message summary = new Message();
        addValue(summary, "training/loss", point.trainingLoss());
        addValue(summary, "training/learning_rate", point.learningRate());
        addValue(summary, "training/gradient_norm", point.gradientNorm());
        addValue(summary, "training/tokens_per_second", point.tokensPerSecond());
        addValue(summary, "validation/loss", point.validationLoss());
        addValue(summary, "validation/perplexity", point.perplexity());
        addValue(summary, "validation/word_perplexity", point.wordPerplexity());
        addValue(summary, "validation/bits_per_byte", point.bitsPerByte());
        return new Message().number(1, point.time()).varint(2, step).bytes(5, summary.toBytes());
    }

    private static void addValue(Message summary, String tag, @Nullable Double number) {
        if (number != null) {
            Message value = new Message().bytes(1, tag.getBytes(StandardCharsets.UTF_8));
            summary.bytes(1, value.number32(2, number.floatValue()).toBytes());
        }
    }

    private static void writeRecord(OutputStream out, Message message) throws IOException {
        byte[] data = message.toBytes();
        byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
        out.write(length);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(length)).array());
        out.write(data);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(data)).array());
    }

    static int maskedCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The fields of a protobuf message. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int LENGTH_DELIMITED = 2;
        private static final int FIXED_32 = 5;

        private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            put((field << 3) | VARINT);
            put(value);
            return this;
        }

        Message number(int field, double value) {
            put((field << 3) | FIXED_64);
            fields.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
            return this;
        }

        Message number32(int field, float value) {
            put((field << 3) | FIXED_32);
            fields.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            put((field << 3) | LENGTH_DELIMITED);
            put(value.length);
            fields.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return fields.toByteArray();
        }

        private void put(long number) {
            long rest = number;
            while ((rest & ~0x7FL) != 0) {
                fields.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            fields.write((int) rest);
        }
    }
}
