package io.conteur.embeddedkafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A single-node Kafka in this JVM, listening on localhost alone. Records, offsets and the cluster's
 * id survive a restart in the same directory, on the same port or another, and a killed process.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final DataDirectory directory;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, DataDirectory directory, int port) {
        this.server = server;
        this.directory = directory;
        this.port = port;
    }

    /** As {@link #start(Path, int, BrokerOptions)} with {@link BrokerOptions#standard()}. */
    public static EmbeddedBroker start(Path directory, int port) throws IOException {
        return start(directory, port, BrokerOptions.standard());
    }

    /**
     * Starts a broker and returns once it serves clients.
     *
     * @param directory empty, missing, or one that a broker left earlier
     * @param port to listen on; 0 takes a free one
     * @throws IOException if the port is taken, or the directory is in use or belongs to something
     *     else; the message says which
     */
    public static EmbeddedBroker start(Path directory, int port, BrokerOptions options)
            throws IOException {
        int chosen = port == 0 ? freePort() : requireFree(port);
        DataDirectory data = DataDirectory.open(directory);
        KafkaConfig config = options.toConfig(data.logs(), chosen, freePort());
        try {
            data.formatIfNew();
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            return startUp(new EmbeddedBroker(server, data, chosen));
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static EmbeddedBroker startUp(EmbeddedBroker broker) {
        try {
            broker.server.startup();
            return broker;
        } catch (RuntimeException e) {
            broker.server.shutdown();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        return bind(0);
    }

    private static int requireFree(int port) throws IOException {
        try {
            return bind(port);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot listen on localhost:%d (%s): choose another port or stop what uses it"
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
            return socket.getLocalPort();
        }
    }

    /** What a client sets as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** Blocks until the broker was closed, or stopped on a fault of its own. */
    public void awaitShutdown() {
        server.awaitShutdown();
    }

    /** Flushes everything to disk, stops, and lets the directory go. */
    @Override
    public void close() {
        try (directory) {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
