package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.data.ExampleOrder;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.diloco.WeightVector;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.Gpu;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.path.TrainingPath;
import io.conteur.gpt.torch.BatchScorer;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.BatchSampler;
import io.conteur.gpt.training.DropoutNoise;
import io.conteur.gpt.training.LossScaler;
import io.conteur.gpt.training.OptimizerRules;
import io.conteur.gpt.training.OptimizerState;
import io.conteur.gpt.training.StepResult;
import io.conteur.gpt.training.TrainingCheckpoint;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model. On the same machine and number of threads the weights are a pure function of
 * architecture, options and examples, and a resumed training equals an uninterrupted one bit for
 * bit. For one thread at a time.
 */
public final class Trainer implements AutoCloseable {
    /** Tokens of a micro-batch, of which each core takes one at a time. */
    public static final int STEP_TOKENS = PackedBatch.MICRO_BATCH_TOKENS;

    /** Tokens that each core scores at once. */
    public static final int SCORE_TOKENS = BatchScorer.MAX_TOKENS;

    private static final int MIN_MICRO_BATCH_TOKENS = 64;

    private final NDManager manager;
    private final Architecture architecture;
    private final TrainingOptions options;
    private final BatchSampler sampler;
    private final OptimizerRules rules;
    private TrainingPath path;
    private final NDList model;
    private final NDList weights;
    private final OptimizerState optimizerState;
    private final LossScaler lossScaler;
    private final @Nullable Integer blocksTogether;
    private long stepsDone;
    private int microBatchTokens;

    private Trainer(
            NDManager manager, Architecture architecture, TrainingOptions options, State state) {
        this.manager = manager;
        this.architecture = architecture;
        this.options = options;
        this.sampler = state.sampler;
        this.model = state.model;
        this.optimizerState = state.optimizerState;
        this.weights = optimizerState.raw().isEmpty() ? model : optimizerState.raw();
        this.stepsDone = state.progress.step();
        this.blocksTogether = state.progress.blocksTogether();
        this.lossScaler = new LossScaler(options.precision(), state.progress.lossScale());
        this.rules = new OptimizerRules(architecture, options);
        this.path =
                TrainingPath.open(
                        state.compute,
                        new TrainingPath.Trained(
                                manager, architecture, options, weights, optimizerState));
        this.microBatchTokens = path.microBatchTokens();
    }

    /** The model is the weights that are trained, or their moving average. */
    private record State(
            BatchSampler sampler,
            NDList model,
            OptimizerState optimizerState,
            TrainingCheckpoint.Progress progress,
            ComputeOptions compute) {
        /** Of a new training that starts from the weights of a model. */
        static State initial(
                NDManager manager,
                Architecture architecture,
                TrainingOptions options,
                ExampleSource examples,
                NDList model,
                ComputeOptions compute) {
            NDList raw = new NDList();
            if (options.averaging() > 0) {
                model.forEach(weight -> raw.add(weight.duplicate()));
            }
            int together = ExampleOrder.BLOCKS_TOGETHER;
            return new State(
                    new BatchSampler(examples, options, architecture, together),
                    model,
                    OptimizerState.zero(manager, architecture, options, raw),
                    new TrainingCheckpoint.Progress(0, options, LossScaler.State.NEW, together),
                    compute);
        }
    }

