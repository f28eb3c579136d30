package io.conteur.modeltrainer.session;

import io.conteur.gpt.model.Architecture;
import io.conteur.workersupport.JobEndedException;

/**
 * Memory of the GPU that a training takes at least: with the smallest micro-batch, one window.
 *
 * @param neededBytes of a training
 * @param limitBytes that it may take
 */
public record GpuMemory(long neededBytes, long limitBytes) {
    /**
     * Checks before anything is allocated.
     *
     * @throws JobEndedException when the GPU is too small
     */
    public void requireEnough(Architecture architecture) {
        if (neededBytes > limitBytes) {
            throw JobEndedException.rejected(
                    "a model of %d parameters with context %d and vocabulary %d needs about %d MiB of the GPU's memory to train; this trainer may use %d MiB of it, so ask for less of one of them"
                            .formatted(
                                    architecture.parameters(),
                                    architecture.context(),
                                    architecture.vocabulary(),
                                    neededBytes >> 20,
                                    limitBytes >> 20));
        }
    }
}
