package io.conteur.artifacts.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of an artifact with their checksums, {@code manifest.json}. The JSON is canonical, byte
 * for byte: files sorted by name, one per line. So the same files always have the same hash.
 */
public record Manifest(List<FileChecksum> files) {
    public static final String FILE = "manifest.json";
    public static final int MAX_BYTES = 1 << 16;
    private static final int MAX_FILES = 256;
    private static final Pattern LINE =
            Pattern.compile(
                    "\\{\"name\": \"([A-Za-z0-9._-]{1,100})\", \"bytes\": (0|[1-9][0-9]{0,17}),"
                            + " \"sha256\": \"([0-9a-f]{64})\"}");

    public Manifest {
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
     * The manifest of the files in a directory.
     *
     * @throws IllegalArgumentException if there is none, or anything but plain files
     */
    public static Manifest of(Path directory) throws IOException {
        List<FileChecksum> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.toList()) {
                if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                    throw new IllegalArgumentException(
                            "an artifact holds regular files alone, not " + file.getFileName());
                }
                files.add(FileChecksum.of(file));
            }
        }
        return new Manifest(files);
    }

    /**
     * The manifest of an artifact, which is parsed only after its hash is verified.
     *
     * @throws DamagedArtifactException if it has another hash, or another form
     */
    public static Manifest verified(String key, byte[] json, String expectedSha256)
            throws DamagedArtifactException {
        String sha256 = FileChecksum.sha256Of(json);
        if (!sha256.equals(expectedSha256)) {
            throw new DamagedArtifactException(
                    key,
                    "manifest.json has SHA-256 %s instead of %s".formatted(sha256, expectedSha256));
        }
        return parse(key, json);
    }

    /**
     * @throws DamagedArtifactException if the bytes are not in the form that {@link #toJson} writes
     */
    public static Manifest parse(String key, byte[] json) throws DamagedArtifactException {
        try {
            return parse(json);
        } catch (IllegalArgumentException e) {
            throw new DamagedArtifactException(key, "manifest.json: " + e.getMessage());
        }
    }

    private static Manifest parse(byte[] json) {
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

    /** The names of the files, sorted. */
    public List<String> names() {
        return files.stream().map(FileChecksum::name).toList();
    }

    /**
     * The selected files.
     *
     * @throws DamagedArtifactException if one was not published, or they are larger than selected
     */
    public List<FileChecksum> select(String key, FileSelection selection)
            throws DamagedArtifactException {
        Set<String> missing = new TreeSet<>(selection.names());
        names().forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new DamagedArtifactException(key, missing + " missing");
        }
        List<FileChecksum> selected =
                files.stream()
                        .filter(
                                file ->
                                        selection.names().isEmpty()
                                                || selection.names().contains(file.name()))
                        .toList();
        // A forged manifest's sum may overflow a long.
        double bytes = selected.stream().mapToDouble(FileChecksum::bytes).sum();
        if (bytes > selection.maxBytes()) {
            throw new DamagedArtifactException(
                    key,
                    "it has %.0f bytes instead of at most %d"
                            .formatted(bytes, selection.maxBytes()));
        }
        return selected;
    }

    /** Describes the artifact under a key. */
    public Artifact artifact(String key) {
        return new Artifact(
                key,
                FileChecksum.sha256Of(toJson()),
                files.stream().mapToLong(FileChecksum::bytes).sum());
    }

    public byte[] toJson() {
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
}
