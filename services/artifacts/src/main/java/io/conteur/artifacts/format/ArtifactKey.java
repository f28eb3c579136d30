package io.conteur.artifacts.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The key of an artifact: names separated by slashes, the path relative to the root. Keys come from
 * events and are untrusted; the allowed names exclude path traversal on every file system.
 */
public record ArtifactKey(String text) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int SEGMENTS = 8;

    public ArtifactKey {
        String[] names = text.split("/", -1);
        boolean plain = List.of(names).stream().allMatch(ArtifactKey::isName);
        if (!plain || names.length > SEGMENTS) {
            throw new IllegalArgumentException(
                    ("'%s' is no artifact key: it takes 1 to %d names of letters, digits, '.', '_'"
                                    + " and '-', at most 100 long, between single slashes")
                            .formatted(truncated(text), SEGMENTS));
        }
    }

    /** Whether this is a valid name of a file in an artifact, or of a segment of a key. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    private static String truncated(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /**
     * The path under {@code root}.
     *
     * @throws IllegalArgumentException if there is a symbolic link on the path
     */
    public Path under(Path root) {
        Path path = root;
        for (String name : text.split("/", -1)) {
            path = path.resolve(name);
            if (Files.isSymbolicLink(path)) {
                throw new IllegalArgumentException(
                        "'%s' is no artifact key: %s is a symbolic link".formatted(text, path));
            }
        }
        return path;
    }

    /** The keys that this one is inside of, the nearest first. */
    public List<String> parents() {
        List<String> parents = new ArrayList<>();
        for (int end = text.lastIndexOf('/'); end > 0; end = text.lastIndexOf('/', end - 1)) {
            parents.add(text.substring(0, end));
        }
        return parents;
    }
}
