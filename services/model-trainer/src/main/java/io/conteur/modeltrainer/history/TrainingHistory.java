package io.conteur.modeltrainer.history;

import io.conteur.events.training.ValidationFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured of a job since its first step, and before that of the jobs that it
 * continues. Bounded: when there are too many points, every second one is dropped.
 */
public final class TrainingHistory {
    /** About 2 MB of {@code metrics.jsonl}. */
    static final int MAX_POINTS = 10_000;

    private final String job;
    private final InstantSource clock;
    private final List<MetricPoint> points = new ArrayList<>();

    public TrainingHistory(String job, InstantSource clock) {
        this.job = job;
        this.clock = clock;
    }

    /** Steps were made; the arguments are as in {@link MetricPoint}. */
    public void trained(
            long step,
            @Nullable Double loss,
            @Nullable Double learningRate,
            @Nullable Double gradientNorm,
            @Nullable Double tokensPerSecond) {
        add(
                new MetricPoint(
                        job,
                        step,
                        now(),
                        loss,
                        learningRate,
                        gradientNorm,
                        tokensPerSecond,
                        null,
                        null,
                        null,
                        null));
    }

    /** A validation ended. */
    public void validated(long step, double loss, ValidationFigures figures) {
        add(
                new MetricPoint(
                        job,
                        step,
                        now(),
                        null,
                        null,
                        null,
                        null,
                        loss,
                        figures.perplexity(),
                        figures.wordPerplexity(),
                        figures.bitsPerByte()));
    }

    /**
     * Begins with the points of a checkpoint. One that was written by an earlier version has none.
     */
    public void restore(Path checkpoint) throws IOException {
        points.clear();
        MetricsFile.read(checkpoint).forEach(this::add);
    }

    /** Writes {@code metrics.jsonl} and a file for TensorBoard into an existing folder. */
    public void writeTo(Path folder) throws IOException {
        MetricsFile.write(folder, points);
        EventFile.write(folder, points);
    }

    private void add(MetricPoint point) {
        if (points.size() == MAX_POINTS) {
            thinOut();
        }
        points.add(point);
    }

    private void thinOut() {
        boolean[] keep = {false, false};
        points.removeIf(
                point -> {
                    int kind = point.isValidation() ? 1 : 0;
                    keep[kind] = !keep[kind];
                    return !keep[kind];
                });
    }

    private double now() {
        Instant now = clock.instant();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }
}
