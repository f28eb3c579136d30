package io.conteur.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is trained; what is absent takes the default of the requested size.
 *
 * @param context tokens a window holds
 * @param batch sequences per step
 * @param validationFraction share of the prompts held out to measure validation loss
 * @param samplePrompts prompts for which stories are sampled during training
 */
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
        @Nullable List<String> samplePrompts) {
    /** The arithmetic of a training step; weights and moments are always fp32. */
    public enum Precision {
        @JsonProperty("bf16")
        BF16,
        @JsonProperty("fp32")
        FP32
    }

    /** Every setting at its default. */
    public static final TrainingSettings DEFAULTS =
            new TrainingSettings(
                    null, null, null, null, null, null, null, null, null, null, null, null);

    public TrainingSettings {
        Check.between(context, 16, 65_536, "/context");
        Check.between(batch, 1, 4096, "/batch");
        Check.between(learningRate, 0, 10, "/learningRate");
        Check.between(warmUpSteps, 0, 1_000_000, "/warmUpSteps");
        Check.between(weightDecay, 0, 10, "/weightDecay");
        Check.between(checkpointEverySteps, 1, 1_000_000, "/checkpointEverySteps");
        Check.between(validateEverySteps, 1, 1_000_000, "/validateEverySteps");
        Check.between(sampleEverySteps, 1, 1_000_000, "/sampleEverySteps");
        Check.between(validationFraction, 0, 0.5, "/validationFraction");
        samplePrompts = samplePrompts == null ? null : List.copyOf(samplePrompts);
        Check.between(samplePrompts == null ? null : samplePrompts.size(), 0, 16, "/samplePrompts");
    }
}
