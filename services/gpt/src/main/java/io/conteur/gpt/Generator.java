package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SoftmaxWeights;
import io.conteur.gpt.sampling.TokenFilter;
import io.conteur.gpt.torch.BatchScorer;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.TorchScriptDecoder;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.torch.WeightFolding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Generates one story after the other in fp32, to agree with other programs that open the
 * checkpoint; {@link StoryEngine} generates many at once, and faster. For one thread at a time.
 */
public final class Generator implements AutoCloseable {
    private final NDManager manager;
    private final Architecture architecture;
    private final LaneExecutor lanes;
    private final WeightFolding folding;
    private final TorchScriptModule script;
    private final TorchScriptDecoder decoder;

    /**
     * @param weights copied for generation; scoring follows later changes to them
     */
    Generator(NDManager manager, Architecture architecture, NDList weights) {
        this.manager = manager;
        this.architecture = architecture;
        this.lanes = new LaneExecutor(TorchThreads.count());
        this.script = TorchScriptModule.gpt(manager, architecture, Precision.FP32, 0);
        this.folding = new WeightFolding(script, lanes, ParameterGroup.of(architecture), weights);
        try (NDManager loading = manager.newSubManager()) {
            this.decoder =
                    new TorchScriptDecoder(
                            manager,
                            architecture,
                            folding.fold(loading),
                            false,
                            architecture.context());
        }
    }

    /**
     * Loads a checkpoint's model.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static Generator load(Path checkpoint) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        NDManager manager = TorchScriptModule.manager();
        try {
            return new Generator(
                    manager,
                    architecture,
                    CheckpointFolder.weights(checkpoint, architecture, manager));
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    public Architecture architecture() {
        return architecture;
    }

    /**
     * Continues a prompt until the end token, the maximum of tokens, the end of the context, or
     * until the listener stops it.
     *
     * @param prompt at least one id, and fewer than the context holds
     * @param listener is called with each token but the end token, as soon as it is sampled
     */
    public Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener) {
        return sample(
                prompt,
                sampling,
                token -> token.finish() == Finish.END || listener.accept(token.id()));
    }

    /**
     * As {@link #generate}, with each token's probabilities, those of the end token included.
     *
     * @param listener returns false to stop the story
     */
    public Generation sample(
            int[] prompt, SamplingParameters sampling, Predicate<SampledToken> listener) {
        StoryEngine.requirePrompt(prompt, architecture);
        int room = architecture.context() - prompt.length;
        Sequence sequence =
                new Sequence(0, prompt, 0, sampling, Math.min(sampling.maxTokens(), room));
        IntStream.Builder ids = IntStream.builder();
        float[] logits = logitsAfter(sequence);
        TokenFilter filter = new TokenFilter(logits.length, SoftmaxWeights::plain);
        while (true) {
            SampledToken sampled = sequence.sample(logits, filter);
            ids.add(sampled.id());
            Finish finish = sampled.finish();
            if (!listener.test(sampled) && finish != Finish.END) {
                finish = Finish.CANCELLED;
            }
            if (finish != null) {
                return new Generation(ids.build().toArray(), finish);
            }
            logits = decoder.decode(List.of(sequence)).get(0);
        }
    }

    /** The cross-entropy of the model over the targets of examples. */
    public Score score(List<Example> examples) {
        return new BatchScorer(script, lanes, folding).score(manager, examples);
    }

    /** The logits (V) of the token after a prompt; for tests. */
    float[] logitsAfter(int[] prompt) {
        return logitsAfter(new Sequence(0, prompt, 0, SamplingParameters.greedy(1, -1), 1));
    }

    private float[] logitsAfter(Sequence sequence) {
        Optional<float[]> logits = Optional.empty();
        while (logits.isEmpty()) {
            logits = decoder.prefill(sequence);
        }
        return logits.get();
    }

    @Override
    public void close() {
        lanes.close();
        decoder.close();
        script.close();
        manager.close();
    }
}
