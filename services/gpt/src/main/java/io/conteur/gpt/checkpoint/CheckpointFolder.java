package io.conteur.gpt.checkpoint;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The model's files of a checkpoint, which Hugging Face transformers opens as they are. */
public final class CheckpointFolder {
    private static final String CONFIG = "config.json";
    private static final String MODEL = "model.safetensors";

    /** The names of these files. */
    public static final Set<String> FILES = Set.of(CONFIG, MODEL);

    private CheckpointFolder() {}

    public static void writeModel(Path folder, Architecture architecture, NDList weights)
            throws IOException {
        CheckpointJson.writeArchitecture(folder.resolve(CONFIG), architecture);
        Safetensors.write(folder.resolve(MODEL), entries(architecture, ""), weights);
    }

    /**
     * Writes {@code generation_config.json}, from which transformers knows where a story begins and
     * ends.
     */
    public static void writeTokenIds(Path folder, int startId, int endId, int paddingId)
            throws IOException {
        CheckpointJson.writeTokenIds(
                folder.resolve("generation_config.json"), startId, endId, paddingId);
    }

    /**
     * The shape of the model.
     *
     * @throws CheckpointException when the folder holds none
     */
    public static Architecture architecture(Path folder) throws IOException {
        return CheckpointJson.readArchitecture(folder.resolve(CONFIG));
    }

    /**
     * The weights.
     *
     * @throws CheckpointException when they are not those of the architecture, or not finite
     */
    public static NDList weights(Path folder, Architecture architecture, NDManager manager)
            throws IOException {
        return new NDList(
                Safetensors.read(
                        folder.resolve(MODEL),
                        entries(architecture, ""),
                        tensor -> manager.create(tensor.finite(), tensor.shape())));
    }

    /** As {@link #weights}, as arrays in the order of {@link WeightLayout#layout}. */
    public static List<float[]> arrays(Path folder, Architecture architecture) throws IOException {
        return Safetensors.arrays(folder.resolve(MODEL), entries(architecture, ""));
    }

    /** Takes the tensors of a model, one at a time. */
    public interface WeightConsumer {
        void accept(Safetensors.Entry tensor, float[] numbers) throws IOException;
    }

    /** Reads the weights one at a time, in the order of {@link WeightLayout#layout}. */
    public static void forEachWeight(
            Path folder, Architecture architecture, WeightConsumer consumer) throws IOException {
        Safetensors.read(
                folder.resolve(MODEL),
                entries(architecture, ""),
                tensor -> {
                    consumer.accept(tensor.entry(), tensor.finite());
                    return tensor.entry();
                });
    }

    /** The tensors of an architecture; the prefix precedes their names. */
    public static List<Safetensors.Entry> entries(Architecture architecture, String prefix) {
        return WeightLayout.layout(architecture).stream()
                .map(slot -> new Safetensors.Entry(prefix + slot.name(), slot.shape()))
                .toList();
    }
}
