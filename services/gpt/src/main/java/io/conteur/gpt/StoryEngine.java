package io.conteur.gpt;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.BatchDecoder;
import io.conteur.gpt.decoding.CacheAllocator;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.path.Gpu;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.torch.PlainDecoder;
import io.conteur.gpt.torch.TorchMemory;
import io.conteur.gpt.torch.TorchScriptDecoder;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.vector.KvCache;
import io.conteur.gpt.vector.VectorDecoder;
import io.conteur.gpt.vector.VectorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Continuous batching: generates many stories at once, which join and leave the batch between
 * steps; every step generates one token of each. Batch-invariant: on the same processor a story is
 * a pure function of weights, prompt and sampling parameters, to the last bit. A GPU adds in
 * another order in another batch, so there the batch may decide between tokens that are nearly
 * equally likely. For one thread at a time.
 */
public final class StoryEngine implements AutoCloseable {
    private static final String VECTORS = "jdk.incubator.vector";

    private final Architecture architecture;
    private final EngineLimits limits;
    private final BatchDecoder decoder;
    private final CacheAllocator allocator;
    private final List<Sequence> sequences = new ArrayList<>();
    private int nextHandle;
    private int reservedTokens;

    private StoryEngine(Architecture architecture, BatchDecoder decoder, EngineLimits limits) {
        this.architecture = architecture;
        this.decoder = decoder;
        this.limits = limits;
        this.allocator = new CacheAllocator(cacheSize(limits, decoder.pageTokens()));
    }

    /** Tokens of the KV cache, with the unused rest of every sequence's last page. */
    static int cacheSize(EngineLimits limits, int pageTokens) {
        return wholePages(limits.cacheTokens() + limits.rows() * (pageTokens - 1), pageTokens);
    }

    private static int wholePages(int tokens, int pageTokens) {
        return (tokens + pageTokens - 1) / pageTokens * pageTokens;
    }

