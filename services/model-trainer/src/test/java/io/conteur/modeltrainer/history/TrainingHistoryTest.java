package io.conteur.modeltrainer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.ValidationFigures;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingHistoryTest {
    private static final ValidationFigures FIGURES = new ValidationFigures(90.0, 400.0, 1.5, null);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-29T10:00:00.5Z"));

    @TempDir Path folder;

    @Test
    void aLineIsWrittenForEachPoint() throws IOException {
        history("job").writeTo(folder);

        assertEquals(
                List.of(
                        "{\"job\":\"job\",\"step\":0,\"time\":1.7959464005E9,\"validationLoss\":7.0,"
                                + "\"perplexity\":90.0,\"wordPerplexity\":400.0,\"bitsPerByte\":1.5}",
                        "{\"job\":\"job\",\"step\":10,\"time\":1.7959464005E9,\"trainingLoss\":5.5,"
                                + "\"learningRate\":0.02,\"gradientNorm\":0.75,\"tokensPerSecond\":4000.0}"),
                Files.readAllLines(folder.resolve("metrics.jsonl")));
    }

    @Test
    void tensorBoardGetsTheSamePoints() throws IOException {
        history("job").writeTo(folder);

        List<Event> events = events();

        assertEquals("brain.Event:2", events.get(0).version);
        assertEquals(3, events.size());
        assertEquals(0, events.get(1).step);
        assertEquals(7f, events.get(1).values.get("validation/loss"));
        assertEquals(400f, events.get(1).values.get("validation/word_perplexity"));
        assertEquals(10, events.get(2).step);
        assertEquals(
                Map.of(
                        "training/loss", 5.5f,
                        "training/learning_rate", 0.02f,
                        "training/gradient_norm", 0.75f,
                        "training/tokens_per_second", 4000f),
                events.get(2).values);
        assertEquals(1_795_946_400.5, events.get(2).time);
    }

    @Test
    void aCheckpointsPointsAreGoneOnWith() throws IOException {
        history("first").writeTo(folder);
        TrainingHistory second = new TrainingHistory("second", CLOCK);

        second.restore(folder);
        second.trained(4, 5.0, 0.02, null, null);
        second.writeTo(folder);

        assertEquals(3, Files.readAllLines(folder.resolve("metrics.jsonl")).size());
        assertEquals(
                List.of(0L, 10L, 14L), events().stream().skip(1).map(event -> event.step).toList());
    }

    @Test
    void aCheckpointOfAnEarlierVersionHasNoPoints() throws IOException {
        TrainingHistory history = history("job");

        history.restore(folder);
        history.writeTo(folder);

        assertEquals(List.of(), Files.readAllLines(folder.resolve("metrics.jsonl")));
    }

    @Test
    void aDamagedFileEndsTheJobAndIsNamed() throws IOException {
        Files.writeString(folder.resolve("metrics.jsonl"), "{\"job\":\"j\",\"step\":1}\nno\n");

        JobEndedException end =
                assertThrows(JobEndedException.class, () -> history("job").restore(folder));

        assertEquals(
                "metrics.jsonl of the checkpoint cannot be used: line 2 is not a point",
                end.reason());
    }

    @Test
    void whatIsKeptIsBounded() throws IOException {
        TrainingHistory history = new TrainingHistory("job", CLOCK);
        history.validated(1, 7, FIGURES);
        for (int step = 1; step <= 5 * TrainingHistory.MAX_POINTS; step++) {
            history.trained(step, 5.0, 0.02, 0.75, 4000.0);
        }

        history.writeTo(folder);

        List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
        assertTrue(lines.size() <= TrainingHistory.MAX_POINTS, lines.size() + " lines");
        assertTrue(lines.size() > TrainingHistory.MAX_POINTS / 3, lines.size() + " lines");
        assertTrue(lines.get(0).contains("validationLoss"));
        assertTrue(lines.get(lines.size() - 1).contains("\"step\":50000,"));
        assertTrue(Files.size(folder.resolve("metrics.jsonl")) < 2 << 20);
        assertTrue(Files.size(folder.resolve(EventFile.NAME)) < 3 << 20);
    }

    /** The mask and two sums are those of the format's own tests. */
    @Test
    void checksumsAreMasked() {
        byte[] zeros = new byte[32];

        assertEquals(mask(0x8A9136AA), EventFile.maskedCrc(zeros));
        assertEquals(
                mask(0xE3069283),
                EventFile.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII)));
    }

    private static int mask(int crc) {
        return ((crc >>> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private static TrainingHistory history(String job) {
        TrainingHistory history = new TrainingHistory(job, CLOCK);
        history.validated(0, 7, FIGURES);
        history.trained(10, 5.5, 0.02, 0.75, 4000.0);
        return history;
    }

    /** An event, read as its protobuf definition says. */
    private static final class Event {
        double time;
        long step;
        String version = "";
        final Map<String, Float> values = new TreeMap<>();

        Event(byte[] message) {
            ByteBuffer fields = wrap(message);
            while (fields.hasRemaining()) {
                switch (fields.get()) {
                    case (1 << 3) | 1 -> time = fields.getDouble();
                    case 2 << 3 -> step = varint(fields);
                    case (3 << 3) | 2 -> version = text(fields);
                    case (5 << 3) | 2 -> readSummary(wrap(bytes(fields)));
                    default -> throw new AssertionError("a field that Event has not");
                }
            }
        }

        private void readSummary(ByteBuffer summary) {
            while (summary.hasRemaining()) {
                assertEquals((1 << 3) | 2, summary.get());
                ByteBuffer value = wrap(bytes(summary));
                assertEquals((1 << 3) | 2, value.get());
                String tag = text(value);
                assertEquals((2 << 3) | 5, value.get());
                values.put(tag, value.getFloat());
            }
        }
    }

    private List<Event> events() throws IOException {
        ByteBuffer file = wrap(Files.readAllBytes(folder.resolve(EventFile.NAME)));
        List<Event> events = new ArrayList<>();
        while (file.hasRemaining()) {
            byte[] length = new byte[8];
            file.get(length);
            assertEquals(EventFile.maskedCrc(length), file.getInt());
            byte[] message = new byte[(int) wrap(length).getLong()];
            file.get(message);
            assertEquals(EventFile.maskedCrc(message), file.getInt());
            events.add(new Event(message));
        }
        return events;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer fields) {
        byte[] value = new byte[(int) varint(fields)];
        fields.get(value);
        return value;
    }

    private static String text(ByteBuffer fields) {
        return new String(bytes(fields), StandardCharsets.UTF_8);
    }
}
