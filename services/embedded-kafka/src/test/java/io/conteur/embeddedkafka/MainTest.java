package io.conteur.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String READY = "Kafka ready on ";

    @TempDir Path directory;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNoProcessBehind() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void keepsAcknowledgedRecordsWhenKilled() throws Exception {
        Process first = run("0");
        Client before = new Client(readyOn(first));
        before.createTopic("tales", Map.of());
        before.send("tales", "fox", "owl");

        first.destroyForcibly().waitFor();

        Client after = new Client(readyOn(run("0")));
        assertEquals(List.of("fox", "owl"), after.read("tales", 2));
    }

    @Test
    void stopsCleanlyWhenTerminated() throws Exception {
        Process process = run("0");
        readyOn(process);

        process.destroy();

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(143, process.exitValue());
        assertTrue(directory.resolve("logs/.kafka_cleanshutdown").toFile().exists());
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            String port = Integer.toString(taken.getLocalPort());

            Process process = run(port);

            String complaint = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertEquals(1, process.waitFor());
            assertTrue(complaint.contains("cannot listen on localhost:" + port), complaint);
        }
    }

    private Process run(String port) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                directory.toString(),
                                port)
                        .start();
        started.add(process);
        return process;
    }

    private static String readyOn(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        assertNotNull(line, "the broker ended before it was ready");
        assertTrue(line.startsWith(READY), line);
        return line.substring(READY.length());
    }
}
