package io.conteur.artifacts.format;

import java.security.MessageDigest;

/** Keys that are derived from the content, so that the same content is published once. */
public final class ContentKey {
    private static final int HASH_DIGITS = 12;

    /** The longest name in an {@link ArtifactKey}; a model's name alone can be that long. */
    private static final int MAX_NAME_LENGTH = 100;

    private ContentKey() {}

    /**
     * {@code FOLDER/NAME-HASH}, with as much of the name as there is room for.
     *
     * @param content the SHA-256 of the content, which is reset
     */
    public static String of(String folder, String name, MessageDigest content) {
        String suffix = "-" + FileChecksum.hex(content).substring(0, HASH_DIGITS);
        int room = MAX_NAME_LENGTH - suffix.length();
        return folder + "/" + name.substring(0, Math.min(room, name.length())) + suffix;
    }
}
