package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.Generation.Finish;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.Score;
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
import java.util.stream.IntStream;

/**
 * A model that writes one story after the other in fp32, exactly as other programs that open its
 * checkpoint do; {@link StoryEngine} writes many at once, and faster. For one thread at a time.
 */
public final class Generator implements AutoCloseable {
    private final NDManager manager;
    private final Architecture architecture;
    private final LaneExecutor lanes;
    private final WeightFolding preparation;
    private final TorchScriptModule script;
    private final TorchScriptDecoder decoder;

    /**
     * @param weights read now; what becomes of them later does not matter to writing
     */
    Generator(NDManager manager, Architecture architecture, NDList weights) {
        this.manager = manager;
        this.architecture = architecture;
        this.lanes = new LaneExecutor(TorchThreads.count());
        this.script = TorchScriptModule.gpt(manager, architecture, Precision.FP32, 0);
        this.preparation =
                new WeightFolding(script, lanes, ParameterGroup.of(architecture), weights);
        try (NDManager loading = manager.newSubManager()) {
            this.decoder =
                    new TorchScriptDecoder(
                            manager,
                            architecture,
                            preparation.of(loading),
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
     * Writes on after a prompt until the end token, the most tokens, the end of the context, or the
     * listener's word.
     *
     * @param prompt at least one id, and fewer than the context holds
     * @param listener hears each token but the end token, as soon as it is chosen
     */
    public Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener) {
        StoryEngine.requirePrompt(prompt, architecture);
        int room = architecture.context() - prompt.length;
        Sequence row = new Sequence(0, prompt, 0, sampling, Math.min(sampling.maxTokens(), room));
        IntStream.Builder ids = IntStream.builder();
        float[] logits = logitsAfter(row);
        TokenFilter candidates = new TokenFilter(logits.length, SoftmaxWeights::plain);
        while (true) {
            SampledToken chosen = row.choose(logits, candidates);
            ids.add(chosen.id());
            Finish finish = chosen.finish();
            if (finish != Finish.END && !listener.accept(chosen.id())) {
                finish = Finish.CANCELLED;
            }
            if (finish != null) {
                return new Generation(ids.build().toArray(), finish);
            }
            logits = decoder.write(List.of(row)).get(0);
        }
    }

    /** How well the model predicts the targets of examples. */
    public Score score(List<Example> examples) {
        return new BatchScorer(script, lanes, preparation).score(manager, examples);
    }

    /** The logits after a prompt, one per token of the vocabulary; for tests. */
    float[] logitsAfter(int[] prompt) {
        return logitsAfter(new Sequence(0, prompt, 0, SamplingParameters.greedy(1, -1), 1));
    }

    private float[] logitsAfter(Sequence row) {
        Optional<float[]> logits = Optional.empty();
        while (logits.isEmpty()) {
            logits = decoder.read(row);
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
