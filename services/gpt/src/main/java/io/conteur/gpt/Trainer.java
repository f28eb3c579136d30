package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model being trained. On the same machine and number of threads everything is a pure function of
 * architecture, options and examples, and a resumed training equals an uninterrupted one bit for
 * bit. For one thread at a time.
 */
public final class Trainer implements AutoCloseable {
    private static final int MIN_PART_TOKENS = 64;

    private final NDManager manager;
    private final Architecture architecture;
    private final TrainingOptions options;
    private final ExampleOrder order;
    private final Script script;
    private final MovingRules rules;
    private final Lanes lanes;
    private final Preparation preparation;
    private final BatchGradients gradients;
    private final Mover mover;
    private final NDList weights;
    private final Moments moments;
    private long done;
    private int partTokens = PackedBatch.PART_TOKENS;

    private Trainer(
            NDManager manager, Architecture architecture, TrainingOptions options, State state) {
        this.manager = manager;
        this.architecture = architecture;
        this.options = options;
        this.order = state.order;
        this.weights = state.weights;
        this.moments = state.moments;
        this.done = state.done;
        this.script = new Script(manager, architecture, options.precision());
        this.rules = new MovingRules(Weights.layout(architecture), options);
        this.lanes = new Lanes(TorchThreads.count());
        List<Group> groups = Group.of(architecture);
        this.preparation = new Preparation(script, lanes, groups, weights);
        this.gradients = new BatchGradients(script, lanes, preparation);
        this.mover = new Mover(script, lanes, groups, rules, weights, moments);
    }

    private record State(ExampleOrder order, NDList weights, Moments moments, long done) {}

    /**
     * A new model.
     *
     * @throws IllegalArgumentException when there is no example, or one that the model cannot take
     */
    public static Trainer start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        examples.forEach(architecture::requireFits);
        ExampleOrder order = new ExampleOrder(examples, options.batch(), options.seed());
        NDManager manager = Script.manager();
        NDList weights = Weights.initial(manager, architecture, options.seed());
        Moments moments = Moments.zero(manager, architecture, options);
        return new Trainer(manager, architecture, options, new State(order, weights, moments, 0));
    }

    /**
     * Goes on where {@link #save} left off, with the options it was started with.
     *
     * @param examples the same as before
     * @throws CheckpointException when the folder holds no such checkpoint
     */
    public static Trainer resume(Path checkpoint, List<Example> examples) throws IOException {
        Architecture architecture = Checkpoint.architecture(checkpoint);
        Checkpoint.Progress progress = Checkpoint.progress(checkpoint);
        TrainingOptions options = progress.options();
        examples.forEach(architecture::requireFits);
        ExampleOrder order = new ExampleOrder(examples, options.batch(), options.seed());
        NDManager manager = Script.manager();
        try {
            NDList weights = Checkpoint.weights(checkpoint, architecture, manager);
            Moments moments = Moments.read(checkpoint, architecture, options, manager);
            return new Trainer(
                    manager,
                    architecture,
                    options,
                    new State(order, weights, moments, progress.step()));
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
        Architecture architecture = Checkpoint.architecture(checkpoint);
        examples.forEach(architecture::requireFits);
        ExampleOrder order = new ExampleOrder(examples, options.batch(), options.seed());
        NDManager manager = Script.manager();
        try {
            NDList weights = Checkpoint.weights(checkpoint, architecture, manager);
            Moments moments = Moments.zero(manager, architecture, options);
            return new Trainer(
                    manager, architecture, options, new State(order, weights, moments, 0));
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Learns from the next batch. */
    public StepResult step() {
        try (NDManager step = manager.newSubManager()) {
            List<Example> batch = order.batch(done);
            BatchGradients.Found found = gradients.of(step, batch, partTokens);
            Mover.Combined combined = mover.combine(step, found.shares());
            mover.move(step, combined, done);
            double rate = rules.learningRate(done);
            done++;
            int tokens = batch.stream().mapToInt(Example::tokens).sum();
            return new StepResult(done, found.loss(), combined.norm(), rate, tokens);
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

    /** The loss over examples with the weights as they are, in the training's precision. */
    public Score score(List<Example> examples) {
        return new Scorer(script, lanes, preparation).score(manager, examples);
    }

    /** A generator over the live weights; it follows the training and must be closed first. */
    public Generator generator() {
        return new Generator(manager.newSubManager(), architecture, weights);
    }

    /**
     * Writes {@code config.json}, {@code model.safetensors}, {@code optimizer.safetensors} and
     * {@code trainer.json} into an existing folder.
     */
    public void save(Path folder) throws IOException {
        Checkpoint.writeModel(folder, architecture, weights);
        Checkpoint.writeTrainer(folder, new Checkpoint.Progress(done, options), moments);
    }

    /** The loss over a batch, then its gradients in the order of the weights; for tests. */
    NDList gradients(List<Example> examples, int partTokens) {
        BatchGradients.Found found = gradients.of(manager, examples, partTokens);
        NDList result = new NDList(manager.create(found.loss()));
        result.addAll(mover.combine(manager, found.shares()).gradients());
        return result;
    }

    NDList weights() {
        return weights;
    }

    @Override
    public void close() {
        lanes.close();
        script.close();
        manager.close();
    }
}