    /**
     * A new model.
     *
     * @throws IllegalArgumentException when there is no example, or one that the model cannot take
     */
    public static Trainer start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        examples.forEach(architecture::requireFits);
        return start(architecture, options, ExampleSource.of(examples), ComputeOptions.DEFAULT);
    }

    /**
     * A new model, computed as this machine should; an example that it cannot take is found when
     * its step comes.
     */
    public static Trainer start(
            Architecture architecture,
            TrainingOptions options,
            ExampleSource examples,
            ComputeOptions compute) {
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = WeightLayout.initial(manager, architecture, options.seed());
            State state = State.initial(manager, architecture, options, examples, model, compute);
            return new Trainer(manager, architecture, options, state);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Resumes a training from its {@link #save}d checkpoint, with the options in it.
     *
     * @param examples the same as before
     * @throws CheckpointException when the folder holds no such checkpoint
     */
    public static Trainer resume(Path checkpoint, List<Example> examples) throws IOException {
        return resume(checkpoint, ExampleSource.of(examples), ComputeOptions.DEFAULT);
    }

    /**
     * As {@link #resume(Path, List)}, computed as this machine should: a checkpoint moves between
     * devices, where rounding then differs.
     */
    public static Trainer resume(Path checkpoint, ExampleSource examples, ComputeOptions compute)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        TrainingCheckpoint.Progress progress = TrainingCheckpoint.progress(checkpoint);
        TrainingOptions options = progress.options();
        BatchSampler sampler =
                new BatchSampler(examples, options, architecture, progress.orderedTogether());
        sampler.expect(progress.step()); // Files are opened while libtorch and weights are loaded.
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            OptimizerState optimizerState =
                    OptimizerState.read(checkpoint, architecture, options, manager);
            State state = new State(sampler, model, optimizerState, progress, compute);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Starts a new training from a checkpoint's weights alone (fine-tuning).
     *
     * @throws CheckpointException when the folder holds no model
     */
    public static Trainer startFrom(
            Path checkpoint, TrainingOptions options, List<Example> examples) throws IOException {
        return startFrom(checkpoint, options, ExampleSource.of(examples), ComputeOptions.DEFAULT);
    }

    /** As {@link #startFrom(Path, TrainingOptions, List)}, computed as this machine should. */
    public static Trainer startFrom(
            Path checkpoint,
            TrainingOptions options,
            ExampleSource examples,
            ComputeOptions compute)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            State state = State.initial(manager, architecture, options, examples, model, compute);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** Trains on the next batch; skips the update when its gradients are not finite. */
    public StepResult step() {
        try (NDManager step = manager.newSubManager()) {
            List<Example> batch = sampler.batch(stepsDone);
            BatchGradients.Settings settings =
                    new BatchGradients.Settings(
                            microBatchTokens, lossScaler, DropoutNoise.of(options, stepsDone));
            TrainingPath.Gradients computed = path.gradients(step, batch, settings);
            boolean finite = Float.isFinite(computed.norm());
            if (finite) {
                path.update(step, computed, stepsDone);
                updateAverage(step);
            }
            lossScaler.adjust(finite);
            double rate = rules.learningRate(stepsDone);
            stepsDone++;
            int tokens = batch.stream().mapToInt(Example::tokens).sum();
            float norm = (float) (computed.norm() / computed.scale());
            return new StepResult(stepsDone, computed.loss(), norm, rate, tokens);
        }
    }

    /** Exponential moving average of the weights; with a lower decay in the first steps. */
    private void updateAverage(NDManager step) {
        if (options.averaging() > 0) {
            double decay = Math.min(options.averaging(), (1.0 + stepsDone) / (10.0 + stepsDone));
            path.updateAverage(step, model, 1 - decay);
        }
    }

    /** Steps done, those before a resumption included. */
    public long stepsDone() {
        return stepsDone;
    }

    /**
     * Goes to another place in the order of the examples and in the schedule.
     *
     * @param done steps before the next one
     */
    public void seek(long done) {
        stepsDone = done;
    }

    /** The path on which its steps are computed. */
    public PathKind path() {
        return path.kind();
    }

    /** The device on which it trains: {@code CPU}, or the name of a GPU. */
    public String device() {
        return manager.getDevice().isGpu() ? Gpu.query().map(Gpu::name).orElse("GPU") : "CPU";
    }

    public TrainingOptions options() {
        return options;
    }

    /** Tokens of a micro-batch; a step accumulates the gradients of its micro-batches. */
    public int microBatchTokens() {
        return microBatchTokens;
    }

    /**
     * Halves the micro-batches of the next steps, so that they need less memory. An example is
     * never split.
     *
     * @return false when they cannot be smaller
     */
    public boolean halveMicroBatches() {
        if (microBatchTokens / 2 < MIN_MICRO_BATCH_TOKENS) {
            return false;
        }
        microBatchTokens /= 2;
        TorchScriptModule.releaseCached();
        return true;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The cross-entropy over examples of the model as it is now, in the training's precision. */
    public Score score(List<Example> examples) {
        return path.score(model, examples);
    }

    /** A generator with a copy of the model as it is now; must be closed before this. */
    public Generator generator() {
        return new Generator(manager.newSubManager(), architecture, model);
    }

    /**
     * Writes {@code config.json}, {@code model.safetensors}, {@code optimizer.safetensors} and
     * {@code trainer.json} into an existing folder.
     */
    public void save(Path folder) throws IOException {
        TrainingCheckpoint.Progress progress =
                new TrainingCheckpoint.Progress(
                        stepsDone, options, lossScaler.state(), blocksTogether);
        CheckpointFolder.writeModel(folder, architecture, model);
        TrainingCheckpoint.write(folder, progress, optimizerState);
    }

    /** A copy of the weights that are trained, not of their moving average. */
    public WeightVector weightVector() {
        return WeightVector.copyOf(weights);
    }

    /**
     * Replaces the weights that are trained; the optimizer's moments stay.
     *
     * @param values of the same architecture
     */
    public void setWeights(WeightVector values) {
        values.copyTo(weights);
    }

    /** The loss over a batch, then its gradients in the order of the weights; for tests. */
    NDList gradients(List<Example> examples, int microBatchTokens) {
        return gradients(examples, microBatchTokens, DropoutNoise.NONE);
    }

    NDList gradients(List<Example> examples, int microBatchTokens, DropoutNoise noise) {
        BatchGradients.Settings settings =
                new BatchGradients.Settings(microBatchTokens, lossScaler, noise);
        TrainingPath.Gradients computed = path.gradients(manager, examples, settings);
        NDList all = new NDList(manager.create(computed.loss()));
        computed.gradients().forEach(gradient -> all.add(gradient.div(computed.scale())));
        return all;
    }

    /** For tests: computes on another path, made of the present one. */
    void wrapPath(UnaryOperator<TrainingPath> wrapper) {
        path = wrapper.apply(path);
    }

    NDList weights() {
        return weights;
    }

    NDList model() {
        return model;
    }

    @Override
    public void close() {
        path.close();
        manager.close();
    }
}
