package io.conteur.gpt;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Writes many stories at once: they join and leave between steps, and every step writes one token
 * of each. What a story becomes is a pure function of weights, prompt and sampling, to the last
 * bit, whichever others are being written (on the same processor). For one thread at a time.
 */
public final class StoryEngine implements AutoCloseable {
    private final NDManager manager;
    private final Architecture architecture;
    private final EngineLimits limits;
    private final Decoder decoder;
    private final Lanes lanes;
    private final CacheSpace space;
    private final List<Row> rows = new ArrayList<>();
    private int handles;

    StoryEngine(
            NDManager manager, Architecture architecture, Decoder decoder, EngineLimits limits) {
        this.manager = manager;
        this.architecture = architecture;
        this.decoder = decoder;
        this.limits = limits;
        this.lanes = new Lanes(TorchThreads.count());
        this.space = new CacheSpace(limits.cacheTokens());
    }

    /**
     * Loads a checkpoint's model, with fp16 matrices where the processor can take them packed.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        Architecture architecture = Checkpoint.architecture(checkpoint);
        NDManager manager = Script.manager();
        try (NDManager loading = manager.newSubManager();
                Lanes lanes = new Lanes(TorchThreads.count());
                Script script =
                        Script.gpt(loading, architecture, TrainingOptions.Precision.FP32, 0)) {
            Preparation preparation =
                    new Preparation(
                            script,
                            lanes,
                            Group.of(architecture),
                            Checkpoint.weights(checkpoint, architecture, loading));
            Decoder decoder =
                    new Decoder(
                            manager,
                            architecture,
                            preparation.of(loading),
                            packs(),
                            limits.cacheTokens());
            return new StoryEngine(manager, architecture, decoder, limits);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** FBGEMM's packed matrices are made for x86. */
    private static boolean packs() {
        String processor = System.getProperty("os.arch", "");
        return processor.equals("amd64") || processor.equals("x86_64");
    }

    public Architecture architecture() {
        return architecture;
    }

    /**
     * Whether a story can join now.
     *
     * @param maxTokens it may have; those beyond the model's context count for nothing
     */
    public boolean hasRoom(int promptTokens, int maxTokens) {
        return rows.size() < limits.rows() && space.fit(length(promptTokens, maxTokens)) >= 0;
    }

    /** Whether a story could join if there were no other. */
    public boolean fits(int promptTokens, int maxTokens) {
        return length(promptTokens, maxTokens) <= limits.cacheTokens();
    }

    private int length(int promptTokens, int maxTokens) {
        return (int) Math.min(architecture.context(), (long) promptTokens + maxTokens);
    }

    /**
     * Lets a story join at the next step.
     *
     * @param prompt at least one id, and fewer than the context holds
     * @return what the story is called in {@link Chosen#row}
     * @throws IllegalStateException when there is no room
     */
    public int add(int[] prompt, Sampling sampling) {
        requirePrompt(prompt, architecture);
        int length = length(prompt.length, sampling.maxTokens());
        int start = space.fit(length);
        if (rows.size() == limits.rows() || start < 0) {
            throw new IllegalStateException("there is no room for another story");
        }
        space.take(start, length);
        rows.add(new Row(handles, prompt.clone(), start, sampling, length - prompt.length));
        return handles++;
    }

    static void requirePrompt(int[] prompt, Architecture architecture) {
        if (prompt.length == 0 || prompt.length >= architecture.context()) {
            throw new IllegalArgumentException(
                    "a prompt must have from 1 to "
                            + (architecture.context() - 1)
                            + " tokens, has "
                            + prompt.length);
        }
        if (IntStream.of(prompt).anyMatch(id -> id < 0 || id >= architecture.vocabulary())) {
            throw new IllegalArgumentException(
                    "a prompt's ids must be below " + architecture.vocabulary());
        }
    }

    /**
     * Writes the next token of every story, or reads the next piece of the prompt of one that has
     * joined. A story whose token says that it ends has left.
     *
     * @return a token of each story that has one
     */
    public List<Chosen> step() {
        List<Supplier<List<Chosen>>> calls = new ArrayList<>();
        for (List<Row> share : lanes.share(rows, row -> 1)) {
            calls.add(() -> step(share));
        }
        List<Chosen> chosen = new ArrayList<>();
        lanes.run(calls).forEach(chosen::addAll);
        for (Chosen one : chosen) {
            if (one.finish() != null) {
                cancel(one.row());
            }
        }
        return chosen;
    }

    /** At most one piece of one prompt, so that running stories keep flowing; then a token each. */
    private List<Chosen> step(List<Row> share) {
        List<Chosen> chosen = new ArrayList<>();
        List<Row> writing = share.stream().filter(Row::prefilled).toList();
        for (Row row : share) {
            if (!row.prefilled()) {
                float[][] logits = new float[1][];
                if (decoder.prefill(row, logits)) {
                    chosen.add(row.choose(logits[0]));
                }
                break;
            }
        }
        if (!writing.isEmpty()) {
            List<float[]> logits = decoder.decode(writing);
            for (int i = 0; i < logits.size(); i++) {
                chosen.add(writing.get(i).choose(logits.get(i)));
            }
        }
        return chosen;
    }

    /** Lets a story leave, if it is still there. */
    public void cancel(int handle) {
        for (Iterator<Row> each = rows.iterator(); each.hasNext(); ) {
            Row row = each.next();
            if (row.handle == handle) {
                space.free(row.start);
                each.remove();
            }
        }
    }

    /** Stories that have joined and not left. */
    public int rows() {
        return rows.size();
    }

    /** Tokens of the cache that are taken or promised. */
    public int cacheTokensUsed() {
        return space.used();
    }

    @Override
    public void close() {
        lanes.close();
        decoder.close();
        manager.close();
    }
}
