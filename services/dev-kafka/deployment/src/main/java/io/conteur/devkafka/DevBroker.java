package io.conteur.devkafka;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.quarkus.deployment.builditem.Startable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker that runs while dev mode or the tests run; its data is deleted at the end. If the port
 * is already in use, most likely by another service in dev mode, that broker is used instead.
 */
final class DevBroker implements Startable {
    private static final int CONNECT_MILLISECONDS = 500;

    private final int port;
    private @Nullable Path directory;
    private @Nullable EmbeddedBroker broker;

    DevBroker(int port) {
        this.port = port;
    }

    @Override
    public synchronized void start() {
        if (port != 0 && isServed(port)) {
            return;
        }
        // Kafka loads plug-ins by the context class loader, which is that of the service.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(EmbeddedBroker.class.getClassLoader());
        try {
            directory = Files.createTempDirectory("conteur-kafka");
            broker = EmbeddedBroker.start(directory, port, BrokerOptions.creatingTopics());
            // Quarkus expects a reaper container to stop what outlives the tests; there is none.
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close-dev-kafka"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static boolean isServed(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), CONNECT_MILLISECONDS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized String getConnectionInfo() {
        return broker == null ? "localhost:" + port : broker.bootstrapServers();
    }

    @Override
    public @Nullable String getContainerId() {
        return null;
    }

    @Override
    public synchronized void close() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
        if (directory != null) {
            delete(directory);
            directory = null;
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
