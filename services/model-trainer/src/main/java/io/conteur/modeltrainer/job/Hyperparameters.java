package io.conteur.modeltrainer.job;

import static java.util.Objects.requireNonNullElse;

import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingSettings;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.torch.MatmulBenchmark;
import io.conteur.gpt.training.LearningRateSchedule;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.workersupport.JobEndedException;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters of a job: what its request names, and defaults for the rest. All defaults of
 * a job's request stand here. Those of the network's shape and of the batch, by model size, are
 * {@link ModelSize}'s; those of the optimizer {@code Muon} are {@link TrainingOptions}'.
 *
 * @param context tokens of a window
 * @param batch sequences per step
 * @param vocabularySize of a tokenizer that has to be trained first
 */
public record Hyperparameters(
        ModelSize size,
        int context,
        int batch,
        int vocabularySize,
        TrainingSettings settings,
        long seed) {
    private static final TrainingRequested.Size SIZE = TrainingRequested.Size.SMALL;

    private static final LearningRateSchedule ADAMW_SCHEDULE =
            new LearningRateSchedule(0.002, 50, 0.7);

    /** Of teaching notebooks: a long warm-up, then constant. */
    private static final LearningRateSchedule ADAM_SCHEDULE =
            new LearningRateSchedule(0.001, 1000, 0);

    /** Of a tokenizer; a model must be able to spell a name it has read a few times. */
    public static final double CHARACTER_COVERAGE = 0.99999;

    /** Share of the distinct prompts that are held out for validation. */
    public static final double VALIDATION_FRACTION = 0.1;

    /** Times that a job validates, and times that it samples stories, after its first step. */
    public static final int EVALUATIONS_PER_JOB = 5;

    /** Newest checkpoints that are retained. */
    public static final int RETAINED_CHECKPOINTS = 3;

    /** Prompts for which a job samples stories, and how it samples. */
    public static final int SAMPLE_PROMPTS = 2;

    public static final double SAMPLE_TEMPERATURE = 0.8;
    public static final double SAMPLE_TOP_P = 0.95;
    public static final int SAMPLE_MAX_TOKENS = 256;

    /** Of a training with several workers. With fewer rounds the model learns clearly less. */
    private static final int ROUNDS = 30;

    /** With fewer the exchanges take more time than they are worth. */
    private static final int MIN_ROUND_STEPS = 10;

    private static final int MAX_ROUND_STEPS = 30;

    /** Steps when the request names neither steps nor minutes. */
    public int defaultSteps() {
        return switch (size) {
            case TINY -> 300;
            case SMALL -> 600;
            case NOTEBOOK -> 1000;
            case MEDIUM -> 5000;
            case LARGE -> 20_000;
        };
    }

    public static Hyperparameters of(JobSpec job) {
        TrainingRequested request = job.request();
        TrainingSettings settings = job.settings();
        ModelSize size = ModelSize.valueOf(requireNonNullElse(request.size(), SIZE).name());
        Architecture standard = size.architecture();
        return new Hyperparameters(
                size,
                requireNonNullElse(settings.context(), standard.context()),
                requireNonNullElse(settings.batch(), size.batch()),
                requireNonNullElse(request.vocabularySize(), standard.vocabulary()),
                settings,
                job.seed());
    }

    /**
     * The network's shape for a tokenizer of {@code vocabulary} pieces.
     *
     * @throws JobEndedException when the settings contradict each other
     */
    public Architecture architecture(int vocabulary) {
        Architecture standard = size.architecture();
        int width = requireNonNullElse(settings.width(), standard.width());
        try {
            return new Architecture(
                    vocabulary,
                    width,
                    requireNonNullElse(
                            settings.hidden(), standard.hidden() * width / standard.width()),
                    requireNonNullElse(settings.layers(), standard.layers()),
                    requireNonNullElse(settings.heads(), standard.heads()),
                    context);
        } catch (IllegalArgumentException e) {
            throw JobEndedException.rejected(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Continued training keeps the model's architecture.
     *
     * @throws JobEndedException when the request names another one
     */
    public Architecture requireLike(Architecture model) {
        requireSame("context", settings.context(), model.context());
        requireSame("width", settings.width(), model.width());
        requireSame("hidden", settings.hidden(), model.hidden());
        requireSame("layers", settings.layers(), model.layers());
        requireSame("heads", settings.heads(), model.heads());
        return model;
    }

    private static void requireSame(String name, @Nullable Integer asked, int model) {
        if (asked != null && asked != model) {
            throw JobEndedException.rejected(
                    "the model to go on from has %s %d, not %d; leave %s out"
                            .formatted(name, model, asked, name));
        }
    }

    /** Rejects settings that contradict each other, as {@link #options} does. */
    public void requireConsistent() {
        TrainingOptions options = options(1);
        if (workers() > 1 && options.averaging() > 0) {
            throw JobEndedException.rejected(
                    "several workers train no average of the weights; leave averaging or workers out");
        }
    }

    /** Trainers that may train at once. */
    public int workers() {
        return requireNonNullElse(settings.workers(), 1);
    }

    /**
     * Steps that each of several workers makes in a round.
     *
     * @param steps of the whole training
     */
    public int roundSteps(int steps) {
        int share = steps / (ROUNDS * workers());
        return requireNonNullElse(
                settings.roundSteps(), Math.max(MIN_ROUND_STEPS, Math.min(share, MAX_ROUND_STEPS)));
    }

    /**
     * The options of a training of {@code steps} steps.
     *
     * @throws JobEndedException when the settings contradict each other
     */
    public TrainingOptions options(int steps) {
        TrainingOptions defaults = TrainingOptions.defaults(steps, batch, precision());
        try {
            return new TrainingOptions(
                    steps,
                    batch,
                    optimizer(defaults),
                    schedule(optimizer(defaults), defaults.schedule()),
                    requireNonNullElse(settings.weightDecay(), defaults.weightDecay()),
                    defaults.maxGradientNorm(),
                    requireNonNullElse(settings.dropout(), defaults.dropout()),
                    requireNonNullElse(settings.averaging(), defaults.averaging()),
                    defaults.precision(),
                    seed);
        } catch (IllegalArgumentException e) {
            throw JobEndedException.rejected(String.valueOf(e.getMessage()));
        }
    }

    private LearningRateSchedule schedule(OptimizerKind optimizer, LearningRateSchedule muon) {
        LearningRateSchedule defaults =
                switch (optimizer) {
                    case MUON -> muon;
                    case ADAMW -> ADAMW_SCHEDULE;
                    case ADAM -> ADAM_SCHEDULE;
                };
        return new LearningRateSchedule(
                requireNonNullElse(settings.learningRate(), defaults.learningRate()),
                requireNonNullElse(settings.warmUpSteps(), defaults.warmUpSteps()),
                defaults.decayFraction());
    }

    private OptimizerKind optimizer(TrainingOptions defaults) {
        TrainingSettings.Optimizer asked = settings.optimizer();
        return asked == null ? defaults.optimizer() : OptimizerKind.valueOf(asked.name());
    }

    private Precision precision() {
        TrainingSettings.Precision asked = settings.precision();
        return asked == null ? MatmulBenchmark.fastest() : Precision.valueOf(asked.name());
    }
}
