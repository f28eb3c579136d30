package io.conteur.gpt.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.DropoutNoise;
import io.conteur.gpt.training.LossScaler;
import io.conteur.gpt.training.OptimizerState;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts the operations that libtorch's profiler sees on the plain path. On a GPU each is a kernel
 * to launch, and attention, here padded, takes fewer.
 */
class OperationCountTest {
    private static final int MOST = 60;

    /** Views, and memory that nothing is written to: no kernel. */
    private static final Set<String> FREE =
            Set.of(
                    "aten::view",
                    "aten::_unsafe_view",
                    "aten::reshape",
                    "aten::_reshape_alias",
                    "aten::as_strided",
                    "aten::expand",
                    "aten::transpose",
                    "aten::t",
                    "aten::permute",
                    "aten::unsqueeze",
                    "aten::squeeze",
                    "aten::select",
                    "aten::narrow",
                    "aten::slice",
                    "aten::split",
                    "aten::split_with_sizes",
                    "aten::chunk",
                    "aten::unbind",
                    "aten::flatten",
                    "aten::alias",
                    "aten::detach",
                    "aten::requires_grad_",
                    "aten::empty",
                    "aten::empty_like",
                    "aten::empty_strided",
                    "aten::new_empty",
                    "aten::resize_",
                    "aten::to",
                    "aten::_to_copy",
                    "aten::contiguous",
                    "aten::resolve_conj",
                    "aten::result_type",
                    "aten::item",
                    "aten::_local_scalar_dense");

    /** One kernel on a GPU; what these call on a CPU is how a CPU computes them. */
    private static final Set<String> KERNELS =
            Set.of(
                    "aten::sum",
                    "aten::mean",
                    "aten::scatter_add_",
                    "aten::_scaled_dot_product_flash_attention_for_cpu",
                    "aten::_scaled_dot_product_flash_attention_for_cpu_backward",
                    "aten::_foreach_norm");

    @TempDir private Path folder;

    /**
     * @param backward in the backward pass
     */
    private record Count(int forward, int backward) {
        Count less(Count other) {
            return new Count(forward - other.forward, backward - other.backward);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void aLayerTakesAtMostSixtyEachWay(double dropout) throws IOException {
        Count layer = operations(3, dropout, 4).less(operations(2, dropout, 4));

        assertTrue(layer.forward > 20 && layer.forward <= MOST, layer.toString());
        assertTrue(layer.backward > 30 && layer.backward <= MOST, layer.toString());
    }

    @Test
    void moreDocumentsTakeNoMoreOperations() throws IOException {
        assertEquals(operations(2, 0, 2), operations(2, 0, 50));
    }

    private Count operations(int layers, double dropout, int documents) throws IOException {
        Architecture architecture = new Architecture(50, 32, 48, layers, 4, 64);
        TrainingOptions options =
                TrainingOptions.defaults(10, documents, Precision.BF16).withDropout(dropout);
        List<Example> examples = examples(documents);
        BatchGradients.Settings settings =
                new BatchGradients.Settings(
                        1 << 20, new LossScaler(Precision.BF16, null), DropoutNoise.of(options, 1));
        Path trace = folder.resolve(layers + "-" + documents + ".json");
        try (NDManager manager = TorchScriptModule.manager();
                PlainPath path = path(manager, architecture, options)) {
            path.gradients(manager, examples, settings);
            JniUtils.startProfile(false, false, false);
            path.gradients(manager, examples, settings);
            JniUtils.stopProfile(trace.toString());
        }
        return count(trace);
    }

    private static PlainPath path(
            NDManager manager, Architecture architecture, TrainingOptions options) {
        TrainingPath.Trained trained =
                new TrainingPath.Trained(
                        manager,
                        architecture,
                        options,
                        WeightLayout.initial(manager, architecture, 1),
                        OptimizerState.zero(manager, architecture, options, new NDList()));
        return new PlainPath(ComputeOptions.of(PathKind.PLAIN), trained);
    }

    private static List<Example> examples(int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new Example(new Random(i).ints(20 + i % 3, 0, 50).toArray(), 1));
        }
        return examples;
    }

    /** Times in microseconds. */
    private record Event(String name, double start, double end) {
        boolean computes() {
            return name.startsWith("aten::") && !FREE.contains(name);
        }
    }

    /** Operations that compute or copy, and call no other one that does. */
    private static Count count(Path trace) throws IOException {
        List<Event> events = events(trace);
        List<Event> computing = events.stream().filter(Event::computes).toList();
        int[] counts = new int[2];
        double counted = Double.NEGATIVE_INFINITY; // where the last one ends
        for (int i = 0; i < computing.size(); i++) {
            Event event = computing.get(i);
            boolean innermost =
                    i + 1 == computing.size() || computing.get(i + 1).start >= event.end;
            if (event.start >= counted && (innermost || KERNELS.contains(event.name))) {
                counted = event.end;
                counts[isBackward(event, events) ? 1 : 0]++;
            }
        }
        return new Count(counts[0], counts[1]);
    }

    /** Whether the script's method {@code backward} runs. */
    private static boolean isBackward(Event event, List<Event> events) {
        return events.stream()
                .filter(other -> other.name.equals("backward"))
                .anyMatch(other -> other.start <= event.start && event.end <= other.end);
    }

    private static List<Event> events(Path trace) throws IOException {
        List<Event> events = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(trace)) {
            for (JsonElement element : JsonParser.parseReader(reader).getAsJsonArray()) {
                JsonObject event = element.getAsJsonObject();
                double start = event.get("ts").getAsDouble();
                double end = start + event.get("dur").getAsDouble();
                events.add(new Event(event.get("name").getAsString(), start, end));
            }
        }
        events.sort(
                Comparator.comparingDouble(Event::start)
                        .thenComparing(Comparator.comparingDouble(Event::end).reversed()));
        return events;
    }
}
