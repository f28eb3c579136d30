package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a checkpoint folder: what Hugging Face transformers opens, and beside it what a
 * training needs to go on.
 */
final class Checkpoint {
    private static final String CONFIG = "config.json";
    private static final String MODEL = "model.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINER = "trainer.json";

    private Checkpoint() {}

    /** The content of {@code trainer.json}; the step is the data's cursor too. */
    record Progress(long step, TrainingOptions options, LossScale.@Nullable State lossScale) {}

    static void writeModel(Path folder, Architecture architecture, NDList weights)
            throws IOException {
        ConfigFile.writeArchitecture(folder.resolve(CONFIG), architecture);
        Safetensors.write(folder.resolve(MODEL), entries(architecture, ""), weights);
    }

    static void writeTrainer(Path folder, Progress progress, Moments moments) throws IOException {
        ConfigFile.write(folder.resolve(TRAINER), progress);
        Safetensors.write(folder.resolve(OPTIMIZER), moments.entries(), moments.all());
    }

    static Architecture architecture(Path folder) throws IOException {
        return ConfigFile.readArchitecture(folder.resolve(CONFIG));
    }

    /**
     * The weights.
     *
     * @throws CheckpointException when they are not those of the architecture, or not finite
     */
    static NDList weights(Path folder, Architecture architecture, NDManager manager)
            throws IOException {
        return new NDList(
                Safetensors.read(
                        folder.resolve(MODEL),
                        entries(architecture, ""),
                        tensor -> manager.create(tensor.finite(), tensor.shape())));
    }

    /** As the other, as numbers of Java's, in the order of {@link Weights#layout}. */
    static List<float[]> numbers(Path folder, Architecture architecture) throws IOException {
        return Safetensors.read(
                folder.resolve(MODEL), entries(architecture, ""), Safetensors.Tensor::finite);
    }

    static Progress progress(Path folder) throws IOException {
        Path file = folder.resolve(TRAINER);
        Progress progress = ConfigFile.read(file, Progress.class);
        if (progress.options() == null
                || progress.options().schedule() == null
                || progress.options().optimizer() == null
                || progress.options().precision() == null
                || progress.step() < 0) {
            throw new CheckpointException(file, "a value in it is missing or out of range");
        }
        return progress;
    }

    static NDList moments(Path folder, List<Safetensors.Entry> entries, NDManager manager)
            throws IOException {
        return Safetensors.read(folder.resolve(OPTIMIZER), entries, manager);
    }

    static List<Safetensors.Entry> entries(Architecture architecture, String prefix) {
        return Weights.layout(architecture).stream()
                .map(slot -> new Safetensors.Entry(prefix + slot.name(), slot.shape()))
                .toList();
    }
}
