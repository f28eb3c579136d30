package io.conteur.events.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of a model was published. Keyed by the model's name; the newest event of a name is
 * the current model.
 *
 * @param id of the training job
 * @param artifact a folder that Hugging Face transformers opens as it is
 * @param tokenizer with which it was trained; the checkpoint has a copy
 * @param trainingLoss nats per target token
 * @param validationLoss nats per target token
 * @param last whether no further checkpoint of the job follows
 * @param best whether no earlier checkpoint of the job had a lower validation loss. A job's last
 *     event has the best checkpoint, so its step may be an earlier one
 * @param device on which its last step was computed: {@code CPU}, or the name of a GPU
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
        @Nullable ValidationFigures validation,
        @Nullable String device) {
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
