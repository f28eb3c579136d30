package io.conteur.benchmarks;

import io.conteur.gpt.Chosen;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.Sampling;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.TorchThreads;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * The load of {@link PoissonLoad} on the bare engine, to see what Kafka and the service add.
 * Arguments: checkpoint folder, prompts per second (0 for all at once), number of prompts, tokens
 * of each story.
 */
public final class PoissonEngine {
    private static final EngineLimits LIMITS = new EngineLimits(32, 16_384);
    private static final int THREADS = 2;

    private final StoryEngine engine;
    private final Tokenizer tokenizer;
    private final int tokens;
    private final Waits waits = new Waits();
    private final Queue<Prompt> waiting = new ArrayDeque<>();
    private final Map<Integer, Story> stories = new HashMap<>();

    private record Prompt(String text, long sentNanos) {}

    private static final class Story {
        private final long sentNanos;
        private int tokens;

        Story(long sentNanos) {
            this.sentNanos = sentNanos;
        }
    }

    private PoissonEngine(Path checkpoint, int tokens) throws IOException {
        this.engine = StoryEngine.load(checkpoint, LIMITS);
        this.tokenizer = Tokenizer.load(checkpoint.resolve("tokenizer.model"));
        this.tokens = tokens;
    }

    /** Runs the load, after a tenth of it that does not count, and prints what it measured. */
    public static void main(String[] arguments) throws IOException {
        TorchThreads.use(THREADS);
        double rate = Double.parseDouble(arguments[1]);
        int prompts = Integer.parseInt(arguments[2]);
        int tokens = Integer.parseInt(arguments[3]);
        new PoissonEngine(Path.of(arguments[0]), tokens).run(0, prompts / 10);
        PoissonEngine measured = new PoissonEngine(Path.of(arguments[0]), tokens);
        long nanos = measured.run(rate, prompts);
        measured.waits.print("token", nanos);
    }

    private long run(double rate, int prompts) {
        Arrivals arrivals = new Arrivals(rate);
        long start = System.nanoTime();
        int sent = 0;
        long next = start + arrivals.next();
        while (waits.stories() < prompts) {
            for (; sent < prompts && next <= System.nanoTime(); sent++) {
                waiting.add(new Prompt(Arrivals.prompt(sent), next));
                next = start + arrivals.next();
            }
            if (waiting.isEmpty() && stories.isEmpty()) {
                LockSupport.parkNanos(next - System.nanoTime());
            } else {
                work();
            }
        }
        engine.close();
        tokenizer.close();
        return System.nanoTime() - start;
    }

    private void work() {
        while (!waiting.isEmpty() && join(waiting.peek())) {
            waiting.remove();
        }
        for (Chosen chosen : engine.step()) {
            hear(chosen);
        }
    }

    private boolean join(Prompt prompt) {
        int[] ids = tokenizer.encodePrompt(prompt.text);
        if (!engine.hasRoom(ids.length, tokens)) {
            return false;
        }
        Sampling sampling = new Sampling(0.8, 0, 0.95, 1, tokens, tokenizer.endId());
        stories.put(engine.add(ids, sampling), new Story(prompt.sentNanos));
        return true;
    }

    private void hear(Chosen chosen) {
        Story story = Objects.requireNonNull(stories.get(chosen.row()));
        long nanos = System.nanoTime() - story.sentNanos;
        if (story.tokens++ == 0) {
            waits.first(nanos);
        }
        if (chosen.finish() != null) {
            stories.remove(chosen.row());
            waits.story(nanos, story.tokens);
        }
    }
}
