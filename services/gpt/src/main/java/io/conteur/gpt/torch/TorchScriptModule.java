package io.conteur.gpt.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Precision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of the three TorchScript modules, loaded for one architecture. */
public final class TorchScriptModule implements AutoCloseable {
    private static final String SHARED = source("shared.py");
    private static final String GPT = source("gpt.py") + SHARED;
    private static final String DECODE = source("decode.py");
    private static final String PLAIN = source("plain.py") + SHARED;

    // Rows of a block of attention or of the loss: few enough that a block stays in a core's cache,
    // and a multiple of 64, to which documents are padded.
    private static final int BLOCK_ROWS = 128;

    private final PtSymbolBlock block;

    private TorchScriptModule(PtSymbolBlock block) {
        this.block = block;
    }

    /** {@code gpt.py}, which trains and scores. */
    public static TorchScriptModule gpt(
            NDManager manager, Architecture architecture, Precision precision, double dropout) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", architecture.heads());
        attributes.put("layers", architecture.layers());
        attributes.put("dtype", precision.torchType);
        attributes.put("rope_theta", Architecture.ROTARY_BASE);
        attributes.put("block_rows", BLOCK_ROWS);
        attributes.put("dropout", dropout);
        return new TorchScriptModule(
                load(manager, TorchScriptArchive.pack("Gpt", GPT, attributes)));
    }

    /**
     * {@code decode.py}, which generates.
     *
     * @param packed with FBGEMM's packed fp16 matrices, which x86 alone supports, else with fp32
     */
    static TorchScriptModule decoder(NDManager manager, Architecture architecture, boolean packed) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", architecture.heads());
        attributes.put("layers", architecture.layers());
        attributes.put("rope_theta", Architecture.ROTARY_BASE);
        attributes.put("pack", packed ? 1 : 0);
        for (String list : List.of("packed", "plain", "tables")) {
            attributes.put(list, List.of());
        }
        return new TorchScriptModule(
                load(manager, TorchScriptArchive.pack("Decoder", DECODE, attributes)));
    }

    /**
     * {@code plain.py}, which trains, scores and generates in few large operations.
     *
     * @param recompute see {@code gradients} in it
     */
    public static TorchScriptModule plain(
            NDManager manager,
            Architecture architecture,
            Precision precision,
            double dropout,
            boolean recompute) {
        return new TorchScriptModule(
                load(manager, plainArchive(architecture, precision, dropout, recompute)));
    }

    /** The archive of {@code plain.py}, which {@code torch.jit.load} reads too. */
    public static byte[] plainArchive(
            Architecture architecture, Precision precision, double dropout, boolean recompute) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("heads", architecture.heads());
        attributes.put("layers", architecture.layers());
        attributes.put("dtype", precision.torchType);
        attributes.put("rope_theta", Architecture.ROTARY_BASE);
        attributes.put("dropout", dropout);
        attributes.put("recompute", recompute ? 1 : 0);
        return TorchScriptArchive.pack("Plain", PLAIN, attributes);
    }

    private static PtSymbolBlock load(NDManager manager, byte[] archive) {
        try {
            return JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(archive), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether arrays lie on a GPU. */
    public static boolean onGpu() {
        try (NDManager manager = manager()) {
            return manager.getDevice().isGpu();
        }
    }

    /** Gives memory of a GPU back that the allocator keeps for later, in blocks of other sizes. */
    public static void releaseCached() {
        if (onGpu()) {
            JniUtils.emptyCudaCache();
        }
    }

    /** An owner of numbers that a script reads, so that it does not wait for the device. */
    public static NDManager onHost(NDManager manager) {
        return manager.newSubManager(Device.cpu());
    }

    /** A new owner of native memory: closing it frees every array it made. */
    public static NDManager manager() {
        return Engine.getEngine("PyTorch").newBaseManager();
    }

    /**
     * Calls a method, without autograd. The manager owns the results. Arguments of one name, with
     * {@code []} at its end, become one list.
     */
    public NDList call(NDManager manager, String method, List<NDArray> arguments) {
        return call(manager, method, arguments, false);
    }

    /** As {@link #call}, for a method that computes gradients by autograd. */
    public NDList callWithAutograd(NDManager manager, String method, List<NDArray> arguments) {
        return call(manager, method, arguments, true);
    }

    private NDList call(
            NDManager manager, String method, List<NDArray> arguments, boolean autograd) {
        // TorchScript's graph optimiser fails with bf16 and gains nothing. It is a setting of the
        // calling thread, so it is set at every call.
        JniUtils.setGraphExecutorOptimize(false);
        NDArray marker = manager.create(0);
        marker.setName("module_method:" + method);
        NDList all = new NDList(arguments.size() + 1);
        Collections.addAll(all, marker);
        all.addAll(arguments);
        return IValueUtils.forward(block, all, autograd);
    }

    @Override
    public void close() {
        block.close();
    }

    private static String source(String name) {
        try (InputStream in = TorchScriptModule.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
