package io.conteur.artifacts;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where an artifact lies under a root. Keys arrive in events and are not trusted: nothing but plain
 * names between slashes, so that no key leads outside, whatever the file system makes of it.
 */
record ArtifactKey(String text) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int SEGMENTS = 8;

    ArtifactKey {
        String[] names = text.split("/", -1);
        boolean plain = List.of(names).stream().allMatch(ArtifactKey::isName);
        if (!plain || names.length > SEGMENTS) {
            throw new IllegalArgumentException(
                    ("'%s' is no artifact key: it takes 1 to %d names of letters, digits, '.', '_'"
                                    + " and '-', at most 100 long, between single slashes")
                            .formatted(shortened(text), SEGMENTS));
        }
    }

    /** Whether this may name a file of an artifact, or one step of a key. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** The place under {@code root}; refused when a symbolic link lies on the way. */
    Path under(Path root) {
        Path place = root;
        for (String name : text.split("/", -1)) {
            place = place.resolve(name);
            if (Files.isSymbolicLink(place)) {
                throw new IllegalArgumentException(
                        "'%s' is no artifact key: %s is a symbolic link".formatted(text, place));
            }
        }
        return place;
    }

    /** A key must not lead into another artifact. */
    void requireOutsideOfOthers(Path root) throws ArtifactConflictException {
        Path place = under(root).getParent();
        for (; place != null && !place.equals(root); place = place.getParent()) {
            if (Files.exists(place.resolve(Manifest.FILE), NOFOLLOW_LINKS)) {
                throw new ArtifactConflictException(
                        root.relativize(place).toString().replace('\\', '/'));
            }
        }
    }
}
