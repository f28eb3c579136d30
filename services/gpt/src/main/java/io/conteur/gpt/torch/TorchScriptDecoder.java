package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.BatchDecoder;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SoftmaxWeights;
import io.conteur.gpt.sampling.TokenFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Decoding in TorchScript ({@code decode.py}), on any device. Holds the folded weights and the KV
 * cache (2 L, 1, H, P, D).
 */
public final class TorchScriptDecoder implements BatchDecoder {
    // Tokens of a prefill chunk. Chunks depend on the prompt alone, so a prompt always gives the
    // same bits.
    private static final int PREFILL_CHUNK = 256;

    private final NDManager manager;
    private final TorchScriptModule script;
    private final NDArray cache;
    private final int vocabulary;
    private final LaneExecutor lanes = new LaneExecutor(TorchThreads.count());

    /**
     * @param folded the weights as {@code gpt.py} folds them, fp32
     * @param cacheTokens that the KV cache holds (P)
     * @param packed see {@link TorchScriptModule#decoder}
     */
    public TorchScriptDecoder(
            NDManager parent,
            Architecture architecture,
            NDList folded,
            boolean packed,
            int cacheTokens) {
        manager = parent.newSubManager();
        vocabulary = architecture.vocabulary();
        script = TorchScriptModule.decoder(manager, architecture, packed);
        try {
            List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("p", folded));
            arguments.add(manager.create((long) architecture.context()));
            script.call(manager, "bind", arguments).close();
            cache =
                    manager.zeros(
                            new Shape(
                                    2L * architecture.layers(),
                                    1,
                                    architecture.heads(),
                                    cacheTokens,
                                    architecture.headWidth()));
        } catch (RuntimeException | Error e) {
            close(); // Nothing else frees what it holds.
            throw e;
        }
    }

    /** Loads a checkpoint's model, with packed fp16 matrices where the processor supports them. */
    public static TorchScriptDecoder load(
            Path checkpoint, Architecture architecture, int cacheTokens) throws IOException {
        try (NDManager loading = TorchScriptModule.manager();
                LaneExecutor lanes = new LaneExecutor(TorchThreads.count());
                TorchScriptModule script =
                        TorchScriptModule.gpt(loading, architecture, Precision.FP32, 0)) {
            NDList weights = CheckpointFolder.weights(checkpoint, architecture, loading);
            NDList folded =
                    new WeightFolding(script, lanes, ParameterGroup.of(architecture), weights)
                            .fold(loading);
            return new TorchScriptDecoder(
                    loading.getParentManager(),
                    architecture,
                    folded,
                    supportsPacked(),
                    cacheTokens);
        }
    }

    /** FBGEMM's packed matrices exist for x86 alone. */
    private static boolean supportsPacked() {
        String processor = System.getProperty("os.arch", "");
        return processor.equals("amd64") || processor.equals("x86_64");
    }

    @Override
    public int pageTokens() {
        return 1;
    }

    @Override
    public List<SampledToken> step(List<Sequence> sequences) {
        List<Supplier<List<SampledToken>>> calls = new ArrayList<>();
        for (List<Sequence> share : lanes.partition(sequences, sequence -> 1)) {
            calls.add(() -> stepOnOneLane(share));
        }
        return lanes.run(calls).stream().flatMap(List::stream).toList();
    }

    /**
     * At most one chunk of one prompt, so that prefill does not stall the others; then a token
     * each.
     */
    private List<SampledToken> stepOnOneLane(List<Sequence> sequences) {
        List<SampledToken> sampled = new ArrayList<>();
        TokenFilter filter = new TokenFilter(vocabulary, SoftmaxWeights::plain);
        List<Sequence> decoding = sequences.stream().filter(s -> !s.prefilling()).toList();
        Optional<Sequence> prompt = sequences.stream().filter(Sequence::prefilling).findFirst();
        prompt.flatMap(this::prefill)
                .ifPresent(logits -> sampled.add(prompt.get().sample(logits, filter)));
        if (!decoding.isEmpty()) {
            List<float[]> logits = decode(decoding);
            for (int i = 0; i < logits.size(); i++) {
                sampled.add(decoding.get(i).sample(logits.get(i), filter));
            }
        }
        return sampled;
    }

    /** Prefills the next chunk of a prompt; returns the logits (V) after the last one. */
    public Optional<float[]> prefill(Sequence sequence) {
        int[] chunk = sequence.nextIds(PREFILL_CHUNK);
        try (NDManager step = manager.newSubManager()) {
            NDArray tokens = step.create(IntStream.of(chunk).asLongStream().toArray());
            NDArray place = step.create(new long[] {sequence.cacheStart, sequence.cached()});
            NDList result = script.call(step, "prefill", List.of(tokens, place, cache));
            sequence.advance(chunk.length);
            return sequence.prefilling()
                    ? Optional.empty()
                    : Optional.of(result.head().toFloatArray());
        }
    }

    /** The logits (V) of the next token of each sequence. */
    public List<float[]> decode(List<Sequence> sequences) {
        try (NDManager step = manager.newSubManager()) {
            NDArray argument = new SequenceBatch(sequences, 1).rows(step);
            sequences.forEach(sequence -> sequence.advance(1));
            float[] all =
                    script.call(step, "decode", List.of(argument, cache)).head().toFloatArray();
            return IntStream.range(0, sequences.size())
                    .mapToObj(i -> Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary))
                    .toList();
        }
    }

    @Override
    public void close() {
        lanes.close();
        script.close();
        manager.close();
    }
}
