package io.conteur.artifacts;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Directories on their way in or out of a store. No key leads here, for no key holds a tilde; what
 * a crash leaves behind is nobody's artifact and goes away a day later.
 */
record StagingDirectory(Path directory) {
    private static final Duration KEEP = Duration.ofDays(1);

    private static final String NAME = "~staging";

    static StagingDirectory under(Path root) throws IOException {
        return new StagingDirectory(Files.createDirectories(root.resolve(NAME)));
    }

    /** Under a root that is not there yet. */
    static StagingDirectory later(Path root) {
        return new StagingDirectory(root.resolve(NAME));
    }

    /** Makes its own directory again where a store was emptied. */
    Path create() throws IOException {
        Path own = Files.createDirectories(directory);
        return Files.createDirectory(own.resolve(UUID.randomUUID().toString()));
    }

    /** Moves an artifact out of sight in one step, then deletes it. */
    void discard(Path artifact) throws IOException {
        Path away = create();
        DurableFiles.rename(artifact, away.resolve("discarded"));
        DurableFiles.sync(DurableFiles.parent(artifact));
        DurableFiles.delete(away);
    }

    /** A store that cannot be written to right now is swept another time. */
    void sweep() throws IOException {
        for (Path leftover : DurableFiles.entries(directory)) {
            if (isOld(leftover) && Files.isWritable(directory)) {
                DurableFiles.delete(leftover);
            }
        }
    }

    private static boolean isOld(Path leftover) throws IOException {
        try {
            Instant modified = Files.getLastModifiedTime(leftover, NOFOLLOW_LINKS).toInstant();
            return modified.isBefore(Instant.now().minus(KEEP));
        } catch (NoSuchFileException e) {
            return false; // Another process swept it first.
        }
    }
}
