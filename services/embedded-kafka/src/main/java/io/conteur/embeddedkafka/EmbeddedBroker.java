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
 * A single-node Kafka in this JVM, listening on localhost only. Records, offsets and the cluster id
 * survive a restart on the same directory, on any port, and a crash of the process.
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
     * Starts a broker and returns when it accepts requests.
     *
     * @param directory empty, missing, or used by a broker before
     * @param port the port to listen on; 0 for any free one
     * @throws IOException if the port is taken, the directory is in use, or it contains other
     *     files; the message says which
     */
    public static EmbeddedBroker start(Path directory, int port, BrokerOptions options)
            throws IOException {
        Ports ports = Ports.choose(port);
        DataDirectory data = DataDirectory.open(directory);
        KafkaConfig config = options.toConfig(data.logs(), ports.broker(), ports.controller());
        try {
            data.formatIfNew();
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            return startUp(new EmbeddedBroker(server, data, ports.broker()));
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

    private record Ports(int broker, int controller) {
        /** Holds the first while it looks for the second, so that they differ. */
        static Ports choose(int wanted) throws IOException {
            try (ServerSocket broker = bind(wanted);
                    ServerSocket controller = bind(0)) {
                return new Ports(broker.getLocalPort(), controller.getLocalPort());
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        "cannot listen on localhost:%d (%s): choose another port or stop what uses it"
                                .formatted(wanted, e.getMessage()),
                        e);
            }
        }

        private static ServerSocket bind(int port) throws IOException {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }
    }

    /** The value of {@code bootstrap.servers} for clients. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** Blocks until the broker is closed or has failed. */
    public void awaitShutdown() {
        server.awaitShutdown();
    }

    /** Flushes to disk, stops, and unlocks the directory. */
    @Override
    public void close() {
        try (directory) {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
