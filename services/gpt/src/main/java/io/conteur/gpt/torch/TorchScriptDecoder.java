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
import java.util.stream.LongStream;

/**
 * Computes in TorchScript, on any device. Holds a model's weights bound for writing, and the cache
 * (2 L, 1, H, P, D).
 */
public final class TorchScriptDecoder implements BatchDecoder {
    // Where a piece ends depends on the prompt alone, so the same prompt gives the same bits.
    private static final int PIECE = 256;

    private static final int COLUMNS = 3;

    private final NDManager manager;
    private final TorchScriptModule script;
    private final NDArray cache;
    private final int vocabulary;
    private final LaneExecutor lanes = new LaneExecutor(TorchThreads.count());

    /**
     * @param prepared the weights as {@code gpt.py} folds them, fp32
     * @param packed see {@link TorchScriptModule#decoder}
     */
    public TorchScriptDecoder(
            NDManager parent,
            Architecture architecture,
            NDList prepared,
            boolean packed,
            int cacheTokens) {
        manager = parent.newSubManager();
        vocabulary = architecture.vocabulary();
        script = TorchScriptModule.decoder(manager, architecture, packed);
        List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("p", prepared));
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
    }

    /** Loads a checkpoint's model, with fp16 matrices where the processor can take them packed. */
    public static TorchScriptDecoder load(
            Path checkpoint, Architecture architecture, int cacheTokens) throws IOException {
        try (NDManager loading = TorchScriptModule.manager();
                LaneExecutor lanes = new LaneExecutor(TorchThreads.count());
                TorchScriptModule script =
                        TorchScriptModule.gpt(loading, architecture, Precision.FP32, 0)) {
            NDList weights = CheckpointFolder.weights(checkpoint, architecture, loading);
            NDList prepared =
                    new WeightFolding(script, lanes, ParameterGroup.of(architecture), weights)
                            .of(loading);
            return new TorchScriptDecoder(
                    loading.getParentManager(), architecture, prepared, packs(), cacheTokens);
        }
    }

    /** FBGEMM's packed matrices are made for x86. */
    private static boolean packs() {
        String processor = System.getProperty("os.arch", "");
        return processor.equals("amd64") || processor.equals("x86_64");
    }

    @Override
    public int page() {
        return 1;
    }

    @Override
    public List<SampledToken> step(List<Sequence> rows) {
        List<Supplier<List<SampledToken>>> calls = new ArrayList<>();
        for (List<Sequence> share : lanes.share(rows, row -> 1)) {
            calls.add(() -> stepAlone(share));
        }
        return lanes.run(calls).stream().flatMap(List::stream).toList();
    }

    /** At most one piece of one prompt, so that running stories keep flowing; then a token each. */
    private List<SampledToken> stepAlone(List<Sequence> share) {
        List<SampledToken> chosen = new ArrayList<>();
        TokenFilter candidates = new TokenFilter(vocabulary, SoftmaxWeights::plain);
        List<Sequence> writing = share.stream().filter(row -> !row.reads()).toList();
        share.stream()
                .filter(Sequence::reads)
                .findFirst()
                .ifPresent(
                        row ->
                                read(row)
                                        .ifPresent(
                                                logits ->
                                                        chosen.add(
                                                                row.choose(logits, candidates))));
        if (!writing.isEmpty()) {
            List<float[]> logits = write(writing);
            for (int i = 0; i < logits.size(); i++) {
                chosen.add(writing.get(i).choose(logits.get(i), candidates));
            }
        }
        return chosen;
    }

    /** Reads the next piece of a prompt; what follows (V) when that was the last. */
    public Optional<float[]> read(Sequence row) {
        int[] piece = row.next(PIECE);
        try (NDManager step = manager.newSubManager()) {
            NDArray tokens = step.create(IntStream.of(piece).asLongStream().toArray());
            NDArray place = step.create(new long[] {row.start, row.computed()});
            NDList result = script.call(step, "prefill", List.of(tokens, place, cache));
            row.compute(piece.length);
            return row.reads() ? Optional.empty() : Optional.of(result.head().toFloatArray());
        }
    }

    /** What follows in each row, (V) for each. */
    public List<float[]> write(List<Sequence> rows) {
        long[] flat =
                rows.stream()
                        .flatMapToLong(
                                row -> LongStream.of(row.next(1)[0], row.computed(), row.start))
                        .toArray();
        rows.forEach(row -> row.compute(1));
        try (NDManager step = manager.newSubManager()) {
            NDArray argument = step.create(flat, new Shape(rows.size(), COLUMNS));
            float[] all =
                    script.call(step, "decode", List.of(argument, cache)).head().toFloatArray();
            return IntStream.range(0, rows.size())
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
