package io.conteur.gpt.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointJson;
import io.conteur.gpt.checkpoint.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a checkpoint that a training needs to resume, beside the model's own. */
public final class TrainingCheckpoint {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINER = "trainer.json";

    private TrainingCheckpoint() {}

    /**
     * The content of {@code trainer.json}; the step is also the position in the data.
     *
     * @param blocksTogether of the order of examples; absent in checkpoints from before there was a
     *     choice, whose examples were all shuffled together
     */
    public record Progress(
            long step,
            TrainingOptions options,
            LossScaler.@Nullable State lossScale,
            @Nullable Integer blocksTogether) {
        /** As {@link io.conteur.gpt.data.ExampleOrder} takes it. */
        public int orderedTogether() {
            return blocksTogether == null ? 0 : blocksTogether;
        }
    }

    public static void write(Path folder, Progress progress, OptimizerState state)
            throws IOException {
        CheckpointJson.write(folder.resolve(TRAINER), progress);
        Safetensors.write(folder.resolve(OPTIMIZER), state.entries(), state.all());
    }

    public static Progress progress(Path folder) throws IOException {
        Path file = folder.resolve(TRAINER);
        Progress progress = CheckpointJson.read(file, Progress.class);
        if (progress.options() == null
                || progress.options().schedule() == null
                || progress.options().optimizer() == null
                || progress.options().precision() == null
                || progress.step() < 0) {
            throw new CheckpointException(file, "a value in it is missing or out of range");
        }
        return progress;
    }

    static NDList optimizerState(Path folder, List<Safetensors.Entry> entries, NDManager manager)
            throws IOException {
        return Safetensors.read(folder.resolve(OPTIMIZER), entries, manager);
    }
}
