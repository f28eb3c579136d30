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

/** The load of {@link PoissonLoad} on the bare engine. */
final class PoissonEngine implements AutoCloseable {
    private static final EngineLimits LIMITS = new EngineLimits(32, 16_384);
    private static final int THREADS = 2;

    private final StoryEngine engine;
    private final Tokenizer tokenizer;
    private final Queue<Prompt> waiting = new ArrayDeque<>();
    private final Map<Integer, Story> stories = new HashMap<>();

    private record Prompt(String text, long sentNanos) {}

    private static final class Story {
        private final long sentNanos;
        private final long begunNanos = System.nanoTime();
        private int tokens;

        Story(long sentNanos) {
            this.sentNanos = sentNanos;
        }
    }

    PoissonEngine(Path checkpoint) throws IOException {
        TorchThreads.use(THREADS);
        this.engine = StoryEngine.load(checkpoint, LIMITS);
        this.tokenizer = Tokenizer.load(checkpoint.resolve("tokenizer.model"));
    }

    /** Has all prompts of a load answered. */
    Waits run(Load load) {
        Waits waits = new Waits();
        Arrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        int sent = 0;
        long next = start + arrivals.next();
        while (waits.stories() < load.prompts()) {
            for (; sent < load.prompts() && next <= System.nanoTime(); sent++) {
                waiting.add(new Prompt(Arrivals.prompt(sent), next));
                next = start + arrivals.next();
            }
            if (waiting.isEmpty() && stories.isEmpty()) {
                LockSupport.parkNanos(next - System.nanoTime());
            } else {
                work(load.tokens(), waits);
            }
        }
        return waits.end();
    }

    private void work(int tokens, Waits waits) {
        while (!waiting.isEmpty() && join(waiting.peek(), tokens)) {
            waiting.remove();
        }
        for (SampledToken chosen : engine.step()) {
            hear(chosen, waits);
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

    private void hear(SampledToken chosen, Waits waits) {
        Story story = Objects.requireNonNull(stories.get(chosen.row()));
        long now = System.nanoTime();
        long nanos = now - story.sentNanos;
        if (story.tokens++ == 0) {
            waits.first(nanos);
        }
        if (chosen.finish() != null) {
            stories.remove(chosen.row());
            waits.story(nanos, story.begunNanos - story.sentNanos, nanos, story.tokens);
        }
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }
}
