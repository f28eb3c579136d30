package io.conteur.artifacts;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

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

/** The file system's part of a promise: what is synced survives a power cut. */
final class DurableFiles {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private DurableFiles() {}

    /** Forces a file's bytes, or a directory's entries, to the disk. */
    static void sync(Path path) throws IOException {
        boolean directory = Files.isDirectory(path, NOFOLLOW_LINKS);
        if (directory && WINDOWS) {
            return; // Windows opens no directory, and journals its entries.
        }
        try (FileChannel channel = FileChannel.open(path, directory ? READ : WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Whether a path is a directory itself, not a link to one.
     *
     * @throws IOException when that cannot be found out, unlike {@link Files#isDirectory}
     */
    static boolean isDirectory(Path path) throws IOException {
        return attributes(path).map(BasicFileAttributes::isDirectory).orElse(false);
    }

    /**
     * Whether there is a file, directory or link.
     *
     * @throws IOException when that cannot be found out, unlike {@link Files#exists}
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

    /** The real path of a store's root; one that is missing or cannot be read is refused. */
    static Path requireRoot(Path root) throws StoreUnavailableException {
        readRoot(root);
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new StoreUnavailableException(root, e);
        }
    }

    /** Refuses an empty root too: a volume that is not mounted leaves one behind. */
    static void requireFilledRoot(Path root) throws StoreUnavailableException {
        if (readRoot(root).isEmpty()) {
            throw new StoreUnavailableException(root, "it is empty");
        }
    }

    private static List<Path> readRoot(Path root) throws StoreUnavailableException {
        try {
            return entries(root);
        } catch (NoSuchFileException e) {
            throw new StoreUnavailableException(root, "there is no such directory");
        } catch (IOException e) {
            throw new StoreUnavailableException(root, e);
        }
    }

    /** Of a path that is no file system's root. */
    static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    /** Creates the missing directories between {@code root} and {@code directory}, durably. */
    static void createDirectories(Path root, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Path made = directory; !made.equals(root); made = parent(made)) {
            sync(parent(made));
        }
    }

    /**
     * One step that happens wholly or not at all; a directory that holds files is never replaced.
     */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** Deletes a file, or a directory with all it holds; links are not followed. */
    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            for (Path entry : entries(path)) {
                delete(entry);
            }
        }
        Files.deleteIfExists(path);
    }
}
