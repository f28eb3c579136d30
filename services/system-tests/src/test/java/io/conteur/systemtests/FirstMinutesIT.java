package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does: a demonstration, then the system, with the model that it left. */
class FirstMinutesIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern ADDRESS = Pattern.compile("http://\\S+\\w");

    private static final int SERVICES = 5;

    @TempDir private Path folder;

    @Test
    void theModelOfTheDemonstrationAnswersWhenTheSystemIsUpAgain() throws Exception {
        Path data = folder.resolve("data");
        String demo = run("demo", "--data=" + data, "--steps=3");
        assertTrue(demo.contains("--- A young baker finds a rusty key near the old mill."), demo);
        assertEquals(1, demo.split("sampled at step 3,", -1).length - 1, demo);
        assertTrue(demo.contains("./conteur up --data " + data), demo);

        Path console = folder.resolve("up.txt");
        Process up = CommandProcess.start(console, Map.of(), "up", "--data=" + data, "--port=0");
        try {
            await().atMost(LIMIT)
                    .until(() -> Files.readString(console).contains("Ctrl-C") || !up.isAlive());
            String printed = Files.readString(console);
            assertTrue(printed.contains("./conteur train --data " + data + " --bundled"), printed);
            assertTrue(printed.contains("./conteur prompt --data " + data + " --stream"), printed);
            assertEquals(SERVICES + 2, answering(printed), printed); // The API and the console.
            String status = run("status", "--data=" + data);
            assertEquals(SERVICES, answering(status));
            assertFalse(status.contains("down"), status);
            assertTrue(run("models", "--data=" + data).startsWith("storyteller  step"));
            assertTrue(run("jobs", "--data=" + data).contains("model storyteller: completed"));
            assertTrue(
                    run("prompt", "--data=" + data, "--n=2", "--max-tokens=5", "A shy fox.")
                            .contains("--- story 2 of 2"));
        } finally {
            up.destroy();
            up.waitFor(1, TimeUnit.MINUTES);
        }
    }

    /** How many addresses of a text answer. */
    private static int answering(String text) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Matcher addresses = ADDRESS.matcher(text);
        int answering = 0;
        while (addresses.find()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(addresses.group())).build();
            assertEquals(
                    200, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
            answering++;
        }
        return answering;
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        return CommandProcess.run(folder, Map.of(), arguments);
    }
}
