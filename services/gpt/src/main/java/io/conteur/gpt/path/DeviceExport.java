package io.conteur.gpt.path;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ModelSize;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes what a machine with a GPU and any PyTorch, but without Java, needs to repeat the checks of
 * {@code bench device}: {@code plain.py} as TorchScript archives, an example with the results of
 * the reference on the CPU, and the program {@code check_device.py}.
 */
public final class DeviceExport {
    private static final String PROGRAM = "check_device.py";

    /** The archives' names, and the shapes that the program measures with them. */
    private static final Map<String, Architecture> SHAPES =
            Map.of(
                    "example", ExampleBatch.ARCHITECTURE,
                    "notebook", ModelSize.NOTEBOOK.architecture(),
                    "large", ModelSize.LARGE.architecture());

    private final Path folder;

    private DeviceExport(Path folder) {
        this.folder = folder;
    }

    /** Writes into an existing folder; about 2 MB. */
    public static void write(Path folder) throws IOException {
        DeviceExport export = new DeviceExport(folder);
        export.program();
        export.archives();
        export.example();
    }

    private void program() throws IOException {
        try (InputStream in = DeviceExport.class.getResourceAsStream(PROGRAM)) {
            if (in == null) {
                throw new IllegalStateException(PROGRAM + " is missing from the program");
            }
            Files.write(folder.resolve(PROGRAM), in.readAllBytes());
        }
    }

    private void archives() throws IOException {
        for (Map.Entry<String, Architecture> shape : SHAPES.entrySet()) {
            for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
                String type = precision == Precision.FP32 ? "fp32" : "bf16";
                Files.write(
                        folder.resolve(shape.getKey() + "-" + type + ".pt"),
                        TorchScriptModule.plainArchive(shape.getValue(), precision, 0, false));
            }
        }
    }

    /** Raw little-endian numbers; the program knows the shape, and so the place of each tensor. */
    private void example() throws IOException {
        ExampleBatch batch = ExampleBatch.of(ExampleBatch.ARCHITECTURE);
        PackedBatch packed = PackedBatch.of(batch.examples());
        int longest = batch.examples().stream().mapToInt(Example::tokens).max().orElseThrow();
        longs("tokens.i64", packed.tokens());
        longs("padded.i64", packed.paddedPlaces(longest));
        longs("bounds.i64", Arrays.stream(packed.bounds()).asLongStream().toArray());
        longs("places.i64", packed.places());
        longs("targets.i64", packed.targets());
        try (NDManager manager = TorchScriptModule.manager()) {
            NDList weights = batch.weights(manager);
            floats("weights.f32", weights.stream().map(NDArray::toFloatArray).toList());
        }
        DeviceComparison.Computed reference = DeviceComparison.onCpu(batch, Precision.FP32);
        DeviceComparison.Computed half = DeviceComparison.onCpu(batch, Precision.BF16);
        floats("gradients.f32", reference.gradients());
        floats(
                "expected.f32",
                List.of(
                        new float[] {
                            (float) reference.loss(),
                            (float) DeviceComparison.distance(reference, half)
                        }));
    }

    private void longs(String name, long[] numbers) throws IOException {
        ByteBuffer bytes = buffer(Long.BYTES * numbers.length);
        bytes.asLongBuffer().put(numbers);
        Files.write(folder.resolve(name), bytes.array());
    }

    private void floats(String name, List<float[]> tensors) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (float[] numbers : tensors) {
                ByteBuffer bytes = buffer(Float.BYTES * numbers.length);
                bytes.asFloatBuffer().put(numbers);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
