package io.conteur.modeltrainer.history;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.wire.EventCodec;
import io.conteur.workersupport.JobEndedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code metrics.jsonl}: a {@link MetricPoint} per line, in the order of time. */
final class MetricsFile {
    static final String NAME = "metrics.jsonl";

    private static final int MAX_BYTES = 16 << 20;
    private static final JsonMapper MAPPER = new JsonMapper();

    private MetricsFile() {}

    static void write(Path folder, List<MetricPoint> points) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (MetricPoint point : points) {
            lines.writeBytes(EventCodec.encode(point));
            lines.write('\n');
        }
        Files.write(folder.resolve(NAME), lines.toByteArray());
    }

    /**
     * The points of a folder; none when it has no such file.
     *
     * @throws JobEndedException when the file cannot be used
     */
    static List<MetricPoint> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw invalid("it has more than %d bytes".formatted(MAX_BYTES));
        }
        List<MetricPoint> points = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                points.add(MAPPER.readValue(line, MetricPoint.class));
            } catch (JacksonException e) {
                throw invalid("line %d is not a point".formatted(points.size() + 1));
            }
        }
        return points;
    }

    private static JobEndedException invalid(String why) {
        return JobEndedException.failed(
                "%s of the checkpoint cannot be used: %s".formatted(NAME, why));
    }
}
