package io.conteur.gpt.path;

import ai.djl.Device;

/** Which way a training computes its steps. */
public enum PathKind {
    /** Plain on a GPU, blocked on a CPU. */
    AUTO,
    /** Few large operations with autograd, on any device. */
    PLAIN,
    /** In blocks for the caches of a CPU, with a backward pass written by hand; on any device. */
    BLOCKED;

    /** Whether it is the plain path on this device. */
    boolean isPlainOn(Device device) {
        return this == PLAIN || this == AUTO && device.isGpu();
    }
}
