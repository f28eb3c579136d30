package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
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

/**
 * A model being trained. On the same machine and number of threads everything is a pure function of
 * architecture, options and examples, and a resumed training equals an uninterrupted one bit for
 * bit. For one thread at a time.
 */
public final class Trainer implements AutoCloseable {
    /** That a core takes at once of a step, unless an example has more. */
    public static final int STEP_TOKENS = PackedBatch.PART_TOKENS;

    /** That a core scores at once, unless an example has more. */
    public static final int SCORE_TOKENS = BatchScorer.MAX_TOKENS;

    private static final int MIN_PART_TOKENS = 64;

    private final NDManager manager;
    private final Architecture architecture;
    private final TrainingOptions options;
    private final BatchSampler order;
    private final TorchScriptModule script;
    private final OptimizerRules rules;
    private final LaneExecutor lanes;
    private final List<ParameterGroup> groups;
    private final BatchGradients gradients;
    private final Optimizer mover;
    private final NDList model;
    private final NDList weights;
    private final OptimizerState moments;
    private final LossScaler lossScale;
    private long done;
    private int partTokens = STEP_TOKENS;

    private Trainer(
            NDManager manager, Architecture architecture, TrainingOptions options, State state) {
        this.manager = manager;
        this.architecture = architecture;
        this.options = options;
        this.order = state.order;
        this.model = state.model;
        this.moments = state.moments;
        this.weights = moments.raw().isEmpty() ? model : moments.raw();
        this.done = state.progress.step();
        this.lossScale = new LossScaler(options.precision(), state.progress.lossScale());
        this.script =
                TorchScriptModule.gpt(
                        manager, architecture, options.precision(), options.dropout());
        this.rules = new OptimizerRules(WeightLayout.layout(architecture), options);
        this.lanes = new LaneExecutor(TorchThreads.count());
        this.groups = ParameterGroup.of(architecture);
        this.gradients =
                new BatchGradients(
                        script, lanes, new WeightFolding(script, lanes, groups, weights));
        this.mover = new Optimizer(script, lanes, groups, rules, weights, moments);
    }

    /** The model is the weights that move, or their moving average. */
    private record State(
            BatchSampler order,
            NDList model,
            OptimizerState moments,
            TrainingCheckpoint.Progress progress) {
        /** Nothing learnt yet; the model is where the weights start. */
        static State first(
                NDManager manager,
                Architecture architecture,
                TrainingOptions options,
                List<Example> examples,
                NDList model) {
            NDList raw = new NDList();
            if (options.averaging() > 0) {
                model.forEach(weight -> raw.add(weight.duplicate()));
            }
            return new State(
                    order(architecture, options, examples),
                    model,
                    OptimizerState.zero(manager, architecture, options, raw),
                    new TrainingCheckpoint.Progress(0, options, LossScaler.State.NEW));
        }

        static BatchSampler order(
                Architecture architecture, TrainingOptions options, List<Example> examples) {
            examples.forEach(architecture::requireFits);
            return new BatchSampler(examples, options.batch(), options.seed());
        }
    }

