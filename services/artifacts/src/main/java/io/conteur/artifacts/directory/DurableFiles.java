package io.conteur.artifacts.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.conteur.artifacts.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** File operations that survive a power failure once synced. Symbolic links are not followed. */
final class DurableFiles {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private DurableFiles() {}

    /** fsync of a file's data, or of a directory's entries. */
    static void sync(Path path) throws IOException {
        boolean directory = Files.isDirectory(path, NOFOLLOW_LINKS);
        if (directory && WINDOWS) {
            return; // Windows cannot open directories; NTFS journals their entries.
        }
        try (FileChannel channel = FileChannel.open(path, directory ? READ : WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Whether a path is a directory, and not a link to one.
     *
     * @throws IOException when that cannot be determined, unlike {@link Files#isDirectory}
     */
    static boolean isDirectory(Path path) throws IOException {
        return attributes(path).map(BasicFileAttributes::isDirectory).orElse(false);
    }

    /**
     * Whether a file, directory or link exists.
     *
     * @throws IOException when that cannot be determined, unlike {@link Files#exists}
     */
    static boolean exists(Path path) throws IOException {
        return attributes(path).isPresent();
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (isBelowFile(path)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isBelowFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    /** The real path of a store's root, which must exist and be readable. */
    static Path requireRoot(Path root) throws StoreUnavailableException {
        readRoot(root);
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw unavailable(root, e.toString(), e);
        }
    }

    /** The root must not be empty either, as the mount point of an unmounted volume is. */
    static void requireFilledRoot(Path root) throws StoreUnavailableException {
        if (readRoot(root).isEmpty()) {
            throw unavailable(root, "it is empty", null);
        }
    }

    private static List<Path> readRoot(Path root) throws StoreUnavailableException {
        try {
            return entries(root);
        } catch (NoSuchFileException e) {
            throw unavailable(root, "there is no such directory", e);
        } catch (IOException e) {
            throw unavailable(root, e.toString(), e);
        }
    }

    private static StoreUnavailableException unavailable(
            Path root, String reason, @Nullable IOException cause) {
        return new StoreUnavailableException(root.toString(), reason, cause);
    }

    /** The parent of a path, which must have one. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /**
     * Creates the missing directories between {@code root} and {@code directory}, and syncs them.
     */
    static void createDirectories(Path root, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path made = directory; !made.equals(root); made = parent(made)) {
            sync(parent(made));
        }
    }

    /** Atomic; never replaces a directory that is not empty. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** Deletes a file, or a directory recursively. */
    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            for (Path entry : entries(path)) {
                delete(entry);
            }
        }
        Files.deleteIfExists(path);
    }
}
