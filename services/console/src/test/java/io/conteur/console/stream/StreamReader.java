package io.conteur.console.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of server-sent events that, like a browser, comes back with the id of the last message.
 */
final class StreamReader implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "stream-reader");
    private volatile String lastId = "";
    private volatile boolean closed;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile InputStream body = InputStream.nullInputStream();

    StreamReader(URI uri) {
        this.uri = uri;
        thread.start();
    }

    /** All messages so far. */
    List<JsonNode> messages() {
        return messages;
    }

    String lastId() {
        return lastId;
    }

    int connections() {
        return connections.get();
    }

    private void run() {
        while (!closed) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .timeout(LIMIT)
                            .header("Last-Event-ID", lastId)
                            .build();
            try {
                HttpResponse<InputStream> answer =
                        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                body = answer.body();
                connections.incrementAndGet();
                read(body);
            } catch (IOException e) {
                Thread.onSpinWait(); // Cut: come back at once.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A message counts once its empty line has come. */
    private void read(InputStream body) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = lastId;
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !data.isEmpty()) {
                messages.add(JSON.readTree(data));
                lastId = id;
                data = "";
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        body.close();
        thread.interrupt();
    }
}
