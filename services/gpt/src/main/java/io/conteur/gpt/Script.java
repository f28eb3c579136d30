package io.conteur.gpt;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program {@code gpt.py}, loaded for one architecture and precision. */
final class Script implements AutoCloseable {
    private static final String SOURCE = source();

    // Few enough that what one block of a loss or an attention needs stays in a core's cache.
    private static final int ROWS = 256;

    private final PtSymbolBlock block;

    Script(NDManager manager, Architecture architecture, TrainingOptions.Precision precision) {
        this(manager, architecture, precision, 0);
    }

    Script(
            NDManager manager,
            Architecture architecture,
            TrainingOptions.Precision precision,
            double dropout) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", architecture.heads());
        attributes.put("layers", architecture.layers());
        attributes.put("dtype", precision.torchType);
        attributes.put("theta", Architecture.ROTARY_BASE);
        attributes.put("epsilon", Architecture.NORM_EPSILON);
        attributes.put("rows", ROWS);
        attributes.put("dropout", dropout);
        attributes.put("bound", List.of());
        block = load(manager, ScriptArchive.pack("Gpt", SOURCE, attributes));
    }

    private static PtSymbolBlock load(NDManager manager, byte[] archive) {
        try {
            return JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(archive), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A manager of native memory; everything a model holds belongs to one. */
    static NDManager manager() {
        return Engine.getEngine("PyTorch").newBaseManager();
    }

    /**
     * Calls a method. Results belong to the manager.
     *
     * @param training false computes without the bookkeeping of gradients
     */
    NDList call(NDManager manager, String method, boolean training, List<NDArray> arguments) {
        // The optimiser of TorchScript graphs fails with bf16 and gains nothing; the switch is the
        // thread's, so it is set at every call.
        JniUtils.setGraphExecutorOptimize(false);
        NDArray marker = manager.create(0);
        marker.setName("module_method:" + method);
        NDList all = new NDList(arguments.size() + 1);
        Collections.addAll(all, marker);
        all.addAll(arguments);
        return IValueUtils.forward(block, all, training);
    }

    @Override
    public void close() {
        block.close();
    }

    private static String source() {
        try (InputStream in = Script.class.getResourceAsStream("gpt.py")) {
            if (in == null) {
                throw new IllegalStateException("gpt.py is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