    /**
     * Loads a checkpoint's model. A JVM started with {@code --add-modules jdk.incubator.vector}
     * computes on the CPU's vector units, with bf16 matrices; any other in TorchScript, on a GPU if
     * there is one, else with packed fp16 matrices where the CPU supports them.
     *
     * @throws CheckpointException when the folder holds none, or its weights overflow
     * @throws OutOfMemoryError when heap, host or GPU have too little memory for it now
     */
    public static StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        try {
            return load(checkpoint, limits, kind());
        } catch (RuntimeException e) {
            if (TorchMemory.exhausted(e)) {
                throw (Error) new OutOfMemoryError(e.getMessage()).initCause(e);
            }
            throw e;
        }
    }

    private static DecoderKind kind() {
        if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
            return DecoderKind.VECTOR;
        }
        return TorchScriptModule.onGpu() ? DecoderKind.PLAIN : DecoderKind.TORCHSCRIPT;
    }

    /** As {@link #load(Path, EngineLimits)}, with a decoder of this kind. */
    public static StoryEngine load(Path checkpoint, EngineLimits limits, DecoderKind kind)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        int cacheTokens = limits.cacheTokens();
        BatchDecoder decoder =
                switch (kind) {
                    case VECTOR -> onVectors(checkpoint, architecture, limits);
                    case TORCHSCRIPT ->
                            TorchScriptDecoder.load(checkpoint, architecture, cacheTokens);
                    case PLAIN -> PlainDecoder.load(checkpoint, architecture, cacheTokens);
                };
        StoryEngine engine = new StoryEngine(architecture, decoder, limits);
        try {
            engine.requireFiniteLogits(checkpoint);
            return engine;
        } catch (IOException | RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Weights that are finite but huge overflow in a forward pass, and every story is noise. */
    private void requireFiniteLogits(Path checkpoint) throws CheckpointException {
        int[] prompt = {0};
        if (!hasRoom(prompt.length, 1)) {
            return; // A cache this small holds no story.
        }
        add(prompt, SamplingParameters.greedy(1, -1).withLogProbabilities(0));
        List<SampledToken> first = step();
        while (first.isEmpty()) {
            first = step();
        }
        if (!Double.isFinite(first.get(0).probabilities().get(0).logProbability())) {
            throw new CheckpointException(
                    checkpoint, "its weights overflow: the first logits are not finite");
        }
    }

    private static BatchDecoder onVectors(
            Path checkpoint, Architecture architecture, EngineLimits limits) throws IOException {
        requireHeap(architecture, limits);
        VectorModel model =
                new VectorModel(architecture, CheckpointFolder.arrays(checkpoint, architecture));
        int cacheTokens = cacheSize(limits, KvCache.PAGE);
        return new VectorDecoder(model, limits.rows(), cacheTokens, TorchThreads.count());
    }

    private static void requireHeap(Architecture architecture, EngineLimits limits) {
        long needed = EngineMemory.onVectors(architecture, limits).peak() >> 20;
        long max = Runtime.getRuntime().maxMemory() >> 20;
        if (needed >= max) {
            throw new IllegalStateException(
                    "a model of %d parameters with a cache of %d tokens needs %d MiB of heap; this process has %d MiB: give it more (-Xmx), or the cache fewer tokens"
                            .formatted(
                                    architecture.parameters(), limits.cacheTokens(), needed, max));
        }
    }

    /**
     * The memory that a checkpoint's model would take; reads its {@code config.json} alone.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static EngineMemory memory(Path checkpoint, EngineLimits limits) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        return switch (kind()) {
            case VECTOR -> EngineMemory.onVectors(architecture, limits);
            case TORCHSCRIPT -> EngineMemory.inTorchScript(architecture, limits);
            case PLAIN -> EngineMemory.onDevice(architecture, limits);
        };
    }

    /** Whether models are held in the Java heap, else in native memory or a GPU's. */
    public static boolean inHeap() {
        return kind() == DecoderKind.VECTOR;
    }

    /** Memory of the GPU that models may take; empty without a GPU, or if nothing reports it. */
    public static OptionalLong deviceBytes() {
        return kind() == DecoderKind.PLAIN
                ? Gpu.query().stream().mapToLong(Gpu::usableBytes).findFirst()
                : OptionalLong.empty();
    }

    public Architecture architecture() {
        return architecture;
    }

    /**
     * Whether a story can join the batch now.
     *
     * @param maxTokens it may have; bounded by the model's context
     */
    public boolean hasRoom(int promptTokens, int maxTokens) {
        int length = length(promptTokens, maxTokens);
        return sequences.size() < limits.rows()
                && reservedTokens + length <= limits.cacheTokens()
                && allocator.fit(wholePages(length, decoder.pageTokens())) >= 0;
    }

    /** Whether a story could join an empty batch. */
    public boolean fits(int promptTokens, int maxTokens) {
        return length(promptTokens, maxTokens) <= limits.cacheTokens();
    }

    private int length(int promptTokens, int maxTokens) {
        return (int) Math.min(architecture.context(), (long) promptTokens + maxTokens);
    }

    /**
     * Adds a story to the batch of the next step.
     *
     * @param prompt at least one id, and fewer than the context holds
     * @return its handle, {@link SampledToken#handle}
     * @throws IllegalStateException when there is no room
     */
    public int add(int[] prompt, SamplingParameters sampling) {
        requirePrompt(prompt, architecture);
        if (!hasRoom(prompt.length, sampling.maxTokens())) {
            throw new IllegalStateException("there is no room for another story");
        }
        int length = length(prompt.length, sampling.maxTokens());
        int cacheStart = allocator.allocate(wholePages(length, decoder.pageTokens()));
        reservedTokens += length;
        sequences.add(
                new Sequence(
                        nextHandle, prompt.clone(), cacheStart, sampling, length - prompt.length));
        return nextHandle++;
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
     * Generates the next token of every story; of one whose prompt is not yet processed, prefills
     * the next chunk instead. A story whose token has a finish reason has left the batch.
     *
     * @return a token of each story that has one
     */
    public List<SampledToken> step() {
        List<SampledToken> sampled = decoder.step(sequences);
        for (SampledToken token : sampled) {
            if (token.finish() != null) {
                remove(token.handle());
            }
        }
        return sampled;
    }

    /** Removes a story from the batch, if it is still there. */
    public void remove(int handle) {
        for (Iterator<Sequence> each = sequences.iterator(); each.hasNext(); ) {
            Sequence sequence = each.next();
            if (sequence.handle == handle) {
                allocator.free(sequence.cacheStart);
                reservedTokens -= sequence.maxLength();
                each.remove();
            }
        }
    }

    /** Stories in the batch. */
    public int stories() {
        return sequences.size();
    }

    /** Tokens of the KV cache that are reserved for the stories in the batch. */
    public int cacheTokensUsed() {
        return reservedTokens;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
