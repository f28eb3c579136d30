package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
final class ScriptDecoder implements Decoder {
    // Where a piece ends depends on the prompt alone, so the same prompt gives the same bits.
    private static final int PIECE = 256;

    private static final int COLUMNS = 3;

    private final NDManager manager;
    private final Script script;
    private final NDArray cache;
    private final int vocabulary;
    private final Lanes lanes = new Lanes(TorchThreads.count());

    /**
     * @param prepared the weights as {@code gpt.py} folds them, fp32
     * @param packed see {@link Script#decoder}
     */
    ScriptDecoder(
            NDManager parent,
            Architecture architecture,
            NDList prepared,
            boolean packed,
            int cacheTokens) {
        manager = parent.newSubManager();
        vocabulary = architecture.vocabulary();
        script = Script.decoder(manager, architecture, packed);
        List<NDArray> arguments = new ArrayList<>(Weights.asArgument("f", prepared));
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
    static ScriptDecoder load(Path checkpoint, Architecture architecture, int cacheTokens)
            throws IOException {
        try (NDManager loading = Script.manager();
                Lanes lanes = new Lanes(TorchThreads.count());
                Script script =
                        Script.gpt(loading, architecture, TrainingOptions.Precision.FP32, 0)) {
            NDList weights = Checkpoint.weights(checkpoint, architecture, loading);
            NDList prepared =
                    new Preparation(script, lanes, Group.of(architecture), weights).of(loading);
            return new ScriptDecoder(
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
    public List<Chosen> step(List<Row> rows) {
        List<Supplier<List<Chosen>>> calls = new ArrayList<>();
        for (List<Row> share : lanes.share(rows, row -> 1)) {
            calls.add(() -> stepAlone(share));
        }
        return lanes.run(calls).stream().flatMap(List::stream).toList();
    }

    /** At most one piece of one prompt, so that running stories keep flowing; then a token each. */
    private List<Chosen> stepAlone(List<Row> share) {
        List<Chosen> chosen = new ArrayList<>();
        Candidates candidates = new Candidates(vocabulary, Exponentials::plain);
        List<Row> writing = share.stream().filter(row -> !row.reads()).toList();
        share.stream()
                .filter(Row::reads)
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
    Optional<float[]> read(Row row) {
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
    List<float[]> write(List<Row> rows) {
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
