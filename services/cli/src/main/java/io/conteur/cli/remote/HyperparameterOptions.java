package io.conteur.cli.remote;

import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettings.Optimizer;
import io.conteur.events.training.TrainingSettings.Precision;
import io.conteur.events.training.TrainingSettingsBuilder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Hyperparameters of a training; those not given default to the values of the model size. */
final class HyperparameterOptions {
    @Option(names = "--context", description = "Tokens of a window.")
    private @Nullable Integer context;

    @Option(names = "--batch", description = "Sequences per step.")
    private @Nullable Integer batch;

    @Option(names = "--width", description = "Of the residual stream.")
    private @Nullable Integer width;

    @Option(names = "--hidden", description = "Width of the feed-forward layers.")
    private @Nullable Integer hidden;

    @Option(names = "--layers", description = "Transformer layers.")
    private @Nullable Integer layers;

    @Option(names = "--heads", description = "Of attention.")
    private @Nullable Integer heads;

    @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}")
    private @Nullable OptimizerName optimizer;

    @Option(names = "--learning-rate", description = "Of the hidden matrices, at its highest.")
    private @Nullable Double learningRate;

    @Option(names = "--warm-up-steps", description = "Steps over which the rate rises.")
    private @Nullable Integer warmUpSteps;

    @Option(names = "--weight-decay", description = "Decoupled from the gradient.")
    private @Nullable Double weightDecay;

    @Option(names = "--dropout", description = "Share of each layer's output left out.")
    private @Nullable Double dropout;

    @Option(names = "--averaging", description = "Of the weights over steps, such as 0.999.")
    private @Nullable Double averaging;

    @Option(
            names = "--precision",
            description = "${COMPLETION-CANDIDATES}; default bf16, fp32 on processors without it.")
    private @Nullable PrecisionName precision;

    @Option(names = "--seed", description = "Decides weights and order.")
    private @Nullable Long seed;

    @Option(names = "--checkpoint-every", description = "Steps; default about ten seconds of them.")
    private @Nullable Integer checkpointEvery;

    @Option(names = "--validate-every", description = "Steps; default a fifth of the training.")
    private @Nullable Integer validateEvery;

    @Option(names = "--sample-every", description = "Steps; default a fifth of the training.")
    private @Nullable Integer sampleEvery;

    @Option(names = "--sample-prompt", description = "Sample stories for it; repeatable.")
    private @Nullable List<String> samplePrompts;

    @Option(
            names = "--patience",
            description = "End after so many validations without a better loss.")
    private @Nullable Integer patience;

    @Option(names = "--keep-last", description = "Checkpoints kept beside the best; default 3.")
    private @Nullable Integer keepLast;

    @Option(names = "--keep-every", description = "Keep the checkpoints of such steps too.")
    private @Nullable Integer keepEvery;

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
                .context(context)
                .batch(batch)
                .learningRate(learningRate)
                .warmUpSteps(warmUpSteps)
                .weightDecay(weightDecay)
                .precision(precision == null ? null : Precision.valueOf(upper(precision)))
                .seed(seed)
                .checkpointEverySteps(checkpointEvery)
                .validateEverySteps(validateEvery)
                .sampleEverySteps(sampleEvery)
                .samplePrompts(samplePrompts)
                .width(width)
                .hidden(hidden)
                .layers(layers)
                .heads(heads)
                .optimizer(optimizer == null ? null : Optimizer.valueOf(upper(optimizer)))
                .patience(patience)
                .keepLast(keepLast)
                .keepEverySteps(keepEvery)
                .dropout(dropout)
                .averaging(averaging)
                .build();
    }

    private static String upper(Enum<?> name) {
        return name.name().toUpperCase(Locale.ROOT);
    }
}
