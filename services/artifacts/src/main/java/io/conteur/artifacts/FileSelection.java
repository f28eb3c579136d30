package io.conteur.artifacts;

import java.util.Set;

/**
 * What to fetch of an artifact.
 *
 * @param names of files; empty for all
 * @param maxBytes of these files; of larger ones only the manifest is read
 */
public record FileSelection(Set<String> names, long maxBytes) {
    public FileSelection {
        names = Set.copyOf(names);
    }

    public static FileSelection all() {
        return new FileSelection(Set.of(), Long.MAX_VALUE);
    }

    public static FileSelection of(String... names) {
        return new FileSelection(Set.of(names), Long.MAX_VALUE);
    }

    public FileSelection atMost(long bytes) {
        return new FileSelection(names, bytes);
    }
}
