package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
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
@WithBuilder
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
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.between(step, 0, Long.MAX_VALUE, "/step");
        EventChecks.between(vocabularySize, 1, 1_000_000, "/vocabularySize");
        EventChecks.between(context, 1, 1_000_000, "/context");
        EventChecks.between(parameters, 1, Long.MAX_VALUE, "/parameters");
        EventChecks.measured(trainingLoss, "/trainingLoss");
        EventChecks.measured(validationLoss, "/validationLoss");
    }
}
