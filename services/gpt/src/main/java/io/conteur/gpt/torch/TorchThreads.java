package io.conteur.gpt.torch;

/**
 * How many threads compute; by default as many as the machine has cores. A training is reproducible
 * for the same number of threads only.
 */
public final class TorchThreads {
    private static final String PROPERTY = "ai.djl.pytorch.num_threads";

    private TorchThreads() {}

    /**
     * Sets it for the whole process. Read when libtorch is loaded, which the first trainer or
     * generator does; later calls have no effect.
     */
    public static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, are " + threads);
        }
        System.setProperty(PROPERTY, Integer.toString(threads));
    }

    /** The number of threads. */
    public static int count() {
        return Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
    }
}
