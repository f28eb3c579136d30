package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.Generation.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model that writes, in fp32. What it writes is a pure function of weights, prompt and sampling.
 * For one thread at a time.
 */
public final class Generator implements AutoCloseable {
    private final NDManager manager;
    private final Architecture architecture;
    private final NDList weights;
    private final Script script;

    Generator(NDManager manager, Architecture architecture, NDList weights) {
        this.manager = manager;
        this.architecture = architecture;
        this.weights = weights;
        this.script = new Script(manager, architecture, TrainingOptions.Precision.FP32);
        script.call(manager, "bind", false, Weights.asArgument("w", weights)).close();
    }

    /**
     * Loads a checkpoint's model.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static Generator load(Path checkpoint) throws IOException {
        Architecture architecture = Checkpoint.architecture(checkpoint);
        NDManager manager = Script.manager();
        try {
            return new Generator(
                    manager, architecture, Checkpoint.weights(checkpoint, architecture, manager));
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
    public Generation generate(int[] prompt, Sampling sampling, TokenListener listener) {
        requirePrompt(prompt);
        try (NDManager story = manager.newSubManager()) {
            return new Writing(prompt, sampling, story).write(listener);
        }
    }

    /** How well the model predicts the targets of examples. */
    public Score score(List<Example> examples) {
        try (Lanes lanes = new Lanes(TorchThreads.count())) {
            Preparation preparation =
                    new Preparation(script, lanes, Group.of(architecture), weights);
            return new Scorer(script, lanes, preparation).score(manager, examples);
        }
    }

    /** The logits after a prompt, one per token of the vocabulary; for tests. */
    float[] logitsAfter(int[] prompt) {
        try (NDManager story = manager.newSubManager()) {
            return new Writing(prompt, Sampling.greedy(1, -1), story).prefill();
        }
    }

    private void requirePrompt(int[] prompt) {
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

    @Override
    public void close() {
        script.close();
        manager.close();
    }

    /** One story and its cache of keys and values (L, 2, H, P, D). */
    private final class Writing {
        private final int[] prompt;
        private final Sampling sampling;
        private final int most;
        private final NDManager story;
        private final NDArray cache;

        Writing(int[] prompt, Sampling sampling, NDManager story) {
            this.prompt = prompt;
            this.sampling = sampling;
            this.most = Math.min(sampling.maxTokens(), architecture.context() - prompt.length);
            this.story = story;
            this.cache =
                    story.zeros(
                            new Shape(
                                    architecture.layers(),
                                    2,
                                    architecture.heads(),
                                    prompt.length + most,
                                    architecture.headWidth()));
        }

        Generation write(TokenListener listener) {
            Sampler sampler = new Sampler(sampling);
            int[] ids = new int[most];
            float[] logits = prefill();
            for (int i = 0; i < most; i++) {
                ids[i] = sampler.choose(logits, i);
                if (ids[i] == sampling.endId()) {
                    return generation(ids, i + 1, Finish.END);
                }
                if (!listener.accept(ids[i])) {
                    return generation(ids, i + 1, Finish.CANCELLED);
                }
                if (i + 1 < most) {
                    logits = decode(ids[i], prompt.length + i);
                }
            }
            return generation(ids, most, Finish.LENGTH);
        }

        private Generation generation(int[] ids, int length, Finish finish) {
            return new Generation(java.util.Arrays.copyOf(ids, length), finish);
        }

        float[] prefill() {
            long[] tokens = IntStream.of(prompt).asLongStream().toArray();
            try (NDManager step = story.newSubManager()) {
                return script.call(step, "prefill", false, List.of(step.create(tokens), cache))
                        .head()
                        .toFloatArray();
            }
        }

        private float[] decode(int token, int position) {
            try (NDManager step = story.newSubManager()) {
                NDArray id = step.create(new long[] {token});
                NDArray place = step.create(new long[] {position});
                return script.call(step, "decode", false, List.of(id, place, cache))
                        .head()
                        .toFloatArray();
            }
        }
    }
}