    /**
     * A new model.
     *
     * @throws IllegalArgumentException when there is no example, or one that the model cannot take
     */
    public static Trainer start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = WeightLayout.initial(manager, architecture, options.seed());
            State state = State.first(manager, architecture, options, examples, model);
            return new Trainer(manager, architecture, options, state);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Goes on where {@link #save} left off, with the options it was started with.
     *
     * @param examples the same as before
     * @throws CheckpointException when the folder holds no such checkpoint
     */
    public static Trainer resume(Path checkpoint, List<Example> examples) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        TrainingCheckpoint.Progress progress = TrainingCheckpoint.progress(checkpoint);
        TrainingOptions options = progress.options();
        BatchSampler order = State.order(architecture, options, examples);
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            OptimizerState moments =
                    OptimizerState.read(checkpoint, architecture, options, manager);
            State state = new State(order, model, moments, progress);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * A new training of a checkpoint's model: its weights, and nothing else of how it was trained.
     *
     * @throws CheckpointException when the folder holds no model
     */
    public static Trainer startFrom(
            Path checkpoint, TrainingOptions options, List<Example> examples) throws IOException {
        Architecture architecture = CheckpointFolder.architecture(checkpoint);
        NDManager manager = TorchScriptModule.manager();
        try {
            NDList model = CheckpointFolder.weights(checkpoint, architecture, manager);
            State state = State.first(manager, architecture, options, examples, model);
            return new Trainer(manager, architecture, options, state);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Learns from the next batch; one whose gradients are not finite moves nothing. */
    public StepResult step() {
        try (NDManager step = manager.newSubManager()) {
            List<Example> batch = order.batch(done);
            BatchGradients.Way way =
                    new BatchGradients.Way(partTokens, lossScale, DropoutNoise.of(options, done));
            BatchGradients.Found found = gradients.of(step, batch, way);
            Optimizer.Combined combined = mover.combine(step, found.shares());
            boolean finite = Float.isFinite(combined.norm());
            if (finite) {
                mover.move(step, combined, found.scale(), done);
                average(step);
            }
            lossScale.adjust(finite);
            double rate = rules.learningRate(done);
            done++;
            int tokens = batch.stream().mapToInt(Example::tokens).sum();
            float norm = (float) (combined.norm() / found.scale());
            return new StepResult(done, found.loss(), norm, rate, tokens);
        }
    }

    /** Moves the model towards the weights; faster in the first steps, which are far off. */
    private void average(NDManager step) {
        if (options.averaging() > 0) {
            double kept = Math.min(options.averaging(), (1.0 + done) / (10.0 + done));
            List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("a", model));
            arguments.addAll(WeightLayout.asArgument("w", weights));
            arguments.add(step.create(1 - kept));
            script.call(step, "update_average", arguments);
        }
    }

    /** Steps done so far, those before a resumption included. */
    public long stepsDone() {
        return done;
    }

    public TrainingOptions options() {
        return options;
    }

    /** Tokens of a batch that are in memory at once; a step sums the gradients of such parts. */
    public int partTokens() {
        return partTokens;
    }

    /**
     * Halves what is in memory at once, for the steps to come; whole examples stay together.
     *
     * @return false when that cannot make a step smaller any more
     */
    public boolean halveParts() {
        if (partTokens / 2 < MIN_PART_TOKENS) {
            return false;
        }
        partTokens /= 2;
        return true;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The loss over examples with the model as it is, in the training's precision. */
    public Score score(List<Example> examples) {
        WeightFolding preparation = new WeightFolding(script, lanes, groups, model);
        return new BatchScorer(script, lanes, preparation).score(manager, examples);
    }

    /** A generator over the live model; it follows the training and must be closed first. */
    public Generator generator() {
        return new Generator(manager.newSubManager(), architecture, model);
    }

    /**
     * Writes {@code config.json}, {@code model.safetensors}, {@code optimizer.safetensors} and
     * {@code trainer.json} into an existing folder.
     */
    public void save(Path folder) throws IOException {
        TrainingCheckpoint.Progress progress =
                new TrainingCheckpoint.Progress(done, options, lossScale.state());
        CheckpointFolder.writeModel(folder, architecture, model);
        TrainingCheckpoint.write(folder, progress, moments);
    }

    /** The loss over a batch, then its gradients in the order of the weights; for tests. */
    NDList gradients(List<Example> examples, int partTokens) {
        BatchGradients.Way way = new BatchGradients.Way(partTokens, lossScale, DropoutNoise.NONE);
        BatchGradients.Found found = gradients.of(manager, examples, way);
        NDList result = new NDList(manager.create(found.loss()));
        NDList scaled = mover.combine(manager, found.shares()).gradients();
        scaled.forEach(gradient -> result.add(gradient.div(found.scale())));
        return result;
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
