package io.conteur.gpt.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.Micro;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointJson;
import io.conteur.gpt.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    @ParameterizedTest
    @EnumSource(ModelSize.class)
    void theParametersAreThoseOfTheTensors(ModelSize size) {
        Architecture architecture = size.architecture();

        long numbers =
                WeightLayout.layout(architecture).stream()
                        .map(WeightLayout.Slot::shape)
                        .mapToLong(Shape::size)
                        .sum();

        assertEquals(numbers, architecture.parameters());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16, 24, 2, 2, 32",
        "40, 18, 24, 2, 2, 32",
        "40, 16, 0, 2, 2, 32",
        "40, 16, 24, 0, 2, 32",
        "40, 16, 24, 2, 2, 1",
        "1000000, 16384, 24, 2, 2, 32",
        "1000000, 900, 24, 1, 2, 32",
        "40, 16384, 65536, 256, 2, 32"
    })
    void anAbsurdShapeIsRefused(
            int vocabulary, int width, int hidden, int layers, int heads, int context) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Architecture(vocabulary, width, hidden, layers, heads, context));
    }

    @Test
    void anExampleThatTheModelCannotTakeIsRefused() {
        List<Example> tooLong = List.of(new Example(new int[34], 1));
        List<Example> unknownId = List.of(new Example(new int[] {2, 40}, 1));

        assertTrue(refusal(tooLong).contains("has 34"));
        assertTrue(refusal(unknownId).contains("is 40"));
    }

    @Test
    void noThreadsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TorchThreads.use(0));
    }

    private static String refusal(List<Example> examples) {
        return String.valueOf(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Trainer.start(Micro.ARCHITECTURE, Micro.options(1), examples))
                        .getMessage());
    }

    @Test
    void theConfigurationFileHoldsTheArchitecture(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("config.json");

        CheckpointJson.writeArchitecture(file, Micro.ARCHITECTURE);

        assertEquals(Micro.ARCHITECTURE, CheckpointJson.readArchitecture(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "\"vocab_size\": 40 -> \"vocab_size\": \"many\"",
                "\"vocab_size\": 40 -> \"vocab_size\": 1e30",
                "\"vocab_size\": 40 -> \"vocab_size\": -40",
                "\"num_hidden_layers\": 2 -> \"num_hidden_layers\": 100000000",
                "\"num_key_value_heads\": 2 -> \"num_key_value_heads\": 1",
                "\"rope_theta\": 10000.0 -> \"rope_theta\": 500000",
                "\"qwen3\" -> \"llama\""
            })
    void aConfigurationOfAnythingElseIsRefused(String change, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("config.json");
        CheckpointJson.writeArchitecture(file, Micro.ARCHITECTURE);
        String[] replacement = change.split(" -> ", -1);
        Files.writeString(
                file,
                replacement.length == 1
                        ? change
                        : Files.readString(file).replace(replacement[0], replacement[1]));

        CheckpointException refusal =
                assertThrows(
                        CheckpointException.class, () -> CheckpointJson.readArchitecture(file));

        assertTrue(String.valueOf(refusal.getMessage()).contains("config.json"));
    }
}
