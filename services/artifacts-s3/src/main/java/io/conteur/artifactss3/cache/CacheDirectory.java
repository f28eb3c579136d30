package io.conteur.artifactss3.cache;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The cache on disk. Other processes may change it at any time, and a crash may leave anything.
 *
 * <pre>
 *   files/SHA256                        a file, named by its content; its time is its last fetch
 *   artifacts/SHA256/model.safetensors  hard links to files, named as in the artifact
 *   partial/UUID                        what is downloaded or published now
 * </pre>
 */
record CacheDirectory(Path files, Path artifacts, Path partial) {
    private static final Duration KEEP_PARTIAL = Duration.ofDays(1);

    /** Creates the directories, and deletes what a crash has left long ago. */
    static CacheDirectory open(Path root) throws IOException {
        Path real = Files.createDirectories(root.toAbsolutePath()).toRealPath();
        CacheDirectory directory =
                new CacheDirectory(
                        Files.createDirectories(real.resolve("files")),
                        Files.createDirectories(real.resolve("artifacts")),
                        Files.createDirectories(real.resolve("partial")));
        for (Entry left : entries(directory.partial)) {
            if (left.modified.toInstant().isBefore(Instant.now().minus(KEEP_PARTIAL))) {
                delete(left.path);
            }
        }
        return directory;
    }

    private record Entry(Path path, long bytes, FileTime modified) {}

    /** A path on which nothing is yet. */
    Path newPath() throws IOException {
        return Files.createDirectories(partial).resolve(UUID.randomUUID().toString());
    }

    /** The directory of an artifact's links. */
    Path folder(String artifact) throws IOException {
        Path folder = artifacts.resolve(artifact);
        if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            delete(folder);
            Files.createDirectories(folder);
        }
        return folder;
    }

    /** Whether there is an undamaged file of this content, which is then the latest used one. */
    boolean holds(FileChecksum file) throws IOException {
        Path path = files.resolve(file.sha256());
        try {
            if (!isWhole(path, file)) {
                delete(path);
                return false;
            }
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isWhole(Path path, FileChecksum file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        return attributes.isRegularFile()
                && attributes.size() == file.bytes()
                && FileChecksum.of(path).sha256().equals(file.sha256());
    }

    /** Takes over a verified file. */
    void add(Path verified, FileChecksum file) throws IOException {
        Files.createDirectories(files);
        Files.move(verified, files.resolve(file.sha256()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes a link to a file in the directory of an artifact, in the place of whatever is there.
     *
     * @throws NoSuchFileException if the file has been evicted
     */
    void link(FileChecksum file, String artifact) throws IOException {
        Path target = files.resolve(file.sha256());
        Path link = folder(artifact).resolve(file.name());
        if (isLink(link, target)) {
            return;
        }
        if (Files.isDirectory(link, NOFOLLOW_LINKS)) {
            delete(link);
        }
        Path made = Files.createLink(newPath(), target);
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isLink(Path link, Path target) throws IOException {
        return Files.isRegularFile(link, NOFOLLOW_LINKS) && Files.isSameFile(link, target);
    }

    /**
     * Deletes the least recently fetched files until the others fit into a size limit.
     *
     * @param kept hashes of files that are not deleted
     */
    void evict(long maxBytes, Set<String> kept) throws IOException {
        List<Entry> oldestFirst =
                entries(files).stream().sorted(Comparator.comparing(Entry::modified)).toList();
        long bytes = oldestFirst.stream().mapToLong(Entry::bytes).sum();
        for (Entry file : oldestFirst) {
            if (bytes <= maxBytes) {
                return;
            }
            if (!kept.contains(file.path.getFileName().toString())) {
                deleteLinks(file.path);
                delete(file.path);
                bytes -= file.bytes;
            }
        }
    }

    private void deleteLinks(Path file) throws IOException {
        for (Entry folder : entries(artifacts)) {
            List<Entry> links = entries(folder.path);
            int left = links.size();
            for (Entry link : links) {
                if (isLink(link.path, file)) {
                    delete(link.path);
                    left--;
                }
            }
            if (left == 0) {
                delete(folder.path);
            }
        }
    }

    private static List<Entry> entries(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                entry(path).ifPresent(entries::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return entries;
    }

    private static Optional<Entry> entry(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return Optional.of(new Entry(path, attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // Another process deleted it.
        }
    }

    /** Deletes a file, or a directory recursively; does nothing when there is none. */
    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            for (Entry entry : entries(path)) {
                delete(entry.path);
            }
        }
        Files.deleteIfExists(path);
    }
}
