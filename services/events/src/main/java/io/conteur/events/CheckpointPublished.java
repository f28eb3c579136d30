package io.conteur.events;

import org.jspecify.annotations.Nullable;

/**
 * A model can be used. Keyed by the model's name; the newest event under a name is that model.
 *
 * @param id the training job
 * @param artifact a folder that Hugging Face transformers opens as it stands
 * @param tokenizer the tokenizer it was trained with; the checkpoint holds a copy
 * @param trainingLoss nats per target token
 * @param validationLoss nats per target token
 * @param last no further checkpoint of this job will follow
 * @param best no checkpoint of this job before it had a lower validation loss; a job's last event
 *     names the best one, so its step may be an earlier one
 */
@Built
public record CheckpointPublished(
        String id,
        String model,
        long step,
        ArtifactReference artifact,
        ArtifactReference tokenizer,
        int vocabularySize,
        int context,
        long parameters,
        @Nullable Double trainingLoss,
        @Nullable Double validationLoss,
        boolean last,
        @Nullable Boolean best,
        @Nullable ValidationFigures validation) {
    public CheckpointPublished {
        Check.name(id, "/id");
        Check.name(model, "/model");
        Check.between(step, 0, Long.MAX_VALUE, "/step");
        Check.between(vocabularySize, 1, 1_000_000, "/vocabularySize");
        Check.between(context, 1, 1_000_000, "/context");
        Check.between(parameters, 1, Long.MAX_VALUE, "/parameters");
        Check.measured(trainingLoss, "/trainingLoss");
        Check.measured(validationLoss, "/validationLoss");
    }
}
