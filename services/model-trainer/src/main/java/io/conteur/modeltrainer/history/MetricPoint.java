package io.conteur.modeltrainer.history;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What was measured at one step of a job, either of the steps since the point before or by a
 * validation. The components are the fields of a line of {@code metrics.jsonl}.
 *
 * @param time seconds since 1970
 * @param trainingLoss mean of the steps, nats per target token
 * @param learningRate of the hidden matrices, at the latest step
 * @param gradientNorm mean of the steps, before clipping
 * @param tokensPerSecond without padding
 * @param validationLoss nats per target token
 * @param perplexity per token of the held-out stories
 * @param wordPerplexity per word of the held-out stories
 * @param bitsPerByte of the held-out stories
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MetricPoint(
        String job,
        long step,
        double time,
        @Nullable Double trainingLoss,
        @Nullable Double learningRate,
        @Nullable Double gradientNorm,
        @Nullable Double tokensPerSecond,
        @Nullable Double validationLoss,
        @Nullable Double perplexity,
        @Nullable Double wordPerplexity,
        @Nullable Double bitsPerByte) {
    boolean isValidation() {
        return validationLoss != null;
    }
}
