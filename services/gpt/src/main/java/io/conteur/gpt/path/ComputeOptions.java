package io.conteur.gpt.path;

/**
 * How this machine computes a training; no hyperparameter, and in no checkpoint.
 *
 * @param path the way of computing
 * @param recompute keeps only the input of each layer and computes the layer again in the backward
 *     pass: less memory, a third more time. On the plain path alone; the other keeps micro-batches
 *     small instead
 * @param memoryBytes of the device that a training may take; 0 for what is free
 */
public record ComputeOptions(PathKind path, boolean recompute, long memoryBytes) {
    /** By device, everything kept. */
    public static final ComputeOptions DEFAULT = new ComputeOptions(PathKind.AUTO, false, 0);

    public ComputeOptions {
        if (memoryBytes < 0) {
            throw new IllegalArgumentException(
                    "memoryBytes must not be negative, is " + memoryBytes);
        }
    }

    /** On this path, everything kept. */
    public static ComputeOptions of(PathKind path) {
        return new ComputeOptions(path, false, 0);
    }

    /** The same with recomputation. */
    public ComputeOptions recomputing() {
        return new ComputeOptions(path, true, memoryBytes);
    }
}
