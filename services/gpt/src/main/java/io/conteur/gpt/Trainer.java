package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.data.ExampleOrder;
import io.conteur.gpt.data.TrainingData;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.BatchScorer;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.torch.WeightFolding;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.BatchSampler;
import io.conteur.gpt.training.DropoutNoise;
import io.conteur.gpt.training.LossScaler;
import io.conteur.gpt.training.Optimizer;
import io.conteur.gpt.training.OptimizerRules;
import io.conteur.gpt.training.OptimizerState;
import io.conteur.gpt.training.StepResult;
import io.conteur.gpt.training.TrainingCheckpoint;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final TorchScriptModule script;
    private final OptimizerRules rules;
    private final LaneExecutor lanes;
    private final List<ParameterGroup> groups;
    private final BatchGradients gradients;
    private final Optimizer optimizer;
    private final NDList model;
    private final NDList weights;
    private final OptimizerState optimizerState;
    private final LossScaler lossScaler;
    private final @Nullable Integer blocksTogether;
    private long stepsDone;
    private int microBatchTokens = STEP_TOKENS;

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
        this.script =
                TorchScriptModule.gpt(
                        manager, architecture, options.precision(), options.dropout());
        this.rules = new OptimizerRules(architecture, options);
        this.lanes = new LaneExecutor(TorchThreads.count());
        this.groups = ParameterGroup.of(architecture);
        this.gradients =
                new BatchGradients(
                        script, lanes, new WeightFolding(script, lanes, groups, weights));
        this.optimizer = new Optimizer(script, lanes, rules, weights, optimizerState);
    }

    /** The model is the weights that are trained, or their moving average. */
    private record State(
            BatchSampler sampler,
            NDList model,
            OptimizerState optimizerState,
            TrainingCheckpoint.Progress progress) {
        /** Of a new training that starts from the weights of a model. */
        static State initial(
                NDManager manager,
                Architecture architecture,
                TrainingOptions options,
                TrainingData data,
                NDList model) {
            NDList raw = new NDList();
            if (options.averaging() > 0) {
                model.forEach(weight -> raw.add(weight.duplicate()));
            }
            int together = ExampleOrder.BLOCKS_TOGETHER;
            return new State(
                    new BatchSampler(data, options, architecture, together),
                    model,
                    OptimizerState.zero(manager, architecture, options, raw),
                    new TrainingCheckpoint.Progress(0, options, LossScaler.State.NEW, together));
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
        return start(architecture, options, TrainingData.all(examples));
    }

    /** A new model; an example that it cannot take is found when its step comes. */
    public static Trainer start(
            Architecture architecture, TrainingOptions options, TrainingData data) {
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = WeightLayout.initial(manager, architecture, options.seed());
            State state = State.initial(manager, architecture, options, data, model);
            return new Trainer(manager, architecture, options, state);
        } catch (RuntimeException e) {
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
        return resume(checkpoint, TrainingData.all(examples));
    }

    /** As {@link #resume(Path, List)}. */
    public static Trainer resume(Path checkpoint, TrainingData data) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        TrainingCheckpoint.Progress progress = TrainingCheckpoint.progress(checkpoint);
        TrainingOptions options = progress.options();
        BatchSampler sampler =
                new BatchSampler(data, options, architecture, progress.orderedTogether());
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            OptimizerState optimizerState =
                    OptimizerState.read(checkpoint, architecture, options, manager);
            State state = new State(sampler, model, optimizerState, progress);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException e) {
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
        return startFrom(checkpoint, options, TrainingData.all(examples));
    }

    /** As {@link #startFrom(Path, TrainingOptions, List)}. */
    public static Trainer startFrom(Path checkpoint, TrainingOptions options, TrainingData data)
            throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            State state = State.initial(manager, architecture, options, data, model);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException e) {
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
            BatchGradients.Result result = gradients.of(step, batch, settings);
            Optimizer.Combined combined = optimizer.combine(step, result.byLane());
            boolean finite = Float.isFinite(combined.norm());
            if (finite) {
                optimizer.update(step, combined, result.scale(), stepsDone);
                updateAverage(step);
            }
            lossScaler.adjust(finite);
            double rate = rules.learningRate(stepsDone);
            stepsDone++;
            int tokens = batch.stream().mapToInt(Example::tokens).sum();
            float norm = (float) (combined.norm() / result.scale());
            return new StepResult(stepsDone, result.loss(), norm, rate, tokens);
        }
    }

    /** Exponential moving average of the weights; with a lower decay in the first steps. */
    private void updateAverage(NDManager step) {
        if (options.averaging() > 0) {
            double decay = Math.min(options.averaging(), (1.0 + stepsDone) / (10.0 + stepsDone));
            List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("a", model));
            arguments.addAll(WeightLayout.asArgument("w", weights));
            arguments.add(step.create(1 - decay));
            script.call(step, "update_average", arguments);
        }
    }

    /** Steps done, those before a resumption included. */
    public long stepsDone() {
        return stepsDone;
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
        return true;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The cross-entropy over examples of the model as it is now, in the training's precision. */
    public Score score(List<Example> examples) {
        WeightFolding folding = new WeightFolding(script, lanes, groups, model);
        return new BatchScorer(script, lanes, folding).score(manager, examples);
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

    /** The loss over a batch, then its gradients in the order of the weights; for tests. */
    NDList gradients(List<Example> examples, int microBatchTokens) {
        BatchGradients.Settings settings =
                new BatchGradients.Settings(microBatchTokens, lossScaler, DropoutNoise.NONE);
        BatchGradients.Result result = gradients.of(manager, examples, settings);
        NDList all = new NDList(manager.create(result.loss()));
        NDList scaled = optimizer.combine(manager, result.byLane()).gradients();
        scaled.forEach(gradient -> all.add(gradient.div(result.scale())));
        return all;
    }

    NDList weights() {
        return weights;
    }

    NDList model() {
        return model;
    }

    @Override
    public void close() {
        lanes.close();
        script.close();
        manager.close();
    }
}
