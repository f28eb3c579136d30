package io.conteur.artifactss3.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifacts.format.FileChecksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
    private static final String ARTIFACT = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);

    private final List<String> downloads = new CopyOnWriteArrayList<>();
    private @TempDir Path root;
    private FileCache cache;

    @BeforeEach
    void open() throws IOException {
        cache = cache(30);
    }

    private FileCache cache(long maxBytes) throws IOException {
        return FileCache.open(new RemoteSettings.Cache(root, maxBytes));
    }

    @Test
    void downloadsAFileOnce() throws IOException {
        Path folder = fetch(ARTIFACT, "weights");

        assertEquals("weights", Files.readString(folder.resolve("weights.bin")));
        assertEquals(folder, fetch(ARTIFACT, "weights"));
        assertEquals(folder, cache(30).fetch(ARTIFACT, files("weights"), this::download));
        assertEquals(List.of("weights"), downloads);
    }

    @Test
    void artifactsShareTheFilesThatAreTheSame() throws IOException {
        fetch(ARTIFACT, "tokenizer", "first");

        Path folder = fetch(OTHER, "tokenizer", "second");

        assertEquals("tokenizer", Files.readString(folder.resolve("tokenizer.bin")));
        assertEquals(List.of("tokenizer", "first", "second"), downloads);
    }

    @Test
    void manyThreadsDownloadAFileOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CyclicBarrier start = new CyclicBarrier(4);
        try {
            Callable<Path> fetch =
                    () -> {
                        start.await();
                        return fetch(ARTIFACT, "one", "two", "three");
                    };
            for (Future<Path> folder : threads.invokeAll(List.of(fetch, fetch, fetch, fetch))) {
                assertEquals("two", Files.readString(folder.get().resolve("two.bin")));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(3, downloads.size());
    }

    @Test
    void evictsTheLeastRecentlyFetchedFiles() throws IOException {
        fetch(ARTIFACT, "first-ten-");
        age("first-ten-", 3);
        fetch(ARTIFACT, "second-ten");
        age("second-ten", 2);
        fetch(ARTIFACT, "first-ten-"); // So the second one is the oldest.
        fetch(OTHER, "third-ten-");
        Path folder = fetch(OTHER, "fourth-ten");

        assertTrue(Files.exists(folder.resolve("fourth-ten.bin")));
        downloads.clear();
        fetch(ARTIFACT, "first-ten-");
        fetch(OTHER, "third-ten-");
        assertEquals(List.of(), downloads);
        Path first = fetch(ARTIFACT, "second-ten");
        assertEquals(List.of("second-ten"), downloads);
        assertTrue(Files.exists(first.resolve("second-ten.bin")));
    }

    @Test
    void isBoundedOnDiskToo() throws IOException {
        for (int i = 0; i < 20; i++) {
            fetch("%064d".formatted(i), "file-number-" + i);
        }

        try (var paths = Files.walk(root)) {
            long bytes = 0;
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(path);
            }
            assertTrue(bytes <= 2 * 30, "files and their links: " + bytes);
        }
        try (var folders = Files.list(root.resolve("artifacts"))) {
            assertTrue(folders.count() <= 3);
        }
    }

    @Test
    void keepsWhatWasJustFetchedEvenWhenItAloneIsTooLarge() throws IOException {
        FileCache small = cache(5);

        Path folder = small.fetch(ARTIFACT, files("more than five", "bytes of it"), this::download);

        assertEquals("more than five", Files.readString(folder.resolve("more than five.bin")));
        assertEquals("bytes of it", Files.readString(folder.resolve("bytes of it.bin")));
    }

    @Test
    void aFileThatIsOpenStaysReadableWhenItIsEvicted() throws IOException {
        Path folder = fetch(ARTIFACT, "first");

        try (InputStream open = Files.newInputStream(folder.resolve("first.bin"))) {
            age("first", 1);
            fetch(OTHER, "more than thirty bytes, so that others go");

            assertFalse(Files.exists(folder.resolve("first.bin")));
            assertArrayEquals("first".getBytes(UTF_8), open.readAllBytes());
        }
    }

    @Test
    void mendsEveryDamage() throws IOException {
        Path folder = fetch(ARTIFACT, "weights");
        Path stored = root.resolve("files").resolve(hash("weights"));
        List<Damage> damages =
                List.of(
                        () -> Files.writeString(stored, "wei"),
                        () -> Files.writeString(stored, "Weights"),
                        () -> Files.writeString(stored, "weights and more"),
                        () -> Files.delete(stored),
                        () -> Files.createDirectory(replace(stored)),
                        () -> Files.createSymbolicLink(replace(stored), root),
                        () -> Files.delete(folder.resolve("weights.bin")),
                        () -> Files.writeString(replace(folder.resolve("weights.bin")), "other"),
                        () -> Files.createDirectory(replace(folder.resolve("weights.bin"))),
                        () -> Files.writeString(replace(folder), "a file"),
                        () -> CacheDirectory.delete(folder),
                        () -> CacheDirectory.delete(root.resolve("files")),
                        () -> CacheDirectory.delete(root.resolve("artifacts")),
                        () -> CacheDirectory.delete(root.resolve("partial")));
        for (Damage damage : damages) {
            damage.happen();

            Path mended = fetch(ARTIFACT, "weights");

            assertEquals("weights", Files.readString(mended.resolve("weights.bin")));
        }
    }

    private interface Damage {
        void happen() throws IOException;
    }

    private static Path replace(Path path) throws IOException {
        CacheDirectory.delete(path);
        return path;
    }

    @Test
    void aDownloadThatFailsLeavesNothing() throws IOException {
        FileCache.Source failing =
                (file, to) -> {
                    to.write(new byte[3]);
                    throw new IOException("cut");
                };

        assertThrows(IOException.class, () -> cache.fetch(ARTIFACT, files("weights"), failing));

        assertEquals(0, count("partial"));
        assertEquals(0, count("files"));
        fetch(ARTIFACT, "weights");
    }

    @Test
    void deletesTheHalfFilesOfACrashADayLater() throws IOException {
        Path half = Files.writeString(root.resolve("partial/half"), "wei");
        cache(30);
        assertTrue(Files.exists(half));

        Files.setLastModifiedTime(half, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        cache(30);

        assertFalse(Files.exists(half));
    }

    private int count(String directory) throws IOException {
        try (var files = Files.list(root.resolve(directory))) {
            return files.toList().size();
        }
    }

    /** Lets the last fetch of a file be minutes ago. */
    private void age(String content, int minutes) throws IOException {
        Files.setLastModifiedTime(
                root.resolve("files").resolve(hash(content)),
                FileTime.from(Instant.now().minus(Duration.ofMinutes(minutes))));
    }

    private Path fetch(String artifact, String... contents) throws IOException {
        return cache.fetch(artifact, files(contents), this::download);
    }

    private static List<FileChecksum> files(String... contents) {
        List<FileChecksum> files = new ArrayList<>();
        for (String content : contents) {
            files.add(new FileChecksum(content + ".bin", content.length(), hash(content)));
        }
        return files;
    }

    private static String hash(String content) {
        return FileChecksum.sha256Of(content.getBytes(UTF_8));
    }

    private void download(FileChecksum file, OutputStream to) throws IOException {
        String content = file.name().replace(".bin", "");
        downloads.add(content);
        to.write(content.getBytes(UTF_8));
    }
}
