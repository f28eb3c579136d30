package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hyperparameters and intervals of model training; absent ones take the defaults of the requested
 * size.
 *
 * @param context tokens of a window
 * @param batch sequences per step
 * @param precision bf16 when absent, or fp32 on a CPU without native bf16
 * @param validationFraction share of the prompts held out to measure validation loss
 * @param samplePrompts prompts for which stories are sampled during training
 * @param width of the residual stream
 * @param hidden width of the MLP
 * @param heads of attention; {@code width} is a multiple of twice as many
 * @param optimizer of the hidden matrices
 * @param validationLines line numbers from 0 of the pairs held out, instead of a fraction
 * @param patience early stopping after this many validations without a better loss
 * @param keepLast newest checkpoints to keep beside the best one
 * @param keepEverySteps checkpoints at multiples of this are kept too
 * @param dropout probability, on what attention and MLP add to the residual stream
 * @param averaging decay of the exponential moving average of the weights, which is then the model
 * @param workers trainers that may train at once: one, and others while they are idle
 * @param roundSteps steps that each of several workers makes between two exchanges of weights
 */
@WithBuilder
public record TrainingSettings(
        @Nullable Integer context,
        @Nullable Integer batch,
        @Nullable Double learningRate,
        @Nullable Integer warmUpSteps,
        @Nullable Double weightDecay,
        @Nullable Precision precision,
        @Nullable Long seed,
        @Nullable Integer checkpointEverySteps,
        @Nullable Integer validateEverySteps,
        @Nullable Integer sampleEverySteps,
        @Nullable Double validationFraction,
        @Nullable List<String> samplePrompts,
        @Nullable Integer width,
        @Nullable Integer hidden,
        @Nullable Integer layers,
        @Nullable Integer heads,
        @Nullable Optimizer optimizer,
        @Nullable List<Integer> validationLines,
        @Nullable Integer patience,
        @Nullable Integer keepLast,
        @Nullable Integer keepEverySteps,
        @Nullable Double dropout,
        @Nullable Double averaging,
        @Nullable Integer workers,
        @Nullable Integer roundSteps) {
    public static final int MAX_ROUND_STEPS = 10_000;

    private static final int MAX_VALIDATION_LINES = 100_000;

    /** The optimizer of the hidden matrices. */
    public enum Optimizer {
        @JsonProperty("muon")
        MUON,
        @JsonProperty("adamw")
        ADAMW,
        @JsonProperty("adam")
        ADAM
    }

    /** The number format of a training step; weights and moments are always fp32. */
    public enum Precision {
        @JsonProperty("bf16")
        BF16,
        @JsonProperty("fp32")
        FP32,
        @JsonProperty("fp16")
        FP16
    }

    /** Every setting at its default. */
    public static final TrainingSettings DEFAULTS = TrainingSettingsBuilder.builder().build();

    public TrainingSettings {
        EventChecks.between(context, 16, 65_536, "/context");
        EventChecks.between(batch, 1, 4096, "/batch");
        EventChecks.above(learningRate, 0, 10, "/learningRate");
        EventChecks.between(warmUpSteps, 0, 1_000_000, "/warmUpSteps");
        EventChecks.between(weightDecay, 0, 10, "/weightDecay");
        EventChecks.between(checkpointEverySteps, 1, 1_000_000, "/checkpointEverySteps");
        EventChecks.between(validateEverySteps, 1, 1_000_000, "/validateEverySteps");
        EventChecks.between(sampleEverySteps, 1, 1_000_000, "/sampleEverySteps");
        EventChecks.between(validationFraction, 0, 0.5, "/validationFraction");
        samplePrompts = samplePrompts == null ? null : List.copyOf(samplePrompts);
        EventChecks.between(
                samplePrompts == null ? null : samplePrompts.size(), 0, 16, "/samplePrompts");
        EventChecks.between(width, 2, 16_384, "/width");
        EventChecks.between(hidden, 1, 65_536, "/hidden");
        EventChecks.between(layers, 1, 256, "/layers");
        EventChecks.between(heads, 1, 256, "/heads");
        validationLines = validationLines == null ? null : List.copyOf(validationLines);
        requireLines(validationLines, validationFraction);
        EventChecks.between(patience, 1, 1_000_000, "/patience");
        EventChecks.between(keepLast, 1, 1_000_000, "/keepLast");
        EventChecks.between(keepEverySteps, 1, 100_000_000, "/keepEverySteps");
        EventChecks.between(dropout, 0, 0.9, "/dropout");
        EventChecks.between(averaging, 0, 0.99999, "/averaging");
        EventChecks.between(workers, 1, RoundClosed.MAX_WORKERS, "/workers");
        EventChecks.between(roundSteps, 1, MAX_ROUND_STEPS, "/roundSteps");
    }

    private static void requireLines(@Nullable List<Integer> lines, @Nullable Double fraction) {
        if (lines == null) {
            return;
        }
        if (fraction != null) {
            throw new InvalidEventException(
                    "/validationLines", "must be absent when validationFraction is given");
        }
        EventChecks.between(lines.size(), 1, MAX_VALIDATION_LINES, "/validationLines");
        for (int i = 0; i < lines.size(); i++) {
            EventChecks.between(lines.get(i), 0, Integer.MAX_VALUE, "/validationLines/" + i);
        }
    }
}
