package io.conteur.artifactss3.cache;

import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Copies of artifacts' files on the local disk, bounded in bytes, which processes may share. A file
 * is hashed at every fetch, so a damaged one is found and downloaded again, and none needs an
 * fsync.
 *
 * <p>Above the size limit, the least recently fetched files are evicted. Those of the latest fetch
 * are kept, even if they alone exceed the limit. An evicted file that is open stays readable.
 */
public final class FileCache {
    private static final int LOCKS = 64;
    private static final int MAX_ATTEMPTS = 3;

    private final CacheDirectory directory;
    private final long maxBytes;

    /** One thread at a time downloads a file. Its hash chooses the lock. */
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toList();

    /** Fetches share it; eviction excludes them. */
    private final ReentrantReadWriteLock fetches = new ReentrantReadWriteLock();

    /** Where missing files come from. */
    @FunctionalInterface
    public interface Source {
        /** Downloads a file; returns only when it has its checksum. */
        void download(FileChecksum file, OutputStream to) throws IOException;
    }

    private FileCache(CacheDirectory directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** Opens the cache in a directory, which is created when missing. */
    public static FileCache open(RemoteSettings.Cache settings) throws IOException {
        return new FileCache(CacheDirectory.open(settings.directory()), settings.maxBytes());
    }

    /** A new empty directory beside the cache's files, to be deleted by the caller. */
    public Path newDirectory() throws IOException {
        return Files.createDirectory(directory.newPath());
    }

    /**
     * A directory with verified files of an artifact, under their names. It may hold other files
     * too.
     *
     * @param artifact names the directory
     */
    public Path fetch(String artifact, List<FileChecksum> files, Source source) throws IOException {
        fetches.readLock().lock();
        try {
            for (FileChecksum file : files) {
                fetch(file, artifact, source);
            }
        } finally {
            fetches.readLock().unlock();
        }
        evict(files.stream().map(FileChecksum::sha256).collect(Collectors.toSet()));
        return directory.folder(artifact);
    }

    private void fetch(FileChecksum file, String artifact, Source source) throws IOException {
        for (int attempt = 1; ; attempt++) {
            synchronized (lock(file)) {
                if (!directory.holds(file)) {
                    download(file, source);
                }
            }
            try {
                directory.link(file, artifact);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) { // Another process evicted it, again and again.
                    throw e;
                }
            }
        }
    }

    private Object lock(FileChecksum file) {
        return locks.get(Math.floorMod(file.sha256().hashCode(), LOCKS));
    }

    private void download(FileChecksum file, Source source) throws IOException {
        Path partial = directory.newPath();
        try {
            try (OutputStream to = Files.newOutputStream(partial)) {
                source.download(file, to);
            }
            directory.add(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Skipped while another thread fetches, which evicts when it has ended. */
    private void evict(Set<String> kept) throws IOException {
        if (!fetches.writeLock().tryLock()) {
            return;
        }
        try {
            directory.evict(maxBytes, kept);
        } finally {
            fetches.writeLock().unlock();
        }
    }
}
