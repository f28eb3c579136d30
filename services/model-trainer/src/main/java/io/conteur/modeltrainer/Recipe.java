package io.conteur.modeltrainer;

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
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, with everything it leaves open decided by its size.
 *
 * @param context tokens a window holds
 * @param batch sequences per step
 * @param vocabularySize of a tokenizer that has to be trained first
 */
record Recipe(
        ModelSize size,
        int context,
        int batch,
        int vocabularySize,
        TrainingSettings settings,
        long seed) {
    private static final LearningRateSchedule ADAMW_SCHEDULE =
            new LearningRateSchedule(0.002, 50, 0.7);

    /** Of teaching notebooks: a long warm-up, then constant. */
    private static final LearningRateSchedule ADAM_SCHEDULE =
            new LearningRateSchedule(0.001, 1000, 0);

    static Recipe of(Job job) {
        TrainingRequested request = job.request();
        TrainingSettings settings = job.settings();
        ModelSize size =
                ModelSize.valueOf(
                        requireNonNullElse(request.size(), TrainingRequested.Size.SMALL).name());
        Architecture standard = size.architecture();
        return new Recipe(
                size,
                requireNonNullElse(settings.context(), standard.context()),
                requireNonNullElse(settings.batch(), size.batch()),
                requireNonNullElse(request.vocabularySize(), standard.vocabulary()),
                settings,
                job.seed());
    }

    /** The model for a tokenizer of so many pieces. */
    Architecture architecture(int vocabulary) {
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
     * A model that is gone on with keeps its shape; what the request names must be that.
     *
     * @throws JobEndedException when it is not
     */
    Architecture requireLike(Architecture model) {
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

    /** When the request names neither steps nor minutes. */
    int defaultSteps() {
        return switch (size) {
            case TINY -> 300;
            case SMALL -> 600;
            case NOTEBOOK -> 1000;
            case MEDIUM -> 5000;
            case LARGE -> 20_000;
        };
    }

    /**
     * For a job of so many steps.
     *
     * @throws JobEndedException when the settings cannot be
     */
    TrainingOptions options(int steps) {
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
