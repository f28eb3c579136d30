package io.conteur.gpt.path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An NVIDIA GPU, as its driver's {@code nvidia-smi} reports it.
 *
 * @param totalBytes of its memory
 * @param freeBytes of its memory, now
 */
public record Gpu(String name, long totalBytes, long freeBytes) {
    private static final String PROGRAM = "nvidia-smi";
    private static final List<String> QUERY =
            List.of(
                    "--query-gpu=name,memory.total,memory.free",
                    "--format=csv,noheader,nounits",
                    "--id=0");
    private static final int FIELDS = 3;
    private static final int TIMEOUT_SECONDS = 20;

    /** The first GPU; empty when there is none, or nothing that reports it. */
    public static Optional<Gpu> query() {
        return query(PROGRAM);
    }

    /** What CUDA, its libraries and the gaps between the allocator's blocks leave. */
    public long usableBytes() {
        return Math.max(0, totalBytes / 10 * 9 - (1L << 30));
    }

    /** Memory that all its processes take. */
    public long usedMiB() {
        return (totalBytes - freeBytes) >> 20;
    }

    static Optional<Gpu> query(String program) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(QUERY);
        try {
            Path answer = Files.createTempFile("conteur-gpu", ".csv");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(answer.toFile())
                                .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.empty();
                }
                return process.exitValue() == 0
                        ? parse(Files.readString(answer, StandardCharsets.UTF_8))
                        : Optional.empty();
            } finally {
                Files.delete(answer);
            }
        } catch (IOException e) {
            return Optional.empty(); // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A line such as {@code NVIDIA L4, 23034, 22563}, in MiB. */
    private static Optional<Gpu> parse(String line) {
        String[] fields = line.strip().split(", ", -1);
        if (fields.length != FIELDS
                || !fields[1].matches("\\d{1,9}")
                || !fields[2].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Gpu(
                        fields[0],
                        Long.parseLong(fields[1]) << 20,
                        Long.parseLong(fields[2]) << 20));
    }
}
