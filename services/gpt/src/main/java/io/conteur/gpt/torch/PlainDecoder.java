package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.BatchDecoder;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.decoding.StepBatch;
import io.conteur.gpt.decoding.StepBatch.Run;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SoftmaxWeights;
import io.conteur.gpt.sampling.TokenFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decoding in {@code plain.py}, for a device that is slow to start: one attention call per layer
 * for all sequences and their prompts. Tokens are sampled on the device, several steps in a call,
 * whose tokens are then handed out one per step. What needs more than a random number and the
 * filters (penalties, logit bias, log probabilities) is sampled on the host, a step at a time.
 *
 * <p>Unlike those for CPUs it is not batch-invariant to the last bit: kernels may sum in another
 * order in another batch. In fp32 that does not change a token, unless two are equally likely.
 */
public final class PlainDecoder implements BatchDecoder {
    /** Steps of a call. More of them are wasted on a story that ends within a call. */
    private static final int STEPS = 8;

    /** Tokens of prompts in a call. */
    private static final int PROMPT_TOKENS = 4096;

    private final NDManager manager;
    private final TorchScriptModule script;
    private final int vocabulary;
    private final NDList folded;
    private final NDArray cache;
    private final Queue<List<SampledToken>> ready = new ArrayDeque<>();

    /**
     * @param cacheTokens that the KV cache holds (P)
     */
    private PlainDecoder(NDManager loading, Loaded loaded, Precision precision, int cacheTokens) {
        Architecture architecture = loaded.architecture;
        manager = loading.getParentManager().newSubManager();
        vocabulary = architecture.vocabulary();
        script = TorchScriptModule.plain(manager, architecture, precision, 0, false);
        try {
            folded = script.call(manager, "fold_all", WeightLayout.asArgument("w", loaded.weights));
            WeightLayout.asArgument("p", folded);
            Shape shape =
                    new Shape(
                            2L * architecture.layers(),
                            cacheTokens,
                            architecture.heads(),
                            architecture.headWidth());
            cache = manager.zeros(shape, dataType(precision));
        } catch (RuntimeException | Error e) {
            close(); // Nothing else frees what it holds.
            throw e;
        }
    }

    private record Loaded(Architecture architecture, NDList weights) {}

    /** Loads a checkpoint's model: in bf16 on a GPU, in fp32 on a CPU. */
    public static PlainDecoder load(Path checkpoint, Architecture architecture, int cacheTokens)
            throws IOException {
        try (NDManager loading = TorchScriptModule.manager()) {
            Precision precision = loading.getDevice().isGpu() ? Precision.BF16 : Precision.FP32;
            NDList weights = CheckpointFolder.weights(checkpoint, architecture, loading);
            return new PlainDecoder(
                    loading, new Loaded(architecture, weights), precision, cacheTokens);
        }
    }

    private static DataType dataType(Precision precision) {
        return switch (precision) {
            case BF16 -> DataType.BFLOAT16;
            case FP16 -> DataType.FLOAT16;
            case FP32 -> DataType.FLOAT32;
        };
    }

    @Override
    public int pageTokens() {
        return 1;
    }

    @Override
    public List<SampledToken> step(List<Sequence> sequences) {
        if (ready.isEmpty()) {
            if (sequences.stream().allMatch(s -> !s.prefilling() && s.samplesByFilter())) {
                generate(sequences);
            } else {
                ready.add(extend(new StepBatch(sequences, PROMPT_TOKENS)));
            }
        }
        Set<Integer> present = sequences.stream().map(s -> s.handle).collect(Collectors.toSet());
        return ready.remove().stream().filter(token -> present.contains(token.handle())).toList();
    }

    /** Several steps of sequences whose prompts are processed, as many as each may have. */
    private void generate(List<Sequence> sequences) {
        int steps = sequences.stream().mapToInt(Sequence::tokensLeft).min().orElse(STEPS);
        SequenceBatch batch = new SequenceBatch(sequences, Math.min(STEPS, steps));
        long[] tokens;
        try (NDManager step = manager.newSubManager()) {
            List<NDArray> arguments = new ArrayList<>();
            arguments.add(batch.rows(step));
            arguments.add(TorchScriptModule.onHost(step).create(batch.longest()));
            batch.addSampling(arguments, step);
            arguments.addAll(folded);
            arguments.add(cache);
            tokens = script.call(step, "generate", arguments).head().toLongArray();
        }
        ready.addAll(batch.accept(tokens));
    }

    /** One step of everything: chunks of prompts, and the last tokens of the others. */
    private List<SampledToken> extend(StepBatch step) {
        List<Run> runs = step.runs();
        SequenceBatch batch = new SequenceBatch(runs.stream().map(Run::sequence).toList(), 1);
        List<Run> onHost =
                step.completed().stream().filter(run -> !run.sequence().samplesByFilter()).toList();
        long[] tokens;
        float[] logits;
        try (NDManager call = manager.newSubManager()) {
            List<NDArray> arguments = new ArrayList<>();
            new PackedRuns(step).addTo(arguments, call, TorchScriptModule.onHost(call));
            batch.addSampling(arguments, call);
            arguments.add(call.create(onHost.stream().mapToLong(runs::indexOf).toArray()));
            arguments.addAll(folded);
            arguments.add(cache);
            NDList results = script.call(call, "extend", arguments);
            tokens = results.get(0).toLongArray();
            logits = results.get(1).toFloatArray();
        }
        runs.forEach(run -> run.sequence().advance(run.ids().length));
        TokenFilter filter = new TokenFilter(vocabulary, SoftmaxWeights::plain);
        List<SampledToken> sampled = new ArrayList<>();
        int row = 0;
        for (Run run : step.completed()) {
            if (run.sequence().samplesByFilter()) {
                sampled.add(run.sequence().accept((int) tokens[runs.indexOf(run)]));
            } else {
                float[] own = new float[vocabulary];
                System.arraycopy(logits, row++ * vocabulary, own, 0, vocabulary);
                sampled.add(run.sequence().sample(own, filter));
            }
        }
        return sampled;
    }

    @Override
    public void close() {
        script.close();
        manager.close();
    }
}
