package io.conteur.artifactss3;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link KilledPublisherTest}, with real processes and {@code kill -9}, publisher and server in
 * turns. Long: run with {@code -Dconteur.long=true}, and {@code -Dconteur.kills=1000} for the whole
 * of it.
 */
@EnabledIfSystemProperty(named = "conteur.long", matches = "true")
class KilledProcessesTest {
    private static final int KILLS = Integer.getInteger("conteur.kills", 20);
    private static final String BUCKET = "killed";
    private static final String PUBLISHED = "published";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Random random = new Random(Long.getLong("conteur.seed", 1));
    private @TempDir Path folder;
    private int port;
    private Process server;
    private Process publisher;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectories(folder.resolve("server"));
        startServer();
        S3Server.client(endpoint()).createBucket(create -> create.bucket(BUCKET));
        startPublisher(0);
    }

    @AfterEach
    void stop() {
        publisher.destroyForcibly();
        server.destroyForcibly();
    }

    @Test
    void nothingIsVisibleInPart() throws Exception {
        ArtifactStore reader = TestStores.open(endpoint(), BUCKET, folder.resolve("reader"));
        int seen = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            await().atMost(LIMIT).until(this::hasPublished);
            publisher.waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS);
            if (kill % 2 == 0) {
                publisher.destroyForcibly().waitFor();
            } else {
                server.destroyForcibly().waitFor();
                startServer();
                publisher.destroyForcibly().waitFor();
            }
            List<Artifact> visible = reader.list("");
            for (Artifact artifact : visible) {
                reader.verify(artifact);
            }
            seen += visible.size();
            startPublisher(kill + 1);
        }
        assertTrue(seen > 0, "no artifact was ever published");
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private void startServer() throws IOException {
        server = java(S3Server.class, folder.resolve("server").toString(), "" + port);
        await().atMost(LIMIT).ignoreExceptions().until(this::answers);
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    private boolean hasPublished() throws IOException {
        return Files.readString(folder.resolve("log")).contains(PUBLISHED);
    }

    private void startPublisher(int seed) throws IOException {
        Files.deleteIfExists(folder.resolve("log"));
        publisher =
                java(
                        Publisher.class,
                        endpoint().toString(),
                        folder.resolve("publisher").toString(),
                        "" + seed);
    }

    private Process java(Class<?> main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Daws.accessKeyId=" + System.getProperty("aws.accessKeyId"),
                                "-Daws.secretAccessKey="
                                        + System.getProperty("aws.secretAccessKey"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Publishes and deletes until it is killed. */
    static final class Publisher {
        private static final int KEYS = 4;

        private Publisher() {}

        public static void main(String[] arguments) throws IOException {
            Random random = new Random(Long.parseLong(arguments[2]));
            ArtifactStore store =
                    TestStores.open(URI.create(arguments[0]), BUCKET, Path.of(arguments[1]));
            for (int i = 0; ; i++) {
                try {
                    publish(store, "checkpoints/step-" + random.nextInt(KEYS), random, i % 5 == 4);
                } catch (IOException e) {
                    System.out.println(e); // The server was killed.
                }
            }
        }

        private static void publish(ArtifactStore store, String key, Random random, boolean large)
                throws IOException {
            store.delete(key);
            byte[] model = new byte[large ? 17 << 20 : 100_000];
            byte[] config = new byte[100];
            random.nextBytes(model);
            random.nextBytes(config);
            store.publish(
                    key,
                    files -> {
                        Files.write(files.resolve("model.safetensors"), model);
                        Files.write(files.resolve("config.json"), config);
                    });
            System.out.println(PUBLISHED);
        }
    }
}
