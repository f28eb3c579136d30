package io.conteur.embeddedkafka;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * The data directory of a broker, locked while the broker runs. The lock file also marks the
 * directory as a broker's; the operating system releases the lock when the process ends.
 */
final class DataDirectory implements AutoCloseable {
    static final int NODE_ID = 1;
    private static final String LOCK = "embedded-kafka.lock";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    static DataDirectory open(Path directory) throws IOException {
        Path root = Files.createDirectories(directory).toRealPath();
        if (Files.notExists(root.resolve(LOCK)) && !isEmpty(root)) {
            throw new IOException(
                    root + " holds something else than a broker's data: choose an empty directory");
        }
        FileChannel lock = FileChannel.open(root.resolve(LOCK), CREATE, WRITE);
        if (!acquire(lock)) {
            lock.close();
            throw new IOException(root + " is in use by another broker: stop it first");
        }
        return new DataDirectory(root, lock);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static boolean acquire(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // This process holds it.
        }
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** Formats a new directory. Kafka writes meta.properties last, and atomically. */
    void formatIfNew() throws IOException {
        if (Files.exists(logs().resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs());
        try {
            formatter().run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot format " + logs(), e);
        }
    }

    private Formatter formatter() {
        return new Formatter()
                .setPrintStream(new PrintStream(PrintStream.nullOutputStream(), true))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(logs().toString())
                .addDirectory(logs().toString());
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
