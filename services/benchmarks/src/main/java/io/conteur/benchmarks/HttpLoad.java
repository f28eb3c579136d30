package io.conteur.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a load on a running system through its HTTP API, as streams. Events are not parsed, because
 * this process shares the CPU with the system that it measures.
 */
final class HttpLoad {
    private static final String EVENT = "data: ";
    private static final String ID = "\"id\":\"";
    private static final String DONE = "data: [DONE]";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI completions;

    /**
     * @param base URL of the API, such as {@code http://localhost:8084/v1}
     */
    HttpLoad(String base) {
        completions = URI.create(base + "/completions");
    }

    /** Latencies in milliseconds, in the order of the prompts. */
    record Latencies(List<Double> first, List<Double> whole) {
        double medianFirst() {
            return LatencyStatistics.median(first);
        }

        @Override
        public String toString() {
            return "first text %.1f ms (p99 %.1f), story %.1f ms (%.1f)"
                    .formatted(
                            medianFirst(),
                            LatencyStatistics.percentile(first, 0.99),
                            LatencyStatistics.median(whole),
                            LatencyStatistics.percentile(whole, 0.99));
        }
    }

    /** A stream, and when its text and its end came; some are left at their first text. */
    static final class Stream implements Flow.Subscriber<String> {
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final long sentNanos = System.nanoTime();
        private final boolean leave;
        private Flow.@Nullable Subscription subscription;
        private boolean complete;
        double first;
        double whole;
        long leftMillis;
        String id = "";

        Stream(boolean leave) {
            this.leave = leave;
        }

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            subscription = lines;
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            double millis = (System.nanoTime() - sentNanos) * 1e-6;
            if (first == 0 && line.startsWith(EVENT)) {
                first = millis;
                if (leave && subscription != null) {
                    id = line.substring(line.indexOf(ID) + ID.length()).replaceFirst("\".*", "");
                    leftMillis = System.currentTimeMillis();
                    subscription.cancel();
                    ended.complete(null);
                }
            }
            if (line.equals(DONE)) {
                whole = millis;
                complete = true;
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (complete) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(new IllegalStateException("a stream broke off"));
            }
        }
    }

    /** Runs a load until all of its prompts are answered. */
    Latencies run(Load load) {
        PoissonArrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < load.prompts(); i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            streams.add(open(i, load.tokens(), false));
        }
        streams.forEach(stream -> stream.ended.join());
        return new Latencies(
                streams.stream().map(stream -> stream.first).toList(),
                streams.stream().map(stream -> stream.whole).toList());
    }

    /** Opens a stream. */
    Stream open(int number, int tokens, boolean leave) {
        String body =
                "{\"prompt\": \"%s\", \"seed\": 1, \"max_tokens\": %d, \"ignore_eos\": %b, \"stream\": true}"
                        .formatted(PoissonArrivals.prompt(number), tokens, leave);
        HttpRequest request =
                HttpRequest.newBuilder(completions)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        Stream stream = new Stream(leave);
        var unused =
                http.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(stream))
                        .whenComplete((response, failure) -> check(stream, response, failure));
        return stream;
    }

    private static void check(
            Stream stream, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        if (failure != null) {
            stream.ended.completeExceptionally(failure);
        } else if (response != null && response.statusCode() != 200) {
            stream.ended.completeExceptionally(
                    new IllegalStateException("status " + response.statusCode()));
        }
    }
}
