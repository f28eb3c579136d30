package io.conteur.gpt.path;

import io.conteur.gpt.torch.TorchScriptModule;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether a program that is meant for a GPU finds one. It is meant for one if its libtorch is,
 * which {@code PYTORCH_FLAVOR} tells: {@code cu128}, say. Without this check libtorch would compute
 * on the CPU, and nobody would know why it is slow.
 */
public final class GpuRequirement {
    private static final String FLAVOR = "PYTORCH_FLAVOR";

    private GpuRequirement() {}

    /** What is wrong; empty when a GPU is found or none is meant. Loads libtorch in the former. */
    public static Optional<String> problem() {
        String flavor = System.getenv(FLAVOR);
        return problem(flavor == null ? "" : flavor, TorchScriptModule::onGpu);
    }

    static Optional<String> problem(String flavor, BooleanSupplier onGpu) {
        if (!flavor.startsWith("cu")) {
            return Optional.empty();
        }
        String remedy =
                "this program is built for NVIDIA GPUs (%s=%s), but %s; it needs a node with the driver, and a container that may use the GPU (nvidia.com/gpu); or take the image for CPUs";
        try {
            return onGpu.getAsBoolean()
                    ? Optional.empty()
                    : Optional.of(remedy.formatted(FLAVOR, flavor, "libtorch finds none"));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(
                    remedy.formatted(FLAVOR, flavor, "libtorch cannot be loaded: " + root(e)));
        }
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }
}
