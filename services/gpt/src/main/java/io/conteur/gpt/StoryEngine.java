package io.conteur.gpt;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.BatchDecoder;
import io.conteur.gpt.decoding.CacheAllocator;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.torch.TorchScriptDecoder;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.vector.KvCache;
import io.conteur.gpt.vector.VectorDecoder;
import io.conteur.gpt.vector.VectorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes many stories at once: they join and leave between steps, and every step writes one token
 * of each. What a story becomes is a pure function of weights, prompt and sampling, to the last
 * bit, whichever others are being written (on the same processor). For one thread at a time.
 */
public final class StoryEngine implements AutoCloseable {
    private static final String VECTORS = "jdk.incubator.vector";

    private final Architecture architecture;
    private final EngineLimits limits;
    private final BatchDecoder decoder;
    private final CacheAllocator space;
    private final List<Sequence> rows = new ArrayList<>();
    private int handles;
    private int promised;

    private StoryEngine(Architecture architecture, BatchDecoder decoder, EngineLimits limits) {
        this.architecture = architecture;
        this.decoder = decoder;
        this.limits = limits;
        this.space = new CacheAllocator(cacheSize(limits, decoder.page()));
    }

    /** What all stories need when each fills up its last page. */
    static int cacheSize(EngineLimits limits, int page) {
        return pages(limits.cacheTokens() + limits.rows() * (page - 1), page);
    }

    private static int pages(int tokens, int page) {
        return (tokens + page - 1) / page * page;
    }

    /**
     * Loads a checkpoint's model. A Java machine started with {@code --add-modules
     * jdk.incubator.vector} computes on the processor in Java, with bf16 matrices; any other in
     * TorchScript, on a GPU if there is one, or with fp16 matrices where the processor can take
     * them packed.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        return load(checkpoint, limits, inHeap());
    }

    public static StoryEngine load(Path checkpoint, EngineLimits limits, boolean onVectors)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        BatchDecoder decoder =
                onVectors
                        ? onVectors(checkpoint, architecture, limits)
                        : TorchScriptDecoder.load(checkpoint, architecture, limits.cacheTokens());
        return new StoryEngine(architecture, decoder, limits);
    }

    private static BatchDecoder onVectors(
            Path checkpoint, Architecture architecture, EngineLimits limits) throws IOException {
        requireHeap(architecture, limits);
        VectorModel model =
                new VectorModel(architecture, CheckpointFolder.numbers(checkpoint, architecture));
        int cacheTokens = cacheSize(limits, KvCache.PAGE);
        return new VectorDecoder(model, limits.rows(), cacheTokens, TorchThreads.count());
    }

    private static void requireHeap(Architecture architecture, EngineLimits limits) {
        long needed = EngineMemory.onVectors(architecture, limits).peak() >> 20;
        long most = Runtime.getRuntime().maxMemory() >> 20;
        if (needed >= most) {
            throw new IllegalStateException(
                    "a model of %d parameters with a cache of %d tokens needs %d MiB of heap; this process has %d MiB: give it more (-Xmx), or the cache fewer tokens"
                            .formatted(
                                    architecture.parameters(), limits.cacheTokens(), needed, most));
        }
    }

    /**
     * What a checkpoint's model would take; reads no more than its shape.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static EngineMemory memory(Path checkpoint, EngineLimits limits) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        return inHeap()
                ? EngineMemory.onVectors(architecture, limits)
                : EngineMemory.inTorchScript(architecture, limits);
    }

    /** Whether models lie in the Java heap; outside of it if not. */
    public static boolean inHeap() {
        return ModuleLayer.boot().findModule(VECTORS).isPresent();
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
        int length = length(promptTokens, maxTokens);
        return rows.size() < limits.rows()
                && promised + length <= limits.cacheTokens()
                && space.fit(pages(length, decoder.page())) >= 0;
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
     * @return what the story is called in {@link SampledToken#row}
     * @throws IllegalStateException when there is no room
     */
    public int add(int[] prompt, SamplingParameters sampling) {
        requirePrompt(prompt, architecture);
        if (!hasRoom(prompt.length, sampling.maxTokens())) {
            throw new IllegalStateException("there is no room for another story");
        }
        int length = length(prompt.length, sampling.maxTokens());
        int start = space.take(pages(length, decoder.page()));
        promised += length;
        rows.add(new Sequence(handles, prompt.clone(), start, sampling, length - prompt.length));
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
    public List<SampledToken> step() {
        List<SampledToken> chosen = decoder.step(rows);
        for (SampledToken one : chosen) {
            if (one.finish() != null) {
                cancel(one.row());
            }
        }
        return chosen;
    }

    /** Lets a story leave, if it is still there. */
    public void cancel(int handle) {
        for (Iterator<Sequence> each = rows.iterator(); each.hasNext(); ) {
            Sequence row = each.next();
            if (row.handle == handle) {
                space.free(row.start);
                promised -= row.length();
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
        return promised;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
