package io.conteur.cli.training;

import io.conteur.cli.usage.NumberRange;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettings.Optimizer;
import io.conteur.events.training.TrainingSettings.Precision;
import io.conteur.events.training.TrainingSettingsBuilder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Hyperparameters of a training; those not given default to the values of the model size. */
final class HyperparameterOptions {
    @ArgGroup(validate = false, heading = "%nShape of the model:%n", order = 3)
    ShapeOptions shape = new ShapeOptions();

    @ArgGroup(validate = false, heading = "%nTraining:%n", order = 4)
    private RecipeOptions recipe = new RecipeOptions();

    @ArgGroup(validate = false, heading = "%nOn the way:%n", order = 5)
    private IntervalOptions intervals = new IntervalOptions();

    /** The fields of the model's shape. */
    static final class ShapeOptions {
        @Option(
                names = "--context",
                description = "Tokens of a window, from 16 to 65536; default the size's.")
        @NumberRange(min = 16, max = 65_536)
        private @Nullable Integer context;

        @Option(
                names = "--width",
                description =
                        "Width of the residual stream, from 2 to 16384, a multiple of twice the"
                                + " heads; default the size's.")
        @NumberRange(min = 2, max = 16_384)
        @Nullable Integer width;

        @Option(
                names = "--hidden",
                description =
                        "Width of the feed-forward layers, from 1 to 65536; default in the size's"
                                + " proportion to --width.")
        @NumberRange(min = 1, max = 65_536)
        private @Nullable Integer hidden;

        @Option(
                names = "--layers",
                description = "Transformer layers, from 1 to 256; default the size's.")
        @NumberRange(min = 1, max = 256)
        private @Nullable Integer layers;

        @Option(
                names = "--heads",
                description = "Attention heads, from 1 to 256; default the size's.")
        @NumberRange(min = 1, max = 256)
        @Nullable Integer heads;
    }

    /** How the weights change. */
    static final class RecipeOptions {
        @Option(
                names = "--batch",
                description = "Windows per step, from 1 to 4096; default the size's.")
        @NumberRange(min = 1, max = 4096)
        private @Nullable Integer batch;

        @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}; default muon.")
        private @Nullable OptimizerName optimizer;

        @Option(
                names = "--learning-rate",
                description =
                        "Of the hidden matrices, at its highest, above 0 and at most 10; default"
                                + " the optimizer's.")
        @NumberRange(min = 0, max = 10, above = true)
        private @Nullable Double learningRate;

        @Option(
                names = "--warm-up-steps",
                description =
                        "Steps over which the rate rises, from 0 to 1000000; default the"
                                + " optimizer's.")
        @NumberRange(min = 0, max = 1_000_000)
        private @Nullable Integer warmUpSteps;

        @Option(
                names = "--weight-decay",
                description = "Decoupled from the gradient, from 0 to 10; default the optimizer's.")
        @NumberRange(min = 0, max = 10)
        private @Nullable Double weightDecay;

        @Option(
                names = "--dropout",
                description = "Share of each layer's output left out, from 0 to 0.9; default 0.")
        @NumberRange(min = 0, max = 0.9)
        private @Nullable Double dropout;

        @Option(
                names = "--averaging",
                description =
                        "Decay of the moving average of the weights, from 0 to 0.99999, such as"
                                + " 0.999; default 0, none.")
        @NumberRange(min = 0, max = 0.99999)
        private @Nullable Double averaging;

        @Option(
                names = "--precision",
                description =
                        "${COMPLETION-CANDIDATES}; default bf16, fp32 on processors without it.")
        private @Nullable PrecisionName precision;

        @Option(
                names = "--seed",
                description = "A whole number that decides weights and order; default from the id.")
        private @Nullable Long seed;

        @Option(
                names = "--patience",
                description =
                        "End after this many validations without a better loss, from 1 to 1000000;"
                                + " default never.")
        @NumberRange(min = 1, max = 1_000_000)
        private @Nullable Integer patience;

        @Option(
                names = "--workers",
                paramLabel = "COUNT",
                description =
                        "Trainers that may train at once, from 1 to 64; idle ones help. Default 1.")
        @NumberRange(min = 1, max = 64)
        private @Nullable Integer workers;

        @Option(
                names = "--round-steps",
                paramLabel = "STEPS",
                description =
                        "Steps that each of several workers makes between two exchanges of"
                                + " weights, from 1 to 10000; default: 10 to 30, for thirty"
                                + " exchanges.")
        @NumberRange(min = 1, max = 10_000)
        private @Nullable Integer roundSteps;
    }

    /** What happens between steps. */
    static final class IntervalOptions {
        @Option(
                names = "--checkpoint-every",
                paramLabel = "STEPS",
                description = "From 1 to 1000000; default about ten seconds of steps.")
        @NumberRange(min = 1, max = 1_000_000)
        private @Nullable Integer checkpointEvery;

        @Option(
                names = "--validate-every",
                paramLabel = "STEPS",
                description = "From 1 to 1000000; default a fifth of the training.")
        @NumberRange(min = 1, max = 1_000_000)
        private @Nullable Integer validateEvery;

        @Option(
                names = "--sample-every",
                paramLabel = "STEPS",
                description = "From 1 to 1000000; default a fifth of the training.")
        @NumberRange(min = 1, max = 1_000_000)
        private @Nullable Integer sampleEvery;

        @Option(
                names = "--sample-prompt",
                paramLabel = "TEXT",
                description =
                        "Sample stories for it; up to 16 times. Default two held-out prompts.")
        private @Nullable List<String> samplePrompts;

        @Option(
                names = "--keep-last",
                paramLabel = "COUNT",
                description = "Checkpoints kept beside the best, from 1 to 1000000; default 3.")
        @NumberRange(min = 1, max = 1_000_000)
        private @Nullable Integer keepLast;

        @Option(
                names = "--keep-every",
                paramLabel = "STEPS",
                description =
                        "Keep the checkpoints of such steps too, from 1 to 100000000; default"
                                + " none.")
        @NumberRange(min = 1, max = 100_000_000)
        private @Nullable Integer keepEvery;
    }

    /** The names in the event. */
    enum OptimizerName {
        muon,
        adamw,
        adam
    }

    /** The names in the event. */
    enum PrecisionName {
        bf16,
        fp32,
        fp16
    }

    TrainingSettings settings() {
        return TrainingSettingsBuilder.builder()
                .context(shape.context)
                .batch(recipe.batch)
                .learningRate(recipe.learningRate)
                .warmUpSteps(recipe.warmUpSteps)
                .weightDecay(recipe.weightDecay)
                .precision(
                        recipe.precision == null
                                ? null
                                : Precision.valueOf(upper(recipe.precision)))
                .seed(recipe.seed)
                .checkpointEverySteps(intervals.checkpointEvery)
                .validateEverySteps(intervals.validateEvery)
                .sampleEverySteps(intervals.sampleEvery)
                .samplePrompts(intervals.samplePrompts)
                .width(shape.width)
                .hidden(shape.hidden)
                .layers(shape.layers)
                .heads(shape.heads)
                .optimizer(
                        recipe.optimizer == null
                                ? null
                                : Optimizer.valueOf(upper(recipe.optimizer)))
                .patience(recipe.patience)
                .keepLast(intervals.keepLast)
                .keepEverySteps(intervals.keepEvery)
                .dropout(recipe.dropout)
                .averaging(recipe.averaging)
                .workers(recipe.workers)
                .roundSteps(recipe.roundSteps)
                .build();
    }

    private static String upper(Enum<?> name) {
        return name.name().toUpperCase(Locale.ROOT);
    }
}
