package io.conteur.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of an artifact with their checksums, {@code manifest.json}. The JSON is canonical, byte
 * for byte: files sorted by name, one per line. So the same files always have the same hash.
 */
record Manifest(List<FileChecksum> files) {
    static final String FILE = "manifest.json";
    static final int MAX_BYTES = 1 << 16;
    private static final int MAX_FILES = 256;
    private static final Pattern LINE =
            Pattern.compile(
                    "\\{\"name\": \"([A-Za-z0-9._-]{1,100})\", \"bytes\": (0|[1-9][0-9]{0,17}),"
                            + " \"sha256\": \"([0-9a-f]{64})\"}");

    Manifest {
        files = files.stream().sorted(Comparator.comparing(FileChecksum::name)).toList();
        if (files.isEmpty() || files.size() > MAX_FILES) {
            throw new IllegalArgumentException(
                    "an artifact has 1 to %d files, not %d".formatted(MAX_FILES, files.size()));
        }
        for (FileChecksum file : files) {
            if (!ArtifactKey.isName(file.name()) || file.name().equals(FILE)) {
                throw new IllegalArgumentException(
                        "an artifact cannot hold a file named '%s'".formatted(file.name()));
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the bytes are not in the form that {@link #toJson} writes
     */
    static Manifest parse(byte[] json) {
        String text = new String(json, UTF_8);
        List<FileChecksum> files = new ArrayList<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            files.add(
                    new FileChecksum(line.group(1), Long.parseLong(line.group(2)), line.group(3)));
        }
        Manifest manifest = new Manifest(files);
        if (!Arrays.equals(manifest.toJson(), json)) {
            throw new IllegalArgumentException("it is not in the form of a manifest");
        }
        return manifest;
    }

    byte[] toJson() {
        return files.stream()
                .map(Manifest::line)
                .collect(
                        Collectors.joining(
                                ",\n    ",
                                "{\n  \"version\": 1,\n  \"files\": [\n    ",
                                "\n  ]\n}\n"))
                .getBytes(UTF_8);
    }

    private static String line(FileChecksum file) {
        return "{\"name\": \"%s\", \"bytes\": %d, \"sha256\": \"%s\"}"
                .formatted(file.name(), file.bytes(), file.sha256());
    }

    long bytes() {
        return files.stream().mapToLong(FileChecksum::bytes).sum();
    }
}
