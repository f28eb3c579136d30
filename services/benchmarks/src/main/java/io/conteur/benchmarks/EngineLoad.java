package io.conteur.benchmarks;

import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/** Runs the load of {@link KafkaLoad} on the bare engine. */
final class EngineLoad implements AutoCloseable {
    private static final EngineLimits LIMITS = new EngineLimits(32, 16_384);
    private static final int THREADS = 2;

    private final StoryEngine engine;
    private final Tokenizer tokenizer;
    private final Queue<Prompt> waiting = new ArrayDeque<>();
    private final Map<Integer, Story> stories = new HashMap<>();

    private record Prompt(String text, long sentNanos) {}

    private static final class Story {
        private final long sentNanos;
        private final long startedNanos = System.nanoTime();
        private int tokens;

        Story(long sentNanos) {
            this.sentNanos = sentNanos;
        }
    }

    EngineLoad(Path checkpoint) throws IOException {
        TorchThreads.use(THREADS);
        this.engine = StoryEngine.load(checkpoint, LIMITS);
        this.tokenizer = Tokenizer.load(checkpoint.resolve("tokenizer.model"));
    }

    /** Runs a load until all of its prompts are answered. */
    LatencyStatistics run(Load load) {
        LatencyStatistics latencies = new LatencyStatistics();
        PoissonArrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        int sent = 0;
        long next = start + arrivals.next();
        while (latencies.stories() < load.prompts()) {
            for (; sent < load.prompts() && next <= System.nanoTime(); sent++) {
                waiting.add(new Prompt(PoissonArrivals.prompt(sent), next));
                next = start + arrivals.next();
            }
            if (waiting.isEmpty() && stories.isEmpty()) {
                LockSupport.parkNanos(next - System.nanoTime());
            } else {
                work(load.tokens(), latencies);
            }
        }
        return latencies.end();
    }

    private void work(int tokens, LatencyStatistics latencies) {
        while (!waiting.isEmpty() && join(waiting.peek(), tokens)) {
            waiting.remove();
        }
        for (SampledToken token : engine.step()) {
            record(token, latencies);
        }
    }

    private boolean join(Prompt prompt, int tokens) {
        int[] ids = tokenizer.encodePrompt(prompt.text);
        if (!engine.hasRoom(ids.length, tokens)) {
            return false;
        }
        SamplingParameters sampling =
                new SamplingParameters(0.8, 0, 0.95, 1, tokens, tokenizer.endId());
        stories.put(engine.add(ids, sampling), new Story(prompt.sentNanos));
        return true;
    }

    private void record(SampledToken token, LatencyStatistics latencies) {
        Story story = Objects.requireNonNull(stories.get(token.handle()));
        long now = System.nanoTime();
        long nanos = now - story.sentNanos;
        if (story.tokens++ == 0) {
            latencies.first(nanos);
        }
        if (token.finish() != null) {
            stories.remove(token.handle());
            latencies.story(nanos, story.startedNanos - story.sentNanos, nanos, story.tokens);
        }
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }
}
