package io.conteur.artifacts.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Artifacts that are being published or deleted. No key resolves to it, as keys have no tilde. What
 * a crash leaves behind is deleted after a day.
 */
record StagingDirectory(Path directory) {
    private static final Duration KEEP = Duration.ofDays(1);

    private static final String NAME = "~staging";

    static StagingDirectory under(Path root) throws IOException {
        return new StagingDirectory(Files.createDirectories(root.resolve(NAME)));
    }

    /** Under a root that does not exist yet. */
    static StagingDirectory later(Path root) {
        return new StagingDirectory(root.resolve(NAME));
    }

    /** A new empty directory. Creates the staging directory too, in case the store was emptied. */
    Path create() throws IOException {
        Path staging = Files.createDirectories(directory);
        return Files.createDirectory(staging.resolve(UUID.randomUUID().toString()));
    }

    /** Deletes an artifact atomically: renames it into here first. */
    void discard(Path artifact) throws IOException {
        Path staged = create();
        DurableFiles.rename(artifact, staged.resolve("discarded"));
        DurableFiles.sync(DurableFiles.parent(artifact));
        DurableFiles.delete(staged);
    }

    /** Deletes old leftovers, unless the store is read-only now. */
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
